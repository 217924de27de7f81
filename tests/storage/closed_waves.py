"""Waves that are over, with results made by scoring, for the tests of what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.loader import load_instruments
from scoring.aggregate import Atoms
from scoring.disclosure import Published
from storage.waves import Wave, freeze, mark_closed, mark_counted, mark_opened, record_wave
from tests.scoring.waves import Wave as Scored
from tests.storage.town import town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
FIILIS = load_instruments()["fiilis"]
COUNTS = {"K1": 12, "K3": 7, "K2": 3}


def scored(**counts: int) -> tuple[Atoms, dict[str, Published]]:
    wave = Scored(town().parents, counts or COUNTS, instrument=FIILIS)
    return wave.atoms, wave.results


async def counted(connection: AsyncConnection, wave: str = "w1") -> None:
    """A wave whose snapshot may be written, but whose single answers are not destroyed yet."""
    planned = Wave(wave, FIILIS, "K", 5, 0, opens_at=NOW, closes_at=NOW + timedelta(days=1))
    await record_wave(connection, planned)
    await mark_opened(connection, wave, now=NOW)
    await freeze(connection, wave, organisation=town(), members=[])
    await mark_counted(connection, wave, now=NOW + timedelta(days=1))


async def closed(connection: AsyncConnection, wave: str = "w1", *, day: int = 1) -> None:
    await mark_closed(connection, wave, now=NOW + timedelta(days=day))
