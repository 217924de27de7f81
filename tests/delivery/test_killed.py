"""Workers that are killed twenty times in a send of two thousand: nobody is lost, few hear it twice."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from aiohttp import web

from delivery.worker import _SETTLE_AT
from storage.conversations import Conversation
from storage.engine import Stores, open_stores
from storage.outbox import NewDelivery, count_deliveries, record_deliveries
from storage.tables.directory import conversations
from tests.conftest import sqlite_urls

from .killable import CONCURRENCY

ROOT = Path(__file__).parents[2]
PEOPLE = 2000
KILLS = 20
LATENCY = 0.05
WINDOW = CONCURRENCY + _SETTLE_AT
"""What may have arrived and is not written down: the calls on their way, and those just answered."""


class Teams:
    """Counts what arrives, a moment after it was sent."""

    def __init__(self) -> None:
        self.heard: Counter[str] = Counter()
        self.url = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.heard[request.match_info["conversation"]] += 1
        await request.read()
        await asyncio.sleep(LATENCY)
        return web.json_response({"id": "1"}, status=201)


@pytest.fixture
async def teams() -> AsyncIterator[Teams]:
    found, app = Teams(), web.Application()
    app.router.add_post("/v3/conversations/{conversation}/activities", found.hear)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path):
    """Where the stores are, for processes of their own."""
    if request.param == "sqlite":
        yield tuple(sqlite_urls(request.getfixturevalue("sqlite_template"), tmp_path).values())
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield (url,) * 3


@asynccontextmanager
async def workers(number: int, *addresses: str) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    """Run some workers; in the end none is left."""
    running = list(await asyncio.gather(*(start(*addresses) for _ in range(number))))
    try:
        yield running
    finally:
        for process in running:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def start(*addresses: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.delivery.killable",
        *addresses,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"sending\n"
    return process


async def planned(stores: Stores, service_url: str) -> None:
    """Write the intents of two thousand people whose chats are known."""
    people = [f"person-{number}" for number in range(PEOPLE)]
    now = datetime.now(UTC)
    chats = [Conversation(each, service_url, each, "tenant", f"29:{each}", "28:bot") for each in people]
    async with stores.identity.writing() as connection:
        values = [{name: getattr(each, name) for name in Conversation.__slots__} for each in chats]
        await connection.execute(conversations.insert(), values)
        await record_deliveries(
            connection, (NewDelivery(f"w1:{each}", "survey", "w1", each, now, "w1") for each in people)
        )


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 3])
async def test_nobody_is_lost_and_few_hear_it_twice_when_workers_are_killed(urls, teams: Teams, number: int):
    stores = open_stores(database_url=urls[0], ballot_url=urls[1], secrets_url=urls[2])
    dice = Random(number)  # noqa: S311 - dice, no secret
    await planned(stores, teams.url)
    moments = sorted(dice.sample(range(PEOPLE // 50, PEOPLE - PEOPLE // 50), KILLS))
    async with asyncio.timeout(280), workers(number, teams.url, *urls) as running:
        for heard in moments:
            while sum(teams.heard.values()) < heard:  # noqa: ASYNC110 - other processes set no event here
                await asyncio.sleep(0.005)
            place = dice.randrange(number)
            running[place].kill()
            await running[place].wait()
            running[place] = await start(teams.url, *urls)
        while True:
            async with stores.identity.reading() as connection:
                counted = await count_deliveries(connection, "w1", "survey")
            assert counted.planned == PEOPLE
            if not counted.waiting:
                break
            await asyncio.sleep(0.2)
    await stores.close()
    twice = sum(teams.heard.values()) - len(teams.heard)
    assert counted.delivered == len(teams.heard) == PEOPLE
    assert twice <= KILLS * WINDOW
    sys.stderr.write(f"{number} workers, {KILLS} kills: {twice / KILLS:.1f} repeated messages a kill\n")
