"""Generates load: posts activities as Teams does, so many at once, and times the answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import aiohttp

from bench.figures import WrongResult
from bench.processes import Child
from demo.people import BOT_ID, TENANT_ID

AT_ONCE = 16
_NOT_OK = 300


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of requests took; CPU is the server process's alone."""

    requests: int
    seconds: float
    cpu_seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Give the answered requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Give the server's processor time for a request, in milliseconds."""
        return 1000 * self.cpu_seconds / self.requests

    @property
    def median_ms(self) -> float:
        """Give the time within which half of the requests were answered."""
        return 1000 * median(self.latencies)

    @property
    def slow_ms(self) -> float:
        """Give the time within which 95 of 100 requests were answered."""
        return 1000 * quantiles(self.latencies, n=20)[-1]


def activity(person: str, *, service_url: str, number: int, **more: Any) -> dict[str, Any]:
    """Give an activity as Teams sends it from somebody's personal chat."""
    return {
        "id": f"activity-{number}",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": member_id(person), "aadObjectId": person},
        "recipient": {"id": BOT_ID},
        "conversation": {"id": chat_id(person), "conversationType": "personal", "tenantId": TENANT_ID},
        "channelData": {"tenant": {"id": TENANT_ID}},
        "locale": "fi-FI",
        **more,
    }


def member_id(person: str) -> str:
    """Give Teams' own id of a person."""
    return f"29:{person}"


def chat_id(person: str) -> str:
    """Give the id of somebody's chat with the bot."""
    return f"a:{person}"


async def press_on(server: Child, activities: Sequence[Any], *, url: str, token: str, warm_up: int) -> Load:
    """Post everything, the first few before the clock starts; raise WrongResult for any refusal."""
    bodies = [json.dumps(each).encode() for each in activities]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        await _post_all(session, url, bodies[:warm_up])
        used, started = server.cpu_seconds(), perf_counter()
        latencies = await _post_all(session, url, bodies[warm_up:])
        seconds = perf_counter() - started
    return Load(len(latencies), seconds, server.cpu_seconds() - used, latencies)


async def _post_all(session: aiohttp.ClientSession, url: str, bodies: Iterable[bytes]) -> list[float]:
    latencies: list[float] = []
    queue = iter(bodies)
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(_post(session, url, queue, latencies))
    return latencies


async def _post(
    session: aiohttp.ClientSession, url: str, queue: Iterator[bytes], latencies: list[float]
) -> None:
    for body in queue:
        started = perf_counter()
        async with session.post(url, data=body) as response:
            answer = await response.read()
        latencies.append(perf_counter() - started)
        if response.status >= _NOT_OK or b'"activity.error"' in answer:
            raise WrongResult(f"{response.status}: {answer[:200]!r}")
