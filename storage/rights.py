"""Who leads what and holds which role at a moment: the directory, what the shell gave, and deputies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Person
from storage.tables.directory import person_roles, supervisions
from storage.tables.rights import deputies, grants

Pairs = CompoundSelect[tuple[str, str]]
Who = str | BindParameter[str]
When = datetime | BindParameter[datetime]

SUPERVISOR = "supervisor"


def supervising(person: Who | None = None) -> Pairs:
    """Select who leads which unit for good, of all or of one person: `person`, `unit_code`."""
    listed = select(supervisions.c.person, supervisions.c.unit_code)
    given = select(grants.c.person, grants.c.unit_code).where(grants.c.role == SUPERVISOR)
    return _together(person, listed, given)


def standing_in(now: When, person: Who | None = None) -> Select[tuple[str, str]]:
    """Select who leads what in somebody's place at a moment, of all or of one: `person`, `unit_code`."""
    in_force = (deputies.c.starts_at <= now) & (deputies.c.ends_at > now)
    standing = select(deputies.c.person, deputies.c.unit_code).where(in_force)
    return standing if person is None else standing.where(deputies.c.person == person)


def leading(now: datetime) -> Pairs:
    """Select who leads which unit at a moment, for good or in somebody's place: `person`, `unit_code`."""
    return union(*supervising().selects, standing_in(now))


def holding(person: Who | None = None) -> CompoundSelect[tuple[str, str, str]]:
    """Select who holds which role where, of all or of one person: `person`, `role`, `unit_code`.

    The code is empty for the whole.
    """
    listed = select(person_roles.c.person, person_roles.c.role, person_roles.c.unit_code)
    given = select(grants.c.person, grants.c.role, grants.c.unit_code).where(grants.c.role != SUPERVISOR)
    return _together(person, listed, given)


async def add_rights(connection: AsyncConnection, people: Iterable[Person], *, now: datetime) -> list[Person]:
    """Give people with what the shell gave them and whom they stand in for; two queries for however many."""
    given: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in await connection.execute(select(grants).order_by(*grants.c)):
        given[row.person].append((row.role, row.unit_code))
    standing: dict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(standing_in(now).order_by(deputies.c.unit_code)):
        standing[row.person].append(row.unit_code)
    return [
        with_rights(each, given.get(each.aad_object_id, ()), standing.get(each.aad_object_id, ()))
        for each in people
    ]


def with_rights(person: Person, given: Iterable[tuple[str, str]], standing: Iterable[str]) -> Person:
    """Add roles, each with its unit or nothing for the whole, and units led in somebody's place."""
    given = list(given)
    if not given and not standing:
        return person
    led = {code for role, code in given if role == SUPERVISOR}
    areas = {code for role, code in given if role == "hr" and code}
    return replace(
        person,
        supervises=tuple(sorted({*person.supervises, *led})),
        roles=person.roles | {role for role, code in given if not code},
        partner_of=tuple(sorted({*person.partner_of, *areas})),
        stands_in=tuple(sorted({*person.stands_in, *standing})),
    )


def _together(person: Who | None, *queries: Select[Any]) -> CompoundSelect[Any]:
    """Put what several queries find together, each once; of one person what is there twice comes twice.

    SQLite would read the whole of a union before it looks for somebody, and sort it besides.
    """
    if person is None:
        return union(*queries)
    return union_all(*(query.where(query.selected_columns.person == person) for query in queries))
