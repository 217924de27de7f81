"""Working hours, machines that sleep, clocks that jump, days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.loader import load_instruments
from followups.working_time import WorkingTime
from jobs.open_waves import INVITATION, REMINDER
from storage.audit import list_audit
from storage.claims import next_due
from storage.outbox import RESULT, count_deliveries
from storage.waves import list_waves
from storage.working_hours import record_hours
from tests.jobs.house import ALWAYS, DAY, FIILIS, HELSINKI, OFFICE, House, residents
from tests.jobs.post import Post, everybody
from tests.storage.town import town

PEOPLE = sorted(town().people)
KITCHEN = [person.aad_object_id for person in residents("K3")]
OFFICES = [person for person in PEOPLE if person not in KITCHEN]
SHIFTS = WorkingTime(HELSINKI, "06:00", "22:00", frozenset(range(7)), on_holidays=True)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPACE = timedelta(seconds=10)
NOTHING_SHOWN = everybody(["helmi"], RESULT)
"""What is said when a wave in which nobody answered has closed."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


FRIDAY, MONDAY = local("2027-03-05 18:00"), local("2027-03-08 08:00")
NEXT_FRIDAY = local("2027-03-12 16:00")


async def shifts_in_the_kitchen(house: House) -> None:
    async with house.stores.identity.writing() as connection:
        await record_hours(connection, "K3", SHIFTS)


async def test_everybody_is_invited_in_the_hours_of_their_unit(house):
    await shifts_in_the_kitchen(house)
    post = Post(house, FRIDAY, OFFICE)
    await house.plans(opens=FRIDAY, closes=NEXT_FRIDAY, now=FRIDAY)
    assert await post.passes(FRIDAY) == everybody(KITCHEN, INVITATION)
    assert await post.passes(MONDAY - 10 * MINUTE) == {}
    assert await post.passes(MONDAY) == everybody(OFFICES, INVITATION)
    rows = await post.rows(INVITATION)
    assert {(row["lane"] == row["about"], row["expires_at"]) for row in rows.values()} == {
        (True, NEXT_FRIDAY)
    }


async def test_hours_are_looked_at_again_when_the_moment_has_come(small_house):
    post = Post(small_house, FRIDAY, OFFICE)
    await small_house.opened(now=FRIDAY, closes=NEXT_FRIDAY)  # with hours that never end
    assert await post.passes(FRIDAY) == {}
    assert {row["due_at"] for row in (await post.rows(INVITATION)).values()} == {MONDAY}
    await shifts_in_the_kitchen(small_house)
    assert await post.passes(MONDAY) == everybody(PEOPLE, INVITATION)


async def test_an_invitation_leaves_at_once_inside_the_hours(small_house):
    post = Post(small_house, MONDAY + HOUR, OFFICE)
    await small_house.plans(opens=MONDAY + HOUR, closes=NEXT_FRIDAY, now=MONDAY)
    assert await post.passes(MONDAY + HOUR) == everybody(PEOPLE, INVITATION)


async def test_whoever_cannot_be_reached_before_the_end_is_accounted_for(small_house):
    post = Post(small_house, FRIDAY, OFFICE)
    sunday = local("2027-03-07 18:00")
    await small_house.plans(opens=FRIDAY, closes=sunday, now=FRIDAY)
    assert await post.passes(FRIDAY) == {}
    assert await post.passes(MONDAY) == NOTHING_SHOWN
    reasons = {(row["state"], row["reason"]) for row in (await post.rows(INVITATION)).values()}
    assert reasons == {("failed", "too_late")}


async def test_a_machine_asleep_over_an_opening_invites_once_and_reminds_in_time(house):
    post = Post(house, FRIDAY, OFFICE)
    wave = await house.plans(opens=FRIDAY, closes=NEXT_FRIDAY, reminders=2, now=FRIDAY)
    assert await post.passes(MONDAY + HOUR) == everybody(PEOPLE, INVITATION)
    assert (await house.wave(wave)).opened_at == MONDAY + HOUR
    assert await post.passes(MONDAY + 2 * HOUR) == {}
    thursday = NEXT_FRIDAY - DAY
    reminded = await post.passes(local("2027-03-10 13:00")) + await post.passes(thursday)
    assert reminded == everybody(PEOPLE, REMINDER) + everybody(PEOPLE, REMINDER)


async def test_a_machine_asleep_over_two_reminders_sends_the_last_of_them_only(house):
    post = Post(house, FRIDAY)
    await house.opened(now=FRIDAY - 3 * DAY, closes=local("2027-03-08 16:00"), reminders=2)
    assert await post.passes(FRIDAY - 3 * DAY) == everybody(PEOPLE, INVITATION)
    assert await post.passes(MONDAY) == everybody(PEOPLE, REMINDER)
    assert await post.passes(MONDAY + HOUR) == {}
    async with house.stores.identity.reading() as connection:
        sent = await count_deliveries(connection, (await only_wave(house)).id, REMINDER)
    assert (sent.delivered, sent.failed) == (len(PEOPLE), {"overtaken": len(PEOPLE)})


async def test_a_machine_asleep_over_everything_does_each_thing_once_and_in_order(small_house):
    post = Post(small_house, FRIDAY)
    ended = await small_house.opened(now=FRIDAY - DAY, closes=FRIDAY + HOUR)
    missed = await small_house.plans(
        instrument=load_instruments()["enps"], opens=FRIDAY, closes=FRIDAY + DAY, now=FRIDAY - DAY
    )
    second = await small_house.plans(opens=FRIDAY + 2 * HOUR, closes=NEXT_FRIDAY, now=FRIDAY - DAY)
    first = await small_house.plans(
        instrument=FIILIS, opens=FRIDAY + HOUR, closes=NEXT_FRIDAY, now=FRIDAY - DAY
    )
    got = await post.passes(MONDAY)
    states = [(await small_house.wave(each)).state(MONDAY) for each in (ended, missed, first, second)]
    assert states == ["closed", "missed", "open", "open"]
    got += await post.passes(MONDAY + SPACE)  # nobody gets three messages at once
    assert got == everybody(PEOPLE, INVITATION) + everybody(PEOPLE, INVITATION) + NOTHING_SHOWN
    async with small_house.stores.identity.reading() as connection:
        log = [
            line.subject for line in await list_audit(connection, newest=99) if line.action == "wave.opened"
        ]
    assert log == [ended, first, second]
    assert await post.passes(MONDAY + MINUTE) == {}


@pytest.mark.parametrize("back", [10 * MINUTE, HOUR, DAY])
async def test_a_clock_that_is_put_back_repeats_nothing(house, back):
    post = Post(house, FRIDAY)
    wave = await house.plans(opens=FRIDAY, closes=NEXT_FRIDAY, reminders=1, now=FRIDAY)
    assert await post.passes(FRIDAY) == everybody(PEOPLE, INVITATION)
    for minutes in range(0, int(back / MINUTE) + 10, 10):
        assert await post.passes(FRIDAY - back + minutes * MINUTE) == {}
    assert (await house.wave(wave)).opened_at == FRIDAY
    half = FRIDAY + (NEXT_FRIDAY - FRIDAY) / 2
    assert await post.passes(half) == everybody(PEOPLE, REMINDER)
    assert await post.passes(half - back) == {}
    assert await post.passes(NEXT_FRIDAY) == NOTHING_SHOWN
    assert (await house.wave(wave)).state(NEXT_FRIDAY) == "closed"
    assert await post.passes(NEXT_FRIDAY - back) == {}
    assert (await house.wave(wave)).closed_at == NEXT_FRIDAY


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("2027-03-27 16:05", "2027-03-28 16:05", 23),
        ("2027-10-30 16:05", "2027-10-31 16:05", 25),
        ("2027-03-28 02:59", "2027-03-28 04:00", 1 / 60),
        ("2027-10-31 02:59", "2027-10-31 04:00", 2 + 1 / 60),
    ],
)
async def test_a_wave_opens_and_closes_at_a_minute_on_the_wall_when_the_clocks_change(
    small_house, opens, closes, hours
):
    start, end = local(opens), local(closes)
    assert end - start == timedelta(hours=hours)
    wave = await small_house.plans(opens=start, closes=end, now=start - DAY)
    post = Post(small_house, start - DAY, ALWAYS)
    for moment in (start - MINUTE, start, end - timedelta(seconds=1), end, end + MINUTE):
        await post.clockwork.tick(moment)
    found = await small_house.wave(wave)
    assert (found.opened_at, found.closed_at) == (start, end)


async def test_invitations_wait_for_eight_oclock_on_the_wall_when_the_clocks_change(small_house):
    for saturday, monday in (("2026-03-28", "2026-03-30"), ("2027-10-30", "2027-11-01")):
        opens = local(f"{saturday} 12:00")
        wave = await small_house.plans(opens=opens, closes=opens + 7 * DAY, now=opens)
        assert await small_house.opens(wave, hours=OFFICE, now=opens)
        async with small_house.stores.identity.reading() as connection:
            assert await next_due(connection) == local(f"{monday} 08:00")
        post = Post(small_house, opens, OFFICE)
        assert await post.passes(local(f"{monday} 08:00")) == everybody(PEOPLE, INVITATION)
        assert await post.passes(opens + 7 * DAY) == {}
        assert (await small_house.wave(wave)).state(opens + 7 * DAY) == "closed"
        assert await post.passes(opens + 10 * DAY) == NOTHING_SHOWN, "on the next working day"


async def only_wave(house: House):
    async with house.stores.identity.reading() as connection:
        (wave,) = await list_waves(connection)
    return wave
