"""Which open waves close soon though few have answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.follow_ups import IS_PULSE
from storage.tables.response_rates import response_rates
from storage.tables.waves import waves
from storage.waves import Wave, wave_from

LOW_RESPONSE: Final = "low_response"
"""The kind of message that tells HR so."""
FEW: Final = 50
"""Percent of those asked below which HR is told."""
DAYS_LEFT: Final = timedelta(days=3)


async def list_low_waves(connection: AsyncConnection, *, now: datetime) -> list[Wave]:
    """List the waves of whose whole fewer than FEW percent have answered, with DAYS_LEFT left or less.

    A short wave is left alone until half of its time is over. The coarse rate decides: what is told to
    nobody cannot be read from a message either.
    """
    is_whole = (response_rates.c.wave == waves.c.wave) & (response_rates.c.code == waves.c.unit_code)
    query = (
        select(waves)
        .join(response_rates, is_whole)
        .where(
            waves.c.opened_at.is_not(None),
            waves.c.closes_at > now,
            waves.c.closes_at <= now + DAYS_LEFT,
            response_rates.c.rate < FEW,
            ~IS_PULSE,
        )
    )
    rows = (await connection.execute(query.order_by(waves.c.wave))).mappings()
    return [wave for wave in map(wave_from, rows) if _is_half_over(wave, now)]


def _is_half_over(wave: Wave, now: datetime) -> bool:
    opened = wave.opened_at or wave.opens_at
    return now >= opened + (wave.closes_at - opened) / 2
