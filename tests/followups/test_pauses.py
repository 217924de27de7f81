from __future__ import annotations

from datetime import date

import pytest

from followups.pauses import LENGTHS, last_day


@pytest.mark.parametrize(
    ("today", "length", "expected"),
    [
        ("2026-11-23", "two_weeks", "2026-12-07"),
        ("2026-11-23", "month", "2026-12-23"),
        ("2026-11-23", "three_months", "2027-02-23"),
        ("2027-01-31", "month", "2027-02-28"),
        ("2027-11-30", "three_months", "2028-02-29"),
        ("2026-12-31", "month", "2027-01-31"),
    ],
)
def test_a_pause_ends_on_the_same_day_or_the_last_of_the_month(today, length, expected):
    assert last_day(date.fromisoformat(today), length) == date.fromisoformat(expected)


def test_the_choices_grow():
    today = date(2026, 11, 23)
    assert sorted(LENGTHS, key=lambda length: last_day(today, length)) == list(LENGTHS)
