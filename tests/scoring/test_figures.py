from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.figures import (
    Figure,
    answers_shown,
    figure_from_json,
    item_mean,
    percent,
    response_rate,
    thirds,
)


def test_a_small_groups_means_have_one_decimal_and_a_large_ones_two():
    assert item_mean(3.456, 9, steps=5) == Figure(3.5)
    assert item_mean(3.456, 10, steps=5) == Figure(3.46)
    assert percent(0.52946, 9) == percent(0.52946, 10) == Figure(52.9)


@pytest.mark.parametrize(
    ("mean", "shown"),
    [(1.94, Figure(2.0, "<")), (1.96, Figure(2.0)), (4.64, Figure(4.6)), (4.66, Figure(4.6, ">"))],
)
def test_a_small_groups_extreme_means_show_only_their_side(mean, shown):
    assert item_mean(mean, 5, steps=5) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.249, Figure(25.0, "<")), (0.25, Figure(25.0)), (0.9, Figure(90.0)), (0.902, Figure(90.0, ">"))],
)
def test_a_small_groups_extreme_percents_show_only_their_side(share, shown):
    assert percent(share, 5) == shown


def test_a_longer_scale_is_coded_at_the_same_shares():
    assert item_mean(3.2, 5, steps=11) == Figure(3.5, "<")
    assert item_mean(10.4, 5, steps=11).to_json() == "> 10"


@pytest.mark.parametrize("written", [3.5, 52.9, "< 2.0", "> 4.6", "< 25", "> 90"])
def test_figures_are_written_and_read_back(written):
    assert figure_from_json(written).to_json() == written


@pytest.mark.parametrize("written", ["2.0", "= 2.0", "< much"])
def test_what_is_no_figure_is_refused(written):
    with pytest.raises(ValueError, match=r".+"):
        figure_from_json(written)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=11).filter(sum))
def test_a_distribution_is_in_steps_of_five_and_adds_up(histogram):
    parts = thirds(histogram)
    assert sum(parts) == 100
    assert all(part % 5 == 0 and part >= 0 for part in parts)
    low = 100 * sum(histogram[: len(histogram) // 2]) / sum(histogram)
    assert abs(parts[0] - low) <= 5


def test_a_scale_without_a_middle_has_no_middle_answers():
    assert thirds([3, 1, 2, 4]) == (40, 0, 60)


@given(st.integers(0, 400), st.integers(1, 400), st.booleans())
def test_a_response_rate_never_says_none_or_all(answered, invited, coarse):
    rate = response_rate(min(answered, invited), invited, coarse=coarse)
    assert 10 <= rate.value <= 90
    if coarse:
        assert rate.value % 5 == 0


def test_the_number_of_answers_is_exact_from_ten():
    assert [answers_shown(n) for n in (5, 9, 10)] == ["5-9", "5-9", 10]
