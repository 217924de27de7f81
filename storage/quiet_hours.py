"""Who does not want to be written to at which hours."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.quiet_hours import QuietHours
from storage.tables.quiet_hours import quiet_hours


async def find_quiet_hours(connection: AsyncConnection, person: str) -> QuietHours | None:
    """Find somebody's quiet hours."""
    query = select(quiet_hours.c.starts, quiet_hours.c.ends).where(quiet_hours.c.person == person)
    row = (await connection.execute(query)).one_or_none()
    return QuietHours(*row) if row else None


async def record_quiet_hours(connection: AsyncConnection, person: str, quiet: QuietHours) -> None:
    """Write to somebody outside of these hours only."""
    said = {"starts": quiet.starts, "ends": quiet.ends}
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(quiet_hours).values(person=person, **said)
    await connection.execute(statement.on_conflict_do_update(index_elements=["person"], set_=said))


async def remove_quiet_hours(connection: AsyncConnection, person: str) -> None:
    """Write to somebody at any hour of work again."""
    await connection.execute(delete(quiet_hours).where(quiet_hours.c.person == person))
