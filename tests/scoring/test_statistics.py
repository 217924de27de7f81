from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.statistics import (
    START_FACTOR,
    Z,
    careful_spread,
    detectable,
    enps,
    favourable_share,
    margin,
    standard_error,
    usual_spread,
    verdict_of_difference,
)

SPREAD = st.floats(0, 50)
NUMBER = st.integers(2, 3_000)
DIFFERENCE = st.floats(-100, 100)
PEOPLE = st.integers(0, 500)


class TestSpread:
    @pytest.mark.parametrize(
        ("own", "n", "usual", "careful"),
        [
            (10.0, 8, 18.0, 15.223820),  # sqrt((10 * 324 + 7 * 100) / 17)
            (20.0, 8, 18.0, 20.0),  # the blend, 18.849, is less than the group's own
            (0.0, 5, 22.0, 18.593394),  # sqrt(10 * 484 / 14)
            (0.0, 1, 18.0, 18.0),
            (18.0, 40, 18.0, 18.0),
        ],
    )
    def test_a_group_borrows_spread_and_never_shows_less_than_its_own(self, own, n, usual, careful):
        assert careful_spread(own, n, usual=usual) == pytest.approx(careful, abs=1e-6)

    @given(SPREAD, NUMBER, SPREAD)
    def test_the_careful_spread_lies_between_the_own_and_the_larger_of_both(self, own, n, usual):
        assert own <= careful_spread(own, n, usual=usual) <= max(own, usual) + 1e-9

    def test_the_usual_spread_pools_the_squares_within_groups(self):
        random = np.random.default_rng(4)
        groups = [random.normal(level, 18, size) for level, size in ((40, 14), (60, 9), (85, 25))]
        n = np.array([[len(group)] for group in groups])
        sums, squares = ([[(group**power).sum()] for group in groups] for power in (1, 2))
        within = sum((len(group) - 1) * np.var(group, ddof=1) for group in groups)
        pooled = usual_spread(n, sums, squares, start=START_FACTOR)
        assert pooled == pytest.approx([np.sqrt(within / (14 + 9 + 25 - 3))])
        assert pooled[0] < np.concatenate(groups).std(ddof=1)

    @pytest.mark.parametrize(
        ("sizes", "is_known"), [((16, 15), False), ((16, 16), True), ((32,), True), ((5,), False)]
    )
    def test_the_usual_spread_is_a_start_value_under_thirty_degrees_of_freedom(self, sizes, is_known):
        halves = [np.resize([10.0, 30.0], size) for size in sizes]
        n = [[len(half)] for half in halves]
        sums, squares = ([[(half**power).sum()] for half in halves] for power in (1, 2))
        found = usual_spread(n, sums, squares, start=np.array([START_FACTOR]))[0]
        assert bool(found != START_FACTOR) is is_known

    def test_a_figure_that_a_group_does_not_have_adds_nothing_to_the_usual_spread(self):
        group = np.resize([40.0, 60.0], 40)
        with_empty = usual_spread(
            [[40], [0]], [[group.sum()], [0]], [[(group**2).sum()], [0]], start=START_FACTOR
        )
        assert with_empty == pytest.approx([group.std(ddof=1)])


class TestMargin:
    def test_the_margin_of_the_worked_example(self):
        """Eight indices with a spread of 20.1: t(.95, 17) = 1.7396, and 1.7396 * 20.1 / sqrt(8)."""
        assert margin(20.1, 8, usual=18.0) == pytest.approx(12.362, abs=0.001)

    @given(SPREAD, NUMBER, SPREAD)
    def test_the_margin_is_students_quantile_times_the_standard_error(self, own, n, usual):
        spread = max(own, np.sqrt((10 * usual**2 + (n - 1) * own**2) / (n + 9)))
        assert standard_error(own, n, usual=usual) == pytest.approx(spread / np.sqrt(n))
        expected = stats.t.ppf(0.95, n + 9) * spread / np.sqrt(n)
        assert margin(own, n, usual=usual) == pytest.approx(expected, rel=1e-9)

    def test_a_table_has_the_margins_of_its_cells(self):
        spreads, n = np.array([[10.0, 30.0], [20.0, 5.0]]), np.array([[5, 8], [12, 5]])
        whole = margin(spreads, n, usual=np.array([18.0, 22.0]))
        each = [
            [margin(spreads[row, at], n[row, at], usual=(18.0, 22.0)[at]) for at in (0, 1)] for row in (0, 1)
        ]
        assert whole == pytest.approx(np.array(each))

    @given(SPREAD, SPREAD, NUMBER, st.integers(1, 500))
    def test_more_answers_never_widen_a_margin(self, own, usual, n, more):
        assert margin(own, n + more, usual=usual) <= margin(own, n, usual=usual) + 1e-9

    @given(SPREAD, SPREAD, NUMBER, SPREAD)
    def test_more_spread_never_narrows_a_margin(self, own, usual, n, more):
        assert margin(own + more, n, usual=usual) >= margin(own, n, usual=usual) - 1e-9


class TestVerdict:
    def test_the_smallest_detectable_difference_of_two_groups(self):
        """Twelve with a spread of 20, fifteen with 18: sqrt(400 / 12 + 324 / 15) = 7.4117, times 1.645."""
        errors = standard_error([20.0, 18.0], [12, 15], usual=[0.0, 0.0])
        assert np.hypot(*errors) == pytest.approx(7.4117, abs=1e-4)
        assert detectable(*errors) == pytest.approx(12.192, abs=0.001)
        assert pytest.approx(stats.norm.ppf(0.95), abs=1e-4) == Z

    @pytest.mark.parametrize(
        ("difference", "mdc", "verdict"),
        [
            (8.0, 8.0, 2),
            (7.99, 8.0, 1),
            (5.0, 3.0, 2),
            (4.99, 3.0, 0),
            (5.0, 10.0, 1),
            (5.0, 10.02, 0),
            (6.0, 12.0, 1),
            (5.99, 12.0, 0),
            (40.0, 90.0, 0),
            (0.0, 0.0, 0),
            (5.0, 0.0, 2),
            (-8.0, 8.0, -2),
            (-6.0, 8.0, -1),
            (-4.99, 3.0, 0),
            (np.nan, 8.0, 0),
            (20.0, np.nan, 0),
        ],
    )
    def test_a_difference_is_clear_indicative_or_not_told_from_chance(self, difference, mdc, verdict):
        assert verdict_of_difference(difference, mdc=mdc) == verdict

    @given(DIFFERENCE, st.floats(0, 100))
    def test_the_other_way_round_the_verdict_is_the_opposite(self, difference, mdc):
        there, back = (verdict_of_difference(sign * difference, mdc=mdc) for sign in (1, -1))
        assert there == -back

    @given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
    def test_a_larger_difference_never_says_less(self, difference, more, mdc):
        assert verdict_of_difference(difference + more, mdc=mdc) >= verdict_of_difference(difference, mdc=mdc)


class TestRanges:
    def test_eight_favourable_of_ten(self):
        """z^2 = 2.7057: (8 + 1.35285) / 12.7057 = 0.73612, half 1.6449 sqrt(.73612 * .26388 / 12.7057)."""
        share = favourable_share(8, 10)
        assert share.value == 80
        assert (share.low, share.high) == pytest.approx((53.27, 93.95), abs=0.01)

    @given(st.integers(0, 400), st.integers(1, 400))
    def test_the_interval_of_a_share_has_wilsons_middle_and_holds_wilsons_interval(self, favourable, n):
        favourable = min(favourable, n)
        wilson = stats.binomtest(favourable, n).proportion_ci(0.90, method="wilson")
        share = favourable_share(favourable, n)
        if share.low > 0 and share.high < 100:
            assert share.low + share.high == pytest.approx(100 * (wilson.low + wilson.high), abs=1e-3)
        assert share.low <= 100 * wilson.low + 1e-3
        assert share.high >= 100 * wilson.high - 1e-3

    @given(st.integers(0, 400), st.integers(1, 400))
    def test_a_share_lies_in_its_interval_and_that_in_0_to_100(self, favourable, n):
        share = favourable_share(min(favourable, n), n)
        assert 0 <= share.low <= share.value <= share.high <= 100

    def test_nine_promoters_six_passives_and_five_detractors(self):
        """(9.75 - 5.75) / 23 = 0.17391, half 1.6449 sqrt((15.5 / 23 - 0.17391^2) / 23) = 0.27517."""
        score = enps(9, 6, 5)
        assert score.value == 20
        assert (score.low, score.high) == pytest.approx((-10.13, 44.91), abs=0.01)

    @given(PEOPLE, PEOPLE, PEOPLE)
    def test_the_interval_of_an_enps_is_that_of_a_mean_with_three_more_answers(
        self, promoters, passives, detractors
    ):
        if not (n := promoters + passives + detractors):
            return
        weights = np.array([promoters + 0.75, passives + 1.5, detractors + 0.75])
        points = np.array([100, 0, -100])
        middle = np.average(points, weights=weights)
        half = Z * np.sqrt(np.average((points - middle) ** 2, weights=weights) / (n + 3))
        score = enps(promoters, passives, detractors)
        assert score.low == pytest.approx(max(-100, middle - half), abs=1e-9)
        assert score.high == pytest.approx(min(100, middle + half), abs=1e-9)

    @given(PEOPLE, PEOPLE, PEOPLE)
    def test_an_enps_of_five_or_more_lies_in_its_interval_and_that_in_minus_100_to_100(
        self, promoters, passives, detractors
    ):
        """Under five the three answers that are added outweigh those that were given; ten are asked for."""
        if promoters + passives + detractors >= 5:
            score = enps(promoters, passives, detractors)
            assert -100 <= score.low <= score.value <= score.high <= 100

    @given(PEOPLE, PEOPLE, PEOPLE)
    def test_an_enps_turned_round_changes_its_sign(self, promoters, passives, detractors):
        if promoters + passives + detractors:
            score, turned = enps(promoters, passives, detractors), enps(detractors, passives, promoters)
            assert (turned.low, turned.high) == pytest.approx((-score.high, -score.low))
