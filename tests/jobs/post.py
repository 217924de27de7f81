"""A post office for a house: the real worker and the real cards, with a Teams that lives in memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from delivery.errors import ConnectorError
from delivery.meters import Meters
from delivery.worker import Worker
from followups.working_time import WorkingTime
from jobs.clockwork import Clockwork
from jobs.messages import Messages
from jobs.metrics import metrics
from jobs.open_waves import INVITATION, REMINDER
from jobs.roster_messages import ROSTER
from jobs.timers import Timers
from locales import texts
from storage.outbox import RESULT, SHARED
from storage.tables.outbox import outbox
from tests.jobs.house import ALWAYS, House


@dataclass
class Teams:
    """Takes what is sent; `trouble` answers instead of taking a message to somebody."""

    got: list[tuple[str, str]] = field(default_factory=list)
    cards: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    trouble: Callable[[str], ConnectorError | None] = lambda _person: None

    async def send(self, _url: str, conversation: str, activity: Mapping[str, Any], /) -> str:
        self._take(conversation, activity, "")
        return f"activity-{len(self.got)}"

    async def update(self, _url: str, conversation: str, _id: str, activity: Mapping[str, Any], /) -> None:
        self._take(conversation, activity, " again")

    async def create_personal(self, _url: str, /, *, member_id: str, **_more: str) -> str:
        return f"a:{member_id}"

    def _take(self, conversation: str, activity: Mapping[str, Any], how: str) -> None:
        person = conversation.removeprefix("a:")
        if refused := self.trouble(person):
            raise refused
        card = activity["attachments"][0]["content"]
        self.got.append((person, kind_of(card) + how))
        self.cards.append((person, card))


def kind_of(card: Mapping[str, Any]) -> str:
    """Say what kind of message a card is, by its title and by whether it asks for answers."""
    say = texts(card["lang"])
    head = str(card["body"][0]["text"])
    if head in {say("shared.ready.heading"), say("shared.nothing.heading")}:
        return RESULT
    if head.startswith(say("shared.team.heading", instrument="")):
        return SHARED
    if head == say("cardroster.heading"):
        return ROSTER
    has_form = any(str(each["type"]).startswith("Input.") for each in card["body"])
    return INVITATION if has_form else REMINDER


@dataclass
class Post:
    """A house with a clock that only sleeps and tests move, its jobs and its worker."""

    house: House
    now: datetime
    hours: WorkingTime = ALWAYS
    share_after: int = 0
    representatives: tuple[str, ...] = ()
    teams: Teams = field(default_factory=Teams)
    meters: Meters = field(default_factory=Meters)
    timers: Timers = field(default_factory=Timers)

    def __post_init__(self) -> None:
        stores, vault = self.house.stores, self.house.vault
        self.clockwork = Clockwork(
            stores,
            vault,
            clock=self.clock,
            hours=self.hours,
            instruments={},
            opened=lambda: None,
            share_after=self.share_after,
            timers=self.timers,
            representatives=self.representatives,
        )
        self.worker = Worker(
            stores,
            self.teams,
            build=Messages(
                stores,
                vault,
                hours=self.hours,
                share_after=self.share_after,
                representatives=self.representatives,
            ).build,
            rate=1000.0,
            clock=self.clock,
            sleep=self.sleep,
            default_service_url="https://smba.example/",
            tenant_id="tenant",
            bot_id="28:bot",
            meters=self.meters,
            jitter=lambda: 0.5,
        )

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def passes(self, until: datetime) -> Counter[tuple[str, str]]:
        """Let the clock jump, do what is due, and give what Teams got of it."""
        before = len(self.teams.got)
        self.now = until
        await self.clockwork.tick(self.now)
        await self.worker.drain()
        self.now += timedelta(seconds=5)  # nobody gets two messages within two seconds
        await self.worker.drain()
        return Counter(self.teams.got[before:])

    async def metrics(self) -> str:
        """Give the page that a monitoring system reads."""
        page = await metrics(self.house.stores, self.meters, self.timers, rate=1000.0, now=self.now)
        return page.decode()

    async def rows(self, kind: str) -> dict[str, dict[str, Any]]:
        """Give the outbox by person, without what names the person."""
        async with self.house.stores.identity.reading() as connection:
            found = await connection.execute(
                select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.key)
            )
            return {
                row["person"]: {name: value for name, value in row.items() if name not in {"key", "person"}}
                for row in found.mappings()
            }


def everybody(people: Any, kind: str) -> Counter[tuple[str, str]]:
    return Counter((person, kind) for person in people)
