"""Attack 8: a unit has one person more than last time, and somebody compares the two results."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.acting import opened
from tests.attacks.arithmetic import left_over, totals
from tests.attacks.checks import people_told, printed
from tests.attacks.closing import Closed, K, closed, organisations
from tests.attacks.conftest import Shell
from tests.attacks.county import QWL, county, inhabit
from tests.attacks.openly import is_said_openly
from tests.attacks.subtraction import small_sets_told
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES

TEAM = {"team": None}
EVERYBODY = frozenset(TEAM)
COMMONEST = 4
"""What an attacker would say of anybody without having seen anything."""


@st.composite
def two_waves(draw) -> tuple[Closed, Closed]:
    """Draw a wave and the next one, between which people have joined, left and moved."""
    parents, counts = draw(organisations(most=10))
    moves = st.dictionaries(st.sampled_from(sorted(parents)), st.integers(-1, 1), max_size=3)
    moved = draw(moves)
    then = {code: max(0, count + moved.get(code, 0)) for code, count in counts.items()}
    seed = draw(st.integers(0, 99))
    asked = dict.fromkeys(parents, 20)
    first = closed(parents, counts, seed=seed, invited=asked)
    return first, closed(parents, then, seed=seed, invited=asked).after(first)


@settings(max_examples=50, deadline=None)
@given(two_waves())
def test_what_is_shown_of_either_wave_and_of_the_past_is_made_of_groups(waves):
    first, second = waves
    assert not people_told(first)
    assert not people_told(second)
    pasts = [
        cells for code, cells in second.shown.items() for point in second.results[code].trend if point.figures
    ]
    assert not small_sets_told([*first.shown.values(), *pasts], first.counts, K)
    for left in [*left_over(first.parents, printed(first)), *left_over(second.parents, printed(second))]:
        assert left.n == 0 or left.n >= K


@settings(max_examples=50, deadline=None)
@given(two_waves())
def test_the_number_of_a_small_group_is_stated_in_neither_wave(waves):
    for wave in waves:
        for code, result in printed(wave).items():
            people = sum(wave.counts.get(cell, 0) for cell in wave.shown.get(code, ()))
            assert result["n"] == (None if not people else people if people >= 10 else "5-9")
            assert all(point.get("n") != people for point in result["trend"] if people < 10)


def joined(n: int, *, seed: int, unsteady: float) -> tuple[Closed, Closed]:
    """Close two waves of a team that somebody joins between them; so many of the others answer otherwise."""
    random = np.random.default_rng(seed)
    before = np.clip(np.rint(random.normal(3.6, 0.9, (n, len(QWL.items)))), 2, 4).astype(int)
    moved = before + (random.random(before.shape) < unsteady) * random.choice([-1, 1], before.shape)
    joiner = np.clip(np.rint(random.normal(3.6, 0.9, (1, len(QWL.items)))), 1, 5).astype(int)
    first = closed(TEAM, {"team": n}, rows=before)
    return first, closed(TEAM, {"team": n + 1}, rows=np.vstack([moved, joiner])).after(first)


def guesses(first: Closed, second: Closed) -> list[tuple[int, int]]:
    """Pair what the difference of the two results says of the joiner with what the joiner answered."""
    old, new = (totals(printed(wave)["team"], EVERYBODY).known for wave in (first, second))
    told: Mapping[str, int] = {item: new[item] - old[item] for item in new.keys() & old.keys()}
    answers = dict(zip(QWL.item_ids, second.rows[-1], strict=True))
    return [(difference, int(answers[item])) for item, difference in told.items()]


@pytest.mark.parametrize("n", [6, 8, 11, 15, 24])
def test_when_one_in_five_answers_otherwise_the_difference_says_no_more_than_a_guess(n):
    told = [pair for seed in range(40) for pair in guesses(*joined(n, seed=seed, unsteady=0.2))]
    assert len(told) > 300
    by_difference = np.mean([min(max(guess, 1), 5) == answer for guess, answer in told])
    by_habit = np.mean([answer == COMMONEST for _, answer in told])
    assert by_difference < by_habit + 0.1, (by_difference, by_habit)


async def test_the_same_people_are_not_asked_the_same_twice_at_a_time(town: Town, shell: Shell):
    await inhabit(town, county())
    await opened(town)
    words = ("wave", "open", "--instrument", QWL.id, "--unit", "KA", "--closes", f"{CLOSES:%Y-%m-%dT%H:%M}")
    assert "failed: CannotPlan" in await shell(*words)


@pytest.mark.parametrize("n", [6, 12])
def test_when_nobody_else_changes_an_answer_the_difference_is_the_joiners_and_the_page_says_so(n):
    told = [pair for seed in range(10) for pair in guesses(*joined(n, seed=seed, unsteady=0.0))]
    assert np.mean([guess == answer for guess, answer in told]) > 0.6
    assert is_said_openly(
        "Where one person has come between two waves and all others answered exactly as before"
    )
