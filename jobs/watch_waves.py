"""How waves stand: their state and what became of every invitation, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.figures import Figure
from scoring.written import written
from storage.arrivals import ROSTER_SHIFTED
from storage.audit import list_parts
from storage.engine import Stores
from storage.holds import list_held
from storage.outbox import INVITATION, Accounting, count_deliveries
from storage.response_rates import find_rate
from storage.waves import State, Wave, list_waves


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave in a list; planned = delivered + failed + waiting.

    `rate` is the coarse share of those asked who had answered an open wave by midnight, where it is told.
    """

    wave: Wave
    state: State
    sent: Accounting
    rate: Figure | None = None
    is_paused: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the line for programs."""
        return {
            "wave": self.wave.id,
            "instrument": self.wave.instrument.id,
            "unit": self.wave.unit_code,
            "state": self.state,
            "paused": self.is_paused,
            "opens": self.wave.opens_at.isoformat(),
            "closes": self.wave.closes_at.isoformat(),
            "planned": self.sent.planned,
            "delivered": self.sent.delivered,
            "failed": self.sent.failed,
            "waiting": self.sent.waiting,
            "response_rate": written(self.rate),
        }


async def list_shifted(stores: Stores, wave: str) -> list[str]:
    """List the units of an opened wave of whose people, or group, too many had come or gone lately."""
    async with stores.identity.reading() as connection:
        return await list_parts(connection, ROSTER_SHIFTED, of=wave)


async def list_wave_lines(stores: Stores, *, now: datetime) -> list[WaveLine]:
    """List every wave."""
    async with stores.identity.reading() as connection:
        held = await list_held(connection)
        return [
            WaveLine(
                wave,
                wave.state(now),
                await count_deliveries(connection, wave.id, INVITATION),
                await find_rate(connection, wave.id, code=wave.unit_code),
                is_paused=wave.id in held,
            )
            for wave in await list_waves(connection)
        ]
