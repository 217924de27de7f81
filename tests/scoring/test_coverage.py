"""How often intervals hold what they are to hold, by simulation; the table in docs/scoring.md is from here.

Four kinds of units, each respondent with a score of 0..100:

- typical: roughly normal around 60;
- ceiling: most are near 90, a few far below;
- polarised: half around 35, half around 80;
- minority: three in ten around 25, the others around 80.

An organisation's usual spread is what `usual_spread` pools over its units. Two organisations are looked at:

- alike: every unit is of the kind in question, so the usual spread is about the unit's own (18, 9, 23, 26);
- mixed: twenty typical units, six at the ceiling, three polarised, one with a minority; the usual spread is
  about 18, whatever the unit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scoring.statistics import (
    START_FACTOR,
    detectable,
    margin,
    standard_error,
    usual_spread,
    verdict_of_difference,
)

pytestmark = pytest.mark.slow

PEOPLE = 100_000
DRAWS = 20_000
MIXED = {"typical": 20, "ceiling": 6, "polarised": 3, "minority": 1}
SHOWN_OF_SMALL = 5
"""A group of fewer than ten is shown the margin of this many answers with the usual spread."""
PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


@cache
def _people(kind: str) -> np.ndarray:
    """The scores that answers are drawn from."""
    random = np.random.default_rng(11)

    def around(middle: float, spread: float) -> np.ndarray:
        return random.normal(middle, spread, PEOPLE)

    def camps(share: float, low: float) -> np.ndarray:
        return np.where(random.random(PEOPLE) < share, around(low, 9), around(80, 9))

    match kind:
        case "typical":
            scores = around(60, 18)
        case "ceiling":
            scores = 100 - random.gamma(2, 6.5, PEOPLE)
        case "polarised":
            scores = camps(0.5, 35)
        case _:
            scores = camps(0.3, 25)
    return np.clip(scores, 0, 100)


@cache
def _usual(kind: str, organisation: str) -> float:
    """Pool thirty units of twelve."""
    random = np.random.default_rng(12)
    kinds = [kind] * 30 if organisation == "alike" else [each for each, n in MIXED.items() for _ in range(n)]
    units = np.stack([random.choice(_people(each), 12) for each in kinds])
    n, sums, squares = np.full((30, 1), 12), units.sum(axis=1), (units**2).sum(axis=1)
    return float(usual_spread(n, sums[:, None], squares[:, None], start=START_FACTOR)[0])


def _coverage(kind: str, n: int, *, organisation: str) -> float:
    """Give how often the interval of a mean of `n` holds the mean of all."""
    people, usual = _people(kind), _usual(kind, organisation)
    drawn = np.random.default_rng(n).choice(people, (DRAWS, n))
    half = margin(drawn.std(axis=1, ddof=1), np.full(DRAWS, n), usual=np.full(DRAWS, usual))
    return float(np.mean(np.abs(drawn.mean(axis=1) - people.mean()) <= half))


def _coverage_of_small(kind: str, n: int, *, organisation: str) -> float:
    """The same with the margin that a group of five to nine is shown."""
    people, usual = _people(kind), _usual(kind, organisation)
    drawn = np.random.default_rng(n).choice(people, (DRAWS, n))
    half = margin(usual, SHOWN_OF_SMALL, usual=usual)
    return float(np.mean(np.abs(drawn.mean(axis=1) - people.mean()) <= half))


@pytest.mark.parametrize("kind", MIXED)
@pytest.mark.parametrize("n", [5, 8, 12, 20])
def test_nine_of_ten_intervals_hold_the_mean_where_units_are_alike(kind, n):
    assert 0.85 <= _coverage(kind, n, organisation="alike") <= 0.96


@pytest.mark.parametrize(
    ("kind", "n", "least", "most"),
    [
        ("typical", 5, 0.85, 0.96),
        ("typical", 20, 0.85, 0.96),
        # Answers closer together than is usual: the borrowed spread makes the interval too wide.
        ("ceiling", 12, 0.96, 1.0),
        ("ceiling", 20, 0.96, 1.0),
        # Answers further apart than is usual: five of two camps may all be of one, and nothing shows it.
        ("polarised", 5, 0.85, 0.90),
        ("polarised", 12, 0.86, 0.92),
        ("minority", 5, 0.79, 0.85),
        ("minority", 12, 0.85, 0.91),
    ],
)
def test_a_unit_unlike_its_organisation_has_a_wider_or_narrower_interval_than_it_should(kind, n, least, most):
    assert least <= _coverage(kind, n, organisation="mixed") <= most


@pytest.mark.parametrize("kind", MIXED)
@pytest.mark.parametrize("n", range(5, 10))
def test_what_small_groups_are_shown_holds_the_mean_where_units_are_alike(kind, n):
    assert 0.90 <= _coverage_of_small(kind, n, organisation="alike") <= 0.99


def test_what_a_small_group_is_shown_may_fail_where_it_is_unlike_its_organisation():
    found = {kind: _coverage_of_small(kind, 5, organisation="mixed") for kind in MIXED}
    assert found["ceiling"] > 0.98
    assert found["typical"] > 0.90
    assert 0.75 < found["polarised"] < 0.85
    assert 0.68 < found["minority"] < 0.78


@pytest.mark.parametrize("kind", MIXED)
@pytest.mark.parametrize("organisation", ["alike", "mixed"])
def test_the_page_shows_what_is_measured_here(kind, organisation):
    told = [
        _usual(kind, organisation),
        *(100 * _coverage(kind, n, organisation=organisation) for n in (5, 8, 12, 20)),
        *(100 * _coverage_of_small(kind, n, organisation=organisation) for n in (5, 7, 9)),
    ]
    assert f"| {kind} | {' | '.join(f'{figure:.0f}' for figure in told)} |" in PAGE


def _words(n: int) -> np.ndarray:
    """Give the shares of level, indicative and clear differences of two groups that are alike."""
    people, usual = _people("typical"), _usual("typical", "alike")
    drawn = np.random.default_rng(n).choice(people, (2, DRAWS, n))
    errors = standard_error(
        drawn.std(axis=2, ddof=1), np.full((2, DRAWS), n), usual=np.full((2, DRAWS), usual)
    )
    gaps = np.subtract(*drawn.mean(axis=2))
    verdicts = np.abs(verdict_of_difference(gaps, mdc=detectable(*errors)))
    return np.bincount(verdicts, minlength=3) / DRAWS


def test_chance_alone_is_called_clear_once_in_ten_at_most_and_indicative_three_times():
    _, indicative, clear = _words(12)
    assert f"{100 * clear:.0f} % were called clear and {100 * indicative:.0f} % indicative" in PAGE
    assert clear <= 0.10
    assert indicative <= 0.32
    assert 1 - _words(100)[0] == pytest.approx(0.05, abs=0.005)
