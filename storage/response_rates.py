"""How many have answered an open wave: counted once a day, one coarse step a node, only the newest kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.figures import Figure, response_rate
from storage.chunks import in_chunks
from storage.tables.response_rates import response_rates
from storage.tables.waves import wave_members, wave_units, waves
from storage.waves import UNIT_COLUMNS, FrozenUnit, Member, frozen_from


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The wave that a unit is answering now; `rate` is told as it was at the end of `day`, if at all."""

    closes_at: datetime
    unit: FrozenUnit
    day: date | None
    rate: Figure | None


async def list_open_waves(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """List the waves that can be answered now."""
    query = select(waves.c.wave).where(waves.c.opened_at.is_not(None), waves.c.closes_at > now)
    return list(await connection.scalars(query.order_by(waves.c.wave)))


async def list_members(connection: AsyncConnection, wave: str) -> list[Member]:
    """List everybody asked in a wave."""
    query = select(wave_members.c.person, wave_members.c.cell).where(wave_members.c.wave == wave)
    return [Member(*row) for row in await connection.execute(query)]


async def record_rates(
    connection: AsyncConnection, wave: str, rates: Mapping[str, Figure], *, day: date, now: datetime
) -> bool:
    """Keep a day's rates in place of earlier ones; False when they are there or the wave is over."""
    # The lock keeps a second count and the closing out until this is committed: nothing is left behind.
    is_open = select(waves.c.wave).where(
        waves.c.wave == wave, waves.c.closes_at > now, waves.c.closing_until.is_(None)
    )
    if await connection.scalar(is_open.with_for_update()) is None:
        return False
    known = select(response_rates.c.day).where(response_rates.c.wave == wave, response_rates.c.day >= day)
    if await connection.scalar(known.limit(1)) is not None:
        return False
    await remove_rates(connection, wave)
    rows = [{"wave": wave, "code": code, "day": day, "rate": int(rate.value)} for code, rate in rates.items()]
    for some in in_chunks(rows):
        await connection.execute(insert(response_rates), some)
    return True


async def remove_rates(connection: AsyncConnection, wave: str) -> None:
    """Remove what was told of a wave while it was open."""
    await connection.execute(delete(response_rates).where(response_rates.c.wave == wave))


async def find_open_round(connection: AsyncConnection, *, code: str, now: datetime) -> OpenRound | None:
    """Find the wave that a unit is answering now, the one that closes first, with the unit's rate."""
    row = (await connection.execute(_OPEN, {"of": code, "at": now})).mappings().one_or_none()
    return OpenRound(row["closes_at"], frozen_from(row), row["day"], _coded(row["rate"])) if row else None


async def list_rates(connection: AsyncConnection, wave: str) -> list[tuple[FrozenUnit, date, Figure]]:
    """List what is told of the units of an open wave, in tree order, each at the end of a day."""
    is_rate = (response_rates.c.wave == wave_units.c.wave) & (response_rates.c.code == wave_units.c.code)
    query = select(response_rates.c.day, response_rates.c.rate, *UNIT_COLUMNS).join(wave_units, is_rate)
    rows = await connection.execute(query.where(wave_units.c.wave == wave).order_by(wave_units.c.position))
    return [
        (frozen_from(row), row["day"], response_rate(row["rate"], 100, own=False) or Figure(row["rate"]))
        for row in rows.mappings()
    ]


async def find_rate(connection: AsyncConnection, wave: str, *, code: str) -> Figure | None:
    """Find what is told of a unit in an open wave; None where nothing is."""
    query = select(response_rates.c.rate).where(response_rates.c.wave == wave, response_rates.c.code == code)
    return _coded(await connection.scalar(query))


def _coded(step: int | None) -> Figure | None:
    """Give a stored step as it is shown: the lowest and the highest stand for what is beyond them, too."""
    return None if step is None else response_rate(step, 100, own=False)


def _open_query() -> Select[Any]:
    """Select the open waves of a unit; made once, for it is asked with every look at a result."""
    code, now = bindparam("of", type_=wave_units.c.code.type), bindparam("at", type_=waves.c.opened_at.type)
    is_rate = (response_rates.c.wave == waves.c.wave) & (response_rates.c.code == wave_units.c.code)
    return (
        select(waves.c.closes_at, response_rates.c.day, response_rates.c.rate, *UNIT_COLUMNS)
        .join(wave_units, (wave_units.c.wave == waves.c.wave) & (wave_units.c.code == code))
        .outerjoin(response_rates, is_rate)
        .where(waves.c.closed_at.is_(None), waves.c.opened_at <= now)
        .order_by(waves.c.closes_at, waves.c.wave)
        .limit(1)
    )


_OPEN = _open_query()
