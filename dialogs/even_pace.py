"""Gives answers that hide why a time of their own: how long one took says nothing about its reason."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import SystemRandom
from time import monotonic
from typing import Final

STEP: Final = 0.05
"""Seconds: far longer than a refusal takes, and hardly noticed."""
JITTER: Final = 0.005
"""Seconds over which the end is spread, for timers round what is left and would keep a trace of it."""


@dataclass(frozen=True, slots=True)
class EvenPace:
    """Wait, after everything is done and no connection is held, until the next whole step from the begin."""

    monotonic: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    spread: Callable[[float, float], float] = SystemRandom().uniform

    def begin(self) -> float:
        """Give the moment from which to count."""
        return self.monotonic()

    async def wait(self, began: float) -> None:
        """Wait for the step's end, and a little more by chance."""
        passed = self.monotonic() - began
        await self.sleep(STEP - passed % STEP + self.spread(0.0, JITTER))
