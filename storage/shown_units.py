"""Which of some units have anything to show, or are being asked now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.results import told_in
from storage.tables.results import results
from storage.tables.waves import wave_units, waves


@dataclass(frozen=True, slots=True)
class ShownUnits:
    """The units that show a result of some wave or are asked now; whether any was in a closed wave."""

    shown: frozenset[str]
    were_asked: bool


async def find_shown_units(
    connection: AsyncConnection, codes: Collection[str], *, now: datetime
) -> ShownUnits:
    """Find which of some units have anything to show; two queries for however many."""
    is_shown = func.max(case((told_in(connection)["tier"].as_string() == "none", 0), else_=1))
    closed = (
        select(results.c.code, is_shown)
        .join(waves, waves.c.wave == results.c.wave)
        .where(results.c.code.in_(codes), waves.c.closed_at.is_not(None))
        .group_by(results.c.code)
    )
    asked_now = (
        select(wave_units.c.code)
        .join(waves, waves.c.wave == wave_units.c.wave)
        .where(wave_units.c.code.in_(codes), waves.c.closed_at.is_(None), waves.c.opened_at <= now)
    )
    found = {code: bool(shown) for code, shown in await connection.execute(closed)}
    being_asked = frozenset(await connection.scalars(asked_now))
    return ShownUnits(being_asked | {code for code, shown in found.items() if shown}, bool(found))
