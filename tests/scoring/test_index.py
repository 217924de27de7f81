from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asked import part_of
from content.instrument import CAPABILITIES
from content.loader import load_instruments
from scoring.index import (
    PARAMETERS,
    RISK_LIMITS,
    index,
    purpose_curve,
    safety_curve,
    trend_line,
)
from scoring.respondents import profiles_of
from tests.scoring.waves import grid, indices, pair, random_rows, values, worked_answers

SHARE = st.floats(0, 1)
SHARES = tuple(step / 10 for step in range(11))
ANSWERS = st.lists(st.sampled_from([1, 2, 3, 4, 5, np.nan]), min_size=15, max_size=15).map(
    lambda answers: np.array([answers], dtype=float)
)


def _capabilities(rows: np.ndarray) -> np.ndarray:
    return 100 * profiles_of(values(rows), grid()).capabilities


def test_the_safety_curve_saturates_as_tabulated():
    expected = [0, 0.019, 0.066, 0.174, 0.372, 0.621, 0.819, 0.927, 0.974, 0.993, 1]
    assert safety_curve(SHARES) == pytest.approx(expected, abs=0.0005)


def test_the_purpose_curve_is_convex_as_tabulated():
    expected = [0, 0.061, 0.129, 0.204, 0.286, 0.378, 0.478, 0.590, 0.713, 0.849, 1]
    assert purpose_curve(SHARES) == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(
    ("factors", "safety", "purpose", "expected"),
    [
        ((0.775, 0.70, 0.575), 0.966235, 0.452272, 0.556683),
        ((0.60, 0.65, 0.50), 0.818918, 0.377541, 0.420736),
        ((0.95, 0.90, 0.85), 0.997337, 0.779643, 0.837585),
        ((0.20, 0.60, 0.60), 0.065863, 0.478454, 0.035515),
    ],
)
def test_known_points_come_out_to_six_decimals(factors, safety, purpose, expected):
    assert safety_curve(factors[0]) == pytest.approx(safety, abs=5e-7)
    assert purpose_curve(factors[2]) == pytest.approx(purpose, abs=5e-7)
    assert index(*factors) == pytest.approx(expected, abs=5e-7)


def test_the_three_risk_limits_together_are_an_index_of_65():
    assert index(*(limit / 100 for limit in RISK_LIMITS.values())) == pytest.approx(0.653, abs=0.0005)


@pytest.mark.parametrize(("answer", "percent"), [(1, 0), (3, 27), (4, 67), (5, 100)])
def test_the_same_answer_to_everything_gives_the_expected_level(answer, percent):
    assert indices(np.full((1, 15), float(answer)))[0] == pytest.approx(percent, abs=0.5)


@given(SHARE, SHARE, SHARE)
def test_the_index_stays_between_nothing_and_all(safety, belonging, purpose):
    assert 0 <= index(safety, belonging, purpose) <= 1


@given(SHARE, SHARE, SHARE, SHARE, st.integers(0, 2))
def test_a_higher_factor_never_lowers_the_index(safety, belonging, purpose, higher, which):
    factors = [safety, belonging, purpose]
    raised = list(factors)
    raised[which] = max(higher, factors[which])
    assert index(*raised) >= index(*factors)


@given(SHARE, SHARE)
def test_without_safety_nothing_else_counts(belonging, purpose):
    assert index(0, belonging, purpose) == 0


@given(st.lists(st.integers(1, 5), min_size=15, max_size=15), st.integers(0, 14))
def test_no_answer_raised_by_a_step_lowers_a_respondents_index(answers, item):
    low = np.array([answers], dtype=float)
    high = low.copy()
    high[0, item] = min(5, high[0, item] + 1)
    assert indices(high)[0] >= indices(low)[0]


def test_the_worked_example_gives_its_eight_indices():
    found = indices(worked_answers())
    assert found == pytest.approx([57.4, 45.4, 74.5, 15.3, 58.9, 78.0, 39.1, 54.6], abs=0.05)
    assert found.mean() == pytest.approx(52.9, abs=0.05)
    assert found.std(ddof=1) == pytest.approx(20.1, abs=0.05)


def test_the_worked_example_gives_its_capabilities():
    capabilities = _capabilities(worked_answers()).mean(axis=0)
    assert capabilities == pytest.approx([39.7, 68.4, 57.2, 70.4, 28.3], abs=0.05)


def test_the_worked_example_gives_its_gains():
    gains = 100 * profiles_of(values(worked_answers()), grid()).gains.mean(axis=0)
    expected = [1.5, 1.4, 1.3, 1.1, 1.5, 2.2, 1.3, 1.6, 1.6, 2.2, 2.4, 2.0, 2.4, 2.0, 2.4]
    assert gains == pytest.approx(expected, abs=0.05)


@given(ANSWERS)
def test_a_gain_is_what_the_index_rises_by_when_that_answer_rises_by_a_step(rows):
    gains = 100 * profiles_of(values(rows), grid()).gains[0]
    for item in range(15):
        higher = rows.copy()
        higher[0, item] = np.minimum(5, higher[0, item] + 1)
        assert gains[item] == pytest.approx(indices(higher)[0] - indices(rows)[0], abs=1e-9, nan_ok=True)


def test_three_of_five_answers_in_every_factor_are_enough_for_an_index():
    rows = worked_answers()[:1]
    rows[0, [0, 1, 5, 6, 10, 11]] = np.nan
    shares = (rows.reshape(3, 5)[:, 2:] - 1) / 4
    assert indices(rows)[0] == pytest.approx(100 * float(index(*shares.mean(axis=1))))


def test_two_of_five_answers_in_one_factor_give_no_index_and_no_gains():
    rows = worked_answers()[:1]
    rows[0, 5:8] = np.nan
    profiles = profiles_of(values(rows), grid())
    assert np.isnan(profiles.index).all()
    assert np.isnan(profiles.gains).all()


def test_a_short_form_needs_both_answers_of_every_factor():
    short = part_of(load_instruments()["tyoelaman-laatu-pulssi"], 1)
    rows = np.full((2, 6), 4.0)
    rows[1, 0] = np.nan
    assert np.isnan(indices(rows, short)).tolist() == [False, True]


def test_a_short_form_has_the_capabilities_that_it_asks_wholly():
    short = part_of(load_instruments()["tyoelaman-laatu-pulssi"], 1)
    asked = Counter(item.capability for item in short.items)
    known = ~np.isnan(profiles_of(values(np.full((1, 6), 4.0)), short).capabilities[0])
    assert dict(zip(CAPABILITIES, known, strict=True)) == {c: asked[c] == 3 for c in CAPABILITIES}


def test_a_capability_needs_all_its_three_answers():
    rows = worked_answers()[:1]
    rows[0, 14] = np.nan
    assert np.isnan(_capabilities(rows))[0].tolist() == [False, False, False, False, True]


def test_respondents_do_not_touch_each_other():
    rows = random_rows(grid(), 30, missing=0.3)
    order = np.random.default_rng(2).permutation(30)
    assert np.array_equal(indices(rows)[order], indices(rows[order]), equal_nan=True)


def test_whoever_answers_nothing_has_nothing():
    profiles = profiles_of(values(np.full((1, 15), np.nan)), grid())
    for found in (profiles.index, profiles.capabilities, profiles.gains):
        assert np.isnan(found).all()


def test_the_parameters_name_every_constant():
    assert PARAMETERS == "qwl-1:k=10,m=0.45,a=1,A=5"


def test_a_trend_line_is_one_of_curves_form_instrument_version_and_part():
    short = load_instruments()["tyoelaman-laatu-pulssi"]
    assert trend_line(grid()) == f"{PARAMETERS},full;tyoelaman-laatu/1"
    assert trend_line(part_of(short, 2)) == f"{PARAMETERS},short;tyoelaman-laatu-pulssi/1/2"
    assert trend_line(replace(pair(), id="fiilis", version=3)) == "fiilis/3"
