"""Attacks 1, 2 and 18 on heat maps and orders: they print what is published of each unit, nothing beyond."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.instrument import THEMES
from storage.results import list_results
from tests.attacks.acting import answered, card_of, filled_in, opened, presses, submits, surveyed
from tests.attacks.checks import changed_hands
from tests.attacks.closing import closed, made_up, sparse
from tests.attacks.county import CANARY, LEADERS, PARENTS, county, inhabit, member
from tests.attacks.levels import levels_of, orders_drawn, rows_read
from tests.attacks.test_other_units_are_asked_for import INJECTIONS, without_ids
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES

ORDERS = ("", "index", "support", "rates")
SEEING_ALL = ("helmi", "saga")
NOBODY = ("onni", "eero", "ka3-0", "arvi", "aino")
"""Those who lead no unit with others below, or none at all."""


def whole(figure):
    """Write a published percent as a cell of the map does."""
    if figure is None:
        return "-"
    bound, _, value = figure.rpartition(" ") if isinstance(figure, str) else ("", "", figure)
    return f"{bound}{int(float(value) + 0.5)}"


def written(figure):
    """Write a published percent as a note does."""
    if isinstance(figure, str):
        return f"{'under' if figure[0] == '<' else 'over'} {float(figure[1:]):g}%"
    return f"{figure:.1f}%"


def rate_written(rate):
    if isinstance(rate, str):
        return {"<": "at most 10%", ">": "at least 90%"}[rate[0]]
    return f"{rate:.0f}%"


def check(card, published, order=""):
    """Compare every row of a card with the published result that it names; give the number of rows."""
    rows = list(rows_read(card))
    for row in rows:
        result, notes = published_of(row, published), row.note.split(" · ")
        if order == "rates":
            assert notes[0] == rate_written(result["response_rate"]), row
            continue
        assert row.cells == (() if order else tuple(whole(result["themes"][theme]) for theme in THEMES)), row
        assert result["index"] is None or notes[0] == written(result["index"]), row
        assert f"{result['n']} answers" in notes, row
        assert ("shared result" in notes) == (result["tier"] == "group"), row
        assert (f"covers {result['covers']}% of the answers" in notes) == (result["tier"] == "coverage"), row
    return len(rows)


def published_of(row, published):
    """Find the result of the unit or the group that a row names."""
    if len(row.codes) == 1:
        return published[row.codes[0]]
    groups = (each for each in published.values() if each["tier"] == "group")
    return next(each for each in groups if {*row.codes} >= {*each["members"]})


async def everything(town, wave):
    """Give all that is published, as the shell prints it."""
    async with town.house.stores.identity.reading() as connection:
        return {each.unit: each.in_full() for each in await list_results(connection, wave)}


@ON_BOTH
async def test_all_heat_maps_and_orders_of_all_leaders_together_print_published_figures_only(town: Town):
    published = await everything(town, await surveyed(town))
    drawn = Counter()
    for key, unit, order in product((*LEADERS, *SEEING_ALL), PARENTS, ORDERS):
        card = card_of(await presses(member(town, key), "results.level", unit=unit, order=order))
        rows = check(card, published, order)
        drawn[order] += rows
        assert CANARY not in json.dumps(card)
    assert set(drawn) == set(ORDERS)
    assert drawn[""] > 50


@pytest.mark.parametrize("seed", range(3))
def test_no_cell_and_no_note_is_finer_than_what_is_published(seed):
    wave = made_up(seed)
    published = {code: each.in_full() for code, each in wave.results.items()}
    assert sum(check(card, published) for card in levels_of(wave).values()) > 10
    for order, card in orders_drawn(wave).items():
        assert check(card, published, order), order


@pytest.mark.parametrize("seed", range(3))
def test_ballots_that_change_hands_within_a_group_change_no_byte_of_any_level(seed):
    wave = made_up(seed)
    other = changed_hands(wave)
    assert levels_of(wave) == levels_of(other)
    assert orders_drawn(wave) == orders_drawn(other)


@settings(max_examples=25, deadline=None)
@given(sparse(), st.integers(0, 9))
def test_silent_units_look_alike_whatever_the_reason(case, seed):
    """Nobody was asked, nobody answered, or too few did: no byte beside them tells which."""
    parents, counts = case
    wave = closed(parents, counts, seed=seed)
    silent = {code for code, each in wave.results.items() if each.tier == "none"}
    drawn = [
        levels_of(
            replace(wave, invited={code: n if code in silent else old for code, old in wave.invited.items()})
        )
        for n in (0, 9, 40)
    ]
    assert drawn[0] == drawn[1] == drawn[2]
    for code, card in drawn[0].items():
        named = {each for row in rows_read(card) for each in row.codes}
        assert not named & silent, code


def test_a_unit_of_two_that_cannot_be_grouped_is_as_silent_as_one_that_nobody_answered():
    few = closed({"K": None, "A": "K", "B": "K"}, {"A": 2, "B": 1})
    assert not levels_of(few)
    assert {row.codes for card in orders_drawn(few).values() for row in rows_read(card)} == set()


@ON_BOTH
async def test_levels_are_refused_alike_for_no_right_nothing_below_and_no_such_unit(town: Town):
    wave = await surveyed(town)
    for key in NOBODY:
        who = member(town, key)
        for press in (presses, submits):
            nowhere = without_ids([await press(who, "results.level", unit="NOWHERE")])
            shown = without_ids([await press(who, "results.show", unit="NOWHERE")])
            assert nowhere == shown, "every refusal has the same words"
            for unit, order in product((*PARENTS, *INJECTIONS), ORDERS):
                heard = [await press(who, "results.level", unit=unit, wave=wave, order=order, page="2")]
                assert without_ids(heard) == nowhere, (key, unit, order)


@ON_BOTH
async def test_orders_and_the_scenario_are_refused_to_everybody_but_those_they_are_for(town: Town):
    await surveyed(town)
    for key in LEADERS:
        who = member(town, key)
        nowhere = await presses(who, "results.show", unit="NOWHERE")
        for unit, order in product(PARENTS, ORDERS[1:]):
            assert await presses(who, "results.level", unit=unit, order=order) == nowhere, (key, unit)
    for key in (*LEADERS, "helmi", "arvi", "aino"):
        who = member(town, key)
        nowhere = await presses(who, "results.show", unit="NOWHERE")
        for data in ({}, {"person_years": "10", "index_then": "60", "cost": "5"}, {"cost": "x"}):
            assert await presses(who, "results.scenario", **data) == nowhere, key


async def test_a_level_of_an_open_wave_and_of_one_that_few_answered_is_refused(town: Town):
    await inhabit(town, county())
    wave, helmi = await opened(town), member(town, "helmi")
    nowhere = await presses(helmi, "results.show", unit="NOWHERE")

    async def is_refused() -> bool:
        asked = product(PARENTS, ORDERS)
        heard = [await presses(helmi, "results.level", unit=u, order=o, wave=wave) for u, o in asked]
        return heard == [nowhere] * len(heard)

    assert await is_refused()
    await answered(town, wave, filled_in(["ka1-1", "ka1-2", "ka1-3"]))
    assert await is_refused()
    await town.passes(CLOSES)
    assert await is_refused()


async def test_a_level_of_an_earlier_wave_is_that_of_the_tree_as_it_was(town: Town):
    wave = await surveyed(town)
    moved = county({**PARENTS, "KA1": "KB"})
    await inhabit(town, moved)
    for key, unit, seen in (("lead-a", "KA", True), ("lead-b", "KB", False)):
        card = card_of(await presses(member(town, key), "results.level", unit=unit, wave=wave))
        named = re.findall(r"Unit (\w+)\.", json.dumps(card))
        assert ("KA1" in named) == seen, key
