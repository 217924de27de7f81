"""Attacks 1 to 3: everybody who may see anything puts it on one table, and subtracts."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.acting import everything_said, surveyed
from tests.attacks.arithmetic import Printed, left_over, percent_between
from tests.attacks.checks import changed_hands, people_left_over, people_told, people_told_by_cards, printed
from tests.attacks.closing import K, closed, made_up, organisations
from tests.attacks.conftest import Shell
from tests.attacks.county import CANARY, PARENTS, QWL
from tests.attacks.pooling import BALLOTS, CELLS, COUNTS, cells_behind, everybody_pools
from tests.attacks.reading import Seen, every_number
from tests.attacks.subtraction import small_sets_told
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town
from tests.scoring.spans import determined, subtrees, threshold_plan

FACTORS = {
    "Safety": "safety",
    "Belonging and identity": "belonging",
    "Purpose and creativity": "purpose",
}
"""By the name on the card."""


@ON_BOTH
async def test_all_that_all_roles_see_on_their_cards_tells_only_groups(town: Town):
    pooled = await everybody_pools(town)
    assert not pooled.told
    assert {each.tier for each in pooled.seen.values()} == {"full", "means", "group", "coverage"}
    assert pooled.behind.keys() == PARENTS.keys()
    _figures_are_of(pooled.behind, pooled.seen)
    assert CANARY not in everything_said(town)


def _figures_are_of(behind: dict[str, frozenset[str]], seen: dict[str, Seen]) -> None:
    """Make sure that the attack reads the cards rightly: figures are the means of the people it thinks of."""
    for code, cells in behind.items():
        for name, factor in FACTORS.items():
            items = [item.id for item in QWL.items if item.factor == factor]
            given = [int(BALLOTS[key][item]) for key in BALLOTS if CELLS[key] in cells for item in items]
            written = seen[code].figures[name].removesuffix("%")
            if written.replace(".", "").isdigit():
                low, high = percent_between(float(written))
                moved = 25 / len(given) * len(items)  # of an item, one answer may have been moved by a step
                assert low - moved <= 25 * (np.mean(given) - 1) <= high + moved, (code, name)


async def test_all_that_the_shell_prints_tells_only_groups(town: Town, shell: Shell):
    wave = await surveyed(town, BALLOTS)
    for words in (["--json"], ["--details"]):
        printed = json.loads(await shell("results", "--wave", wave, *words))
        results = {each["unit"]: SimpleNamespace(**each) for each in printed}
        behind = await cells_behind(town, wave, results)
        assert not small_sets_told(list(behind.values()), COUNTS, K)
        assert CANARY not in json.dumps(printed)
        _differences_are_groups({each["unit"]: each for each in printed})


LEFT_OVER = {frozenset({"K", "KB", "KB2", "KC"}), frozenset({"KA", "KA2"})}


def _differences_are_groups(printed: dict[str, Printed]) -> None:
    """Take children from parents; what is left is right to the answer, and a group."""
    rest = [left for left in left_over(PARENTS, printed) if left.n]
    assert {left.cells for left in rest} >= LEFT_OVER
    for left in rest:
        people = [key for key in BALLOTS if CELLS[key] in left.cells]
        assert left.n == len(people) >= K
        assert left.known, "nothing was worked out: the attack is too weak"
        for item, total in left.known.items():
            assert abs(total - sum(int(BALLOTS[key][item]) for key in people)) <= len(left.cells)


def test_a_plain_threshold_would_have_told_who_answered_what_in_the_county():
    naive = threshold_plan(PARENTS, COUNTS, K).published
    told = small_sets_told([frozenset(subtrees(PARENTS)[code]) for code in naive], COUNTS, K)
    assert frozenset({"KC"}) in told
    assert sum(COUNTS[cell] for cell in ("KC",)) == 1


@settings(max_examples=60, deadline=None)
@given(organisations(most=9))
def test_this_suites_linear_algebra_agrees_with_one_that_tries_every_set(case):
    parents, counts = case
    naive = [frozenset(subtrees(parents)[code]) for code in threshold_plan(parents, counts, K).published]
    found = {frozenset(cells) for cells in small_sets_told(naive, counts, K)}
    tried = {frozenset(cells) for cells in determined(naive, counts, K)}
    assert found == tried


@settings(max_examples=60, deadline=None)
@given(organisations(most=30), st.integers(0, 99))
def test_nobody_is_told_by_any_tree(case, seed):
    parents, counts = case
    wave = closed(parents, counts, seed=seed)
    assert not people_told(wave)
    assert not people_left_over(wave)


@settings(max_examples=12, deadline=None)
@given(organisations(), st.integers(0, 99))
def test_nobody_is_told_by_the_cards_of_any_tree(case, seed):
    parents, counts = case
    wave = closed(parents, counts, seed=seed)
    assert not people_told_by_cards(wave)


@pytest.mark.parametrize("seed", range(3))
def test_ballots_that_change_hands_within_a_group_change_no_byte_of_cards_and_details(seed):
    wave = made_up(seed)
    other = changed_hands(wave)
    assert (wave.rows != other.rows).any(axis=1).sum() > len(wave.cells) // 2
    assert wave.details == other.details
    assert json.dumps(wave.cards) == json.dumps(other.cards)


@pytest.mark.parametrize("seed", range(3))
def test_no_figure_on_a_card_is_finer_than_what_is_published(seed):
    """Every number in words, charts and tables is a published one, or rounded more coarsely."""
    wave = made_up(seed)
    results = printed(wave)
    whole = next(iter(wave.parents))
    for code, card in wave.cards.items():
        known = {*_numbers(results[code]), *_numbers(results[whole])}
        index, margin = results[code]["index"], results[code]["margins"].get("index", 0)
        if isinstance(index, float):
            known |= {index - margin, index + margin}
        for number in every_number(card["body"]):
            half = 0.5 if number == round(number) else 0.05
            assert any(abs(number - value) <= half + 1e-9 for value in known), (code, number)


def _numbers(part: Any) -> list[float]:
    """Give every number of what is printed, also behind a bound."""
    if isinstance(part, dict | list):
        inside = part.values() if isinstance(part, dict) else part
        return [number for each in inside for number in _numbers(each)]
    found = re.findall(r"\d+\.?\d*", part) if isinstance(part, str) and part[:1] in "<>" else []
    return [float(number) for number in found] if isinstance(part, str) else [float(part or 0)]
