"""`pulssi wave`: survey rounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import bot
from content.instrument import Instrument
from followups.reminders import Whom
from followups.working_time import WorkingTime
from jobs.close_waves import close_wave
from jobs.give_up_waves import Stopped, give_up_wave
from jobs.open_waves import open_wave
from jobs.plan_waves import CannotPlan, plan_wave
from jobs.watch_waves import WaveLine, list_shifted, list_wave_lines
from scoring.written import written
from settings import Settings
from shell.running import (
    Json,
    hours_in,
    instruments_of,
    known_code,
    moment_in,
    say,
    vault_of,
    warn,
    with_stores,
)
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.holds import hold, release
from storage.outbox import INVITATION, repeat_delivered
from storage.wave_requests import confirm
from storage.waves import Turn, Wave, get_wave, mark_ended

WaveId = Annotated[str, typer.Argument(metavar="ID")]

wave = typer.Typer(no_args_is_help=True, help="Survey rounds.")

RemindWhom = Annotated[
    Whom, typer.Option(help="Everybody, or those who have not answered; nobody sees who that is.")
]
SmallestGroup = Annotated[
    int | None, typer.Option("--k", help="Smallest group that is shown: larger than usual, never smaller")
]
Target = Annotated[
    list[str] | None, typer.Option(help="A development target that `kohteet` asks about; 1-3 of them.")
]


@wave.command("open")
def open_(
    instrument: Annotated[str, typer.Option(help="Id of an instrument, for example tyoelaman-laatu.")],
    unit: Annotated[str, typer.Option(help="Code of the unit that is asked, with all below it.")],
    closes: Annotated[
        str, typer.Option(help="Closing time, ISO 8601; the unit's own when it has no offset.")
    ],
    opens: Annotated[str | None, typer.Option(help="Opening time; now when left out.")] = None,
    remind: Annotated[int, typer.Option(help="Reminders, 0-2.")] = 0,
    remind_whom: RemindWhom = "all",
    smallest_group: SmallestGroup = None,
    rest: Annotated[int, typer.Option(help="Leave out who was asked within so many days.", min=0)] = 0,
    target: Target = None,
) -> None:
    """Open a wave now or at its time; prints its id."""

    async def run(stores: Stores, settings: Settings) -> None:
        now = bot.now()
        hours = await hours_in(stores, settings, unit)
        opening = moment_in(opens, hours.zone) if opens else now
        planned = await plan_wave(
            stores,
            _wanted(instrument, settings),
            unit_code=await known_code(stores, unit),
            opens=opening,
            closes=moment_in(closes, hours.zone),
            reminders=remind,
            actor=SHELL,
            now=now,
            targets=target or (),
            k=smallest_group,
            turn=Turn(rest_days=rest),
            remind_whom=remind_whom,
        )
        if opening <= now:
            await _open_now(stores, settings, planned.id)
        say(planned.id)
        _warn_of_hours(planned, hours)
        await _warn_of_newcomers(stores, planned.id)

    with_stores(run)


def _warn_of_hours(planned: Wave, hours: WorkingTime) -> None:
    first = hours.next_moment(planned.opens_at)
    if first >= planned.closes_at:
        warn("the wave is over before anybody's working hours begin: nobody will be invited")
    elif first > planned.opens_at:
        warn(f"invitations leave in working hours, from {first.astimezone(hours.zone):%Y-%m-%d %H:%M} on")


async def _warn_of_newcomers(stores: Stores, wave_id: str) -> None:
    for code in await list_shifted(stores, wave_id):
        who = f"unit {code}, or of those it is likely shown with,"
        warn(f"over 30 % of {who} have come or gone within 30 days: make sure that they are real")


async def _open_now(stores: Stores, settings: Settings, wave_id: str) -> None:
    vault, hours = vault_of(stores, settings), bot.hours_of(settings)
    told = settings.employee_representatives
    if not await open_wave(stores, vault, wave_id, hours=hours, now=bot.now(), representatives=told):
        raise CannotPlan(f"wave {wave_id} could not be opened: its unit has left the organisation")


@wave.command("close")
def close(wave_id: WaveId) -> None:
    """Close a wave now: count, publish, destroy single answers."""

    async def run(stores: Stores, settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            found = await get_wave(connection, wave_id)
            if await mark_ended(connection, wave_id, now=now):
                await record_audit(connection, "wave.ended", subject=wave_id, actor=SHELL, now=now)
        if found.closed_at:
            say(f"{wave_id} is closed already")
            return
        if found.opened_at is None:
            raise CannotPlan(f"wave {wave_id} is not open yet")
        vault, told = vault_of(stores, settings), settings.employee_representatives
        if not await close_wave(stores, vault, wave_id, now=bot.now(), representatives=told):
            raise CannotPlan(f"wave {wave_id} is being closed by another process")
        say(f"{wave_id} is closed")

    with_stores(run)


@wave.command("give-up")
def give_up(
    wave_id: Annotated[str, typer.Argument(metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what would happen.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """End a wave that cannot be counted: destroy its answers and keys, publish nothing."""

    async def run(stores: Stores, settings: Settings) -> None:
        vault = vault_of(stores, settings)
        stopped = await give_up_wave(stores, vault, wave_id, dry_run=not yes, actor=SHELL, now=bot.now())
        if stopped.is_over:
            say(f"{wave_id} was given up before")
        elif yes:
            say(f"{wave_id} is given up: closed without a result, its answers and keys destroyed")
        else:
            for line in _what_would_happen(stopped, settings):
                say(line)

    with_stores(run)


@wave.command("pause")
def pause(wave_id: WaveId) -> None:
    """Let the messages of a wave wait; answers are taken as before."""

    async def run(stores: Stores, _settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            found = await get_wave(connection, wave_id)
            if found.state(now) not in {"planned", "open"}:
                raise CannotPlan(f"wave {wave_id} is over: it has no messages left to send")
            if await hold(connection, wave_id, now=now):
                await record_audit(connection, "wave.paused", subject=wave_id, actor=SHELL, now=now)
        say(f"{wave_id} is paused")

    with_stores(run)


@wave.command("resume")
def resume(wave_id: WaveId) -> None:
    """Let the messages of a paused wave go on."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            await get_wave(connection, wave_id)
            if await release(connection, wave_id):
                await record_audit(connection, "wave.resumed", subject=wave_id, actor=SHELL, now=bot.now())
        say(f"{wave_id} is not paused")

    with_stores(run)


@wave.command("confirm")
def confirm_(wave_id: WaveId) -> None:
    """Let a wave of many people open that HR asked for and nobody else in HR can confirm."""

    async def run(stores: Stores, _settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            found = await get_wave(connection, wave_id)
            if found.state(now) == "missed":
                raise CannotPlan(f"wave {wave_id} is over: cancel it and open a new one")
            is_new = await confirm(connection, wave_id, actor=SHELL, now=now)
        say(f"{wave_id} is confirmed" if is_new else f"{wave_id} waits for nobody")

    with_stores(run)


@wave.command("repeat")
def repeat(wave_id: WaveId) -> None:
    """Send the invitations of an open wave once more, each in the place of the old one."""

    async def run(stores: Stores, _settings: Settings) -> None:
        now = bot.now()
        async with stores.identity.writing() as connection:
            found = await get_wave(connection, wave_id)
            if found.state(now) != "open":
                raise CannotPlan(f"wave {wave_id} is not open: its invitations cannot be sent again")
            count = await repeat_delivered(connection, wave_id, INVITATION, now=now)
            await record_audit(connection, "wave.repeated", subject=wave_id, actor=SHELL, now=now)
        say(f"{wave_id}: {count} invitations wait to be sent again")

    with_stores(run)


@wave.command("list")
def list_(as_json: Json = False) -> None:  # noqa: FBT002  # typer's form
    """List waves with what became of every invitation."""

    async def run(stores: Stores, settings: Settings) -> None:
        lines = await list_wave_lines(stores, now=bot.now())
        if as_json:
            say(json.dumps([line.as_json() for line in lines], ensure_ascii=False))
        else:
            Console().print(_wave_table(lines, settings))

    with_stores(run)


def _what_would_happen(stopped: Stopped, settings: Settings) -> Iterator[str]:
    wave_id, messages = stopped.wave.id, stopped.waiting
    closes = stopped.wave.closes_at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
    yield f"{wave_id} took answers until {closes} and does not close: {stopped.why}"
    yield "would be destroyed: its answers, the marks of who has answered, both of its keys"
    yield f"would be marked: closed without a result; messages that would not be sent: {messages}"
    yield "If the cause can be mended, mend it instead, and the wave closes by itself: see docs/runbook.md."
    yield f"Nothing brings the answers back. To do it: pulssi wave give-up {wave_id} --yes"


def _wave_table(lines: list[WaveLine], settings: Settings) -> Table:
    table = Table("wave", "state", "closes", "planned", "delivered", "failed", "waiting", "answered")
    for line in lines:
        failed = ", ".join(f"{reason} {count}" for reason, count in line.sent.failed.items()) or "0"
        closes = line.wave.closes_at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
        sent = line.sent
        counts = (str(sent.planned), str(sent.delivered), failed, str(sent.waiting))
        state = f"{line.state}, paused" if line.is_paused else line.state
        answered = "" if line.rate is None else f"{written(line.rate)} %"
        table.add_row(line.wave.id, state, closes, *counts, answered)
    return table


def _wanted(instrument: str, settings: Settings) -> Instrument:
    known = instruments_of(settings)
    if instrument not in known:
        raise CannotPlan(f"no instrument is called {instrument!r}; there are {', '.join(sorted(known))}")
    return known[instrument]
