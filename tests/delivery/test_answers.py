from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from storage.conversations import find_conversation
from storage.outbox import (
    Accounting,
    revive_failed,
)
from storage.reasons import (
    BLOCKED_BY_USER,
    DISABLED_BY_ADMIN,
    FORBIDDEN,
    GAVE_UP,
    NO_CONVERSATION,
    NOT_INSTALLED,
    REACH_REASONS,
    REJECTED,
    WRITES_BLOCKED,
)

from .conftest import NOW, PEOPLE, Office, Trouble, always, delivered, until


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": {"code": "ConversationBlockedByUser", "message": "no"}}, BLOCKED_BY_USER),
        ({"error": {"code": "BotNotInConversationRoster"}}, NOT_INSTALLED),
        ({"errorCode": "BotDisabledByAdmin", "message": "no"}, DISABLED_BY_ADMIN),
        ({"error": {"code": "x", "message": '{"subCode": "MessageWritesBlocked"}'}}, WRITES_BLOCKED),
    ],
)
async def test_a_closed_conversation_is_marked_and_left_alone(office: Office, body, reason):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(403, body))
    assert await office.worker().drain() == 0
    assert (await office.count()).failed == {reason: 1}
    async with office.stores.identity.writing() as connection:
        known = await find_conversation(connection, "aino")
        assert known is not None
        assert known.blocked == reason
        await revive_failed(connection, "aino", REACH_REASONS, now=NOW)
    await office.worker().drain()  # still blocked: nobody has lifted the mark
    assert office.teams.calls["send aino"] == 1
    assert (await office.count()).failed == {reason: 1}


async def test_an_install_brings_the_failed_delivery_back(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(403, {"code": "BotNotInConversationRoster"}), times=1)
    await office.worker().drain()
    await office.meet("aino")
    async with office.stores.identity.writing() as connection:
        assert await revive_failed(connection, "aino", REACH_REASONS, now=NOW) == 1
    assert await office.worker().drain() == 1
    assert await office.count() == delivered(1)


async def test_an_unknown_403_fails_this_delivery_only(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(403, "<html>no</html>"))
    await office.worker().drain()
    assert (await office.count()).failed == {FORBIDDEN: 1}
    async with office.stores.identity.reading() as connection:
        known = await find_conversation(connection, "aino")
    assert known is not None
    assert known.blocked is None


async def test_a_forgotten_conversation_is_created_anew(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(404), times=1)
    assert await office.worker().drain() == 1
    assert office.teams.created == ["aino"]
    async with office.stores.identity.reading() as connection:
        known = await find_conversation(connection, "aino")
    assert known is not None
    assert known.conversation_id == "a:aino:1"
    assert known.user_id == "29:aino"


async def test_a_conversation_that_is_never_found_is_given_up(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(404))
    await office.worker().drain()
    assert (await office.count()).failed == {GAVE_UP: 1}
    assert office.teams.calls["send aino"] == 8


async def test_a_conversation_that_cannot_be_created_fails(office: Office):
    await office.invite("aino")
    office.teams.trouble = always(Trouble(404), call="create")
    await office.worker().drain()
    assert (await office.count()).failed == {NO_CONVERSATION: 1}


async def test_a_created_conversation_is_remembered_though_the_message_failed(office: Office):
    await office.invite("aino")
    office.teams.trouble = always(Trouble(503), times=1)
    worker = office.worker()
    await worker.drain()
    office.clock.now += timedelta(hours=1)
    assert await worker.drain() == 1
    assert office.teams.created == ["aino"]


@pytest.mark.parametrize("status", [412, 502, 503, 504])
async def test_a_passing_error_is_tried_again_later(office: Office, status):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(status), times=2)
    worker = office.worker()
    assert await worker.drain() == 0
    assert await office.count() == Accounting(0, {}, 1)
    for _ in range(2):
        office.clock.now += timedelta(minutes=1)
        await worker.drain()
    assert office.teams.calls["send aino"] == 3
    assert await office.count() == delivered(1)


async def test_after_eight_attempts_it_is_given_up(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(503))
    worker = office.worker()
    for _ in range(12):
        await worker.drain()
        office.clock.now += timedelta(hours=1)
    assert office.teams.calls["send aino"] == 8
    assert (await office.count()).failed == {GAVE_UP: 1}


@pytest.mark.parametrize("status", [400, 500])
async def test_a_rejected_message_is_not_tried_again(office: Office, status):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(status))
    await office.worker().drain()
    assert office.teams.calls["send aino"] == 1
    assert (await office.count()).failed == {REJECTED: 1}


async def test_a_429_is_honoured_by_the_whole_worker_and_costs_nobody_an_attempt(office: Office):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    office.teams.trouble = lambda call, number: (
        Trouble(429, headers={"Retry-After": "20"}) if call == "send aino" and number == 1 else None
    )
    worker = office.worker(concurrency=1)
    await worker.drain()
    office.clock.now += timedelta(seconds=20)
    await worker.drain()
    assert await office.count() == delivered(4)
    first = office.teams.moments[0]
    assert all(moment - first >= timedelta(seconds=20) for moment in office.teams.moments[2:])


async def test_a_429_holds_the_other_workers_too(office: Office):
    await office.meet(*PEOPLE)
    await office.invite("aino")
    office.teams.trouble = always(Trouble(429, headers={"Retry-After": "20"}), times=1)
    await office.worker().drain()
    await office.invite("eero")
    await office.worker().drain()
    assert office.teams.moments[1] - office.teams.moments[0] >= timedelta(seconds=20)


async def test_a_refused_token_stops_all_and_tells_the_operator_once(office: Office):
    people = [f"person-{number}" for number in range(100)]
    await office.meet(*people)
    await office.invite(*people)
    office.teams.trouble = always(Trouble(401))
    with capture_logs() as lines:
        assert await office.worker(concurrency=2).drain() == 0
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["delivery_stopped"]
    assert sum(office.teams.calls.values()) <= 4
    assert await office.count() == Accounting(0, {}, 100)
    office.teams.trouble = lambda _call, _number: None
    assert await office.worker().drain() == 100
    assert await office.count() == delivered(100)


async def test_a_running_worker_waits_a_minute_after_a_401_and_goes_on(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(401), times=1)
    stop = asyncio.Event()
    running = asyncio.create_task(office.worker().run(stop))
    await until(lambda: office.teams.sent)
    stop.set()
    await running
    assert office.teams.moments[1] - office.teams.moments[0] >= timedelta(seconds=60)
    assert await office.count() == delivered(1)


async def test_a_hanging_teams_is_a_passing_error(office: Office, monkeypatch):
    monkeypatch.setattr("delivery.connector.TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    office.teams.answers.clear()
    worker = office.worker()
    assert await worker.drain() == 0
    assert await office.count() == Accounting(0, {}, 4)
    office.teams.answers.set()
    office.clock.now += timedelta(hours=1)
    assert await worker.drain() == 4


async def test_a_lost_answer_means_that_the_message_may_come_twice(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.lose = {"aino"}
    worker = office.worker()
    assert await worker.drain() == 0
    office.clock.now += timedelta(hours=1)
    assert await worker.drain() == 1
    assert office.teams.sent == ["aino", "aino"]
    assert await office.count() == delivered(1)


async def test_an_answer_that_is_no_json_means_that_the_message_arrived(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = always(Trouble(201, "<html>thank you</html>"), times=1)
    assert await office.worker().drain() == 1
    assert await office.count() == delivered(1)


@pytest.mark.parametrize("status", [502, 504])
async def test_an_error_after_the_message_arrived_brings_it_twice_and_counts_once(office: Office, status):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.late_trouble = {"aino": status}
    worker = office.worker()
    assert await worker.drain() == 0
    office.clock.now += timedelta(hours=1)
    assert await worker.drain() == 1
    assert office.teams.sent == ["aino", "aino"]
    assert await office.count() == delivered(1)


async def test_a_teams_that_takes_two_seconds_keeps_the_rate_and_loses_nobody(office: Office):
    people = [f"person-{number}" for number in range(30)]
    await office.meet(*people)
    await office.invite(*people)
    office.teams.delay = 2.0
    began = asyncio.get_running_loop().time()
    assert await office.worker(concurrency=200).drain() == 30
    assert asyncio.get_running_loop().time() - began >= 2.0
    assert sorted(office.teams.sent) == sorted(people)
    assert await office.count() == delivered(30)
