"""The annual clock as it is stored: entries, and the waves that have been made of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.annual_clock import Entry, lately_or_soon
from followups.working_time import is_working_day
from storage.audit import record_audit, record_audits
from storage.tables.audit import audit_log
from storage.tables.calendar import annual_clock
from storage.tables.waves import waves
from storage.wave_changes import CANCELLED
from storage.waves import Wave, wave_from

ADDED: Final = "clock.added"
CHANGED: Final = "clock.changed"
REMOVED: Final = "clock.removed"
WAVE_REMOVED: Final = "wave.removed"


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


async def find_free_id(connection: AsyncConnection, beginning: str) -> str:
    """Find the first numbered id that no entry has, nor any wave, cancelled ones too, of an earlier one."""
    entries = select(annual_clock.c.entry).where(annual_clock.c.entry.startswith(f"{beginning}-"))
    made = select(waves.c.wave).where(waves.c.wave.startswith(f"{beginning}-"))
    gone = select(audit_log.c.subject).where(
        audit_log.c.action == CANCELLED, audit_log.c.subject.startswith(f"{beginning}-")
    )
    used = [name for query in (entries, made, gone) for name in await connection.scalars(query)]
    numbers = {name.removeprefix(f"{beginning}-").partition("-")[0] for name in used}
    return f"{beginning}-{next(n for n in count(1) if str(n) not in numbers)}"


async def remove_entry(connection: AsyncConnection, entry: str) -> bool:
    """Remove an entry; False when there is none."""
    statement = delete(annual_clock).where(annual_clock.c.entry == entry)
    return (await connection.execute(statement)).rowcount == 1


async def keep_entry(connection: AsyncConnection, entry: Entry, *, actor: str, now: datetime) -> bool:
    """Put an entry that was checked on the clock, with a line in the log; False when the id is taken."""
    is_new = await record_entry(connection, entry)
    if is_new:
        await record_audit(connection, ADDED, subject=entry.id, actor=actor, now=now)
    return is_new


async def change_entry(
    connection: AsyncConnection, before: Entry, after: Entry, *, zone: ZoneInfo, actor: str, now: datetime
) -> bool:
    """Change an entry that was read as `before`; False when it is not like that any more.

    Its waves that have not opened go, and the clock plans them anew.
    """
    as_read = [annual_clock.c[name] == value for name, value in _row(before).items()]
    statement = update(annual_clock).where(*as_read).values(_row(after))
    if (await connection.execute(statement)).rowcount != 1:
        return False
    await _remove_waves(connection, before, zone=zone, actor=actor, now=now)
    await record_audit(connection, CHANGED, subject=after.id, actor=actor, now=now)
    return True


async def remove_with_waves(
    connection: AsyncConnection, entry_id: str, *, zone: ZoneInfo, actor: str, now: datetime
) -> list[str]:
    """Take an entry off the clock, and give its waves that will not open; raise UnknownEntry."""
    entry = await get_entry(connection, entry_id)
    removed = await _remove_waves(connection, entry, zone=zone, actor=actor, now=now)
    if await remove_entry(connection, entry_id):
        await record_audit(connection, REMOVED, subject=entry_id, actor=actor, now=now)
    return removed


async def _remove_waves(
    connection: AsyncConnection, entry: Entry, *, zone: ZoneInfo, actor: str, now: datetime
) -> list[str]:
    today = now.astimezone(zone).date()
    planned = [each.wave_id for each in lately_or_soon(entry, today=today, is_working_day=is_working_day)]
    removed = await remove_planned(connection, planned, now=now)
    await record_audits(connection, WAVE_REMOVED, subjects=removed, actor=actor, now=now)
    return removed


async def list_made(connection: AsyncConnection, ids: Collection[str]) -> list[Wave]:
    """List those of these waves that exist."""
    rows = await connection.execute(select(waves).where(waves.c.wave.in_(ids)).order_by(waves.c.opens_at))
    return [wave_from(row) for row in rows.mappings()]


async def count_planned(connection: AsyncConnection, ids: Collection[str], *, now: datetime) -> int:
    """Count those of these waves that have not opened and are not due yet."""
    planned = (waves.c.wave.in_(ids), waves.c.opened_at.is_(None), waves.c.opens_at > now)
    return await connection.scalar(select(func.count()).select_from(waves).where(*planned)) or 0


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
