"""How late what happens by time came to happen, for whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class Timers:
    """Seconds by which the last wave opened and closed too late, and the clock ticked; when it ticked."""

    lag: dict[str, float] = field(default_factory=dict)
    ticked: datetime | None = None

    def note(self, timer: str, *, due: datetime, now: datetime) -> None:
        """Keep how late something was."""
        self.lag[timer] = max(0.0, (now - due).total_seconds())

    def note_tick(self, now: datetime, *, every: float) -> None:
        """Keep that the clock has ticked, and how late after its last tick."""
        self.note("tick", due=(self.ticked or now) + timedelta(seconds=every), now=now)
        self.ticked = now
