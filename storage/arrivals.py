"""Who has come to a unit lately: what a made-up colleague beside a real one would look like."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Person
from storage.chunks import in_chunks
from storage.tables.directory import arrivals


async def record_arrivals(connection: AsyncConnection, people: Iterable[Person], *, day: date) -> None:
    """Record that people have come to their units; an earlier arrival of theirs is forgotten."""
    rows = [{"person": each.aad_object_id, "unit_code": each.unit_code, "day": day} for each in people]
    for some in in_chunks(rows):
        gone = [row["person"] for row in some]
        await connection.execute(delete(arrivals).where(arrivals.c.person.in_(gone)))
        await connection.execute(insert(arrivals), some)


async def count_arrivals(connection: AsyncConnection, *, since: date) -> dict[str, int]:
    """Count per unit who has come since a day, that day included."""
    query = (
        select(arrivals.c.unit_code, func.count().label("people"))
        .where(arrivals.c.day >= since)
        .group_by(arrivals.c.unit_code)
    )
    rows = await connection.execute(query)
    return {row.unit_code: row.people for row in rows}
