"""A fake Teams on 127.0.0.1, a clock that only sleeps move, and workers between the two."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from delivery.connector import Connector
from delivery.guards import Content
from delivery.hosts import ServiceHosts
from delivery.tokens import no_token
from delivery.worker import Worker
from storage.conversations import Conversation, record_conversation
from storage.engine import Stores
from storage.outbox import Accounting, Delivery, NewDelivery, count_deliveries, record_deliveries

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
PEOPLE = ("aino", "eero", "helmi", "onni")


@dataclass
class Clock:
    """Time stands still until somebody sleeps."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Trouble:
    """How the fake answers instead of taking a message."""

    status: int
    body: Mapping[str, Any] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class FakeTeams:
    """Takes messages and creates conversations; `trouble` decides about a call by person and count."""

    clock: Clock
    url: str = ""
    sent: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    trouble: Callable[[str, int], Trouble | None] = lambda _call, _number: None
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    lose: set[str] = field(default_factory=set)
    changed: list[tuple[str, str]] = field(default_factory=list)
    late_trouble: dict[str, int] = field(default_factory=dict)
    delay: float = 0.0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._send)
        app.router.add_put("/v3/conversations/{conversation}/activities/{activity}", self._change)
        return app

    async def _create(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if asked["isGroup"]:
            return self._post(asked)
        person = asked["members"][0]["id"]
        if (refusal := self._refusal(f"create {person}")) is not None:
            return refusal
        self.created.append(person)
        return web.json_response({"id": f"a:{person}:{self.calls[f'create {person}']}"}, status=201)

    def _post(self, asked: Mapping[str, Any]) -> web.StreamResponse:
        channel = asked["channelData"]["channel"]["id"]
        if (refusal := self._refusal(f"post {channel}")) is not None:
            return refusal
        self.posted.append((channel, asked["activity"]["text"]))
        return web.json_response({"id": f"{channel};messageid=7", "activityId": "7"}, status=201)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        person = request.match_info["conversation"].split(":")[1]
        activity = await request.json()
        if (refusal := self._refusal(f"send {person}")) is not None:
            return refusal
        await self.answers.wait()
        await asyncio.sleep(self.delay)
        self.sent.append(person)
        if status := self.late_trouble.pop(person, 0):
            return web.Response(status=status)
        self.texts.append(activity["text"])
        if person in self.lose:
            self.lose.discard(person)
            request.transport.close()
        return web.json_response({"id": f"activity-{len(self.sent)}"}, status=201)

    async def _change(self, request: web.Request) -> web.StreamResponse:
        person = request.match_info["conversation"].split(":")[1]
        if (refusal := self._refusal(f"change {person}")) is not None:
            return refusal
        self.changed.append((person, request.match_info["activity"]))
        return web.json_response({"id": request.match_info["activity"]})

    def _refusal(self, call: str) -> web.Response | None:
        self.calls[call] += 1
        self.moments.append(self.clock.now)
        trouble = self.trouble(call, self.calls[call])
        if trouble is None:
            return None
        body = trouble.body if isinstance(trouble.body, str) else json.dumps(trouble.body)
        return web.Response(status=trouble.status, text=body, headers=dict(trouble.headers))


@dataclass
class Office:
    """Everything a delivery test needs: the store, Teams, the clock, and workers."""

    stores: Stores
    teams: FakeTeams
    clock: Clock
    connector: Connector

    def worker(self, **changes: Any) -> Worker:
        wanted: dict[str, Any] = {
            "build": build_text,
            "rate": 40.0,
            "clock": self.clock,
            "sleep": self.clock.sleep,
            "default_service_url": self.teams.url,
            "tenant_id": "tenant",
            "bot_id": "28:bot",
            "concurrency": 50,
            "jitter": lambda: 0.5,
        }
        connector = changes.pop("connector", self.connector)
        return Worker(self.stores, connector, **{**wanted, **changes})

    async def invite(self, *people: str) -> None:
        async with self.stores.identity.writing() as connection:
            await record_deliveries(connection, (invitation(person) for person in people))

    async def meet(self, *people: str) -> None:
        async with self.stores.identity.writing() as connection:
            for person in people:
                known = Conversation(
                    person, self.teams.url, f"a:{person}:0", "tenant", f"29:{person}", "28:bot"
                )
                await record_conversation(connection, known)

    async def count(self) -> Accounting:
        async with self.stores.identity.reading() as connection:
            return await count_deliveries(connection, "w1", "invite")


def always(
    trouble: Trouble, *, call: str = "send", times: int = 10**9
) -> Callable[[str, int], Trouble | None]:
    """Answer the first `times` calls of a kind like this."""
    return lambda what, number: trouble if what.startswith(call) and number <= times else None


def delivered(n: int) -> Accounting:
    return Accounting(delivered=n, failed={}, waiting=0)


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another task."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


def invitation(person: str) -> NewDelivery:
    return NewDelivery(f"w1:invite:{person}", "invite", "w1", person, NOW)


async def build_text(batch: Sequence[Delivery], now: datetime) -> Mapping[str, Content]:
    return {each.key: {"type": "message", "text": each.about} for each in batch}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams(clock: Clock) -> AsyncIterator[FakeTeams]:
    fake = FakeTeams(clock)
    fake.answers.set()
    runner = web.AppRunner(fake.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield fake
    fake.answers.set()
    await runner.cleanup()


@pytest.fixture
async def office(stores: Stores, teams: FakeTeams, clock: Clock) -> AsyncIterator[Office]:
    hosts = ServiceHosts(frozenset({"127.0.0.1"}), loopback_http=True)
    async with aiohttp.ClientSession() as session:
        yield Office(stores, teams, clock, Connector(session, no_token, hosts, clock=clock))
