"""Sharing a plan tells its team, its channel and those above, each once; the version remembers the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest_asyncio
from sqlalchemy import select

from directory.changes import changes
from directory.organisation import Organisation, Person, Unit
from followups.plan import Plan, Target
from storage.channels import Channel, record_channel
from storage.organisation import apply_changes
from storage.plan_shares import PlanShare, find_plan_share, find_shared_version, share_plan, tell_answer
from storage.plans import record_plan, save_plan
from storage.tables.outbox import outbox

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CLOCK = Target(id="t1", words="Kello", upwards="Seinä")
PLAN = Plan(id="p1", code="K1", wave=None, strengths=(), targets=(CLOCK,), made_on=date(2026, 11, 23))
TOWN = Organisation(
    [
        Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
        Unit("K1", "K", "työyksikkö", "Kotihoito", "Hemvården", "Home care"),
    ],
    [
        Person("boss", "K", None, ("K",), frozenset()),
        Person("eero", "K1", None, ("K1",), frozenset()),
        Person("aino", "K1", None, (), frozenset()),
        Person("onni", "K", None, (), frozenset()),
    ],
)


@pytest_asyncio.fixture
async def shared(connection):
    """Give a connection on which a plan of home care has been recorded."""
    await apply_changes(connection, changes([], [], TOWN), wanted=TOWN)
    assert await record_plan(connection, PLAN, now=NOW)
    return connection


async def told(connection) -> list[tuple[str, str, str]]:
    rows = await connection.execute(select(outbox.c.kind, outbox.c.about, outbox.c.person))
    return sorted(tuple(row) for row in rows)


async def test_nobody_is_told_before_it_is_shared(shared):
    assert await find_plan_share(shared, "p1") is None
    assert await find_shared_version(shared, "p1") is None
    assert await told(shared) == []


async def test_the_team_the_channel_and_those_above_are_told_once(shared):
    channel = Channel("K1", "https://smba", "tenant", "bot", "team", "19:x", "fi")
    await record_channel(shared, channel)
    for _ in range(2):
        await share_plan(shared, PLAN, asks=[CLOCK], actor="eero", now=NOW)
    assert await told(shared) == [
        ("plan_asks", "t1", "boss"),
        ("plan_news", "p1", "aino"),
        ("plan_posted", "p1", "channel:K1"),
    ]


async def test_the_version_that_was_shared_is_remembered(shared):
    await share_plan(shared, PLAN, asks=[], actor="eero", now=NOW)
    later = await save_plan(shared, replace(PLAN, strengths=("Huumori",)), now=NOW)
    assert await find_plan_share(shared, "p1") == PlanShare(1, NOW)
    assert await find_shared_version(shared, "p1") == PLAN
    await share_plan(shared, later, asks=[], actor="eero", now=NOW + timedelta(days=1))
    assert await find_plan_share(shared, "p1") == PlanShare(2, NOW + timedelta(days=1))
    assert await find_shared_version(shared, "p1") == later
    assert await find_plan_share(shared, "p") is None


async def test_an_answer_is_told_to_those_who_lead_the_unit(shared):
    await tell_answer(shared, PLAN, "t1", actor="boss", now=NOW)
    assert await told(shared) == [("plan_answered", "t1", "eero")]
