"""A batch of claimed deliveries on its way: its lease, its slots in time, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from delivery.guards import Message
from delivery.outcomes import Delivered, Failed, Forget, Outcome, Retry, StopAll
from storage.conversations import Lesson
from storage.outbox import Settlement, delivered, failed, postponed

APART = 2.0
"""Seconds between two unasked messages to one person: half a call a second is what Teams takes for hours."""
AGAIN = timedelta(minutes=1)
"""When a batch is tried again of which Teams has taken no blind message."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What some sends have shown, and whom to leave alone for how many seconds."""

    settlements: list[Settlement]
    lessons: list[Lesson]
    spoken_to: dict[str, float]

    def by_pause(self) -> dict[float, list[str]]:
        """Put those together who are to be left alone equally long."""
        together: dict[float, list[str]] = {}
        for person, seconds in self.spoken_to.items():
            together.setdefault(seconds, []).append(person)
        return together


@dataclass(slots=True)
class Batch:
    """Deliveries held until `lease`; the calls leave from `slot` on (epoch seconds), `rate` a second.

    `spoken_to` says how many seconds whoever was just written to is to be left alone. `quiet` are deliveries
    that are not said, `blind` those that were tried, by whether there is nothing more to be done about them.
    """

    lease: datetime
    messages: list[Message]
    slot: float
    rate: float
    service_url: str
    tally: Counter[str] = field(default_factory=Counter)
    settlements: list[Settlement] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    spoken_to: dict[str, float] = field(default_factory=dict)
    quiet: list[str] = field(default_factory=list)
    blind: dict[str, bool] = field(default_factory=dict)
    in_flight: int = 0
    is_dispatched: bool = False
    is_reported: bool = False

    @property
    def calls(self) -> int:
        """Count the calls to Teams of all its messages."""
        return sum(message.calls for message in self.messages)

    @property
    def is_begun_blindly(self) -> bool:
        """Say whether some of a blind batch are said already."""
        return bool(self.blind) or (self.in_flight > 0 and any(each.is_blind for each in self.messages))

    @property
    def is_done(self) -> bool:
        """Say whether everything has an outcome."""
        return self.is_dispatched and self.in_flight == 0

    def note(self, key: str, outcome: Outcome, *, now: datetime) -> None:
        """Keep what became of one delivery until it is settled."""
        settlement = settlement_of(key, outcome, now=now)
        self.tally[settlement.state if settlement.state != "waiting" else "postponed"] += 1
        self.settlements.append(settlement)

    def note_sent(self, message: Message, outcome: Outcome, lesson: Lesson | None, *, now: datetime) -> None:
        """Keep what became of one message, and whom it was said to."""
        if message.is_blind:
            self.blind[message.delivery.key] = not isinstance(outcome, Retry | StopAll)
            return
        key, person = message.delivery.key, message.delivery.person
        if isinstance(outcome, Retry) and outcome.is_narrow:
            self.spoken_to[person] = outcome.after
        elif not isinstance(outcome, Forget | StopAll):
            self.spoken_to.setdefault(person, APART)
        self.note(key, outcome, now=now)
        self.lessons += [lesson] if lesson else []

    def put_off(self, key: str, *, until: datetime) -> None:
        """Put a delivery back whose hour has not come."""
        self.tally["put_off"] += 1
        self.settlements.append(postponed(key, until))

    def give_back(self, message: Message, *, due_at: datetime | None = None) -> None:
        """Put a message back that was not tried."""
        if message.is_blind:
            self.blind[message.delivery.key] = False
            return
        self.tally["given_back"] += 1
        self.settlements.append(postponed(message.delivery.key, due_at))

    def take(self, *, now: datetime) -> Findings:
        """Hand out what is not yet written down."""
        if self.is_done:
            self._settle_blind(now)
        taken = Findings(self.settlements, self.lessons, self.spoken_to)
        self.settlements, self.lessons, self.spoken_to = [], [], {}
        return taken

    def _settle_blind(self, now: datetime) -> None:
        """Settle all who may have heard a blind message and all who have not, alike and at once.

        One row that is tried again would tell that its person was to hear it. So nothing is tried again but
        the whole batch, as long as Teams has taken nothing of it.
        """
        keys = [*self.quiet, *self.blind]
        is_over = not self.blind or any(self.blind.values())
        self.tally["delivered" if is_over else "postponed"] += len(keys)
        self.settlements += [delivered(key, None) if is_over else postponed(key, now + AGAIN) for key in keys]
        self.quiet, self.blind = [], {}


def settlement_of(key: str, outcome: Outcome, *, now: datetime) -> Settlement:
    """Turn an outcome into what the outbox keeps."""
    match outcome:
        case Delivered(activity_id):
            return delivered(key, activity_id or None)
        case Failed(reason):
            return failed(key, reason)
        case Retry(after, counts):
            return postponed(key, now + timedelta(seconds=after), attempts=int(counts))
        case Forget():
            return postponed(key, attempts=1)
        case StopAll():
            return postponed(key)
