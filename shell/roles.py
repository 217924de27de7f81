"""`pulssi role`: roles beside what the directory says."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

import bot
from directory.organisation import ROLES
from followups.deputies import term_between
from settings import Settings
from shell.people import object_id_in
from shell.running import say, with_stores
from storage.audit import SHELL
from storage.engine import Stores
from storage.grants import (
    OF_A_UNIT,
    Held,
    count_whole_hr,
    is_from_directory,
    is_listed,
    list_held,
    record_grant,
    remove_grant,
    written_role,
)
from storage.organisation import list_units_by_code, lock_directory
from storage.rights import SUPERVISOR

KNOWN: Final = (SUPERVISOR, *sorted(ROLES))

role = typer.Typer(no_args_is_help=True, help="Roles beside the directory.")
Person = Annotated[str, typer.Argument(metavar="ID", help="Object id in Entra, in any case.")]
Role = Annotated[str, typer.Argument(metavar="ROLE", help=f"One of {', '.join(KNOWN)}.")]
Unit = Annotated[
    str, typer.Option(help="Code of the unit: always for a supervisor, for an HR partner, and for no other.")
]


class CannotGive(ValueError):
    """A role cannot be given or taken; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@role.command("give")
def give(person: Person, role_name: Role, unit: Unit = "") -> None:
    """Give somebody a role beside what the directory says."""
    wanted = object_id_in(person)
    _check(role_name, unit)

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            await lock_directory(connection)
            if not await is_listed(connection, wanted):
                raise CannotGive(
                    "this person is not in the directory: `pulssi org import` or `org sync` first"
                )
            if unit and not await list_units_by_code(connection, [unit]):
                raise CannotGive(f"no unit has the code {unit!r}")
            await record_grant(connection, wanted, role_name, unit, actor=SHELL, now=bot.now())
        say(f"given: {written_role(role_name, unit)} to {wanted}")

    with_stores(run)


@role.command("take")
def take(
    person: Person,
    role_name: Role,
    unit: Unit = "",
    yes: Annotated[  # noqa: FBT002  # typer's form
        bool, typer.Option("--yes", help="Even from the last one who is HR of the whole.")
    ] = False,
) -> None:
    """Take away a role that was given at the shell."""
    wanted = object_id_in(person)
    _check(role_name, unit)

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            await lock_directory(connection)
            stays = await is_from_directory(connection, wanted, role_name, unit)
            if not await remove_grant(connection, wanted, role_name, unit, actor=SHELL, now=bot.now()):
                raise CannotGive(_not_given(role_name, unit, from_directory=stays))
            if (role_name, unit) == ("hr", "") and not yes and not await count_whole_hr(connection):
                raise CannotGive("nobody would be HR of the whole any more: say --yes if that is meant")
        say(f"taken: {written_role(role_name, unit)} from {wanted}")
        if stays:
            say("the directory gives the same role, so it is still held")

    with_stores(run)


@role.command("list")
def list_() -> None:
    """List who holds which role where, and where it comes from."""

    async def run(stores: Stores, settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            held = await list_held(connection, now=bot.now())
        table = Table("person", "role", "unit", "from")
        for each in held:
            table.add_row(each.person, each.role, each.unit or "the whole", _source(each, settings.zone))
        Console().print(table)

    with_stores(run)


def _check(role_name: str, unit: str) -> None:
    if role_name not in KNOWN:
        raise CannotGive(f"{role_name!r} is no role: it is one of {', '.join(KNOWN)}")
    if role_name == SUPERVISOR and not unit:
        raise CannotGive("a supervisor leads a unit: say which with --unit")
    if unit and role_name not in OF_A_UNIT:
        raise CannotGive(f"{role_name} is held for the whole: leave --unit out")


def _not_given(role_name: str, unit: str, *, from_directory: bool) -> str:
    if from_directory:
        return f"{written_role(role_name, unit)} comes from the directory: take it away there"
    return f"{written_role(role_name, unit)} was not given to this person"


def _source(held: Held, zone: ZoneInfo) -> str:
    if held.starts_at is None or held.ends_at is None:
        return held.source
    term = term_between(held.starts_at, held.ends_at, zone=zone)
    return f"{held.source} {term.first} to {term.last}"
