"""A unit as it is today: its place in the tree, who works there, who leads it and who leads it from above."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Unit
from storage.rights import leading
from storage.tables.directory import persons, units

SMALLEST_TEAM: Final = 2
"""People beside the leaders of a unit: nobody agrees on a plan alone."""


def teams(now: datetime) -> Select[Any]:
    """Select the units that have a team at a moment."""
    led = leading(now).subquery()
    leads = (led.c.person == persons.c.person) & (led.c.unit_code == persons.c.unit_code)
    beside = select(persons.c.unit_code).where(~exists().where(leads)).group_by(persons.c.unit_code)
    return beside.having(func.count() >= SMALLEST_TEAM)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and the codes that lead from the root down to it."""

    unit: Unit
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Above:
    """Who leads the nearest unit above that somebody else leads."""

    code: str
    leaders: tuple[str, ...]


async def find_place(connection: AsyncConnection, code: str) -> Place | None:
    """Find a unit with its path."""
    upwards = (
        select(units.c.code, units.c.parent_code).where(units.c.code == code).cte("upwards", recursive=True)
    )
    above = select(units.c.code, units.c.parent_code).join(upwards, units.c.code == upwards.c.parent_code)
    way = upwards.union(above)
    query = select(units).join(way, units.c.code == way.c.code)
    rows = {row.code: row for row in await connection.execute(query)}
    path, at = [], rows.get(code)
    while at is not None:
        path.append(at.code)
        at = rows.get(at.parent_code)
    if not path:
        return None
    found = rows[code]
    names = (found.name_fi, found.name_sv, found.name_en)
    return Place(Unit(found.code, found.parent_code, found.level, *names), tuple(reversed(path)))


async def list_staff(connection: AsyncConnection, code: str, *, but: Collection[str] = ()) -> list[str]:
    """List those who work in a unit, some left out."""
    works = select(persons.c.person).where(persons.c.unit_code == code, persons.c.person.not_in(but))
    return list(await connection.scalars(works.order_by(persons.c.person)))


async def list_leaders(connection: AsyncConnection, code: str, *, now: datetime) -> list[str]:
    """List those who lead a unit itself at a moment."""
    led = leading(now).subquery()
    query = select(led.c.person).where(led.c.unit_code == code)
    return list(await connection.scalars(query.order_by(led.c.person)))


async def list_team(connection: AsyncConnection, code: str, *, now: datetime) -> list[str]:
    """List those who work in a unit and do not lead it: who votes, and who is told what was agreed."""
    return await list_staff(connection, code, but=await list_leaders(connection, code, now=now))


async def find_above(connection: AsyncConnection, code: str, *, now: datetime) -> Above | None:
    """Find who leads a unit from above: the nearest unit with a leader who does not lead the unit itself."""
    place = await find_place(connection, code)
    if place is None:
        return None
    own = set(await list_leaders(connection, code, now=now))
    for above in reversed(place.path[:-1]):
        others = [each for each in await list_leaders(connection, above, now=now) if each not in own]
        if others:
            return Above(above, tuple(others))
    return None
