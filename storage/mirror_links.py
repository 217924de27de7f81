"""How far the reading of Entra has come, and who reads: one at a time, however many processes there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.mirror import mirror_lease, mirror_links


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reading goes on; `asked` is the address it began with."""

    reading: str
    asked: str
    link: str


async def find_link(connection: AsyncConnection, reading: str) -> Link | None:
    """Find how far a reading has come."""
    found = await connection.execute(select(mirror_links).where(mirror_links.c.reading == reading))
    row = found.one_or_none()
    return None if row is None else Link(row.reading, row.asked, row.link)


async def record_link(connection: AsyncConnection, link: Link) -> None:
    """Keep where a reading goes on."""
    await connection.execute(delete(mirror_links).where(mirror_links.c.reading == link.reading))
    await connection.execute(insert(mirror_links).values(asdict(link)))


async def keep_links_among(connection: AsyncConnection, readings: Collection[str]) -> None:
    """Let go of the links of readings that are not done any more."""
    await connection.execute(delete(mirror_links).where(mirror_links.c.reading.not_in(list(readings))))


async def claim_reading(
    connection: AsyncConnection, holder: str, *, now: datetime, until: datetime, day: date | None
) -> bool:
    """Lease the reading until a moment; a `day` is claimed only when nobody has finished on it."""
    dialect = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    await connection.execute(dialect(mirror_lease).values(id=1).on_conflict_do_nothing())
    c = mirror_lease.c
    is_free = or_(c.leased_until.is_(None), c.leased_until <= now)
    statement = update(mirror_lease).where(is_free)
    if day is not None:
        statement = statement.where(or_(c.day.is_(None), c.day != day))
    done = await connection.execute(statement.values(holder=holder, leased_until=until))
    return done.rowcount == 1


async def renew_reading(connection: AsyncConnection, holder: str, *, until: datetime) -> bool:
    """Hold the lease for longer; False when somebody else has taken it over."""
    mine = update(mirror_lease).where(mirror_lease.c.holder == holder)
    return (await connection.execute(mine.values(leased_until=until))).rowcount == 1


async def release_reading(connection: AsyncConnection, holder: str, *, day: date | None) -> None:
    """Give the lease back; a `day` is done."""
    values: dict[str, object] = {"holder": None, "leased_until": None}
    if day is not None:
        values["day"] = day
    await connection.execute(update(mirror_lease).where(mirror_lease.c.holder == holder).values(values))
