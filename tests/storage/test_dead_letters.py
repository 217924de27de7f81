"""What could not be delivered is counted, named and tried again, unless that has become senseless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.claims import claim_deliveries, list_run_out, measure_queue
from storage.conversations import Conversation, find_conversation, mark_blocked, record_conversation
from storage.dead_letters import (
    Addressee,
    DeadLetters,
    count_retriable,
    list_addressees,
    list_dead_letters,
    retry_failed,
)
from storage.holds import hold
from storage.outbox import (
    Delivery,
    NewDelivery,
    count_deliveries,
    delivered,
    failed,
    postponed,
    record_deliveries,
    repeat_delivered,
    settle,
)
from storage.reasons import GAVE_UP, NOT_IN_DIRECTORY, NOT_INSTALLED, TOO_LATE
from storage.waves import mark_ended
from tests.storage.test_waves import opened, wave

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
REASONS = {"aino": NOT_INSTALLED, "eero": NOT_INSTALLED, "helmi": GAVE_UP, "onni": NOT_IN_DIRECTORY}


def invitation(person: str, *, wave: str = "w1", expires_at: datetime | None = None) -> NewDelivery:
    return NewDelivery(f"{wave}:{person}", "survey", wave, person, NOW, expires_at=expires_at)


async def claim(connection, *, now: datetime = NOW) -> list[Delivery]:
    return await claim_deliveries(connection, now=now, until=now + timedelta(minutes=2), limit=100)


@pytest.fixture
async def dead(connection):
    """Give a connection to an outbox in which all four have failed."""
    await record_deliveries(connection, map(invitation, REASONS))
    await settle(connection, [failed(f"w1:{person}", reason) for person, reason in REASONS.items()])
    return connection


async def test_dead_letters_are_counted_by_reason_and_their_people_named(dead):
    assert await list_dead_letters(dead) == [
        DeadLetters("survey", "w1", GAVE_UP, 1),
        DeadLetters("survey", "w1", NOT_IN_DIRECTORY, 1),
        DeadLetters("survey", "w1", NOT_INSTALLED, 2),
    ]
    named = await list_addressees(dead, about="w1")
    assert Addressee("survey", "w1", NOT_INSTALLED, "aino") in named
    assert {each.person: each.reason for each in named} == REASONS
    assert await list_dead_letters(dead, about="w2") == await list_addressees(dead, about="w2") == []


async def test_all_but_what_a_guard_decided_is_tried_again_at_once(dead):
    everything = {"about": None, "reason": None, "now": NOW}
    assert await count_retriable(dead, **everything) == {GAVE_UP: 1, NOT_INSTALLED: 2}
    await retry_failed(dead, **everything)
    assert [(each.person, each.attempts) for each in await claim(dead)] == [
        ("aino", 0),
        ("eero", 0),
        ("helmi", 0),
    ]
    stand = await count_deliveries(dead, "w1", "survey")
    assert (stand.planned, stand.waiting, stand.failed) == (4, 3, {NOT_IN_DIRECTORY: 1})
    assert await count_retriable(dead, **everything) == {}


async def test_a_reason_that_is_named_is_tried_whatever_it_is(dead):
    named = {"about": "w1", "reason": NOT_IN_DIRECTORY, "now": NOW}
    assert await count_retriable(dead, **named) == {NOT_IN_DIRECTORY: 1}
    await retry_failed(dead, **named)
    assert [each.person for each in await claim(dead)] == ["onni"]


async def test_teams_is_asked_anew_about_those_who_are_tried_again_and_no_others(dead):
    for person in ("aino", "onni"):
        await record_conversation(dead, Conversation(person, "https://x", f"a:{person}", "t", "", "28:b"))
        await mark_blocked(dead, person, NOT_INSTALLED)
    await retry_failed(dead, about="w1", reason=NOT_INSTALLED, now=NOW)
    aino, onni = [await find_conversation(dead, person) for person in ("aino", "onni")]
    assert (aino.blocked, onni.blocked) == (None, NOT_INSTALLED)


async def test_what_is_about_a_wave_that_is_over_or_past_its_own_end_stays_dead(connection):
    await opened(connection, wave("w1", opens=NOW - timedelta(days=2)))
    rows = [invitation("aino"), invitation("eero", expires_at=NOW + timedelta(hours=1))]
    await record_deliveries(connection, rows)
    await settle(connection, [failed("w1:aino", GAVE_UP), failed("w1:eero", TOO_LATE)])
    late = NOW + timedelta(hours=1)
    assert await count_retriable(connection, about=None, reason=TOO_LATE, now=late) == {}
    assert await count_retriable(connection, about=None, reason=TOO_LATE, now=NOW) == {TOO_LATE: 1}
    await mark_ended(connection, "w1", now=late)
    assert await count_retriable(connection, about="w1", reason=None, now=late) == {}
    await retry_failed(connection, about="w1", reason=None, now=late)
    assert (await count_deliveries(connection, "w1", "survey")).waiting == 0


async def test_what_was_delivered_is_repeated_in_its_old_place(connection):
    await record_deliveries(connection, map(invitation, REASONS))
    await claim(connection)
    settled = [
        delivered("w1:aino", "message-1"),
        delivered("w1:eero", "message-2"),
        failed("w1:onni", GAVE_UP),
    ]
    await settle(connection, settled)
    assert await repeat_delivered(connection, "w1", "survey", now=NOW) == 2
    again = {each.person: each.activity_id for each in await claim(connection)}
    assert again == {"aino": "message-1", "eero": "message-2"}
    assert (await count_deliveries(connection, "w1", "survey")).planned == 4


async def test_the_queue_is_what_is_due_held_by_nobody_and_not_paused(connection):
    assert (await measure_queue(connection, now=NOW)).oldest is None
    await record_deliveries(connection, [*map(invitation, REASONS), invitation("outi", wave="w2")])
    await settle(connection, [postponed("w1:onni", NOW + timedelta(hours=1))])
    queue = await measure_queue(connection, now=NOW)
    assert (queue.due, queue.oldest, queue.on_their_way) == (4, NOW, 0)
    await hold(connection, "w1", now=NOW)
    assert (await measure_queue(connection, now=NOW)).due == 1
    assert [each.person for each in await claim(connection)] == ["outi"]
    queue = await measure_queue(connection, now=NOW)
    assert (queue.due, queue.oldest, queue.on_their_way) == (0, None, 1)


async def test_a_delivery_that_was_held_for_too_long_is_known_to_be_taken_over(connection):
    await record_deliveries(connection, map(invitation, REASONS))
    assert await list_run_out(connection, now=NOW) == set()
    await claim(connection)
    assert await list_run_out(connection, now=NOW) == set()
    assert await list_run_out(connection, now=NOW + timedelta(minutes=2)) == {
        f"w1:{each}" for each in REASONS
    }
