"""What a monitoring system sees of a real run: what leaves, what is refused, what waits, and how late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

import bot
from storage.claims import claim_deliveries
from storage.holds import hold
from tests.conversations.conftest import NOON, PEOPLE, RATE
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES, opened

Values = dict[tuple[str, ...], float]


@pytest.fixture
async def metrics(town: Town) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(bot.metrics_app(town.house))) as client:
        yield client


async def read(metrics: TestClient) -> Values:
    """Give each value by its name and the values of its labels."""
    text = await (await metrics.get("/metrics")).text()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_before_anything_has_happened_everything_is_there_and_nought(metrics: TestClient):
    seen = await read(metrics)
    assert seen["pulssi_oldest_waiting_seconds",] == seen["pulssi_lease_takeovers_total",] == 0
    assert seen["pulssi_deliveries_settled_total", "delivered"] == 0
    assert seen["pulssi_rate_now",] == RATE
    assert ("pulssi_last_tick_age_seconds",) not in seen, "no clock has ticked in this process"


async def test_what_was_delivered_and_what_teams_put_off_are_counted(town: Town, metrics: TestClient):
    town.connector.refuse(503, times=2)
    town.connector.refuse(429, headers={"Retry-After": "1"})
    await opened(town)
    seen = await read(metrics)
    assert seen["pulssi_calls_total", "503", "retry"] == 2
    assert seen["pulssi_calls_total", "429", "retry"] == 1
    done = seen["pulssi_deliveries", "delivered"]
    assert 0 < done == seen["pulssi_deliveries_settled_total", "delivered"]
    assert done == seen["pulssi_calls_total", "2xx", "delivered"]
    assert done + seen["pulssi_deliveries", "waiting"] == PEOPLE
    assert seen["pulssi_rate_now",] < RATE, "slower after a 429"


async def test_what_is_due_and_not_paused_grows_old(town: Town, metrics: TestClient):
    town.connector.refuse(401, times=100)
    wave = await opened(town)
    town.clock.set(NOON + timedelta(minutes=20))
    assert 1190 < (await read(metrics))["pulssi_oldest_waiting_seconds",] < 1230
    async with town.house.stores.identity.writing() as connection:
        await hold(connection, wave, now=NOON)
    assert (await read(metrics))["pulssi_oldest_waiting_seconds",] == 0


async def test_what_a_dead_worker_held_is_taken_over_and_counted(town: Town, metrics: TestClient):
    town.connector.refuse(401, times=100)
    await opened(town)
    async with town.house.stores.identity.writing() as connection:
        until = NOON + timedelta(minutes=2)
        held = await claim_deliveries(connection, now=town.clock.now, until=until, limit=7)
    assert len(held) == 7
    town.connector._refusals.clear()
    await town.passes(NOON + timedelta(minutes=3))
    seen = await read(metrics)
    assert seen["pulssi_lease_takeovers_total",] == 7
    assert seen["pulssi_deliveries", "delivered"] == PEOPLE


async def test_timers_tell_how_late_they_were(town: Town, metrics: TestClient):
    await opened(town)
    await town.passes(CLOSES + timedelta(seconds=30))
    seen = await read(metrics)
    assert 0 <= seen["pulssi_timer_lag_seconds", "open"] < 10
    assert 30 <= seen["pulssi_timer_lag_seconds", "close"] < 40
    assert seen["pulssi_timer_lag_seconds", "tick"] > timedelta(days=6).total_seconds(), (
        "nothing ticked before"
    )
    town.clock.set(CLOSES + timedelta(minutes=5))
    assert 265 < (await read(metrics))["pulssi_last_tick_age_seconds",] < 275
