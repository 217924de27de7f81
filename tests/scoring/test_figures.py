from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.figures import (
    answers_shown,
    figure_from_json,
    response_rate,
)


@pytest.mark.parametrize("written", [3.5, 52.9, "< 2.0", "> 4.6", "< 25", "> 90"])
def test_figures_are_written_and_read_back(written):
    assert figure_from_json(written).to_json() == written


@pytest.mark.parametrize("written", ["2.0", "= 2.0", "< much"])
def test_what_is_no_figure_is_refused(written):
    with pytest.raises(ValueError, match=r".+"):
        figure_from_json(written)


@given(st.integers(0, 400), st.integers(1, 400), st.booleans())
def test_a_response_rate_never_says_none_or_all(answered, invited, own):
    rate = response_rate(min(answered, invited), invited, own=own)
    if invited < (10 if own else 20):
        assert rate is None
        return
    assert 10 <= rate.value <= 90
    if not own or min(answered, invited) < 10:
        assert rate.value % 5 == 0


def test_the_number_of_answers_is_exact_from_ten():
    assert [answers_shown(n) for n in (5, 9, 10)] == ["5-9", "5-9", 10]
