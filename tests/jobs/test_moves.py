"""People and units move while a wave is open: the tree of the opening day decides where answers count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from directory.organisation import Organisation, Person, Unit
from jobs.open_waves import INVITATION, REMINDER
from storage.outbox import RESULT
from storage.results import find_result_of, get_result
from storage.tables.rights import deputies, grants
from storage.wave_viewers import list_cells_of_viewers
from storage.waves import list_frozen_units
from tests.jobs.house import DAY, END, NOW, House
from tests.jobs.post import Post
from tests.membership import find_membership
from tests.storage.town import AINO, EERO, ONNI, UNITS, colleagues, somebody, town

EVERYBODY = tuple(town().people.values())
MOVER = "k1-0"
MIDWAY = NOW + 3 * DAY


def changed(*people: Person, units: Iterable[Unit] = UNITS, gone: Iterable[str] = ()) -> Organisation:
    """Give the town in which some people are otherwise and some are gone."""
    out = {*gone, *(each.aad_object_id for each in people)}
    return town(units, [*(each for each in EVERYBODY if each.aad_object_id not in out), *people])


def _all_of(unit: str, *, to: str) -> list[Person]:
    return [
        replace(each, unit_code=to, supervises=tuple(set(each.supervises) - {unit}))
        for each in EVERYBODY
        if each.unit_code == unit
    ]


def _without(code: str) -> list[Unit]:
    return [unit for unit in UNITS if unit.code != code]


def _two_halves() -> list[Person]:
    halves = [*colleagues("K1", 12), AINO]
    moved = [replace(each, unit_code="K1B") for each in halves[::2]]
    return [*moved, replace(EERO, supervises=("K1", "K1B"))]


REORGANISED = {
    "the mover works elsewhere": changed(somebody(MOVER, "K3")),
    "the mover leads the old unit": changed(somebody(MOVER, "K1", supervises=["K1"])),
    "the mover leads a unit above": changed(somebody(MOVER, "K3", supervises=["KA"])),
    "the old unit is gone": changed(*_all_of("K1", to="K3"), units=_without("K1")),
    "the old unit is merged with another": changed(*_all_of("K1", to="K2"), units=_without("K1")),
    "the old unit has another name": changed(
        units=[replace(unit, name_fi="Uusi nimi") if unit.code == "K1" else unit for unit in UNITS]
    ),
    "the old unit hangs elsewhere": changed(
        units=[replace(unit, parent_code="K3") if unit.code == "K1" else unit for unit in UNITS]
    ),
    "the old unit is split": changed(
        *_two_halves(), units=[*UNITS, Unit("K1B", "KA", "työyksikkö", "Yö", "Natten", "Nights")]
    ),
}


async def cell(house: House, wave: str, person: str) -> str | None:
    async with house.stores.identity.reading() as connection:
        return (await find_membership(connection, wave, person=person))[1]


async def numbers(house: House, wave: str) -> dict[str, tuple[str, int | str | None]]:
    """Give the tier of every unit of the opening day, and its number of answers where that is told."""
    async with house.stores.identity.reading() as connection:
        codes = [each.unit.code for each in await list_frozen_units(connection, wave)]
        found = {code: await get_result(connection, wave, code=code) for code in codes}
        return {code: (each.tier, each.n) for code, each in found.items()}


@pytest.mark.parametrize("what", REORGANISED)
async def test_an_answer_counts_in_the_unit_of_the_opening_day_whatever_comes(house: House, what: str):
    wave = await house.opened()
    await house.all_answer(wave, list(EVERYBODY[:10]))
    await house.knows(REORGANISED[what], now=MIDWAY)
    assert await cell(house, wave, MOVER) == "K1"
    await house.all_answer(wave, list(EVERYBODY[10:]), now=MIDWAY)
    assert await house.closes(wave)
    found = await numbers(house, wave)
    assert found["K"] == ("full", 26)
    assert found["K1"] == ("full", 13)
    assert found["K3"][0] == "means"
    assert "K1B" not in found


async def test_the_same_answers_give_the_same_result_with_and_without_a_reorganisation(house: House):
    """Two waves, the same answers in both; during the second one a unit goes away."""
    told = []
    for after, begins in ((None, NOW), (REORGANISED["the old unit is gone"], END + DAY)):
        wave = await house.opened(now=begins, closes=begins + 7 * DAY)
        if after is not None:
            await house.knows(after, now=begins + DAY)
        await house.all_answer(wave, list(EVERYBODY), now=begins)
        await house.closes(wave, now=begins + 7 * DAY)
        async with house.stores.identity.reading() as connection:
            results = [await get_result(connection, wave, code=unit.code) for unit in UNITS]
        told.append([(each.tier, each.n, each.items, each.index, each.members) for each in results])
    assert told[0] == told[1]


async def test_whoever_leaves_is_not_reminded_and_the_answer_given_stays(house: House):
    post = Post(house, NOW)
    wave = await house.plans(reminders=2)
    await post.passes(NOW)
    await house.all_answer(wave, list(EVERYBODY))
    await house.knows(changed(gone=[MOVER]), now=MIDWAY)
    heard = [each for day in range(3, 7) for each in await post.passes(NOW + day * DAY)]
    assert ("aino", REMINDER) in heard
    assert MOVER not in {person for person, _ in heard}
    assert {(await post.rows(REMINDER))[MOVER]["reason"]} == {"not_in_directory"}
    await post.passes(END)
    assert (await numbers(house, wave))["K1"] == ("full", 13)
    assert MOVER not in await post.rows(RESULT)


async def test_whoever_comes_back_is_a_member_as_before_and_is_reminded_again(house: House):
    post = Post(house, NOW)
    wave = await house.plans(reminders=2)
    await post.passes(NOW)
    await house.knows(changed(gone=[MOVER]), now=NOW + DAY)
    await house.knows(town(), now=NOW + 2 * DAY)
    assert await cell(house, wave, MOVER) == "K1"
    heard = [each for day in range(2, 7) for each in await post.passes(NOW + day * DAY)]
    assert (MOVER, REMINDER) in heard


async def test_whoever_joins_is_neither_asked_nor_reminded(house: House):
    post = Post(house, NOW)
    wave = await house.plans(reminders=2)
    await post.passes(NOW)
    await house.knows(changed(somebody("new", "K1")), now=NOW + DAY)
    heard = [each for day in range(1, 7) for each in await post.passes(NOW + day * DAY)]
    assert "new" not in {person for person, _ in heard}
    assert await cell(house, wave, "new") is None
    for kind in (INVITATION, REMINDER):
        assert "new" not in await post.rows(kind)


async def test_the_news_of_the_result_goes_to_whoever_leads_at_the_close(house: House):
    post = Post(house, NOW)
    wave = await house.plans()
    await post.passes(NOW)
    await house.all_answer(wave, list(EVERYBODY))
    await house.knows(
        changed(replace(EERO, supervises=()), somebody(MOVER, "K1", supervises=["K1"])), now=MIDWAY
    )
    heard = await post.passes(END)
    assert (MOVER, RESULT) in heard
    assert ("eero", RESULT) not in heard


async def test_a_unit_that_is_gone_tells_whoever_leads_above(house: House):
    post = Post(house, NOW)
    wave = await house.plans()
    await post.passes(NOW)
    await house.all_answer(wave, list(EVERYBODY))
    gone = changed(*_all_of("K1", to="K3"), somebody("saga", "K", supervises=["KA"]), units=_without("K1"))
    await house.knows(gone, now=MIDWAY)
    heard = await post.passes(END)
    assert ("saga", RESULT) in heard
    assert ("eero", RESULT) not in heard
    async with house.stores.identity.reading() as connection:
        found = await find_result_of(connection, wave, code="K1")
    assert found is not None
    assert found.unit.path == ("K", "KA", "K1")


async def viewers(house: House, wave: str) -> frozenset[str]:
    async with house.stores.identity.reading() as connection:
        return await list_cells_of_viewers(connection, await house.wave(wave), now=MIDWAY)


async def test_whoever_comes_to_lead_the_unit_of_the_own_answer_makes_it_no_larger(house: House):
    """Five have answered, the new supervisor among them: what is left are four, and the unit is not alone."""
    wave = await house.opened()
    team = [each for each in EVERYBODY if each.unit_code == "K1" and each is not EERO][:5]
    await house.all_answer(wave, [*team, *(each for each in EVERYBODY if each.unit_code == "K3")])
    leads = replace(team[1], supervises=("K1",))
    await house.knows(changed(leads, replace(EERO, supervises=())), now=MIDWAY)
    await house.closes(wave)
    assert (await numbers(house, wave))["K1"][0] not in {"means", "full"}


async def test_with_one_more_colleague_the_unit_is_shown(house: House):
    wave = await house.opened()
    team = [each for each in EVERYBODY if each.unit_code == "K1" and each is not EERO][:6]
    await house.all_answer(wave, [*team, *(each for each in EVERYBODY if each.unit_code == "K3")])
    leads = replace(team[1], supervises=("K1",))
    await house.knows(changed(leads, replace(EERO, supervises=())), now=MIDWAY)
    await house.closes(wave)
    assert (await numbers(house, wave))["K1"] == ("means", "5-9")


@pytest.mark.parametrize(
    ("who", "cells"),
    [
        (somebody(MOVER, "K3", supervises=["K1"]), {"K1"}),
        (somebody(MOVER, "K3", supervises=["KA"]), {"K1"}),
        (somebody(MOVER, "K1", supervises=["K2", "K3"]), set()),
        (somebody(MOVER, "K1", roles=["hr"]), {"K1"}),
        (somebody(MOVER, "K1", roles=["management"]), {"K1"}),
        (somebody(MOVER, "K1", roles=["admin", "privacy"]), set()),
        (replace(somebody(MOVER, "K1"), partner_of=("KA",)), {"K1"}),
        (replace(somebody(MOVER, "K1"), partner_of=("K3",)), set()),
    ],
    ids=["the unit", "above", "others", "hr", "management", "other roles", "partner", "partner elsewhere"],
)
async def test_whose_cell_is_seen_by_one_of_its_own_is_known(house: House, who: Person, cells: set[str]):
    wave = await house.opened()
    before = await viewers(house, wave)
    await house.knows(changed(who), now=MIDWAY)
    assert await viewers(house, wave) - before == cells
    assert before == {"K"}, "Helmi sees everything and was asked at the root"


async def test_deputies_count_while_they_stand_in_and_grants_as_long_as_they_last(house: House):
    wave = await house.opened()
    async with house.stores.identity.writing() as connection:
        ends = {"past": MIDWAY - timedelta(hours=1), "now": MIDWAY + DAY}
        for name, (person, end) in {"past": ("k3-0", ends["past"]), "now": ("k2-0", ends["now"])}.items():
            unit = person[:2].upper()
            row = {"deputy": name, "unit_code": unit, "person": person, "starts_at": NOW, "ends_at": end}
            await connection.execute(insert(deputies), row)
        await connection.execute(insert(grants), {"person": "aino", "role": "supervisor", "unit_code": "K1"})
    assert await viewers(house, wave) == {"K", "K1", "K2"}


async def test_those_who_led_at_the_opening_make_no_difference(house: House):
    wave = await house.opened()
    assert await cell(house, wave, EERO.aad_object_id) == await cell(house, wave, ONNI.aad_object_id) == "KA"
    assert await viewers(house, wave) == {"K"}
