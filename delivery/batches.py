"""A batch of claimed deliveries on its way: its lease, its slots in time, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from delivery.guards import Message
from delivery.outcomes import Delivered, Failed, Forget, Outcome, Retry, StopAll
from storage.conversations import Lesson
from storage.outbox import Settlement, delivered, failed, postponed


@dataclass(slots=True)
class Batch:
    """Deliveries held until `lease`; the calls leave from `slot` on (epoch seconds), `rate` a second."""

    lease: datetime
    messages: list[Message]
    slot: float
    rate: float
    service_url: str
    tally: Counter[str] = field(default_factory=Counter)
    settlements: list[Settlement] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    in_flight: int = 0
    is_dispatched: bool = False
    is_reported: bool = False

    @property
    def calls(self) -> int:
        """Count the calls to Teams of all its messages."""
        return sum(message.calls for message in self.messages)

    @property
    def is_done(self) -> bool:
        """Say whether everything has an outcome."""
        return self.is_dispatched and self.in_flight == 0

    def note(self, key: str, outcome: Outcome, *, now: datetime) -> None:
        """Keep what became of one delivery until it is settled."""
        settlement = settlement_of(key, outcome, now=now)
        self.tally[settlement.state if settlement.state != "waiting" else "postponed"] += 1
        self.settlements.append(settlement)

    def give_back(self, message: Message, *, due_at: datetime | None = None) -> None:
        """Put a message back that was not tried."""
        self.tally["given_back"] += 1
        self.settlements.append(postponed(message.delivery.key, due_at))

    def take(self) -> tuple[list[Settlement], list[Lesson]]:
        """Hand out what is not yet written down."""
        taken = self.settlements, self.lessons
        self.settlements, self.lessons = [], []
        return taken


def settlement_of(key: str, outcome: Outcome, *, now: datetime) -> Settlement:
    """Turn an outcome into what the outbox keeps."""
    match outcome:
        case Delivered(activity_id):
            return delivered(key, activity_id)
        case Failed(reason):
            return failed(key, reason)
        case Retry(after, counts):
            return postponed(key, now + timedelta(seconds=after), attempts=int(counts))
        case Forget():
            return postponed(key, attempts=1)
        case StopAll():
            return postponed(key)
