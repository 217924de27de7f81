from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from storage.audit import AuditBook, list_audit
from storage.together import Together
from tests.storage.test_box import CountingStore

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Broken(Exception):
    pass


async def test_looks_that_arrive_together_are_written_together_and_are_there_when_the_answer_is_given(stores):
    store = CountingStore(stores, name="identity")
    book = AuditBook(store)
    await asyncio.gather(
        *(book.note("result.viewed", subject=f"w/{number}", actor="eero", now=NOW) for number in range(40))
    )
    async with stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=100)
    assert {entry.subject for entry in entries} == {f"w/{number}" for number in range(40)}
    assert store.transactions == 2


async def test_everybody_of_a_batch_hears_that_it_could_not_be_written(sqlite_stores):
    async def write(connection, topic, things):
        raise Broken

    together = Together(sqlite_stores.identity, write)
    outcomes = await asyncio.gather(*(together.add("x", n) for n in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Broken] * 5


async def test_one_topic_that_fails_does_not_take_another_with_it(sqlite_stores):
    written: list[int] = []

    async def write(connection, topic, things):
        if topic == "bad":
            raise Broken
        written.extend(things)

    together = Together(sqlite_stores.identity, write)
    outcomes = await asyncio.gather(
        together.add("bad", 1), together.add("good", 2), together.add("good", 3), return_exceptions=True
    )
    assert isinstance(outcomes[0], Broken)
    assert outcomes[1:] == [None, None]
    assert sorted(written) == [2, 3]


async def test_somebody_who_goes_away_while_waiting_does_not_disturb_the_others(sqlite_stores):
    written: list[int] = []

    async def write(connection, topic, things):
        await asyncio.sleep(0.01)
        written.extend(things)

    together = Together(sqlite_stores.identity, write)
    tasks = [asyncio.create_task(together.add("x", number)) for number in range(6)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[3], asyncio.CancelledError)
    assert {0, 1, 2, 4, 5} <= set(written)
