"""Attack 10: somebody looks for the answers to an item that hardly anybody of a group has answered."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.acting import filled_in, surveyed
from tests.attacks.checks import ITEM, groups, lone_answers_seen, printed, with_few_answers
from tests.attacks.closing import Closed, K, closed, made_up, organisations
from tests.attacks.conftest import Shell
from tests.attacks.county import QWL, staff_of
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town

MEASURES_OF_PEOPLE = ("index", "spread", "low_share", "margins")
PLACE = QWL.item_ids.index(ITEM)
ALONE = 0
"""The only one of the team who answers the item."""


@ON_BOTH
async def test_two_answers_of_a_unit_are_nowhere_to_be_found(town: Town, shell: Shell):
    ballots = dict(filled_in())
    unit = ["aino", *staff_of("KA1")[1:]]
    for key in unit[2:]:
        ballots[key] = {**ballots[key], ITEM: "0"}
    for key in unit[:2]:
        ballots[key] = {**ballots[key], ITEM: "1"}
    wave = await surveyed(town, ballots)
    results = {each["unit"]: each for each in json.loads(await shell("results", "--wave", wave, "--details"))}
    assert results["KA1"]["items"][ITEM] is None
    assert ITEM not in results["KA1"]["distributions"]
    others = [int(ballot[ITEM]) for key, ballot in ballots.items() if key not in unit]
    assert results["K"]["items"][ITEM] == pytest.approx(np.mean(others), abs=0.005 + 4 / len(others))
    assert results["K"]["distributions"][ITEM][0] < 100 * (sum(each < 3 for each in others) + 2) / len(others)


@pytest.mark.parametrize("seed", range(4))
def test_lone_answers_move_no_figure_that_is_made_of_items(seed):
    assert not lone_answers_seen(made_up(seed))


@settings(max_examples=25, deadline=None)
@given(organisations(most=8), st.integers(0, 99))
def test_lone_answers_move_no_figure_that_is_made_of_items_in_any_tree(case, seed):
    assert not lone_answers_seen(closed(*case, seed=seed))


def test_lone_answers_do_not_move_the_index_either():
    seen = [lone_answers_seen(made_up(seed), MEASURES_OF_PEOPLE) for seed in range(4)]
    assert not any(seen), seen


def test_the_attack_is_made_on_answers_that_are_really_few():
    few = with_few_answers(made_up(0))
    answering = [np.count_nonzero(few.rows[places, PLACE]) for places in groups(few)]
    assert 2 in answering
    assert max(answering) >= K


def team(alone: int) -> Closed:
    """Close a wave of one team of six; only one of them answers one of the items."""
    rows = np.random.default_rng(3).integers(3, 6, (6, len(QWL.items)))
    rows[:, PLACE] = 0
    rows[ALONE, PLACE] = alone
    return closed({"team": None}, {"team": 6}, rows=rows)


def figures(wave: Closed, *, with_index: bool) -> np.ndarray:
    """Give every figure of the team in a row; a coded one as 0."""
    result = printed(wave)["team"]
    told = [
        *(25 * (value - 1) if isinstance(value, float) else 0 for value in result["items"].values()),
        *(value for kind in ("factors", "themes", "capabilities") for value in result[kind].values()),
        *([result["index"]] if with_index else []),
    ]
    return np.array([value if isinstance(value, int | float) else 0 for value in told], dtype=float)


def effects(wave: Closed, *, with_index: bool) -> np.ndarray:
    """Give what every figure does when one answer moves by a step, (figures, answers)."""
    before, columns = figures(wave, with_index=with_index), []
    for person, item in np.ndindex(wave.rows.shape):
        moved = wave.rows.copy()
        if moved[person, item]:
            moved[person, item] += 1 if moved[person, item] < 4 else -1
        columns.append(figures(wave.with_rows(moved), with_index=with_index) - before)
    return np.array(columns).T


@pytest.mark.parametrize("with_index", [False, True])
def test_no_least_squares_over_all_figures_of_a_team_tell_the_lone_answer(with_index):
    """An answer is told when its unit vector is a combination of the figures' effects."""
    wave = team(alone=3)
    assert isinstance(printed(wave)["team"]["index"], float), "the attack needs an index that is not coded"
    made_of = effects(wave, with_index=with_index)
    target = np.zeros(wave.rows.size)
    target[ALONE * len(QWL.items) + PLACE] = 1
    nearest = np.linalg.lstsq(made_of.T, target, rcond=None)[0] @ made_of
    assert np.linalg.norm(nearest - target) > 0.5, "the lone answer is known"


def test_not_even_five_colleagues_who_tell_each_other_everything_find_the_lone_answer():
    told = {json.dumps(printed(team(alone))) for alone in range(1, 6)}
    assert len(told) == 1
