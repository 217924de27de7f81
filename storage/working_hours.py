"""The working hours of units that have some of their own."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.working_time import Calendar, WorkingTime, read_days, written_days
from storage.tables.calendar import working_hours
from storage.tables.directory import units


async def find_calendar(connection: AsyncConnection, default: WorkingTime) -> Calendar:
    """Give the hours of all units; the tree is read only when some unit has hours of its own."""
    own = await list_hours(connection)
    if not own:
        return Calendar(default)
    tree = await connection.execute(select(units.c.code, units.c.parent_code))
    return Calendar(default, own, {row.code: row.parent_code for row in tree})


async def list_hours(connection: AsyncConnection) -> dict[str, WorkingTime]:
    """List the units that have hours of their own, by code."""
    rows = await connection.execute(select(working_hours).order_by(working_hours.c.unit_code))
    return {
        row.unit_code: WorkingTime(
            ZoneInfo(row.zone), row.starts, row.ends, read_days(row.weekdays), row.holidays
        )
        for row in rows
    }


async def record_hours(connection: AsyncConnection, unit_code: str, hours: WorkingTime) -> None:
    """Give a unit, and all below it that have none, hours of its own."""
    said = {
        "zone": hours.zone.key,
        "starts": hours.starts,
        "ends": hours.ends,
        "weekdays": written_days(hours.weekdays),
        "holidays": hours.on_holidays,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(working_hours).values(unit_code=unit_code, **said)
    await connection.execute(statement.on_conflict_do_update(index_elements=["unit_code"], set_=said))


async def remove_hours(connection: AsyncConnection, unit_code: str) -> bool:
    """Let a unit follow the unit above again; False when it has no hours of its own."""
    result = await connection.execute(delete(working_hours).where(working_hours.c.unit_code == unit_code))
    return bool(result.rowcount)
