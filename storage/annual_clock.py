"""The annual clock as it is stored: entries, and the waves that have been made of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.annual_clock import Entry
from storage.tables.calendar import annual_clock
from storage.tables.waves import waves
from storage.waves import Wave, wave_from


class UnknownEntry(LookupError):
    """The annual clock has no entry of this id."""

    def __init__(self, entry: str) -> None:
        self.entry = entry
        super().__init__(f"the clock has no entry {entry!r}")


async def record_entry(connection: AsyncConnection, entry: Entry) -> bool:
    """Record an entry; False when the id is taken."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(annual_clock).values(_row(entry)).on_conflict_do_nothing()
    return await connection.scalar(statement.returning(annual_clock.c.entry)) is not None


async def get_entry(connection: AsyncConnection, entry: str) -> Entry:
    """Give an entry or raise UnknownEntry."""
    query = select(annual_clock).where(annual_clock.c.entry == entry)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise UnknownEntry(entry)
    return _entry(row)


async def list_entries(connection: AsyncConnection) -> list[Entry]:
    """List every entry."""
    rows = await connection.execute(select(annual_clock).order_by(annual_clock.c.entry))
    return [_entry(row) for row in rows.mappings()]


async def remove_entry(connection: AsyncConnection, entry: str) -> bool:
    """Remove an entry; False when there is none."""
    statement = delete(annual_clock).where(annual_clock.c.entry == entry)
    return (await connection.execute(statement)).rowcount == 1


async def list_made(connection: AsyncConnection, ids: Collection[str]) -> list[Wave]:
    """List those of these waves that exist."""
    rows = await connection.execute(select(waves).where(waves.c.wave.in_(ids)).order_by(waves.c.opens_at))
    return [wave_from(row) for row in rows.mappings()]


async def remove_planned(connection: AsyncConnection, ids: Collection[str], *, now: datetime) -> list[str]:
    """Remove those of these waves that have not opened and are not due yet; give their ids."""
    planned = (waves.c.wave.in_(ids), waves.c.opened_at.is_(None), waves.c.opens_at > now)
    return sorted(await connection.scalars(delete(waves).where(*planned).returning(waves.c.wave)))


def _row(entry: Entry) -> dict[str, object]:
    return {
        "entry": entry.id,
        "instrument_id": entry.instrument,
        "unit_code": entry.unit,
        "every": entry.every,
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "months": ",".join(map(str, sorted(entry.months))),
        "opens": f"{entry.opens:%H:%M}",
        "days": entry.days,
        "reminders": entry.reminders,
        "remind_whom": entry.remind_whom,
        "shares": entry.shares,
        "k": entry.k,
    }


def _entry(row: RowMapping) -> Entry:
    return Entry(
        id=row["entry"],
        instrument=row["instrument_id"],
        unit=row["unit_code"],
        every=row["every"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        months=frozenset(map(int, filter(None, row["months"].split(",")))),
        opens=time.fromisoformat(row["opens"]),
        days=row["days"],
        reminders=row["reminders"],
        remind_whom=row["remind_whom"],
        shares=row["shares"],
        k=row["k"],
    )
