"""The days of a deputy: whole local days, also where clocks change, within half a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.deputies import Term, mistakes_of, term_between

HELSINKI = ZoneInfo("Europe/Helsinki")
TODAY = date(2026, 8, 31)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def test_a_term_lasts_from_midnight_to_midnight_by_local_clocks():
    starts_at, ends_at = Term(date(2026, 12, 1), date(2026, 12, 1)).moments(HELSINKI)
    assert (starts_at, ends_at) == (
        datetime(2026, 11, 30, 22, tzinfo=UTC),
        datetime(2026, 12, 1, 22, tzinfo=UTC),
    )


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_clocks_change_is_a_whole_day(day, hours):
    starts_at, ends_at = Term(day, day).moments(HELSINKI)
    assert ends_at - starts_at == timedelta(hours=hours)


@given(first=DAYS, length=st.integers(0, 200), zone=st.sampled_from(["Europe/Helsinki", "Asia/Tokyo", "UTC"]))
def test_the_days_are_read_back_from_the_moments(first, length, zone):
    term = Term(first, first + timedelta(days=length))
    assert term_between(*term.moments(ZoneInfo(zone)), zone=ZoneInfo(zone)) == term


def test_a_term_that_was_ended_early_lasts_to_that_day():
    starts_at, _ = Term(TODAY, TODAY + timedelta(days=9)).moments(HELSINKI)
    ended = datetime(2026, 9, 2, 9, tzinfo=UTC)
    assert term_between(starts_at, ended, zone=HELSINKI) == Term(TODAY, date(2026, 9, 2))


@pytest.mark.parametrize(
    ("first", "last", "mistakes"),
    [
        (TODAY, TODAY, []),
        (date(2027, 2, 28), date(2027, 8, 27), []),
        (date(2027, 3, 1), date(2027, 3, 1), ["ahead"]),
        (date(2026, 9, 1), date(2027, 2, 28), []),
        (date(2026, 9, 1), date(2027, 3, 1), ["long"]),
        (date(2026, 8, 30), TODAY, ["past"]),
        (date(2026, 9, 2), date(2026, 9, 1), ["order"]),
        (date.max, date.min, ["ahead", "order"]),
        (date.min, date.max, ["past"]),
        (None, None, ["from", "until"]),
        (None, TODAY, ["from"]),
        (TODAY, None, ["until"]),
    ],
)
def test_what_is_wrong_with_two_days_is_named(first, last, mistakes):
    assert list(mistakes_of(first, last, today=TODAY)) == mistakes


@given(first=st.none() | st.dates(), last=st.none() | st.dates(), today=DAYS)
def test_whatever_is_written_is_judged(first, last, today):
    if not list(mistakes_of(first, last, today=today)):
        assert first is not None
        assert last is not None
        assert today <= first <= last <= first + timedelta(days=184)
