"""A talk is marked once, and found by its wave and unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followups.agenda import FORMS
from storage.claims import claim_deliveries
from storage.outbox import delivered, failed, settle
from storage.reasons import TOO_LATE
from storage.talks import find_talk, list_talks, post_agenda, read_about, record_talk
from tests.storage.closed_waves import NOW, counted

DAY = date(2026, 12, 3)


async def test_a_talk_is_marked_once_and_keeps_its_first_day(connection):
    await counted(connection, "w1")
    assert await find_talk(connection, "w1", "K1") is None
    assert await record_talk(connection, "w1", "K1", today=DAY)
    assert not await record_talk(connection, "w1", "K1", today=date(2026, 12, 4))
    assert await find_talk(connection, "w1", "K1") == DAY


async def test_talks_are_listed_of_the_waves_that_are_asked_for(connection):
    await counted(connection, "w1")
    await counted(connection, "w2")
    await record_talk(connection, "w1", "K1", today=DAY)
    await record_talk(connection, "w1", "K2", today=DAY)
    await record_talk(connection, "w2", "K1", today=DAY)
    assert await list_talks(connection, ["w1"]) == {("w1", "K1"), ("w1", "K2")}
    assert await list_talks(connection, ["w2", "no such wave"]) == {("w2", "K1")}
    assert await list_talks(connection, []) == set()


async def claimed(connection, *, now=NOW):
    return await claim_deliveries(connection, now=now, until=now + timedelta(minutes=2), limit=10)


async def test_an_agenda_is_posted_once_for_each_meeting_and_the_day_is_remembered(connection):
    later = NOW + timedelta(days=3)
    assert await post_agenda(connection, "w1", "K1", form="results", now=NOW) is None
    assert await post_agenda(connection, "w1", "K1", form="results", now=later) == NOW
    assert await post_agenda(connection, "w1", "K1", form="workshop", now=NOW) is None
    for _ in FORMS[:2]:
        (held,) = await claimed(connection)
        assert held.person == "channel:K1"
        await settle(connection, [delivered(held.key, "a")])
    assert await post_agenda(connection, "w1", "K1", form="results", now=later) == NOW
    assert await claimed(connection, now=later) == []


async def test_an_agenda_that_never_got_there_is_posted_at_the_next_press(connection):
    later = NOW + timedelta(days=30)
    await post_agenda(connection, "w1", "K1", form="results", now=NOW)
    (held,) = await claimed(connection)
    await settle(connection, [failed(held.key, TOO_LATE)])
    assert await post_agenda(connection, "w1", "K1", form="results", now=later) is None
    (held,) = await claimed(connection, now=later)
    assert (held.attempts, held.expires_at) == (0, later + timedelta(days=7))
    assert await post_agenda(connection, "w1", "K1", form="results", now=later) == later


@pytest.mark.parametrize("form", FORMS)
def test_a_delivery_tells_which_meeting_of_which_wave_it_is_about(form):
    assert read_about(f"{form}/a/b wave") == (form, "a/b wave")


@pytest.mark.parametrize("about", ["", "/", "w1", "party/w1", "RESULTS/w1"])
def test_another_delivery_is_about_no_meeting(about):
    assert read_about(about)[0] is None
