from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.disclosure import restore
from scoring.figures import Figure
from scoring.findings import (
    agreement,
    change_of_index,
    enps_range,
    factor_risks,
    favourable,
    index_class,
    is_small,
    response_grade,
    verdict,
)
from scoring.risks import FactorRisk, factor_risk, low_share
from scoring.statistics import favourable_share
from tests.scoring.waves import Wave, column, grid, past_of, questions, random_rows, worked_answers

TEAM = {"team": None}
GREEN = {"safety": Figure(80.0), "belonging": Figure(75.0), "purpose": Figure(70.0)}


@pytest.mark.parametrize(
    ("value", "key"),
    [(1, "very-much"), (39.9, "very-much"), (40, "much"), (64.9, "much"), (65, "some"), (75, "excellent")],
)
def test_the_class_follows_the_index(value, key):
    assert index_class(Figure(value)) == key


@pytest.mark.parametrize(
    ("value", "key"), [(65, "good"), (64.9, "middling"), (40, "middling"), (39.9, "poor")]
)
def test_the_verdict_follows_the_index(value, key):
    assert verdict(Figure(value), GREEN) == key


def test_two_factors_clearly_under_their_limits_make_the_verdict_poor():
    one = GREEN | {"safety": Figure(74.9)}
    assert verdict(Figure(66.0), one) == "good"
    assert verdict(Figure(66.0), one | {"purpose": Figure(64.9)}) == "poor"
    assert verdict(Figure(66.0), one | {"purpose": Figure(65.0)}) == "good"


@pytest.mark.parametrize(
    ("factor", "value", "colour"),
    [
        ("safety", 80, "green"),
        ("safety", 79.9, "amber"),
        ("safety", 75, "amber"),
        ("safety", 74.9, "red"),
        ("belonging", 75, "green"),
        ("purpose", 65, "amber"),
    ],
)
def test_a_factor_is_coloured_against_its_risk_limit(factor, value, colour):
    assert factor_risk(factor, Figure(value)).colour == colour


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        (75, "good"),
        (74, "usable"),
        (60, "usable"),
        (59, "caution"),
        (40, "caution"),
        (39, "unrepresentative"),
    ],
)
def test_the_response_rate_is_graded(value, grade):
    assert response_grade(Figure(value)) == grade


def test_under_forty_percent_the_answers_do_not_represent_the_unit():
    assert response_grade(Figure(39.0)) == "unrepresentative"


def test_coded_extremes_are_judged_like_what_they_hide():
    low, high = Figure(25.0, "<"), Figure(90.0, ">")
    assert (index_class(low), index_class(high)) == ("very-much", "excellent")
    assert (verdict(low, GREEN), verdict(high, GREEN)) == ("poor", "good")
    assert factor_risk("safety", low).colour == "red"
    assert factor_risk("safety", high).colour == "green"
    assert (response_grade(Figure(10.0, "<")), response_grade(high)) == ("unrepresentative", "good")


def test_what_is_not_shown_is_not_judged():
    assert index_class(None) is verdict(None, GREEN) is None
    assert factor_risk("safety", None) is response_grade(None) is None
    assert verdict(Figure(66.0), dict.fromkeys(GREEN)) == "good"


def _result(rows: np.ndarray, **more):
    return Wave(TEAM, {"team": len(rows)}, rows=rows, **more).results["team"]


class TestRisks:
    @pytest.mark.parametrize(
        ("value", "margin", "uncertain"),
        [
            (75.0, 5.0, False),
            (75.0, 5.1, True),
            (84.0, 3.9, False),
            (84.0, 4.1, True),
            (80.0, 0.1, True),
            (80.0, 0.0, False),
            (75.0, None, False),
        ],
    )
    def test_a_risk_is_uncertain_when_the_interval_holds_the_limit(self, value, margin, uncertain):
        assert factor_risk("safety", Figure(value), margin=margin).uncertain is uncertain

    def test_a_coded_factor_is_certain(self):
        assert factor_risk("safety", Figure(25.0, "<"), margin=None) == FactorRisk("safety", "red", False)

    def test_a_result_has_a_risk_for_each_factor_it_shows(self):
        result = _result(worked_answers())
        risks = factor_risks(result)
        assert [(risk.factor, risk.colour) for risk in risks] == [
            ("safety", "red"),
            ("belonging", "red"),
            ("purpose", "red"),
        ]
        for risk, limit in zip(risks, (80, 75, 70), strict=True):
            figure, margin = result.factors[risk.factor], result.margins[f"factor.{risk.factor}"]
            assert risk.uncertain is (abs(limit - figure.value) < margin)
        assert all(risk.uncertain for risk in risks[:2])

    def test_a_result_without_factors_has_no_risks(self):
        assert factor_risks(_result(column(1, 2, 3, 4, 5, 5), instrument=questions("asked"))) == []
        assert factor_risks(_result(random_rows(grid(), 4))) == []

    @pytest.mark.parametrize(
        ("low", "n", "band"),
        [
            (0, 10, "few"),
            (1, 11, "few"),
            (1, 10, "some"),
            (3, 12, "some"),
            (26, 101, "many"),
            (4, 12, "many"),
        ],
    )
    def test_the_share_of_low_indices_has_three_bands(self, low, n, band):
        assert low_share(low, n) == band

    def test_a_result_of_ten_has_a_band_and_one_of_nine_has_none(self):
        """Two of the eight have an index under 40: four of sixteen are a quarter, and that is not over it."""
        assert _result(np.vstack([worked_answers()] * 2)).low_share == "some"
        assert _result(worked_answers()).low_share is None


class TestAgreement:
    def test_experiences_differ_when_the_spread_is_over_twenty(self):
        torn = np.vstack([np.tile([2.0] * 15, (8, 1)), np.tile([5.0] * 15, (8, 1))])
        assert agreement(_result(torn)) == "differ"

    def test_they_are_alike_up_to_twenty(self):
        twice = _result(np.vstack([worked_answers()] * 2))
        assert (twice.spread, agreement(twice)) == (Figure(19.4), "alike")

    @pytest.mark.parametrize(("spread", "said"), [(20.0, "alike"), (20.1, "differ")])
    def test_the_limit_itself_is_alike(self, spread, said):
        text = _result(np.vstack([worked_answers()] * 2)).to_json().replace("19.4", str(spread))
        assert agreement(restore(text)) == said

    def test_fewer_than_ten_are_not_told(self):
        assert agreement(_result(worked_answers())) is None


class TestShares:
    def test_the_favourable_share_is_that_of_the_distribution(self):
        result = _result(column(*[1, 2, 3, 4, 5] * 4), instrument=questions("asked"))
        share = favourable(result, "asked")
        assert result.distributions["asked"] == (40, 20, 40)
        assert share == favourable_share(8, 20)
        assert share.low < share.value == 40 < share.high

    def test_nine_answers_have_no_favourable_share(self):
        assert favourable(_result(column(*[1, 2, 3] * 3), instrument=questions("asked")), "asked") is None
        assert favourable(_result(column(*[1, 2, 3] * 4), instrument=questions("asked")), "other") is None

    def test_whether_people_recommend_has_a_score_and_no_favourable_share(self):
        instrument = questions("asked", steps=11, first=0, measure="enps")
        result = _result(column(*range(1, 12), 10, 11), instrument=instrument)
        score = enps_range(result, "asked")
        assert favourable(result, "asked") is None
        assert score.value == result.enps["asked"] == -23
        assert score.low < -23 < score.high

    @given(st.integers(0, 2**32 - 1), st.sampled_from([10, 13, 40, 300, 3_000]))
    @settings(max_examples=60, deadline=None)
    def test_a_score_lies_in_its_interval_however_coarse_the_shares_are(self, seed, n):
        random = np.random.default_rng(seed)
        answers = random.choice([3, 9, 11], n, p=random.dirichlet([2, 1, 2]))
        instrument = questions("asked", steps=11, first=0, measure="enps")
        score = enps_range(_result(column(*answers), instrument=instrument), "asked")
        assert -100 <= score.low <= score.value <= score.high <= 100

    def test_nine_answers_have_no_score(self):
        instrument = questions("asked", steps=11, first=0, measure="enps")
        assert enps_range(_result(column(*range(1, 10)), instrument=instrument), "asked") is None


class TestSize:
    @pytest.mark.parametrize(("n", "small"), [(4, True), (5, True), (9, True), (10, False)])
    def test_fewer_than_ten_answers_are_few(self, n, small):
        assert is_small(_result(random_rows(grid(), n))) is small


class TestChange:
    def test_a_first_wave_has_no_change(self):
        assert change_of_index(_result(random_rows(grid(), 30))) is None

    def test_a_later_one_says_how_the_index_moved(self):
        old = Wave(TEAM, {"team": 30}, rows=random_rows(grid(), 30))
        rows = np.minimum(random_rows(grid(), 30) + 1, 5)
        assert change_of_index(_result(rows, past=[past_of(old)])) == "clearly-higher"
        assert change_of_index(_result(old.rows, past=[past_of(old)])) == "level"
