"""Attack 30: somebody lowers the threshold of results or of comments, wherever it can be written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from content.loader import SHIPPED, BadInstrument, load_instruments
from jobs.plan_waves import CannotPlan, plan_wave
from scoring.comments import plan_comments
from scoring.disclosure import Plan, UnsafePlan, publish
from scoring.planner import ThresholdTooLow, plan
from settings import Settings
from storage.engine import Stores
from storage.tables.waves import waves
from storage.waves import record_wave
from tests.attacks.conftest import Shell
from tests.attacks.raw_stores import house_of
from tests.conversations.conftest import NOON, colleague
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, answers, opened
from tests.jobs.house import House, residents
from tests.jobs.test_close_waves import contract
from tests.scoring.waves import Wave

KNOWN = load_instruments()
PLAN = {"unit_code": "K", "opens": NOON, "closes": CLOSES, "reminders": 0, "actor": "test", "now": NOON}
TREE = {"K": None, "K1": "K", "K2": "K"}


async def test_no_wave_is_planned_with_a_smaller_group_than_its_questions_allow(town: Town):
    for instrument in KNOWN.values():
        targets = ["Perehdytys"] if instrument.is_template else []
        for k in (instrument.smallest_group - 1, 4, 1, 0, -5):
            with pytest.raises(CannotPlan):
                await plan_wave(town.house.stores, instrument, **PLAN, targets=targets, k=k)


async def test_the_shell_plans_none_either(town: Town, shell: Shell):
    asked = ("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", CLOSES.isoformat())
    assert "failed: CannotPlan" in await shell(*asked, "--k", "4")
    assert await shell("wave", "list", "--json") == "[]\n"


async def test_the_database_refuses_a_smaller_group_however_it_is_written(stores: Stores):
    house = await house_of(stores)
    wave = await house.opened()
    for k in (4, 1, 0, -5, None):
        smaller = replace(await house.wave(wave), id="other", k=k)
        for refused in (
            record_wave,
            lambda connection, wave: connection.execute(update(waves).values(k=wave.k)),
        ):
            with pytest.raises(IntegrityError, match=r"(?i)threshold_is_never_lowered|not.null"):
                async with stores.identity.writing() as connection:
                    await refused(connection, smaller)
    assert (await house.wave(wave)).k == 5


async def test_a_larger_group_is_not_made_smaller_while_the_wave_is_open(stores: Stores):
    house = await house_of(stores)
    wave = await house.opened(instrument=KNOWN["kuormitus"])
    await make_groups_smaller(house)
    await house.all_answer(wave, [*residents("K1"), *residents("K3")[:6]])
    await house.closes(wave)
    assert (await contract(house, wave, "K3"))["tier"] != "means", "six people of a question for seven"


async def make_groups_smaller(house: House) -> None:
    with suppress(IntegrityError):
        async with house.stores.identity.writing() as connection:
            await connection.execute(update(waves).values(k=5))


def test_no_plan_and_no_publication_takes_a_smaller_group():
    wave = Wave(TREE, {"K1": 12, "K2": 9})
    with pytest.raises(ThresholdTooLow):
        plan(wave.parents, wave.counts, k=4)
    with pytest.raises(ThresholdTooLow):
        published(wave, replace(wave.plan, k=4), k=4)


def test_no_publication_takes_a_plan_of_smaller_groups_than_its_own():
    wave = Wave(TREE, {"K1": 12, "K2": 3})
    small = Plan(k=5, published=frozenset(TREE), atoms=(("K", "K1"), ("K2",)))
    with pytest.raises(UnsafePlan):
        published(wave, small, k=5)


def test_no_publication_takes_sums_made_with_another_threshold():
    wave = Wave(TREE, {"K1": 12, "K2": 9})
    with pytest.raises(UnsafePlan):
        published(wave, replace(wave.plan, k=7), k=5)


def published(wave: Wave, planned: Plan, *, k: int) -> None:
    atoms = replace(wave.atoms, k=k)
    facts = {"counts": wave.counts, "invited": wave.invited, "plan": planned, "atoms": atoms}
    publish("wave-1", wave.instrument, parents=wave.parents, **facts)


@pytest.mark.parametrize(("respondents", "written"), [(9, 9), (9, 3), (10, 2), (200, 2)])
def test_nine_respondents_or_two_comments_release_none(respondents: int, written: int):
    released = plan_comments(TREE, {"K1": respondents}, written={"K1": written}, k=5)
    assert (released.atom_of, released.views) == ({}, {})


@pytest.mark.parametrize(("respondents", "written", "seen"), [(9, 9, 0), (11, 2, 0), (11, 3, 3)])
async def test_so_it_is_in_a_running_town(
    town: Town, eero: Member, respondents: int, written: int, seen: int
):
    wave = await opened(town)
    people = ["aino", *(f"k1-{number}" for number in range(10))][:respondents]
    for number, key in enumerate(people):
        comment = f"sanoja {number}" if number < written else ""
        await Member(town, colleague(key)).presses("survey.submit", wave=wave, comment=comment, **answers())
    await town.passes(CLOSES)
    card = (await eero.submits("results.detail", unit="K1"))[0]
    assert str(card).count("sanoja") == seen


@pytest.mark.parametrize("line", ["k = 3", "smallest_group = 3", "threshold = 1", "comments = 1"])
def test_no_questionnaire_brings_a_threshold_of_its_own(tmp_path: Path, line: str):
    shipped = (SHIPPED / "fiilis.toml").read_text(encoding="utf-8")
    (tmp_path / "fiilis.toml").write_text(f"{line}\n{shipped}", encoding="utf-8")
    with pytest.raises(BadInstrument):
        load_instruments(tmp_path)


def test_no_setting_is_a_threshold():
    names = " ".join(Settings.model_fields).split()
    assert not [
        name
        for name in names
        if name in {"k", "n"} or {"threshold", "group", "smallest"} & set(name.split("_"))
    ]
