from __future__ import annotations

import pytest

from scoring.figures import Figure
from scoring.findings import factor_risk, index_class, response_grade, verdict

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
    assert factor_risk(factor, Figure(value)) == colour


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
    assert (factor_risk("safety", low), factor_risk("safety", high)) == ("red", "green")
    assert (response_grade(Figure(10.0, "<")), response_grade(high)) == ("unrepresentative", "good")


def test_what_is_not_shown_is_not_judged():
    assert index_class(None) is verdict(None, GREEN) is None
    assert factor_risk("safety", None) is response_grade(None) is None
    assert verdict(Figure(66.0), dict.fromkeys(GREEN)) == "good"
