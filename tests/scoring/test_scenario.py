from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.scenario import CEILING, SHARE, NoScenario, Scenario

PERCENT = st.floats(1, 100)
YEARS = st.floats(0, 100_000)


def _scenario(**changed: float) -> Scenario:
    return Scenario(**({"person_years": 200, "index_now": 50, "index_then": 60, "cost": 55_000} | changed))


def test_ten_points_more_are_worth_eight_of_two_hundred_person_years():
    """200 * (60 / 50 - 1) * 0.20 = 8, and 8 * 55,000 = 440,000."""
    assert _scenario().gained == pytest.approx(8)
    assert _scenario().euros == pytest.approx(440_000)


def test_a_fall_costs_what_the_same_formula_says():
    """200 * (40 / 50 - 1) * 0.20 = -8."""
    assert _scenario(index_then=40).gained == pytest.approx(-8)
    assert _scenario(index_then=40).euros == pytest.approx(-440_000)


def test_above_the_ceiling_nothing_more_is_gained():
    assert CEILING == 85
    at, above = _scenario(index_then=85), _scenario(index_then=100)
    assert above.gained == at.gained == pytest.approx(200 * (85 / 50 - 1) * SHARE)
    assert _scenario(index_now=90, index_then=100).gained == 0
    assert _scenario(index_now=100, index_then=85).gained == 0


@given(YEARS, PERCENT, PERCENT, PERCENT)
def test_a_higher_index_never_gains_less(person_years, now, then, higher):
    low, high = sorted((then, higher))
    some, more = (
        Scenario(person_years=person_years, index_now=now, index_then=each, cost=1) for each in (low, high)
    )
    assert more.gained >= some.gained


@given(YEARS, PERCENT)
def test_no_change_gains_nothing(person_years, index):
    assert Scenario(person_years=person_years, index_now=index, index_then=index, cost=50_000).euros == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person_years", -1),
        ("person_years", float("inf")),
        ("person_years", float("nan")),
        ("cost", -0.01),
        ("cost", float("nan")),
        ("index_now", 0),
        ("index_now", 0.99),
        ("index_now", 100.1),
        ("index_now", float("nan")),
        ("index_then", -1),
        ("index_then", 101),
        ("index_then", float("nan")),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(name, value):
    with pytest.raises(NoScenario) as refused:
        _scenario(**{name: value})
    assert refused.value.name == name
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("change", "gained"),
    [({"person_years": 0}, 0), ({"cost": 0}, 8), ({"index_then": 0}, -40), ({"index_now": 1}, 2_360)],
)
def test_the_ends_of_what_can_be_are_taken(change, gained):
    assert _scenario(**change).gained == pytest.approx(gained)
