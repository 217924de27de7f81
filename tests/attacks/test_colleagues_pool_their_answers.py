"""Attack 13: people of a small group tell each other what they answered, and take it from what is shown.

What a group's figure leaves open for one person is written down here as it is, also where it is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import texts
from tests.attacks.acting import answered, card_of, filled_in, opened, presses
from tests.attacks.arithmetic import item_between
from tests.attacks.checks import printed
from tests.attacks.closing import Closed, K, answers_around, closed, organisations
from tests.attacks.county import QWL, county, inhabit, member
from tests.attacks.openly import is_said_openly
from tests.attacks.subtraction import small_sets_told
from tests.conversations.people import Town, words
from tests.conversations.test_story import CLOSES

ANSWERS = range(1, 6)
TEAM = {"team": None}
SCALE_MIDDLE = 3
LOW_ENOUGH = 7
"""A sum of four under which a fifth answer of 1 or 2 keeps the mean of five under the bound."""


def shown_as(answers: tuple[int, ...]) -> Iterator[float]:
    """Give the means that a team's answers may be shown as: agreement is hidden by moving one of them."""
    total = sum(answers)
    if len(set(answers)) == 1:
        total += 1 if answers[0] <= SCALE_MIDDLE else -1
    yield total / len(answers)


def possible(insiders: tuple[int, ...], value: Any, *, others: int) -> set[tuple[int, ...]]:
    """Give what the others may have answered, in any order, when the insiders know what they answered."""
    low, high = item_between(value)
    return {
        tuple(sorted(outside))
        for outside in product(ANSWERS, repeat=others)
        for mean in shown_as(insiders + outside)
        if low - 1e-9 <= mean <= high + 1e-9
    }


def left_open(n: int, *, level: float, seed: int) -> list[set[tuple[int, ...]]]:
    """Let four of a team of n pool their answers; give what stays possible for the others, item by item."""
    rows = answers_around(level, n, seed=seed)
    items = printed(closed(TEAM, {"team": n}, rows=rows))["team"]["items"]
    return [
        possible(tuple(rows[: K - 1, place]), items[item], others=n - K + 1)
        for place, item in enumerate(QWL.item_ids)
    ]


def test_four_of_five_who_tell_each_other_often_know_the_fifth_and_the_page_says_so():
    known = [each for seed in range(10) for each in left_open(5, level=3.5, seed=seed) if len(each) == 1]
    assert len(known) > 10 * len(QWL.items) / 2
    assert is_said_openly("Four of five who put their answers together")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.sampled_from([1.5, 3.5, 4.6]))
def test_the_truth_is_always_among_what_they_think_possible(seed, level):
    rows = answers_around(level, 5, seed=seed)
    found = left_open(5, level=level, seed=seed)
    assert all((int(rows[4, place]),) in each for place, each in enumerate(found))


@pytest.mark.parametrize("answer", ANSWERS)
def test_four_who_agree_never_know_whether_the_fifth_did(answer):
    towards_middle = 1 if answer <= SCALE_MIDDLE else -1
    rows = np.full((5, len(QWL.items)), answer)
    for fifth in (answer, answer + towards_middle):
        rows[4] = fifth
        value = printed(closed(TEAM, {"team": 5}, rows=rows))["team"]["items"][QWL.item_ids[0]]
        assert {(answer,), (answer + towards_middle,)} <= possible((answer,) * 4, value, others=1)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([1.2, 1.5]), st.integers(0, 99))
def test_a_coded_figure_leaves_the_fifth_answer_open(level, seed):
    rows = answers_around(level, 5, seed=seed, spread=0.5)
    items = printed(closed(TEAM, {"team": 5}, rows=rows))["team"]["items"]
    for place, item in enumerate(QWL.item_ids):
        four = tuple(rows[:4, place])
        if items[item] == "< 2.0" and sum(four) <= LOW_ENOUGH:
            assert len(possible(four, items[item], others=1)) > 1


def test_four_of_six_know_the_sum_of_the_others_but_who_answered_what_only_at_the_ends_of_the_scale():
    pairs = [each for seed in range(6) for each in left_open(6, level=3.4, seed=seed)]
    known = [pair for each in pairs if len(each) == 1 for pair in each if len(set(pair)) == 1]
    assert set(known) <= {(1, 1), (5, 5)}
    assert len(known) < len(pairs) / 4


async def test_the_leader_of_a_unit_has_no_answer_among_those_the_leader_sees(town: Town):
    await inhabit(town, county())
    wave = await opened(town, unit="KA1")
    (own,) = filled_in(["eero"]).values()
    refused = await presses(member(town, "eero"), "survey.submit", wave=wave, **own)
    assert texts("en")("cardnotice.not_your_pulse.sentence") in words(card_of(refused))
    await answered(town, wave, filled_in(["ka1-1", "ka1-2", "ka1-3", "ka1-4"]))
    await town.passes(CLOSES)
    shown = (await presses(member(town, "eero"), "results.show", unit="KA1")).body.decode()
    assert "Chart" not in shown, "four colleagues and Eero himself make a result of five"


def known_to(viewer_cell: str, wave: Closed) -> list[frozenset[str]]:
    """List the sets of fewer than k people that somebody knows who sees everything and answered there."""
    own = frozenset({"viewer"})
    shown = [cells | own if viewer_cell in cells else cells for cells in wave.shown.values()]
    counts = wave.counts | {"viewer": 1, viewer_cell: wave.counts[viewer_cell] - 1}
    return [cells for cells in small_sets_told([*shown, own], counts, K) if cells != own]


def test_nobody_who_sees_everything_knows_an_answer_in_a_group_of_five():
    chart, counts = {"K": None, "A": "K", "B": "K"}, {"K": 5, "A": 12, "B": 11}
    assert known_to("K", closed(chart, counts)), "without the rule, what HR sees less what HR answered"
    assert not known_to("K", closed(chart, counts, viewers=["K"]))


@settings(max_examples=150, deadline=None)
@given(organisations(), st.data())
def test_nobody_who_sees_everything_knows_fewer_than_k_wherever_the_own_answer_counts(drawn, data):
    parents, counts = drawn
    staffed = [cell for cell, number in counts.items() if number]
    if staffed:
        cell = data.draw(st.sampled_from(staffed))
        assert not known_to(cell, closed(parents, counts, viewers=[cell]))
