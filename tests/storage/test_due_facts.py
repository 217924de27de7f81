"""The facts behind nudges are those of today's units, read with as many queries for two units as for many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.changes import changes
from directory.organisation import Organisation
from followups.cycle import USUAL
from followups.nudges import LastResult, PlanFacts, UnitFacts
from storage.channels import Channel, mark_channel_blocked, record_channel
from storage.due_facts import find_leading, list_spokesmen, list_unit_facts
from storage.follow_ups import FollowUp, record_follow_up
from storage.organisation import apply_changes, find_organisation
from storage.plans import Plan, Target, record_plan
from storage.results import record_results
from storage.tables.plans import choices, talks
from storage.waves import Wave, freeze, mark_closed, mark_counted, mark_opened, record_wave
from tests.jobs.house import QWL
from tests.scoring.waves import Wave as Scored
from tests.storage.closed_waves import FIILIS, NOW
from tests.storage.town import somebody, town

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = timedelta(days=1)
TODAY = date(2027, 3, 1)


async def knows(connection: AsyncConnection, wanted: Organisation) -> None:
    before = await find_organisation(connection, now=NOW)
    known = (before.units.values(), before.people.values()) if before else ((), ())
    await apply_changes(connection, changes(*known, wanted), wanted=wanted)


async def closed(connection: AsyncConnection, wave: str, *, day: int = 1, instrument: Any = QWL) -> None:
    planned = Wave(wave, instrument, "K", 5, 0, opens_at=NOW, closes_at=NOW + timedelta(days=day))
    made = Scored(town().parents, {"K1": 12, "K3": 7, "K2": 0}, instrument=instrument)
    await record_wave(connection, planned)
    await mark_opened(connection, wave, now=NOW)
    await freeze(connection, wave, organisation=town(), members=[])
    await record_results(connection, wave, sums=made.atoms, published=made.results)
    await mark_counted(connection, wave, now=NOW + timedelta(days=day))
    await mark_closed(connection, wave, now=NOW + timedelta(days=day))


def plan(name: str, code: str, **more: Any) -> Plan:
    targets = (Target(id=f"{name}-t", words="Tauot"),)
    return Plan(id=name, code=code, wave=None, strengths=(), targets=targets, made_on=TODAY, **more)


async def facts(connection: AsyncConnection, *, now=NOW + 10 * DAY) -> dict[str, UnitFacts]:
    found = await list_unit_facts(connection, USUAL, zone=HELSINKI, now=now)
    return {each.code: each for each in found}


@contextmanager
def counted(connection: AsyncConnection) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(connection.sync_connection, "before_cursor_execute", note)


async def test_the_newest_questionnaire_that_shows_something_counts_and_a_short_pulse_does_not(connection):
    await knows(connection, town())
    await closed(connection, "w1", day=1)
    await closed(connection, "w2", day=4)
    await closed(connection, "pulse", day=6, instrument=FIILIS)
    await connection.execute(insert(talks).values(wave="w2", code="K1", held_on=TODAY))
    row = {"choice": "c", "wave": "w2", "code": "K3", "offered": "[]"}
    moments = {"opened_at": NOW, "closes_at": NOW + DAY}
    await connection.execute(insert(choices).values(**row, **moments))
    found = await facts(connection)
    day = TODAY + 4 * DAY
    assert found["K1"].result == LastResult("w2", day, is_talked_over=True)
    assert found["K3"].result == LastResult("w2", day, has_choice=True)
    assert "KA" not in found, "nobody works there"
    assert (await facts(connection, now=NOW + 200 * DAY))["K1"].result is None


async def test_the_plan_that_goes_on_counts_before_the_one_that_ended(connection):
    await knows(connection, town())
    for number, ended in enumerate((TODAY + DAY, TODAY + 2 * DAY), start=1):
        over = plan(f"old-{number}", "K1", agreed_on=TODAY, ended_on=ended)
        assert await record_plan(connection, over, now=NOW)
    assert (await facts(connection))["K1"].plan == PlanFacts("old-2", TODAY, TODAY + 2 * DAY)
    assert await record_plan(connection, plan("new", "K1", agreed_on=TODAY), now=NOW)
    await record_follow_up(connection, FollowUp("new", 1, TODAY, reported_on=TODAY))
    await record_follow_up(connection, FollowUp("new", 2, TODAY + 9 * DAY))
    expected = PlanFacts("new", TODAY, number=2, due_on=TODAY + 9 * DAY)
    assert (await facts(connection))["K1"].plan == expected
    assert await record_plan(connection, plan("gone", "NOWHERE", agreed_on=TODAY), now=NOW)
    assert "NOWHERE" not in await facts(connection)


async def test_as_many_queries_are_asked_for_many_units_as_for_one(connection):
    await knows(connection, town())
    await closed(connection, "w1")
    with counted(connection) as few:
        await facts(connection)
        await find_leading(connection, now=NOW)
    for code in ("K", "KA", "K1", "K2", "K3"):
        made = plan(f"p-{code}", code, agreed_on=TODAY)
        assert await record_plan(connection, made, now=NOW)
        await record_follow_up(connection, FollowUp(made.id, 1, TODAY))
    with counted(connection) as many:
        assert len(await facts(connection)) == 5
        await find_leading(connection, now=NOW)
    assert len(many) == len(few) < 12


@pytest.mark.parametrize(
    ("leads", "above"), [({}, ()), ({"boss": "KA"}, ("boss",)), ({"boss": "KA", "mayor": "K"}, ("boss",))]
)
async def test_the_nearest_unit_above_with_another_leader_is_told(connection, leads, above):
    people = [somebody(name, "K", supervises=[code]) for name, code in leads.items()]
    await knows(connection, town(people=[*town().people.values(), *people]))
    leading = await find_leading(connection, now=NOW)
    assert leading.of("K1") == ("eero",)
    assert leading.above("K1") == above
    assert leading.above("NOWHERE") == leading.of("NOWHERE") == ()


async def test_whoever_leads_both_is_nobody_above(connection):
    eero = replace(town().people["eero"], supervises=("K1", "KA"))
    mayor = somebody("mayor", "K", supervises=["K"])
    others = [each for each in town().people.values() if each.aad_object_id != "eero"]
    await knows(connection, town(people=[*others, eero, mayor]))
    assert (await find_leading(connection, now=NOW)).above("K1") == ("mayor",)


async def test_units_that_share_a_channel_have_one_spokesman_and_a_blocked_channel_has_none(connection):
    for code, channel_id in (("K1", "a"), ("K2", "a"), ("K3", "b"), ("KA", "c")):
        await record_channel(connection, Channel(code, "https://x", "t", "b", "team", channel_id, "fi"))
    await mark_channel_blocked(connection, "KA", "gone")
    assert await list_spokesmen(connection) == {"K1": "K1", "K2": "K1", "K3": "K3"}
