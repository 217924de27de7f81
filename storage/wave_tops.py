"""Which units waves ask, told by the codes down to them: as at the opening, before it as today."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.directory import units
from storage.tables.waves import wave_units, waves
from storage.waves import PATH_STEP


async def list_tops(connection: AsyncConnection, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """List by wave the codes from the organisation's root down to its unit; one query for however many.

    A planned wave whose unit has left the organisation has none.
    """
    rows = await connection.execute(_frozen(ids).union_all(_planned(ids)))
    return {row.wave: tuple(row.path.split(PATH_STEP)) for row in rows}


def _frozen(ids: Collection[str]) -> Select[tuple[str, str]]:
    is_top = (wave_units.c.wave == waves.c.wave) & (wave_units.c.code == waves.c.unit_code)
    path = cast(wave_units.c.path, Text).label("path")
    return select(waves.c.wave, path).join(wave_units, is_top).where(waves.c.wave.in_(ids))


def _planned(ids: Collection[str]) -> Select[tuple[str, str]]:
    """Walk up from the unit that is asked to the root."""
    begin = (
        select(waves.c.wave, units.c.parent_code, cast(units.c.code, Text).label("path"))
        .join(units, units.c.code == waves.c.unit_code)
        .where(waves.c.wave.in_(ids), waves.c.opened_at.is_(None))
        .cte("upwards", recursive=True)
    )
    path = cast(units.c.code + PATH_STEP + begin.c.path, Text)
    above = select(begin.c.wave, units.c.parent_code, path).join(units, units.c.code == begin.c.parent_code)
    upwards = begin.union_all(above)
    return select(upwards.c.wave, upwards.c.path).where(upwards.c.parent_code.is_(None))
