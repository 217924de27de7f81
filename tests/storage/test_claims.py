from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.claims import claim_deliveries, leave_alone, next_due
from storage.engine import StoreAway, Stores
from storage.holds import hold, list_held, release
from storage.notices import listen
from storage.outbox import NewDelivery, delivered, postponed, record_deliveries, settle
from tests.conftest import open_sqlite

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def row(about: str, person: str, *, lane: str | None = None, due_at: datetime = NOW) -> NewDelivery:
    """An intent in a lane of its campaign, unless told otherwise."""
    return NewDelivery(f"{about}:{person}", "survey", about, person, due_at, about if lane is None else lane)


async def claim(connection, *, limit: int = 100, now: datetime = NOW) -> list[str]:
    return [each.key for each in await claim_deliveries(connection, now=now, until=now + LEASE, limit=limit)]


async def test_the_first_lane_goes_before_every_campaign(connection):
    early = NOW - timedelta(hours=1)
    await record_deliveries(connection, [row("big", f"p{number}", due_at=early) for number in range(20)])
    await record_deliveries(connection, [row("plan", "aino", lane="")])
    assert (await claim(connection, limit=3))[0] == "plan:aino"


async def test_a_small_campaign_does_not_wait_for_a_large_one(connection):
    early = NOW - timedelta(hours=1)
    await record_deliveries(connection, [row("big", f"p{number}", due_at=early) for number in range(50)])
    await record_deliveries(connection, [row("small", f"q{number}") for number in range(3)])
    assert Counter(key.partition(":")[0] for key in await claim(connection, limit=10)) == {
        "big": 7,
        "small": 3,
    }
    assert len(await claim(connection, limit=10)) == 10


async def test_campaigns_of_any_size_share_evenly_while_both_have_something(connection):
    await record_deliveries(
        connection, [row(about, f"{about}{number}") for about in "ab" for number in range(40)]
    )
    assert Counter(key[0] for key in await claim(connection, limit=20)) == {"a": 10, "b": 10}


async def test_one_person_gets_one_message_at_a_time_in_the_order_of_time(connection):
    late, later = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    rows = [row("c", "aino", due_at=late), row("b", "aino"), row("a", "aino", due_at=later)]
    await record_deliveries(connection, [NewDelivery(f"{each.key}!", *rest(each)) for each in rows])
    assert await claim(connection, now=later) == ["a:aino!"], "lanes go by name when all is due"
    assert await claim(connection, now=later) == []
    await settle(connection, [delivered("a:aino!", "1")])
    assert await claim(connection, now=later) == ["b:aino!"]
    await settle(connection, [postponed("b:aino!", later + timedelta(hours=1))])
    assert await claim(connection, now=later) == ["c:aino!"]


def rest(each: NewDelivery) -> tuple[str, str, str, datetime, str]:
    return each.kind, each.about, each.person, each.due_at, each.lane


async def test_a_lease_that_has_run_out_holds_nothing_else_up_for_ever(connection):
    await record_deliveries(connection, [row("a", "aino"), row("b", "aino")])
    assert await claim(connection) == ["a:aino"]
    assert await claim(connection, now=NOW + LEASE) == ["a:aino"]


async def test_who_was_just_written_to_is_left_alone_for_a_while(connection):
    rows = [row("a", "aino"), row("b", "aino"), row("a", "eero"), row("b", "eero")]
    await record_deliveries(connection, rows)
    assert await claim(connection) == ["a:aino", "a:eero"]
    await settle(connection, [delivered("a:aino", "1"), delivered("a:eero", "2")])
    await leave_alone(connection, ["aino"], until=NOW + timedelta(seconds=2))
    assert await claim(connection) == ["b:eero"]
    assert await claim(connection, now=NOW + timedelta(seconds=1)) == []
    assert await claim(connection, now=NOW + timedelta(seconds=2)) == ["b:aino"]


async def test_leaving_alone_never_brings_anything_forward(connection):
    later = NOW + timedelta(days=1)
    await record_deliveries(connection, [row("a", "aino", due_at=later)])
    await leave_alone(connection, ["aino", "nobody"], until=NOW)
    await leave_alone(connection, [], until=NOW)
    assert await next_due(connection) == later


async def test_a_paused_campaign_waits_and_goes_on(connection):
    await record_deliveries(connection, [row("a", "aino"), row("b", "aino"), row("b", "eero", lane="")])
    assert await hold(connection, "b", now=NOW)
    assert not await hold(connection, "b", now=NOW + LEASE)
    assert await list_held(connection) == {"b": NOW}
    assert await next_due(connection) == NOW
    assert await claim(connection) == ["a:aino"]
    await settle(connection, [delivered("a:aino", "1")])
    assert await next_due(connection) is None
    assert await claim(connection) == []
    assert await release(connection, "b")
    assert not await release(connection, "b")
    assert await claim(connection) == ["b:eero", "b:aino"]


async def test_a_paused_message_holds_up_no_other_of_the_same_person(connection):
    await record_deliveries(connection, [row("a", "aino"), row("b", "aino")])
    await hold(connection, "a", now=NOW)
    assert await claim(connection) == ["b:aino"]


async def test_workers_that_claim_at_once_never_write_to_one_person_together(stores: Stores):
    people = [f"p{number}" for number in range(60)]
    async with stores.identity.writing() as connection:
        await record_deliveries(connection, [row(about, each) for about in "abc" for each in people])

    async def work() -> list[str]:
        async with stores.identity.writing() as connection:
            return await claim(connection, limit=25)

    claimed = [key for share in await asyncio.gather(*(work() for _ in range(4))) for key in share]
    persons = [key.partition(":")[2] for key in claimed]
    assert len(persons) == len(set(persons)) == 60


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "b"]), st.integers(0, 6), st.integers(-3, 3)),
        max_size=30,
        unique_by=lambda each: (each[0], each[1]),
    ),
    st.integers(1, 12),
)
async def test_whatever_is_due_is_claimed_within_its_limit_and_nothing_is_forgotten(
    sqlite_template, tmp_path_factory, drawn, limit
):
    stores = open_sqlite(sqlite_template, tmp_path_factory.mktemp("claims"))
    rows = [
        row(lane or "plan", f"p{person}", lane=lane, due_at=NOW + timedelta(minutes=minutes))
        for lane, person, minutes in drawn
    ]
    async with stores.identity.writing() as connection:
        await record_deliveries(connection, rows)
        told: list[str] = []
        while claimed := await claim(connection, limit=limit):
            assert len(claimed) <= limit
            told += claimed
            await settle(connection, [delivered(key, "x") for key in claimed])
    await stores.close()
    assert sorted(told) == sorted(each.key for each in rows if each.due_at <= NOW)


async def test_workers_elsewhere_are_woken_by_what_is_recorded_revived_and_released(stores: Stores):
    if stores.identity.is_sqlite:
        pytest.skip("workers on SQLite look for themselves")
    heard, stop = asyncio.Semaphore(0), asyncio.Event()
    listening = asyncio.create_task(listen(stores.identity, heard.release, stop))
    async with asyncio.timeout(10):
        await heard.acquire()  # at the start, for what came before
        async with stores.identity.writing() as connection:
            await record_deliveries(connection, [row("a", "aino")])
            await hold(connection, "a", now=NOW)
        await heard.acquire()
        async with stores.identity.writing() as connection:
            await release(connection, "a")
        await heard.acquire()
        stop.set()
        await listening


async def test_a_listener_whose_connection_is_cut_says_so(stores: Stores):
    if stores.identity.is_sqlite:
        pytest.skip("workers on SQLite look for themselves")
    heard = asyncio.Semaphore(0)
    listening = asyncio.create_task(listen(stores.identity, heard.release, asyncio.Event()))
    async with asyncio.timeout(10):
        await heard.acquire()
        await _cut_everybody_off(stores)
        with pytest.raises(StoreAway):
            await listening


async def _cut_everybody_off(stores: Stores) -> None:
    async with stores.identity.outside() as connection:
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
