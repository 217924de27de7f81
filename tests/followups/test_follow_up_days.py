"""The days and moments around a follow-up: holidays, month ends, changed clocks, snoozes, pulses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.follow_ups import (
    MOST_WEEKS,
    day_from_now,
    may_be_told,
    morning_of,
    pulse_times,
    snoozed_to,
)
from followups.months import add_months
from followups.working_time import WorkingTime, read_hours

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = WorkingTime(HELSINKI)
EVENINGS = read_hours("14:00-22:00 mon-sun holidays", HELSINKI)
SATURDAYS = read_hours("10:00-16:00 sat", HELSINKI)
DAYS = st.dates(date(2026, 1, 1), date(2040, 1, 1))
HOURS = st.sampled_from([OFFICE, EVENINGS, SATURDAYS])


@pytest.mark.parametrize(
    ("agreed", "months", "due"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 26)),  # no 30 February; the 28th is a Sunday
        (date(2028, 2, 29), 3, date(2028, 5, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 26)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2026, 9, 6), 3, date(2026, 12, 4)),  # Independence Day is a Sunday
        (date(2027, 9, 6), 3, date(2027, 12, 3)),  # and a Monday
        (date(2027, 3, 25), 3, date(2027, 6, 24)),  # Midsummer's eve is a Friday
        (date(2027, 9, 24), 3, date(2027, 12, 23)),  # Christmas Eve
        (date(2027, 9, 27), 3, date(2027, 12, 27)),
    ],
)
def test_a_follow_up_is_on_the_last_working_day_within_its_months(agreed, months, due):
    assert day_from_now(agreed, months=months, hours=OFFICE, today=agreed) == due


def test_one_whose_day_passed_unseen_is_on_the_next_working_day():
    friday_evening = date(2027, 6, 25)  # Midsummer's eve
    assert day_from_now(date(2027, 1, 4), months=3, hours=OFFICE, today=friday_evening) == date(2027, 6, 28)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2027, 3, 26), 7),  # before the clocks go forward on the 28th
        (date(2027, 3, 28), 6),
        (date(2027, 3, 29), 6),
        (date(2027, 10, 29), 6),
        (date(2027, 10, 31), 7),  # the clocks have gone back
        (date(2027, 11, 1), 7),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(day, hour):
    assert morning_of(day, OFFICE) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert morning_of(day, OFFICE).astimezone(HELSINKI).time() == time(9)


def test_people_are_told_at_nine_or_at_once_in_their_hours_and_not_on_a_day_off():
    monday = datetime(2027, 6, 28, tzinfo=HELSINKI)
    assert may_be_told(OFFICE, now=monday) == monday.replace(hour=9)
    assert may_be_told(OFFICE, now=monday.replace(hour=13)) == monday.replace(hour=13)
    assert may_be_told(OFFICE, now=monday.replace(hour=18)) is None
    assert may_be_told(OFFICE, now=monday - timedelta(days=1)) is None
    assert may_be_told(OFFICE, now=monday - timedelta(days=3)) is None, "Midsummer's eve"
    assert may_be_told(EVENINGS, now=monday - timedelta(days=3)) == monday.replace(day=25, hour=14)


def test_those_whose_day_is_over_by_nine_are_told_when_it_begins():
    early = read_hours("04:00-08:30 mon-fri", HELSINKI)
    monday = datetime(2027, 6, 28, tzinfo=HELSINKI)
    assert may_be_told(early, now=monday) == monday.replace(hour=4)
    assert may_be_told(early, now=monday.replace(hour=8)) == monday.replace(hour=8)
    assert may_be_told(early, now=monday.replace(hour=9)) is None


@given(DAYS, DAYS, st.integers(1, MOST_WEEKS), HOURS)
def test_a_snooze_ends_on_a_later_working_day_within_its_weeks(due_on, today, weeks, hours):
    since = max(due_on, today)
    until = snoozed_to(due_on, weeks=weeks, hours=hours, today=today)
    assert hours.is_working_day(until)
    assert since < until
    within = [since + timedelta(days=n) for n in range(1, weeks * 7 + 1)]
    if any(map(hours.is_working_day, within)):
        assert until == [day for day in within if hours.is_working_day(day)][-1]


@given(DAYS, HOURS)
def test_a_pulse_opens_eight_days_before_at_nine_and_closes_an_hour_before_the_follow_up(due_on, hours):
    opens, closes = (moment.astimezone(HELSINKI) for moment in pulse_times(due_on, hours))
    assert (opens.date(), opens.time()) == (due_on - timedelta(days=8), time(9))
    assert (closes.date(), closes.time()) == (due_on, time(8))


@given(DAYS, st.integers(1, 3), DAYS, HOURS)
def test_the_next_day_is_a_working_day_that_is_not_over(since, months, today, hours):
    day = day_from_now(since, months=months, hours=hours, today=today)
    assert hours.is_working_day(day)
    assert day >= today
    if add_months(since, months) - timedelta(days=7) >= today:
        assert day <= add_months(since, months)


def test_with_three_weeks_left_a_pulse_of_a_monthly_follow_up_opens_in_the_future():
    agreed = date(2027, 2, 1)
    opens, _ = pulse_times(day_from_now(agreed, months=1, hours=OFFICE, today=agreed), OFFICE)
    assert opens.date() - agreed >= timedelta(days=20)
