from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from structlog.testing import capture_logs

from delivery.guards import Skip
from storage.claims import claim_deliveries, next_due
from storage.conversations import find_conversation, mark_blocked
from storage.engine import StoreAway
from storage.outbox import (
    Accounting,
    settle,
)
from storage.pace import hold_calls, reserve_calls
from storage.reasons import (
    BLOCKED_BY_USER,
    GAVE_UP,
    NOT_IN_DIRECTORY,
    NOTHING_TO_SAY,
    WAVE_CLOSED,
)

from .conftest import NOW, PEOPLE, Office, Trouble, build_text, delivered, until


async def test_everybody_is_reached_once(office: Office):
    people = [f"person-{number}" for number in range(150)]
    await office.meet(*people)
    await office.invite(*people)
    assert await office.worker().drain() == 150
    assert Counter(office.teams.sent) == Counter(people)
    assert await office.count() == delivered(150)
    assert await office.worker().drain() == 0


async def test_a_person_without_a_conversation_is_met_and_remembered(office: Office):
    await office.invite("aino")
    await office.worker().drain()
    assert office.teams.created == ["aino"]
    assert office.teams.sent == ["aino"]
    async with office.stores.identity.reading() as connection:
        known = await find_conversation(connection, "aino")
    assert known is not None
    assert (known.conversation_id, known.service_url) == ("a:aino:1", office.teams.url)
    assert (known.tenant_id, known.bot_id) == ("tenant", "28:bot")


async def test_first_contact_goes_where_most_of_the_tenant_was_met(office: Office):
    await office.meet("eero")
    await office.invite("aino")
    await office.worker(default_service_url="http://127.0.0.1:9").drain()
    assert office.teams.sent == ["aino"]


async def test_the_guards_of_the_caller_are_final(office: Office):
    async def build(batch, now):
        skips = {"aino": Skip(WAVE_CLOSED), "eero": Skip(NOT_IN_DIRECTORY)}
        built = await build_text(batch, now)
        return {each.key: skips.get(each.person, built[each.key]) for each in batch if each.person != "helmi"}

    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    await office.worker(build=build).drain()
    assert office.teams.sent == ["onni"]
    assert (await office.count()).failed == {NOT_IN_DIRECTORY: 1, NOTHING_TO_SAY: 1, WAVE_CLOSED: 1}


async def test_no_card_is_built_for_a_blocked_conversation(office: Office):
    asked = []

    async def build(batch, now):
        asked.extend(each.person for each in batch)
        return await build_text(batch, now)

    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    async with office.stores.identity.writing() as connection:
        await mark_blocked(connection, "onni", BLOCKED_BY_USER)
    await office.worker(build=build).drain()
    assert sorted(asked) == ["aino", "eero", "helmi"]
    assert (await office.count()).failed == {BLOCKED_BY_USER: 1}


async def test_one_card_that_cannot_be_built_holds_nobody_else_up(office: Office):
    async def build(batch, now):
        if any(each.person == "onni" for each in batch):
            raise ZeroDivisionError
        return await build_text(batch, now)

    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    worker = office.worker(build=build)
    with capture_logs() as lines:
        assert await worker.drain() == 3
    assert {
        "event": "cards_not_built",
        "error": "ZeroDivisionError",
        "rows": 1,
        "log_level": "error",
    } in lines
    assert (await office.count()).waiting == 1
    for _ in range(8):
        office.clock.now += timedelta(hours=1)
        await worker.drain()
    assert (await office.count()).failed == {GAVE_UP: 1}


async def test_a_killed_worker_is_replaced_when_its_lease_ends(office: Office):
    people = [f"person-{number}" for number in range(60)]
    await office.meet(*people)
    await office.invite(*people)
    office.teams.answers.clear()
    killed = asyncio.create_task(office.worker().drain())
    await until(lambda: len(office.teams.calls) >= 10)
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    office.teams.answers.set()
    assert await office.count() == Accounting(0, {}, 60)
    assert await office.worker().drain() == 0
    office.clock.now += timedelta(minutes=3)
    assert await office.worker().drain() == 60
    assert await office.count() == delivered(60)
    assert set(office.teams.sent) == set(people)


async def test_two_workers_share_the_work_and_reach_nobody_twice(office: Office):
    people = [f"person-{number}" for number in range(200)]
    await office.meet(*people)
    await office.invite(*people)
    shares = await asyncio.gather(office.worker().drain(), office.worker().drain())
    assert sum(shares) == 200
    assert max(Counter(office.teams.sent).values()) == 1
    assert await office.count() == delivered(200)


async def test_calls_leave_evenly_at_the_agreed_rate(office: Office):
    people = [f"person-{number}" for number in range(100)]
    await office.meet(*people[:50])
    await office.invite(*people)
    leaving = []

    class Wire:
        async def send(self, _url, _conversation, _activity):
            leaving.append(office.clock.now)
            return "activity"

        async def create_personal(self, _url, **facts):
            leaving.append(office.clock.now)
            return f"a:{facts['member_id']}:0"

    assert await office.worker(connector=Wire(), rate=10.0).drain() == 100
    assert len(leaving) == 150  # first contact is two calls
    seconds = Counter(int((moment - leaving[0]).total_seconds() + 1e-3) for moment in leaving)
    assert all(count <= 11 for count in seconds.values()), seconds
    assert (leaving[-1] - leaving[0]).total_seconds() == pytest.approx(15, abs=0.5)


async def test_a_stop_lets_what_is_on_its_way_arrive_and_gives_back_the_rest(office: Office):
    people = [f"person-{number}" for number in range(60)]
    await office.meet(*people)
    await office.invite(*people)
    office.teams.answers.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker(concurrency=5).run(stop))
    await until(lambda: len(office.teams.calls) >= 5)
    stop.set()
    office.teams.answers.set()
    await asyncio.wait_for(running, 5)
    counted = await office.count()
    assert 5 <= counted.delivered < 60
    assert counted.planned == 60
    assert await office.worker().drain() == 60 - counted.delivered  # at once: no lease is left behind
    assert max(Counter(office.teams.sent).values()) == 1


async def test_nothing_is_claimed_while_the_slots_of_others_are_far_ahead(office: Office):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    async with office.stores.identity.writing() as connection:
        await reserve_calls(connection, now=NOW.timestamp(), calls=8000, rate=40.0)
    claimed = []
    office.teams.trouble = lambda _call, _number: claimed.append(office.clock.now)
    assert await office.worker().drain() == 4
    assert claimed[0] - NOW == pytest.approx(timedelta(seconds=200), abs=timedelta(seconds=1))
    async with office.stores.identity.writing() as connection:
        used = await reserve_calls(connection, now=office.clock.now.timestamp(), calls=0, rate=40.0)
    assert used - NOW.timestamp() == pytest.approx(200.1, abs=0.1), "no slot was used up by waiting"


async def test_what_cannot_leave_under_its_lease_is_given_back_until_its_slot(office: Office, monkeypatch):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    monkeypatch.setattr("delivery.claiming.BATCH_SECONDS", 1000.0)  # claims though the slot is far away
    async with office.stores.identity.writing() as connection:
        await reserve_calls(connection, now=NOW.timestamp(), calls=8000, rate=40.0)
    assert await office.worker().drain() == 0
    assert office.clock.now == NOW  # nobody waited
    async with office.stores.identity.reading() as connection:
        due = await next_due(connection)
    assert due is not None
    assert due - NOW == pytest.approx(timedelta(seconds=200), abs=timedelta(seconds=1))
    office.clock.now = due + timedelta(seconds=1)
    assert await office.worker().drain() == 4


async def test_a_pause_of_all_uses_up_no_slots(office: Office):
    """Slots reserved for what was given back again and again would put the end off for ever."""
    people = [f"person-{number}" for number in range(400)]
    await office.meet(*people)
    await office.invite(*people)
    async with office.stores.identity.writing() as connection:
        now = NOW.timestamp()
        await hold_calls(connection, now=now, until=now + 600)
    assert await office.worker().drain() == 400
    assert office.teams.moments[-1] - NOW == pytest.approx(timedelta(seconds=610), abs=timedelta(seconds=3))


async def test_a_store_that_is_away_for_a_moment_makes_nobody_get_it_twice(office: Office, monkeypatch):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    failures = iter([StoreAway("", None, OSError()), StoreAway("", None, OSError())])

    async def settle_later(connection, settlements, **facts):
        for failure in failures:
            raise failure
        await settle(connection, settlements, **facts)

    monkeypatch.setattr("delivery.settling.settle", settle_later)
    assert await office.worker().drain() == 4
    assert await office.count() == delivered(4)
    assert Counter(office.teams.sent) == Counter(PEOPLE)


async def test_a_running_worker_outlives_a_store_that_is_away(office: Office, monkeypatch):
    await office.meet("aino")
    await office.invite("aino")
    failures = iter([StoreAway("", None, OSError())])

    async def claim_later(connection, **facts):
        for failure in failures:
            raise failure
        return await claim_deliveries(connection, **facts)

    monkeypatch.setattr("delivery.claiming.claim_deliveries", claim_later)
    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(office.worker().run(stop))
        await until(lambda: office.teams.sent)
        stop.set()
        await running
    assert lines[0] == {
        "event": "delivery_interrupted",
        "error": "OperationalError",
        "log_level": "error",
    }
    assert await office.count() == delivered(1)


async def test_a_wake_up_is_quicker_than_the_next_poll(office: Office):
    slept = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.set()
        await asyncio.sleep(3600)

    worker, stop = office.worker(sleep=sleep), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await asyncio.wait_for(slept.wait(), 5)
    await office.meet("aino")
    await office.invite("aino")
    worker.wake()
    await until(lambda: office.teams.sent)
    stop.set()
    await asyncio.wait_for(running, 5)
    assert await office.count() == delivered(1)


async def test_a_worker_whose_notices_are_lost_listens_anew(office: Office, monkeypatch):
    if office.stores.identity.is_sqlite:
        pytest.skip("workers on SQLite look for themselves")
    listened = []

    async def listen(_store, wake, stop):
        listened.append(wake)
        if len(listened) == 1:
            raise OSError
        await stop.wait()

    monkeypatch.setattr("delivery.worker.listen", listen)
    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(office.worker().run(stop))
        await until(lambda: len(listened) == 2)
        stop.set()
        await running
    assert [line["error"] for line in lines if line["event"] == "notices_interrupted"] == ["OSError"]


async def test_no_person_is_named_in_the_log(office: Office):
    await office.invite(*PEOPLE)
    office.teams.trouble = lambda call, _number: Trouble(500) if call == "send aino" else None
    with capture_logs() as lines:
        await office.worker().drain()
    assert lines == [{"event": "batch_delivered", "log_level": "info", "delivered": 3, "failed": 1}]


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_teams_answers_every_delivery_is_accounted_for(office: Office, seed):
    dice = Random(seed)  # noqa: S311 - dice, no secret
    people = [f"person-{number}" for number in range(40)]
    await office.meet(*people[::2])
    await office.invite(*people)
    answers = [None] * 6 + [
        Trouble(429, headers={"Retry-After": "3"}),
        Trouble(429),
        *(Trouble(status) for status in (400, 404, 412, 500, 503)),
        Trouble(403, {"error": {"code": "BotNotInConversationRoster"}}),
    ]
    office.teams.trouble = lambda _call, _number: dice.choice(answers)
    for _ in range(60):
        counted = await office.count()
        assert counted.planned == 40
        if counted.waiting == 0:
            break
        await office.worker(jitter=dice.random).drain()
        office.clock.now += timedelta(minutes=dice.randint(1, 20))
    assert (await office.count()).waiting == 0
    assert (await office.count()).delivered == len(set(office.teams.sent))
