"""Which waves somebody has before them: open to them, planned, or closed and not shared with them yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.results import results
from storage.tables.shares import shares
from storage.tables.waves import wave_members, waves
from storage.waves import Wave, wave_from


async def list_waves_open_to(connection: AsyncConnection, person: str, *, now: datetime) -> list[Wave]:
    """List the waves that ask somebody now, whether or not they have answered."""
    is_open = (waves.c.opened_at.is_not(None), waves.c.closed_at.is_(None), waves.c.closes_at > now)
    query = select(waves).join(wave_members, wave_members.c.wave == waves.c.wave)
    return await _list(connection, query.where(wave_members.c.person == person, *is_open))


async def list_planned_waves(connection: AsyncConnection, *, now: datetime) -> list[Wave]:
    """List the waves that are to open."""
    return await _list(connection, select(waves).where(waves.c.opened_at.is_(None), waves.c.opens_at > now))


async def list_unshared_waves(
    connection: AsyncConnection, person: str, *, code: str, since: datetime
) -> list[Wave]:
    """List the closed waves that asked somebody and whose results the unit has not been told of.

    Whether there is anything to tell is left open: who asks learns that with the results.
    """
    is_told = exists().where(shares.c.wave == waves.c.wave, shares.c.code == code)
    is_counted = exists().where(results.c.wave == waves.c.wave, results.c.code == waves.c.unit_code)
    query = select(waves).join(wave_members, wave_members.c.wave == waves.c.wave)
    asked = (wave_members.c.person == person, waves.c.closed_at > since)
    return await _list(connection, query.where(*asked, ~is_told, is_counted))


async def _list(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Wave]:
    rows = await connection.execute(query.order_by(waves.c.closes_at, waves.c.wave))
    return [wave_from(row) for row in rows.mappings()]
