"""Which results have been shared with those who work in a unit: recorded once, and told to them once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import record_audits
from storage.chunks import in_chunks
from storage.outbox import SHARED, NewDelivery, record_deliveries
from storage.tables.directory import persons
from storage.tables.shares import shares
from storage.tables.waves import waves

NEWS_FOR: Final = timedelta(days=30)
"""How long a result is news: whoever can be reached only later is not told of it any more."""


@dataclass(frozen=True, slots=True)
class Share:
    """A unit's result of a wave, and when those who work in the unit were let in on it."""

    wave: str
    code: str
    shared_at: datetime


async def find_share(connection: AsyncConnection, wave: str, code: str) -> Share | None:
    """Find when a unit's result of a wave was shared; None when it has not been."""
    query = select(shares).where(shares.c.wave == wave, shares.c.code == code)
    row = (await connection.execute(query)).one_or_none()
    return Share(*row) if row else None


async def find_newest_share(connection: AsyncConnection, code: str) -> Share | None:
    """Find which of a unit's results that have been shared is of the wave that closed last."""
    query = select(shares).join(waves, waves.c.wave == shares.c.wave).where(shares.c.code == code)
    newest = query.order_by(waves.c.closed_at.desc(), waves.c.closes_at.desc(), waves.c.wave).limit(1)
    row = (await connection.execute(newest)).one_or_none()
    return Share(*row) if row else None


async def list_shared(connection: AsyncConnection, wave: str) -> set[str]:
    """List the units whose results of a wave have been shared."""
    return set(await connection.scalars(select(shares.c.code).where(shares.c.wave == wave)))


async def list_closed_between(connection: AsyncConnection, after: datetime, *, until: datetime) -> list[str]:
    """List the waves that closed after a moment and not after another, the first first."""
    closed = select(waves.c.wave).where(waves.c.closed_at > after, waves.c.closed_at <= until)
    return list(await connection.scalars(closed.order_by(waves.c.closed_at, waves.c.wave)))


async def count_staff(connection: AsyncConnection, code: str, *, but: str) -> int:
    """Count those who work in a unit now, one person left out."""
    everybody = _staff([code], but=but).subquery()
    return await connection.scalar(select(func.count()).select_from(everybody)) or 0


async def share_results(
    connection: AsyncConnection, wave: str, codes: Iterable[str], *, actor: str, now: datetime
) -> list[str]:
    """Share results of a wave with those who work in their units now, `actor` left out.

    Give the units whose results had not been shared before: of the others nothing is said again.
    """
    new = [code for some in in_chunks(sorted(codes)) for code in await _record(connection, wave, some, now)]
    told = (f"{wave}/{code}" for code in new)
    await record_audits(connection, "result.shared", subjects=told, actor=actor, now=now)
    for some in in_chunks(new):
        staff = await connection.scalars(_staff(some, but=actor))
        await record_deliveries(connection, [_delivery(wave, person, now=now) for person in staff])
    return new


async def _record(connection: AsyncConnection, wave: str, codes: Collection[str], now: datetime) -> list[str]:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    rows = [{"wave": wave, "code": code, "shared_at": now} for code in codes]
    statement = dialect.insert(shares).values(rows).on_conflict_do_nothing().returning(shares.c.code)
    return sorted(await connection.scalars(statement))


def _staff(codes: Collection[str], *, but: str) -> Select[Any]:
    works = select(persons.c.person).where(persons.c.unit_code.in_(codes), persons.c.person != but)
    return works.order_by(persons.c.person)


def _delivery(wave: str, person: str, *, now: datetime) -> NewDelivery:
    return NewDelivery(
        key=f"{SHARED}:{wave}:{person}",
        kind=SHARED,
        about=wave,
        person=person,
        due_at=now,
        lane=wave,
        expires_at=now + NEWS_FOR,
    )
