"""`pulssi outbox`: what could not be delivered, why, and another try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

import bot
from jobs.watch_outbox import find_stuck, list_paused
from settings import Settings
from shell.running import Json, say, warn, with_stores
from storage.audit import SHELL, record_audit
from storage.dead_letters import (
    Addressee,
    DeadLetters,
    count_retriable,
    list_addressees,
    list_dead_letters,
    retry_failed,
)
from storage.engine import Stores
from storage.reasons import GUARD_REASONS, REACH_REASONS, REASONS
from storage.waves import get_wave

ADVICE: Final = {
    "blocked_by_user": "The person has blocked the bot: it leaves by itself when they unblock it and write.",
    "not_installed": "Install the app for the person; what waited then goes out by itself.",
    "disabled_by_admin": "Allow the app again in the Teams admin centre, then retry.",
    "writes_blocked": "Somebody must open the conversation for messages, then retry.",
    "forbidden": "Check in the Teams admin centre that the person may use the app, then retry.",
    "no_conversation": "Install the app for the person and check that the account is active, then retry.",
    "not_in_directory": "Import them again if they work here, then retry with --reason not_in_directory.",
    "wave_closed": "Nothing to do: the wave had closed before the message could leave.",
    "nothing_to_say": "Nothing to do: the message had lost its cause.",
    "too_late": "Nothing to do: its time was over before it could leave.",
    "overtaken": "Nothing to do: a later message said the same.",
    "rejected": "Teams does not take it as it is: see the code in `pulssi_calls_total`, then retry.",
    "too_big": "Shorten the texts of the questionnaire: the card is larger than Teams allows.",
    "host_not_allowed": "If the address is Microsoft's, add it to PULSSI_ALLOWED_SERVICE_HOSTS, then retry.",
    "gave_up": "Teams did not take it in eight attempts: retry when Teams is well again.",
    "other_tenant": "Add the tenant to PULSSI_ALLOWED_TENANTS if it is yours, then retry.",
}
"""What an administrator can do about each reason of storage/reasons.py."""

WaveOption = Annotated[str | None, typer.Option("--wave", help="Of one wave only.")]

outbox = typer.Typer(no_args_is_help=True, help="Messages that could not be delivered.")


class UnknownReason(ValueError):
    """Nothing fails for such a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no reason is called {reason!r}; there are {', '.join(sorted(REASONS))}")


@outbox.command("list")
def list_(
    wave_id: WaveOption = None,
    as_json: Json = False,  # noqa: FBT002  # typer's form
    people: Annotated[  # noqa: FBT002  # typer's form
        bool, typer.Option("--people", help="The object id of each person, for whoever installs the app.")
    ] = False,
) -> None:
    """List the messages that could not be delivered, why, and what to do about it."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            if wave_id is not None:
                await get_wave(connection, wave_id)
            found = await list_dead_letters(connection, about=wave_id)
            named = await list_addressees(connection, about=wave_id) if people else []
            if people:
                subject = wave_id or "*"
                await record_audit(
                    connection, "outbox.people_listed", subject=subject, actor=SHELL, now=bot.now()
                )
        if as_json:
            say(json.dumps([_as_json(each) for each in (named or found)]))
        elif people:
            for each in named:
                say(f"{each.about} {each.kind} {each.reason} {each.person}")
        else:
            Console().print(_table(found))

    with_stores(run)


@outbox.command("retry")
def retry(
    wave_id: WaveOption = None,
    reason: Annotated[str | None, typer.Option(help="Those that failed for this reason only.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be tried again.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Try messages again that could not be delivered, at once and with all their attempts."""
    if reason is not None and reason not in REASONS:
        raise UnknownReason(reason)

    async def run(stores: Stores, _settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            if wave_id is not None:
                await get_wave(connection, wave_id)
            counts = await count_retriable(connection, about=wave_id, reason=reason, now=now)
            if counts and not dry_run:
                await retry_failed(connection, about=wave_id, reason=reason, now=now)
                subject = f"{wave_id or '*'}/{reason or '*'}"
                await record_audit(connection, "outbox.retried", subject=subject, actor=SHELL, now=now)
        for line in _told(counts, reason=reason, dry_run=dry_run):
            say(line)

    with_stores(run)


async def messages_leave(stores: Stores) -> bool:
    """Say what is paused, and whether the queue moves; False when it is stuck."""
    for about, since in (await list_paused(stores)).items():
        say(f"paused: {about}, since {since:%Y-%m-%dT%H:%M:%SZ}")
    stuck = await find_stuck(stores, now=bot.now())
    if stuck is not None:
        minutes = stuck.waited.total_seconds() / 60
        warn(
            f"the queue is stuck: {stuck.due} messages are due, the first for {minutes:.0f} minutes, and none"
            " is on its way. Either no `pulssi serve` or `pulssi work` runs, or Teams refuses the bot"
            " (`delivery_stopped` in the log: check the app's secret), or Teams is away (`postponed` grows)"
        )
    return stuck is None


def _told(counts: dict[str, int], *, reason: str | None, dry_run: bool) -> list[str]:
    """Say what happens to those that were found, and why others are left."""
    word = "would wait" if dry_run else "wait"
    lines = [f"{each}: {count} {word} again; {_then(each)}" for each, count in counts.items()]
    lines = lines or ["nothing to try again"]
    if reason is None:
        kept = ", ".join(sorted(GUARD_REASONS))
        lines.append(f"left alone: invitations to waves that are over, and {kept} unless --reason names it")
    return lines


def _then(reason: str) -> str:
    """Say what is decided at the next attempt."""
    if reason in REACH_REASONS:
        return "Teams is asked anew, and they fail again where it still refuses"
    if reason in GUARD_REASONS:
        return "each is checked anew, and fails again where the cause is still there"
    return "they are built and sent anew"


def _as_json(letters: DeadLetters | Addressee) -> dict[str, object]:
    values = asdict(letters)
    return {"wave": values.pop("about"), **values, "advice": ADVICE[letters.reason]}


def _table(found: Sequence[DeadLetters]) -> Table:
    table = Table("wave", "message", "reason", "count", "what to do")
    for each in found:
        table.add_row(each.about, each.kind, each.reason, str(each.count), ADVICE[each.reason])
    return table
