from __future__ import annotations

import asyncio
from random import Random

import pytest

from storage.engine import Stores
from storage.pace import HORIZON_SECONDS, hold_calls, reserve_calls

NOW = 1_800_000_000.0


async def reserve(stores: Stores, *, now: float = NOW, calls: int = 1, rate: float = 40.0) -> float:
    async with stores.identity.writing() as connection:
        return await reserve_calls(connection, now=now, calls=calls, rate=rate)


async def test_the_first_call_may_leave_at_once(stores):
    assert await reserve(stores) == pytest.approx(NOW)


async def test_calls_queue_behind_those_reserved_before(stores):
    await reserve(stores, calls=80)
    assert await reserve(stores, calls=40) == pytest.approx(NOW + 2)
    assert await reserve(stores) == pytest.approx(NOW + 3)


async def test_unused_time_is_not_saved_up(stores):
    await reserve(stores)
    assert await reserve(stores, now=NOW + 60, calls=40) == pytest.approx(NOW + 60)
    assert await reserve(stores, now=NOW + 60) == pytest.approx(NOW + 61)


async def test_callers_at_the_same_moment_never_get_the_same_slot(stores):
    firsts = await asyncio.gather(*(reserve(stores, calls=2, rate=10.0) for _ in range(25)))
    assert sorted(firsts) == pytest.approx([NOW + 0.2 * number for number in range(25)])


async def test_nobody_leaves_before_a_hold_ends(stores):
    async with stores.identity.writing() as connection:
        await hold_calls(connection, now=NOW, until=NOW + 30)
    assert await reserve(stores) == pytest.approx(NOW + 30)


async def test_a_shorter_hold_does_not_shorten_the_queue(stores):
    await reserve(stores, calls=400)
    async with stores.identity.writing() as connection:
        await hold_calls(connection, now=NOW, until=NOW + 1)
    assert await reserve(stores) == pytest.approx(NOW + 10)


async def test_a_clock_that_was_years_ahead_does_not_stop_everybody(stores):
    await reserve(stores, now=NOW + 10 * HORIZON_SECONDS)
    assert await reserve(stores) == pytest.approx(NOW)


async def test_slots_of_random_callers_never_overlap_and_never_lie_in_the_past(stores):
    dice, now, free_at = Random(7), NOW, 0.0  # noqa: S311 - dice, no secret
    for _ in range(40):
        now += dice.choice([0.0, 0.1, 3.0])
        calls, rate = dice.randint(1, 50), dice.choice([1.0, 40.0, 900.0])
        first = await reserve(stores, now=now, calls=calls, rate=rate)
        assert first == pytest.approx(max(free_at, now), abs=1e-5)
        free_at = first + calls / rate
