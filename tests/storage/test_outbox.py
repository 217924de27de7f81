from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError

from storage.claims import claim_deliveries, next_due
from storage.engine import Stores
from storage.outbox import (
    Accounting,
    Delivery,
    NewDelivery,
    count_deliveries,
    delivered,
    failed,
    list_overtaken,
    postponed,
    record_deliveries,
    revive_failed,
    settle,
)
from storage.reasons import BLOCKED_BY_USER, GAVE_UP, NOT_INSTALLED, REACH_REASONS, WAVE_CLOSED
from storage.tables.outbox import outbox

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
UNTIL = NOW + LEASE
PEOPLE = ("aino", "eero", "helmi", "onni")


def invitation(person: str, *, due_at: datetime = NOW) -> NewDelivery:
    return NewDelivery(f"w1:invite:{person}", "invite", "w1", person, due_at)


def key(person: str) -> str:
    return invitation(person).key


async def claim(connection, *, now: datetime = NOW, limit: int = 100) -> list[Delivery]:
    return await claim_deliveries(connection, now=now, until=now + LEASE, limit=limit)


async def claim_persons(connection, *, now: datetime = NOW, limit: int = 100) -> list[str]:
    return [delivery.person for delivery in await claim(connection, now=now, limit=limit)]


async def test_an_intent_is_recorded_once_however_often_it_is_said(connection):
    assert await record_deliveries(connection, map(invitation, PEOPLE)) == 4
    assert await record_deliveries(connection, map(invitation, (*PEOPLE, "outi"))) == 1
    assert (await count_deliveries(connection, "w1", "invite")).planned == 5


async def test_nothing_to_record_is_no_error(connection):
    assert await record_deliveries(connection, iter(())) == 0


async def test_thousands_are_recorded_from_an_iterator(connection):
    people = (f"person-{number}" for number in range(2500))
    assert await record_deliveries(connection, map(invitation, people)) == 2500
    assert (await count_deliveries(connection, "w1", "invite")).waiting == 2500


async def test_the_longest_due_are_claimed_first_and_the_future_is_left_alone(connection):
    late, early = NOW - timedelta(hours=2), NOW - timedelta(hours=3)
    rows = [
        invitation("aino", due_at=late),
        invitation("eero", due_at=early),
        invitation("helmi"),
        invitation("onni", due_at=NOW + timedelta(seconds=1)),
    ]
    await record_deliveries(connection, rows)
    assert await claim(connection, limit=2) == [
        Delivery(key("eero"), "invite", "w1", "eero", 0),
        Delivery(key("aino"), "invite", "w1", "aino", 0),
    ]
    assert await claim_persons(connection) == ["helmi"]
    assert await claim_persons(connection) == []


async def test_a_lease_that_has_run_out_is_taken_over(connection):
    await record_deliveries(connection, [invitation("aino")])
    assert await claim_persons(connection) == ["aino"]
    assert await claim_persons(connection, now=UNTIL - timedelta(seconds=1)) == []
    assert await claim_persons(connection, now=UNTIL) == ["aino"]


async def test_workers_that_claim_at_once_never_share_a_delivery(stores: Stores):
    async with stores.identity.writing() as connection:
        await record_deliveries(connection, (invitation(f"person-{number}") for number in range(300)))

    async def work() -> list[str]:
        mine: list[str] = []
        while True:
            async with stores.identity.writing() as connection:
                batch = await claim_persons(connection, limit=10)
                await asyncio.sleep(0)
            if not batch:
                return mine
            mine += batch

    shares = await asyncio.gather(*(work() for _ in range(5)))
    everybody = [person for share in shares for person in share]
    assert len(everybody) == len(set(everybody)) == 300


async def test_every_outcome_is_settled_in_one_batch(connection):
    await record_deliveries(connection, map(invitation, PEOPLE))
    await claim(connection)
    later = NOW + timedelta(minutes=5)
    outcomes = [
        delivered(key("aino"), "activity-1"),
        failed(key("eero"), NOT_INSTALLED),
        postponed(key("helmi"), later, attempts=1),
        postponed(key("onni")),
    ]
    await settle(connection, outcomes, lease=UNTIL)
    counted = await count_deliveries(connection, "w1", "invite")
    assert counted == Accounting(delivered=1, failed={NOT_INSTALLED: 1}, waiting=2)
    assert counted.planned == 4
    assert await claim(connection) == [Delivery(key("onni"), "invite", "w1", "onni", 0)]
    await settle(connection, [failed(key("onni"), GAVE_UP)])
    assert await claim(connection, now=later) == [Delivery(key("helmi"), "invite", "w1", "helmi", 1)]
    found = await connection.execute(outbox.select().where(outbox.c.key == key("aino")))
    assert found.one().activity_id == "activity-1"


async def test_settling_nothing_is_no_error(connection):
    await record_deliveries(connection, map(invitation, ("aino",)))
    await settle(connection, [])
    assert len(await claim(connection)) == 1


async def test_whoever_held_a_delivery_too_long_cannot_put_it_back(connection):
    await record_deliveries(connection, map(invitation, ("aino", "eero")))
    await claim(connection)
    await claim(connection, now=UNTIL)  # somebody else has them now
    late = [postponed(key("aino"), NOW, attempts=1), failed(key("eero"), GAVE_UP)]
    await settle(connection, late, lease=UNTIL)
    assert await claim_persons(connection, now=UNTIL) == []
    assert (await count_deliveries(connection, "w1", "invite")).waiting == 2


async def test_delivered_is_the_last_word_even_when_it_is_said_late(connection):
    await record_deliveries(connection, [invitation("aino")])
    await claim(connection)
    await claim(connection, now=UNTIL)
    await settle(connection, [failed(key("aino"), GAVE_UP)], lease=UNTIL + LEASE)
    await settle(connection, [delivered(key("aino"), "late")], lease=UNTIL)
    await settle(connection, [postponed(key("aino"), NOW)])
    assert await count_deliveries(connection, "w1", "invite") == Accounting(1, {}, 0)


async def test_an_install_revives_what_could_not_reach_the_person(connection):
    await record_deliveries(connection, map(invitation, PEOPLE))
    await claim(connection)
    reasons = (NOT_INSTALLED, WAVE_CLOSED, NOT_INSTALLED, BLOCKED_BY_USER)
    lost = [failed(key(person), reason) for person, reason in zip(PEOPLE, reasons, strict=True)]
    await settle(connection, lost)
    later = NOW + timedelta(days=1)
    assert await revive_failed(connection, "aino", REACH_REASONS, now=later) == 1
    assert await revive_failed(connection, "aino", REACH_REASONS, now=later) == 0
    assert await revive_failed(connection, "eero", REACH_REASONS, now=later) == 0
    assert await claim(connection, now=later) == [Delivery(key("aino"), "invite", "w1", "aino", 0)]
    assert (await count_deliveries(connection, "w1", "invite")).failed == {
        BLOCKED_BY_USER: 1,
        NOT_INSTALLED: 1,
        WAVE_CLOSED: 1,
    }


async def test_only_the_asked_kind_and_subject_are_counted(connection):
    rows = [
        invitation("aino"),
        NewDelivery("w1:remind:aino", "remind", "w1", "aino", NOW),
        NewDelivery("w2:invite:aino", "invite", "w2", "aino", NOW),
    ]
    await record_deliveries(connection, rows)
    assert await count_deliveries(connection, "w1", "invite") == Accounting(0, {}, 1)
    assert await count_deliveries(connection, "w3", "invite") == Accounting(0, {}, 0)


async def test_the_next_due_moment_is_known(connection):
    assert await next_due(connection) is None
    soon = NOW + timedelta(minutes=1)
    await record_deliveries(connection, [invitation("aino"), invitation("eero", due_at=soon)])
    assert await next_due(connection) == NOW
    await claim(connection)
    assert await next_due(connection) == soon
    await settle(connection, [postponed(key("aino"), NOW + timedelta(hours=1))])
    await claim(connection, now=soon)
    assert await next_due(connection) == soon + LEASE
    await settle(connection, [delivered(key("eero"), "a"), delivered(key("aino"), "b")])
    assert await next_due(connection) is None


async def test_a_failure_without_a_reason_cannot_be_stored(connection):
    await record_deliveries(connection, [invitation("aino")])
    with pytest.raises(IntegrityError):
        async with connection.begin_nested():
            await connection.execute(outbox.update().values(state="failed"))


async def test_nothing_is_ever_lost_or_counted_twice(connection):
    """Settle at random, for many rounds: planned = delivered + failed + waiting, always."""
    dice, now = Random(36), NOW  # noqa: S311 - dice, no secret
    people = [f"person-{number}" for number in range(40)]
    await record_deliveries(connection, map(invitation, people))
    for _ in range(25):
        claimed = await claim(connection, now=now, limit=dice.randint(1, 15))
        outcomes = [_any_outcome(dice, delivery.key, now) for delivery in claimed if dice.random() < 0.8]
        await settle(connection, outcomes, lease=dice.choice([now + LEASE, now]))
        await revive_failed(connection, dice.choice(people), REACH_REASONS, now=now)
        counted = await count_deliveries(connection, "w1", "invite")
        assert counted.planned == len(people)
        now += timedelta(minutes=dice.randint(0, 3))


def _any_outcome(dice: Random, key: str, now: datetime):
    return dice.choice(
        [
            delivered(key, "activity"),
            failed(key, dice.choice([NOT_INSTALLED, GAVE_UP])),
            postponed(key, now + timedelta(minutes=dice.randint(0, 5)), attempts=dice.randint(0, 1)),
        ]
    )


async def test_a_later_reminder_that_is_due_overtakes_an_earlier_one_of_the_same_wave_and_person(connection):
    def reminder(person: str, hour: int, *, about: str = "w1", kind: str = "reminder") -> NewDelivery:
        moment = NOW + timedelta(hours=hour)
        return NewDelivery(f"{kind}:{about}:{person}:{moment:%Y-%m-%dT%H:%M}", kind, about, person, moment)

    both = [reminder("aino", 0), reminder("aino", 12), reminder("onni", 0), reminder("onni", 12)]
    others = [reminder("eero", 0), reminder("eero", 12, about="w2"), reminder("eero", 12, kind="survey")]
    await record_deliveries(connection, [*both, *others])
    keys = [each.key for each in (*both, *others)]
    assert await list_overtaken(connection, keys, now=NOW) == set()
    await settle(connection, [delivered(both[3].key, "1")])
    later = NOW + timedelta(hours=12)
    assert await list_overtaken(connection, keys, now=later) == {both[0].key}
    # Both have been put off to the same moment: the one that was planned later still goes before.
    await settle(connection, [postponed(each.key, later) for each in both[:2]])
    assert await list_overtaken(connection, keys, now=later) == {both[0].key}
