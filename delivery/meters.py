"""What a worker counts about itself, for whoever watches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from delivery.outcomes import Delivered, Failed, Forget, Outcome, Retry, StopAll
from storage.outbox import Settlement

TAKEN = "2xx"
"""The code of a call that Teams took; 0 stands for no answer."""

_CLASSES = {
    Delivered: "delivered",
    Retry: "retry",
    Failed: "failed",
    Forget: "forgotten",
    StopAll: "refused",
}


@dataclass(slots=True)
class Meters:
    """Counts since the process began: `calls` by outcome and status code, `settled` by state.

    Nothing here tells a message that was sent from one that was silently left out (delivery/guards.py).
    """

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    takeovers: int = 0

    def note_call(self, outcome: Outcome, code: str) -> None:
        """Count what Teams said to a message."""
        self.calls[_CLASSES[type(outcome)], code] += 1

    def note_settled(self, settlements: Iterable[Settlement]) -> None:
        """Count what has been written down for good; what is put off is not settled."""
        self.settled.update(each.state for each in settlements if each.state != "waiting")
