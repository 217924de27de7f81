"""Which versions of instruments have been used, and which part of a rotation is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from content.instrument import Instrument
from content.loader import instrument_from_json, instrument_to_json
from storage.tables.waves import instruments, waves
from storage.waves import EVERYBODY, Turn, wave_from


class InstrumentChanged(Exception):
    """An instrument differs from what waves have used under the same version."""

    def __init__(self, instrument: str, version: int) -> None:
        self.instrument = instrument
        self.version = version
        super().__init__(
            f"{instrument} has changed since its version {version} was used: give it a new version"
        )


async def record_use(connection: AsyncConnection, instrument: Instrument) -> None:
    """Lock an instrument's version as it is; raise InstrumentChanged when it was used otherwise before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"instrument_id": instrument.id, "version": instrument.version}
    await connection.execute(
        dialect.insert(instruments)
        .values(**row, body=instrument_to_json(instrument))
        .on_conflict_do_nothing()
    )
    if await list_changed(connection, [instrument]):
        raise InstrumentChanged(instrument.id, instrument.version)


async def find_used(connection: AsyncConnection, instrument: str, version: int) -> Instrument | None:
    """Find an instrument as waves have used it: a template still waits for the words of a team."""
    c = instruments.c
    query = select(c.body).where(c.instrument_id == instrument, c.version == version)
    body = await connection.scalar(query)
    return instrument_from_json(body) if body else None


async def list_changed(connection: AsyncConnection, known: Iterable[Instrument]) -> list[Instrument]:
    """List those that waves have used with the same version and other content."""
    rows = await connection.execute(select(instruments))
    used = {(row.instrument_id, row.version): instrument_from_json(row.body) for row in rows}
    return [each for each in known if used.get((each.id, each.version), each) != each]


async def find_next_part(
    connection: AsyncConnection,
    instrument: Instrument,
    *,
    unit_code: str,
    now: datetime,
    turn: Turn = EVERYBODY,
) -> int | None:
    """Give the part that waves of this unit have asked least lately or never; None without a rotation.

    Where shares of the units take turns, each share has a rotation of its own.
    """
    if not instrument.rotation:
        return None
    alike = (waves.c.share == turn.share) & (waves.c.shares == turn.shares)
    query = select(waves).where(
        waves.c.instrument_id == instrument.id, waves.c.unit_code == unit_code, alike | (waves.c.shares == 1)
    )
    rows = await connection.execute(query.order_by(waves.c.opens_at, waves.c.wave))
    asked = [wave for wave in map(wave_from, rows.mappings()) if wave.state(now) != "missed"]
    last = {wave.instrument.part: wave.opens_at for wave in asked}
    times = Counter(wave.instrument.part for wave in asked)
    parts = range(1, len(instrument.rotation) + 1)
    return min(parts, key=lambda part: (part in last, last.get(part, now), times[part]))
