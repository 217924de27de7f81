"""A plan's follow-ups: put off twice at most, reported once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from storage.follow_ups import (
    FollowUp,
    Report,
    find_open,
    list_follow_ups,
    list_open,
    list_reports,
    mark_reported,
    mark_snoozed,
    record_follow_up,
    record_reports,
)
from storage.plans import Plan, Target, record_plan

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = date(2027, 3, 1)
FIRST = FollowUp("p1", 1, date(2027, 6, 1))


@pytest.fixture
async def filled(connection):
    targets = (Target(id="t1", words="Palaverit"), Target(id="t2", words="Tauot"))
    plan = Plan(id="p1", code="K1", wave=None, strengths=(), targets=targets, made_on=DAY, agreed_on=DAY)
    await record_plan(connection, plan, now=NOW)
    await record_follow_up(connection, FIRST)
    return connection


async def test_a_follow_up_is_recorded_once(filled):
    assert not await record_follow_up(filled, replace(FIRST, due_on=date(2028, 1, 1)))
    assert await find_open(filled, "p1") == FIRST
    assert await find_open(filled, "p2") is None


async def test_it_is_put_off_twice_and_each_time_as_it_was_read(filled):
    later = date(2027, 6, 15)
    assert await mark_snoozed(filled, FIRST, due_on=later)
    assert not await mark_snoozed(filled, FIRST, due_on=later)
    once = await find_open(filled, "p1")
    assert once == replace(FIRST, due_on=later, snoozes=1)
    assert await mark_snoozed(filled, once, due_on=date(2027, 6, 29))
    twice = await find_open(filled, "p1")
    with pytest.raises(IntegrityError):
        await mark_snoozed(filled, twice, due_on=date(2027, 7, 13))


async def test_it_is_reported_once_and_then_another_may_be_open(filled):
    assert await mark_reported(filled, FIRST, today=DAY)
    assert not await mark_reported(filled, FIRST, today=DAY)
    assert not await mark_snoozed(filled, FIRST, due_on=date(2027, 7, 1))
    assert await list_open(filled, ["p1"]) == {}
    second = FollowUp("p1", 2, date(2027, 9, 1))
    await record_follow_up(filled, second)
    assert await list_open(filled, ["p1", "p2"]) == {"p1": second}
    assert await list_follow_ups(filled, "p1") == [replace(FIRST, reported_on=DAY), second]


async def test_what_was_reported_is_listed_in_order(filled):
    reports = [
        Report("p1", number, target, "ongoing", "Kello", "Alku", "Jatkamme", needs_support)
        for number, target, needs_support in ((2, "t1", True), (1, "t2", False), (1, "t1", False))
    ]
    await record_reports(filled, reports)
    await record_reports(filled, [])
    assert [(each.number, each.target) for each in await list_reports(filled, ["p1"])] == [
        (1, "t1"),
        (1, "t2"),
        (2, "t1"),
    ]
    assert await list_reports(filled, ["p2"]) == []
