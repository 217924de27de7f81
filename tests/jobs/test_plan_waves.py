from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from content.asked import BadTargets, NotATemplate
from content.loader import load_instruments
from jobs.plan_waves import CannotPlan, plan_wave
from storage.audit import list_audit
from storage.instruments import InstrumentChanged
from storage.secrets import Vault
from storage.waves import list_waves
from tests.jobs.house import DAY, END, FIILIS, MASTER_KEY, NOW, QWL, House
from tests.storage.town import UNITS, town

PLAN = {"unit_code": "K", "opens": NOW, "closes": END, "reminders": 1, "actor": "helmi", "now": NOW}
HOUR = timedelta(hours=1)


async def test_a_plan_is_kept_with_the_smallest_group_that_is_allowed(small_house):
    wave = await plan_wave(small_house.stores, QWL, **PLAN)
    assert (wave.k, wave.state(NOW)) == (5, "planned")
    assert await small_house.wave(wave.id) == wave
    async with small_house.stores.identity.reading() as connection:
        (*_, line) = await list_audit(connection, newest=1)
    assert (line.actor, line.action, line.subject) == ("helmi", "wave.planned", wave.id)


async def test_two_waves_of_one_day_have_their_own_ids(small_house):
    hours = [PLAN | {"opens": NOW + n * HOUR, "closes": NOW + (n + 1) * HOUR} for n in range(5)]
    ids = {(await plan_wave(small_house.stores, QWL, **plan)).id for plan in hours}
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"closes": NOW}, "over before"),
        ({"opens": NOW - 2 * DAY, "closes": NOW - DAY}, "over before"),
        ({"opens": END, "closes": END}, "over before"),
        ({"reminders": 3}, "at most 2"),
        ({"reminders": -1}, "at most 2"),
        ({"unit_code": "nowhere"}, "no unit"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_kept(small_house, wrong, reason):
    with pytest.raises(CannotPlan, match=reason):
        await plan_wave(small_house.stores, QWL, **(PLAN | wrong))
    async with small_house.stores.identity.reading() as connection:
        assert await list_waves(connection) == []


async def test_before_the_first_import_nothing_can_be_planned(sqlite_stores):
    empty = House(sqlite_stores, Vault(sqlite_stores.secrets, MASTER_KEY))
    with pytest.raises(CannotPlan, match="no organisation yet"):
        await empty.plans()


async def test_the_instrument_is_frozen_with_the_plan(small_house):
    longer = replace(QWL, version=QWL.version + 1)
    wave = await plan_wave(small_house.stores, longer, **PLAN)
    assert (await small_house.wave(wave.id)).instrument == longer


KNOWN = load_instruments()


async def test_a_rotation_asks_part_after_part(small_house):
    short = KNOWN["tyoelaman-laatu-pulssi"]
    weeks = [PLAN | {"opens": NOW + 7 * n * DAY, "closes": END + 7 * n * DAY} for n in range(4)]
    asked = [(await plan_wave(small_house.stores, short, **plan)).instrument for plan in weeks]
    assert [each.part for each in asked] == [1, 2, 3, 1]
    assert {len(each.items) for each in asked} == {6}
    everything = {item for each in asked for item in each.item_ids}
    assert everything == set(KNOWN["tyoelaman-laatu"].item_ids)


async def test_a_template_asks_about_the_targets_in_the_teams_own_words(small_house):
    targets = ["Perehdytys {kuntoon}", "<b>Palaverit</b>"]
    wave = await plan_wave(small_house.stores, KNOWN["kohteet"], **PLAN, targets=targets)
    kept = (await small_house.wave(wave.id)).instrument
    assert kept.item_ids == ("target-1", "target-2", "talked-together")
    assert all(target in item.text.sv for target, item in zip(targets, kept.items, strict=False))


@pytest.mark.parametrize(
    ("instrument", "targets", "error"),
    [
        ("kohteet", [], BadTargets),
        ("kohteet", ["a", "b", "c", "d"], BadTargets),
        ("kohteet", ["x" * 81], BadTargets),
        ("fiilis", ["Perehdytys"], NotATemplate),
    ],
)
async def test_targets_that_do_not_fit_are_refused_and_nothing_is_kept(
    small_house, instrument, targets, error
):
    with pytest.raises(error):
        await plan_wave(small_house.stores, KNOWN[instrument], **PLAN, targets=targets)
    async with small_house.stores.identity.reading() as connection:
        assert await list_waves(connection) == []


async def test_a_sensitive_question_needs_larger_groups(small_house):
    wave = await plan_wave(small_house.stores, KNOWN["kuormitus"], **PLAN)
    assert (await small_house.wave(wave.id)).k == 7


async def test_an_instrument_that_changed_under_its_version_is_refused(small_house):
    await plan_wave(small_house.stores, QWL, **PLAN)
    changed = replace(QWL, intro=replace(QWL.intro, sv="Annat."))
    with pytest.raises(InstrumentChanged):
        await plan_wave(small_house.stores, changed, **PLAN)
    async with small_house.stores.identity.reading() as connection:
        assert len(await list_waves(connection)) == 1


@pytest.mark.parametrize(
    ("instrument", "k"), [("fiilis", 5), ("fiilis", 8), ("kuormitus", 7), ("fiilis", 50)]
)
async def test_the_smallest_group_may_be_larger_than_usual(small_house, instrument, k):
    wave = await plan_wave(small_house.stores, KNOWN[instrument], **PLAN, k=k)
    assert (await small_house.wave(wave.id)).k == k


@pytest.mark.parametrize(("instrument", "k", "is_told"), [("fiilis", 6, True), ("fiilis", 5, False)])
async def test_a_larger_group_than_usual_is_a_line_of_its_own(small_house, instrument, k, is_told):
    wave = await plan_wave(small_house.stores, KNOWN[instrument], **PLAN, k=k)
    async with small_house.stores.identity.reading() as connection:
        told = [line.subject for line in await list_audit(connection, newest=9) if "threshold" in line.action]
    assert told == ([f"{wave.id}: {k}"] if is_told else [])


@pytest.mark.parametrize(
    ("instrument", "k"), [("fiilis", 4), ("fiilis", 0), ("kuormitus", 6), ("fiilis", 51)]
)
async def test_the_smallest_group_is_never_smaller_than_usual(small_house, instrument, k):
    with pytest.raises(CannotPlan, match="smallest group"):
        await plan_wave(small_house.stores, KNOWN[instrument], **PLAN, k=k)
    async with small_house.stores.identity.reading() as connection:
        assert await list_waves(connection) == []


async def reason(house, instrument=QWL, **plan) -> str:
    """Give the reason why a wave is not planned, or nothing."""
    try:
        await plan_wave(house.stores, instrument, **(PLAN | plan))
    except CannotPlan as error:
        return error.reason
    return ""


def twice(wave: str) -> str:
    return f"wave {wave} asks the same of the same people at that time"


@pytest.mark.parametrize("opened", [True, False], ids=["open", "planned"])
@pytest.mark.parametrize(("first", "second"), [("K", "K"), ("KA", "K"), ("KA", "KA"), ("KA", "K1")])
async def test_the_same_is_not_asked_above_or_below_at_the_same_time(small_house, first, second, opened):
    wave = await (small_house.opened if opened else small_house.plans)(unit=first)
    assert await reason(small_house, unit_code=second) == twice(wave)
    assert await reason(small_house, unit_code=second, opens=END - HOUR, closes=END + DAY) == twice(wave)
    assert await reason(small_house, replace(QWL, version=QWL.version + 1), unit_code=second) == twice(wave)
    async with small_house.stores.identity.reading() as connection:
        assert [each.id for each in await list_waves(connection)] == [wave]


async def test_units_beside_each_other_and_other_questions_and_other_times_may_be(small_house):
    await small_house.opened(unit="KA")
    assert not await reason(small_house, unit_code="K3")
    assert not await reason(small_house, FIILIS)
    assert not await reason(small_house, opens=END, closes=END + DAY)


async def test_parts_and_targets_of_one_questionnaire_are_the_same_questions(small_house):
    rotation, template = KNOWN["tyoelaman-laatu-pulssi"], KNOWN["kohteet"]
    part = await plan_wave(small_house.stores, rotation, **PLAN)
    about = await plan_wave(small_house.stores, template, **PLAN, targets=["Palaverit"])
    assert await reason(small_house, rotation, unit_code="K1") == twice(part.id)
    assert await reason(small_house, template, unit_code="K1", targets=["Perehdytys"]) == twice(about.id)


async def test_a_wave_that_is_over_or_was_missed_hinders_nobody(small_house):
    closed = await small_house.opened(closes=NOW + DAY)
    await small_house.closes(closed, now=NOW + DAY)
    assert not await reason(small_house, opens=NOW + HOUR, closes=NOW + 3 * DAY, now=NOW + 2 * DAY)
    later = {"opens": NOW + HOUR, "closes": NOW + 9 * DAY, "now": NOW + 3 * DAY}
    assert not await reason(small_house, **later)


async def test_an_open_wave_asks_whom_it_asked_whatever_the_chart_has_become(small_house):
    wave = await small_house.opened(unit="KA")
    moved = [replace(unit, parent_code="K") if unit.code == "K1" else unit for unit in UNITS]
    await small_house.knows(town(moved))
    assert await reason(small_house, unit_code="K1") == twice(wave)


async def test_a_planned_wave_of_a_unit_that_is_gone_asks_nobody(small_house):
    await small_house.plans(unit="K2")
    people = [each for each in town().people.values() if each.unit_code != "K2"]
    await small_house.knows(town([unit for unit in UNITS if unit.code != "K2"], people))
    assert not await reason(small_house)


async def test_of_many_plans_at_once_one_is_kept(house):
    plans = (plan_wave(house.stores, QWL, **PLAN) for _ in range(6))
    ends = await asyncio.gather(*plans, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["CannotPlan"] * 5 + ["Wave"]
