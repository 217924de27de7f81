from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from secrets import token_bytes

import pytest
from sqlalchemy import func, select

from storage.ballots import UrnClosed, close_urn, open_urn
from storage.box import BallotBox
from storage.engine import Stores
from storage.tables.ballots import ballots, tags


class CountingStore:
    """A store with its transactions counted; one of them can be made to fail."""

    def __init__(self, stores: Stores, *, name: str = "ballots", fails_at: int = 0) -> None:
        self.store = getattr(stores, name)
        self.transactions = 0
        self.fails_at = fails_at

    @asynccontextmanager
    async def writing(self):
        self.transactions += 1
        if self.transactions == self.fails_at:
            raise ConnectionError
        async with self.store.writing() as connection:
            yield connection


@pytest.fixture
async def urn(stores) -> Stores:
    async with stores.ballots.writing() as connection:
        await open_urn(connection, "w1", public_key=token_bytes(32))
    return stores


async def count(stores: Stores) -> tuple[int, int]:
    async with stores.ballots.reading() as connection:
        found = [await connection.scalar(select(func.count()).select_from(each)) for each in (ballots, tags)]
    return found[0] or 0, found[1] or 0


async def test_ballots_that_arrive_during_a_commit_go_in_together_after_it(urn):
    store = CountingStore(urn)
    box = BallotBox(store)
    await asyncio.gather(*(box.cast("w1", tag=token_bytes(32), sealed=b"x") for _ in range(40)))
    assert await count(urn) == (40, 40)
    assert store.transactions == 2


async def test_a_ballot_is_in_the_box_when_the_answer_is_given(urn):
    box = BallotBox(urn.ballots)
    for number in range(3):
        await box.cast("w1", tag=token_bytes(32), sealed=b"x")
        assert await count(urn) == (number + 1, number + 1)


async def test_one_person_pressing_many_times_at_once_leaves_the_first_ballot(urn):
    box, tag = BallotBox(urn.ballots), token_bytes(32)
    await asyncio.gather(*(box.cast("w1", tag=tag, sealed=bytes([number])) for number in range(20)))
    await box.cast("w1", tag=tag, sealed=b"late")
    assert await count(urn) == (1, 1)
    async with urn.ballots.reading() as connection:
        assert await connection.scalar(select(ballots.c.sealed)) == bytes([0])


async def test_a_failed_commit_loses_only_the_answer_of_the_one_who_wrote(urn):
    box = BallotBox(CountingStore(urn, fails_at=2))
    casts = [box.cast("w1", tag=token_bytes(32), sealed=b"x") for _ in range(5)]
    ended = await asyncio.gather(*casts, return_exceptions=True)
    assert [type(each) for each in ended] == [type(None), ConnectionError, *[type(None)] * 3]
    assert await count(urn) == (5, 5)  # the one who heard of a failure may press again: it is the same ballot


async def test_whoever_goes_away_leaves_the_writing_to_the_next(urn):
    box = BallotBox(urn.ballots)
    casts = [asyncio.create_task(box.cast("w1", tag=token_bytes(32), sealed=b"x")) for _ in range(4)]
    await casts[0]
    casts[1].cancel()
    await asyncio.gather(*casts, return_exceptions=True)
    assert await count(urn) == (4, 4)


async def test_a_closed_urn_refuses_everybody_who_waits(urn):
    async with urn.ballots.writing() as connection:
        await close_urn(connection, "w1")
    box = BallotBox(urn.ballots)
    casts = [box.cast("w1", tag=token_bytes(32), sealed=b"x") for _ in range(3)]
    ended = await asyncio.gather(*casts, return_exceptions=True)
    assert [type(each) for each in ended] == [UrnClosed] * 3
    assert await count(urn) == (0, 0)


async def test_waves_do_not_hold_each_other_up(urn):
    box = BallotBox(urn.ballots)
    casts = [box.cast(wave, tag=token_bytes(32), sealed=b"x") for wave in ("closed", "w1", "closed", "w1")]
    ended = await asyncio.gather(*casts, return_exceptions=True)
    assert [type(each) for each in ended] == [UrnClosed, type(None), UrnClosed, type(None)]
    assert await count(urn) == (2, 2)
