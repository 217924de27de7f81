"""The day of a follow-up: three months on by the calendar, moved back to a working day, never later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.follow_ups import next_follow_up
from followups.months import add_months
from followups.working_time import is_working_day


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (date(2027, 3, 1), date(2027, 6, 1)),
        (date(2027, 11, 30), date(2028, 2, 29)),  # the leap day, a Tuesday
        (date(2026, 11, 30), date(2027, 2, 26)),  # 28 February is a Sunday
        (date(2026, 9, 25), date(2026, 12, 23)),  # Christmas, its eve
        (date(2027, 3, 25), date(2027, 6, 24)),  # Midsummer's eve
    ],
)
def test_a_day_off_moves_it_back(since, due):
    assert next_follow_up(since, months=3, is_working_day=is_working_day) == due


@given(st.dates(date(2024, 1, 1), date(2060, 1, 1)), st.integers(1, 3))
def test_it_is_a_working_day_not_later_than_promised_and_never_at_once(since, months):
    due = next_follow_up(since, months=months, is_working_day=is_working_day)
    promised = add_months(since, months)
    assert is_working_day(due)
    assert since < due <= promised
    assert not any(is_working_day(due + timedelta(days=n)) for n in range(1, (promised - due).days + 1))
