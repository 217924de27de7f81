"""Reads the audit log a page at a time, and what the ids in its lines are called."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Unit
from storage.chunks import CHUNK
from storage.organisation import list_units_by_code
from storage.tables.audit import audit_log
from storage.tables.directory import conversations
from storage.tables.plans import plans
from storage.tables.waves import waves


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class Known:
    """What ids are called: names of people, units, a wave's questionnaire and opening, the unit of a plan."""

    people: Mapping[str, str]
    units: Mapping[str, Unit]
    waves: Mapping[str, tuple[str, datetime]]
    plans: Mapping[str, str]


async def sealed_lines(
    connection: AsyncConnection, *, since: datetime | None, until: datetime | None
) -> AsyncIterator[Row[Any]]:
    """Give the lines of a time with their seals by number, however many."""
    number = audit_log.c.id
    query = _between(select(audit_log).order_by(number).limit(CHUNK), since, until)
    rows = (await connection.execute(query)).all()
    while rows:
        for row in rows:
            yield row
        rows = (await connection.execute(query.where(number > rows[-1].id))).all()


async def list_newest(
    connection: AsyncConnection,
    *,
    actions: Collection[str] | None,
    since: datetime | None,
    before: int | None,
    limit: int,
) -> list[Line]:
    """List the newest lines first: of some actions, from a moment on, those before a number."""
    c = audit_log.c
    query = select(c.id, c.at, c.actor, c.action, c.subject).order_by(c.id.desc()).limit(limit)
    if actions is not None:
        query = query.where(c.action.in_(actions))
    if before is not None:
        query = query.where(c.id < before)
    return [Line(*row) for row in await connection.execute(_between(query, since, None))]


async def find_known(connection: AsyncConnection, ids: Collection[str]) -> Known:
    """Find what some ids are called; what is none of a person, unit, wave or plan is left out."""
    c = conversations.c
    names = select(c.person, c.name).where(c.person.in_(ids), c.name.is_not(None))
    people = {row.person: row.name for row in await connection.execute(names)}
    opened = select(waves.c.wave, waves.c.instrument_id, waves.c.opens_at).where(waves.c.wave.in_(ids))
    asked = {row.wave: (row.instrument_id, row.opens_at) for row in await connection.execute(opened)}
    planned = select(plans.c.plan, plans.c.code).where(plans.c.plan.in_(ids))
    of_units = {row.plan: row.code for row in await connection.execute(planned)}
    units = await list_units_by_code(connection, {*ids, *of_units.values()})
    return Known(people, {unit.code: unit for unit in units}, asked, of_units)


def _between(query: Select[Any], since: datetime | None, until: datetime | None) -> Select[Any]:
    if since is not None:
        query = query.where(audit_log.c.at >= since)
    return query if until is None else query.where(audit_log.c.at < until)
