"""Who has come to a unit lately: what a made-up colleague beside a real one would look like."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Person
from directory.roster import DAYS
from storage.audit import CLOCK, list_parts, record_audit
from storage.chunks import in_chunks
from storage.tables.directory import arrivals

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


async def list_newcomers(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """List who has come to their unit so lately that a wave's opening counts them as new."""
    return await list_arrived(connection, since=(now - timedelta(days=DAYS)).date())


async def record_shifted(
    connection: AsyncConnection, wave: str, codes: Iterable[str], *, now: datetime
) -> None:
    """Name units of a wave to which many have come, those left out that are named already."""
    named = set(await list_parts(connection, ROSTER_SHIFTED, of=wave))
    for code in codes:
        if code not in named:
            await record_audit(connection, ROSTER_SHIFTED, subject=f"{wave}/{code}", actor=CLOCK, now=now)
