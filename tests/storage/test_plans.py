"""A unit has one plan at a time; of two who save it the later is told, and no version is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.plans import (
    Plan,
    PlanChanged,
    Target,
    find_plan,
    find_plan_of,
    list_plans,
    list_versions,
    plan_from_json,
    plan_to_json,
    record_plan,
    save_plan,
)
from storage.tables.plans import plan_owners, plan_targets

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = date(2027, 3, 1)
MEETINGS = Target(
    id="t1",
    words="Palaverit alkavat ajallaan",
    item="trust-2",
    goal="Kaikki ehtivät",
    action="Kello seinälle",
    practice="Aloitamme tasalta",
    owners=("aino", "eero"),
    others="Talonmies",
    starts_on=DAY,
    due_on=date(2027, 6, 1),
    follow_up="Kysymme kuukauden päästä",
    upwards="Isompi kokoushuone",
)
BREAKS = Target(id="t2", words="Tauot 😀 <b>*pidetään*</b>")


def plan(name: str = "p1", code: str = "K1", **more) -> Plan:
    made = Plan(
        id=name, code=code, wave=None, strengths=("Huumori",), targets=(MEETINGS, BREAKS), made_on=DAY
    )
    return replace(made, **more)


async def test_a_plan_is_found_as_it_was_recorded(connection):
    assert await record_plan(connection, plan(), now=NOW)
    assert await find_plan(connection, "p1") == plan()
    assert await find_plan_of(connection, "K1") == plan()
    assert await find_plan(connection, "p2") is None
    assert await find_plan_of(connection, "K2") is None


async def test_a_unit_has_one_plan_until_it_is_over(connection):
    await record_plan(connection, plan(), now=NOW)
    assert not await record_plan(connection, plan("p2"), now=NOW)
    assert await find_plan(connection, "p2") is None
    ended = await save_plan(connection, replace(plan(), ended_on=DAY), now=NOW)
    assert await find_plan_of(connection, "K1") == ended
    again = plan("p2", targets=(replace(MEETINGS, id="t3"),))
    assert await record_plan(connection, again, now=NOW)
    assert await find_plan_of(connection, "K1") == again
    assert await list_plans(connection) == [again]
    assert await list_plans(connection, ended=True) == [ended, again]
    assert await list_plans(connection, codes=["K2"], ended=True) == []


async def test_of_two_who_save_at_once_the_later_is_told_and_nothing_is_lost(connection):
    await record_plan(connection, plan(), now=NOW)
    read = await find_plan(connection, "p1")
    first = await save_plan(connection, read.with_target(replace(BREAKS, goal="Lepo")), now=NOW)
    assert first.version == 2
    with pytest.raises(PlanChanged) as refused:
        await save_plan(connection, read.with_target(replace(MEETINGS, goal="Muu")), now=NOW)
    assert refused.value.plan == first == await find_plan(connection, "p1")
    versions = await list_versions(connection, "p1")
    assert versions == [(NOW, read), (NOW, first)]


async def test_targets_and_owners_that_are_taken_away_are_gone(connection):
    await record_plan(connection, plan(), now=NOW)
    saved = await save_plan(connection, plan(targets=(replace(MEETINGS, owners=("onni",)),)), now=NOW)
    assert (await find_plan(connection, "p1")).targets == saved.targets
    assert list(await connection.scalars(select(plan_targets.c.target))) == ["t1"]
    assert list(await connection.scalars(select(plan_owners.c.person))) == ["onni"]


async def test_nobody_saves_a_plan_that_is_gone(connection):
    with pytest.raises(LookupError):
        await save_plan(connection, plan(), now=NOW)


def test_a_version_is_read_as_it_was_written():
    whole = plan(agreed_on=DAY, ended_on=date(2027, 9, 1))
    assert plan_from_json(plan_to_json(whole)) == whole
    assert json.loads(plan_to_json(whole))["strengths"] == ["Huumori"]


@pytest.mark.parametrize(
    "wrong", [{"state": "finished"}, {"due_on": date(2027, 2, 1)}], ids=["state", "before its start"]
)
async def test_the_store_refuses_a_target_that_cannot_be(connection, wrong):
    with pytest.raises(IntegrityError):
        await record_plan(connection, plan(targets=(replace(MEETINGS, **wrong),)), now=NOW)


async def test_the_store_refuses_a_fourth_target(connection):
    targets = tuple(replace(BREAKS, id=f"t{number}") for number in range(4))
    with pytest.raises(IntegrityError):
        await record_plan(connection, plan(targets=targets), now=NOW)


async def test_the_store_refuses_an_owner_of_nothing(connection):
    with pytest.raises(IntegrityError):
        async with connection.begin_nested():
            await connection.execute(insert(plan_owners).values(target="t9", person="aino"))
