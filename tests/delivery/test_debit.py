"""Answers to people are not held up; mass messages leave them room."""

from __future__ import annotations

from delivery.debit import Debit
from storage.engine import StoreAway
from storage.pace import reserve_calls
from tests.delivery.conftest import Clock

RATE = 40.0


async def next_slot(stores, clock: Clock) -> float:
    """Say how far ahead the next mass message could leave."""
    async with stores.identity.writing() as connection:
        now = clock.now.timestamp()
        return await reserve_calls(connection, now=now, calls=0, rate=RATE) - now


async def test_mass_messages_wait_for_the_slots_that_answers_have_used(stores):
    clock = Clock()
    debit = Debit(stores.identity, rate=RATE, clock=clock, sleep=clock.sleep)
    for _ in range(80):
        debit.add()
    await debit.finish()
    assert round(await next_slot(stores, clock), 3) == 80 / RATE


async def test_a_second_crowd_is_counted_too(sqlite_stores):
    clock = Clock()
    debit = Debit(sqlite_stores.identity, rate=RATE, clock=clock, sleep=clock.sleep)
    for _ in range(2):
        debit.add()
        await debit.finish()
    assert await next_slot(sqlite_stores, clock) > 0
    await debit.finish()


async def test_a_store_that_is_away_stops_no_answer(sqlite_stores, monkeypatch):
    tried = []

    async def away(*_arguments, **_facts):
        tried.append(True)
        raise StoreAway("", None, OSError())

    monkeypatch.setattr("delivery.debit.reserve_calls", away)
    clock = Clock()
    debit = Debit(sqlite_stores.identity, rate=RATE, clock=clock, sleep=clock.sleep)
    for times in (1, 2):
        debit.add()
        await debit.finish()
        assert len(tried) == times
