"""Who wants no reminders for a while."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.calendar import pauses


async def find_pause(connection: AsyncConnection, person: str, *, today: date) -> date | None:
    """Find the last day of somebody's pause; None when there is none any more."""
    query = select(pauses.c.until).where(pauses.c.person == person, pauses.c.until >= today)
    return await connection.scalar(query)


async def record_pause(connection: AsyncConnection, person: str, *, until: date) -> None:
    """Send somebody no reminders up to a day and on it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(pauses).values(person=person, until=until)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["person"], set_={"until": until})
    )


async def remove_pause(connection: AsyncConnection, person: str) -> None:
    """Remind somebody again."""
    await connection.execute(delete(pauses).where(pauses.c.person == person))
