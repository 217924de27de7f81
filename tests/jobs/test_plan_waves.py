from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.plan_waves import CannotPlan, plan_wave
from storage.audit import list_audit
from storage.secrets import Vault
from storage.waves import list_waves
from tests.jobs.house import DAY, END, MASTER_KEY, NOW, QWL, House

PLAN = {"unit_code": "K", "opens": NOW, "closes": END, "reminders": 1, "actor": "helmi", "now": NOW}


async def test_a_plan_is_kept_with_the_smallest_group_that_is_allowed(small_house):
    wave = await plan_wave(small_house.stores, QWL, **PLAN)
    assert (wave.k, wave.state(NOW)) == (5, "planned")
    assert await small_house.wave(wave.id) == wave
    async with small_house.stores.identity.reading() as connection:
        (*_, line) = await list_audit(connection, newest=1)
    assert (line.actor, line.action, line.subject) == ("helmi", "wave.planned", wave.id)


async def test_two_waves_of_one_day_have_their_own_ids(small_house):
    ids = {(await plan_wave(small_house.stores, QWL, **PLAN)).id for _ in range(5)}
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
