"""Calendar months from the last days of months, over leap years and new years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.months import add_months


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 3, date(2028, 5, 29)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2027, 10, 15), 3, date(2028, 1, 15)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_one(start, months, end):
    assert add_months(start, months) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_the_month_is_exact_and_the_day_never_later(start, months):
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == min(start.day, monthrange(end.year, end.month)[1])
