"""`pulssi person`: what somebody may ask for about themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

import bot
from jobs.forget_people import forget_person
from settings import Settings
from shell.running import say, vault_of, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.people import EXPORTED, fingerprint, get_record

person = typer.Typer(no_args_is_help=True, help="What is stored about one person.")

Person = Annotated[str, typer.Argument(metavar="ID", help="Object id in Entra, in any case.")]

NO_ANSWERS = (
    "Answers cannot be found: a sealed ballot carries no name, the tag that somebody has answered says"
    " nothing without the wave's key, and once a wave has closed no single answer exists; comments are kept"
    " without their authors."
)
FIGURES_STAY = "Published figures stay as they are: they are sums of groups and point to nobody."
COMES_BACK = (
    "The next `pulssi org import` brings the person back if the files still name them, though not into waves"
    " that are open."
)


class NoObjectId(ValueError):
    """What was given is no object id: that nothing is found under an address must not pass for an answer."""

    def __init__(self) -> None:
        super().__init__(
            "ID is the person's object id in Entra, such as 3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"
        )


@person.command("export")
def export(
    person_id: Person,
    output: Annotated[
        Path | None, typer.Option(help="A file that only you may read; else it is printed.")
    ] = None,
) -> None:
    """Tell everything that is stored about one person, as JSON."""
    wanted = object_id_in(person_id)

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            record = await get_record(connection, wanted)
            subject = fingerprint(wanted)
            await record_audit(connection, EXPORTED, subject=subject, actor=SHELL, now=bot.now())
        _hand_over(json.dumps({**record, "answers": NO_ANSWERS}, ensure_ascii=False, indent=2), output)

    with_stores(run)


@person.command("erase")
def erase(
    person_id: Person,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,  # noqa: FBT002  # typer's form
) -> None:
    """Remove a person: identity, rights, chats, lists of who was asked."""
    wanted = object_id_in(person_id)

    async def run(stores: Stores, settings: Settings) -> None:
        vault = vault_of(stores, settings)
        removed = await forget_person(stores, vault, wanted, dry_run=dry_run, actor=SHELL, now=bot.now())
        counts = ", ".join(f"{kind} {count}" for kind, count in removed.items())
        say(f"{'would erase' if dry_run else 'erased'}: {counts}")
        for line in (FIGURES_STAY, NO_ANSWERS, COMES_BACK):
            say(line)

    with_stores(run)


def object_id_in(text: str) -> str:
    """Write an id as it is stored; raise NoObjectId."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        raise NoObjectId from None


def _hand_over(told: str, output: Path | None) -> None:
    if output is None:
        say(told)
        return
    output.touch(mode=0o600)
    output.write_text(f"{told}\n", encoding="utf-8")
    say(str(output))
