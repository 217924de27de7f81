"""Who has come to a unit lately and how many have left: what made-up colleagues of a real one look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import Column, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Person
from storage.audit import CLOCK, record_audits
from storage.chunks import in_chunks
from storage.tables.audit import audit_log
from storage.tables.departures import departures
from storage.tables.directory import arrivals
from storage.tables.waves import wave_units

ROSTER_SHIFTED: Final = "roster.shifted"


async def record_arrivals(connection: AsyncConnection, people: Iterable[Person], *, day: date) -> None:
    """Record that people have come to their units; an earlier arrival of theirs is forgotten."""
    rows = [{"person": each.aad_object_id, "unit_code": each.unit_code, "day": day} for each in people]
    for some in in_chunks(rows):
        gone = [row["person"] for row in some]
        await connection.execute(delete(arrivals).where(arrivals.c.person.in_(gone)))
        await connection.execute(insert(arrivals), some)


async def list_arrived(connection: AsyncConnection, *, since: date) -> list[str]:
    """List who has come to their unit since a day, that day included."""
    return list(await connection.scalars(select(arrivals.c.person).where(arrivals.c.day >= since)))


async def record_departures(connection: AsyncConnection, left: Mapping[str, int], *, day: date) -> None:
    """Record how many have left which units; several on one day add up."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(departures)
    added = departures.c.people + statement.excluded.people
    statement = statement.on_conflict_do_update(index_elements=["unit_code", "day"], set_={"people": added})
    rows = ({"unit_code": code, "day": day, "people": people} for code, people in sorted(left.items()))
    for some in in_chunks(rows):
        await connection.execute(statement, some)


async def count_departed(connection: AsyncConnection, *, since: date) -> dict[str, int]:
    """Count who has left each unit since a day, that day included."""
    query = select(departures.c.unit_code, func.sum(departures.c.people)).where(departures.c.day >= since)
    return {code: int(people) for code, people in await connection.execute(query.group_by("unit_code"))}


async def count_newcomers(connection: AsyncConnection, wave: str) -> dict[str, int]:
    """Count the members of each cell who had come lately when the wave opened; none once it is closed."""
    return await _counted(connection, wave, wave_units.c.newcomers)


async def count_leavers(connection: AsyncConnection, wave: str) -> dict[str, int]:
    """Count who had left each unit lately when the wave opened; none once it is closed."""
    return await _counted(connection, wave, wave_units.c.leavers)


async def list_shifted(connection: AsyncConnection, wave: str) -> list[tuple[str, datetime]]:
    """List the units of a wave that are named, and since when."""
    subject, beginning = audit_log.c.subject, f"{wave}/"
    query = select(subject, audit_log.c.at).where(
        audit_log.c.action == ROSTER_SHIFTED, subject.startswith(beginning, autoescape=True)
    )
    rows = await connection.execute(query.order_by(audit_log.c.id))
    return [(told.removeprefix(beginning), at) for told, at in rows]


async def record_shifted(
    connection: AsyncConnection, wave: str, codes: Iterable[str], *, now: datetime
) -> list[str]:
    """Name units of a wave to which many have come or that many have left; give those not named before."""
    named = {code for code, _ in await list_shifted(connection, wave)}
    new = [code for code in codes if code not in named]
    subjects = [f"{wave}/{code}" for code in new]
    await record_audits(connection, ROSTER_SHIFTED, subjects=subjects, actor=CLOCK, now=now)
    return new


async def _counted(connection: AsyncConnection, wave: str, column: Column[int]) -> dict[str, int]:
    query = select(wave_units.c.code, column).where(wave_units.c.wave == wave, column.is_not(None))
    return {row.code: int(row[1]) for row in await connection.execute(query)}
