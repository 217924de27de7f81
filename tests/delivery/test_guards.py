"""What is looked at before a message leaves, and what is left in the outbox afterwards."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from delivery.batches import APART
from delivery.guards import LARGEST_MESSAGE, Blind, Quiet, Wait
from storage.conversations import Conversation, find_conversation, record_conversation
from storage.outbox import NewDelivery, record_deliveries
from storage.reasons import OTHER_TENANT, TOO_BIG, TOO_LATE
from storage.tables.outbox import outbox

from .conftest import NOW, PEOPLE, Office, Trouble, always, build_text, delivered

HELLO = {"type": "message", "text": "hello"}


def saying(**contents):
    """Build what a person is told; who is not named gets the usual text."""

    async def build(batch, now):
        usual = await build_text(batch, now)
        return {each.key: contents.get(each.person, usual[each.key]) for each in batch}

    return build


async def rows(office: Office) -> list[dict]:
    async with office.stores.identity.reading() as connection:
        return [
            dict(row) for row in (await connection.execute(outbox.select().order_by(outbox.c.key))).mappings()
        ]


async def test_what_is_out_of_date_is_dropped_with_its_reason(office: Office):
    await office.meet("aino", "eero")
    over, lasting = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    async with office.stores.identity.writing() as connection:
        await record_deliveries(
            connection,
            [
                NewDelivery("1", "invite", "w1", "aino", NOW, expires_at=over),
                NewDelivery("2", "invite", "w1", "eero", NOW, expires_at=lasting),
            ],
        )
    assert await office.worker().drain() == 1
    assert office.teams.sent == ["eero"]
    assert (await office.count()).failed == {TOO_LATE: 1}


async def test_a_conversation_of_another_tenant_is_pushed_aside(office: Office):
    await office.meet("aino")
    elsewhere = Conversation("eero", office.teams.url, "a:eero:0", "elsewhere", "29:eero", "28:bot")
    async with office.stores.identity.writing() as connection:
        await record_conversation(connection, elsewhere)
    await office.invite("aino", "eero")
    assert await office.worker(tenants=["tenant"]).drain() == 1
    assert office.teams.sent == ["aino"]
    assert (await office.count()).failed == {OTHER_TENANT: 1}


async def test_without_a_list_of_tenants_every_tenant_is_served(office: Office):
    elsewhere = Conversation("eero", office.teams.url, "a:eero:0", "elsewhere", "29:eero", "28:bot")
    async with office.stores.identity.writing() as connection:
        await record_conversation(connection, elsewhere)
    await office.invite("eero")
    assert await office.worker().drain() == 1


async def test_a_message_that_teams_would_not_take_is_not_even_sent(office: Office):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    big = {"type": "message", "text": "ä" * (LARGEST_MESSAGE // 2)}
    assert await office.worker(build=saying(aino=big)).drain() == 3
    assert office.teams.calls["send aino"] == 0
    assert (await office.count()).failed == {TOO_BIG: 1}


async def test_what_has_to_wait_for_its_hour_waits_and_is_no_attempt(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    morning = NOW + timedelta(hours=9)
    assert await office.worker(build=saying(aino=Wait(morning))).drain() == 0
    (row,) = await rows(office)
    assert (row["state"], row["due_at"], row["attempts"]) == ("waiting", morning, 0)
    office.clock.now = morning
    assert await office.worker().drain() == 1
    assert await office.count() == delivered(1)


@pytest.mark.parametrize(
    "trouble", [None, Trouble(400), Trouble(403, {"code": "BotNotInConversationRoster"}), Trouble(413)]
)
async def test_what_was_said_blindly_looks_like_what_was_not_said(office: Office, trouble):
    await office.meet("aino", "eero")
    await office.invite("aino", "eero")
    if trouble is not None:
        office.teams.trouble = always(trouble)
    with capture_logs() as lines:
        await office.worker(build=saying(aino=Blind(HELLO), eero=Quiet())).drain()
    said, unsaid = await rows(office)
    assert office.teams.calls == {"send aino": 1}
    for row in (said, unsaid):
        row.pop("key")
        row.pop("person")
    assert said == unsaid
    assert lines == [{"event": "batch_delivered", "log_level": "info", "delivered": 2}]
    async with office.stores.identity.reading() as connection:
        known = await find_conversation(connection, "aino")
    assert known is not None
    assert known.blocked is None


async def test_a_message_that_is_repeated_takes_the_place_of_the_old_one(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    await office.worker().drain()
    await repeat(office)
    assert await office.worker().drain() == 1
    assert office.teams.sent == ["aino"]
    assert office.teams.changed == [("aino", "activity-1")]
    (row,) = await rows(office)
    assert (row["state"], row["activity_id"]) == ("delivered", "activity-1")


@pytest.mark.parametrize("status", [400, 404, 405])
async def test_where_the_old_message_cannot_be_changed_a_new_one_is_posted(office: Office, status):
    await office.meet("aino")
    await office.invite("aino")
    await office.worker().drain()
    await repeat(office)
    office.teams.trouble = always(Trouble(status), call="change")
    assert await office.worker().drain() == 1
    assert office.teams.sent == ["aino", "aino"]
    (row,) = await rows(office)
    assert (row["state"], row["activity_id"]) == ("delivered", "activity-2")


async def test_a_repetition_that_finds_teams_away_is_tried_again_in_its_place(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    await office.worker().drain()
    await repeat(office)
    office.teams.trouble = always(Trouble(503), call="change", times=1)
    assert await office.worker().drain() == 0
    office.clock.now += timedelta(minutes=1)
    assert await office.worker().drain() == 1
    assert (office.teams.sent, office.teams.changed) == (["aino"], [("aino", "activity-1")])


async def test_nobody_gets_two_messages_at_the_same_moment(office: Office):
    await office.meet(*PEOPLE)
    async with office.stores.identity.writing() as connection:
        await record_deliveries(
            connection,
            [
                NewDelivery(f"{about}:{person}", "invite", about, person, NOW, about)
                for about in ("w1", "w2", "w3")
                for person in PEOPLE
            ],
        )
    worker = office.worker()
    for _ in range(4):
        await worker.drain()
        office.clock.now += timedelta(seconds=APART)
    assert sorted(office.teams.sent) == sorted(PEOPLE * 3)
    mine = [
        moment
        for moment, person in zip(office.teams.moments, office.teams.sent, strict=True)
        if person == "aino"
    ]
    assert all(later - earlier >= timedelta(seconds=APART) for earlier, later in itertools.pairwise(mine))


async def test_a_429_about_one_conversation_lets_the_others_go_on(office: Office):
    await office.meet(*PEOPLE)
    await office.invite(*PEOPLE)
    busy = Trouble(429, {"message": "too many calls for this conversation"}, {"Retry-After": "20"})
    office.teams.trouble = lambda call, number: busy if (call, number) == ("send aino", 1) else None
    assert await office.worker(concurrency=1).drain() == 3
    assert office.clock.now - NOW < timedelta(seconds=5)
    office.clock.now = NOW + timedelta(seconds=19)
    assert await office.worker().drain() == 0
    office.clock.now = NOW + timedelta(seconds=25)
    assert await office.worker().drain() == 1


async def test_whatever_else_waits_for_a_busy_conversation_waits_as_long(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    async with office.stores.identity.writing() as connection:
        await record_deliveries(connection, [NewDelivery("later", "invite", "w1", "aino", NOW)])
    office.teams.trouble = always(Trouble(429, "this thread is busy", {"Retry-After": "20"}), times=1)
    worker = office.worker()
    await worker.drain()
    office.clock.now = NOW + timedelta(seconds=19)
    assert await worker.drain() == 0
    office.clock.now = NOW + timedelta(seconds=25)
    assert await worker.drain() == 1


async def repeat(office: Office) -> None:
    async with office.stores.identity.writing() as connection:
        await connection.execute(outbox.update().values(state="waiting", due_at=NOW))
    office.clock.now += timedelta(minutes=1)
