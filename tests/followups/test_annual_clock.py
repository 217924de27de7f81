from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.annual_clock import REST_DAYS, STEPS, Entry, due_day, occurrences

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = timedelta(days=1)
EASTER = {date(2027, 3, 26), date(2027, 3, 29)}
ENTRY = Entry("fiilis", "fiilis", "K", "month", date(2027, 1, 11))


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def is_no_easter(day: date) -> bool:
    return is_weekday(day) and day not in EASTER


def every_day(_day: date) -> bool:
    return True


def days(
    entry: Entry,
    *,
    since: date = date(2027, 1, 1),
    until: date = date(2027, 12, 31),
    works: Callable[[date], bool] = every_day,
) -> list[str]:
    found = occurrences(entry, since=since, until=until, is_working_day=works)
    return [f"{each.opens_on:%m-%d}" for each in found]


@pytest.mark.parametrize(
    ("every", "starts", "expected"),
    [
        ("week", date(2027, 12, 1), ["12-01", "12-08", "12-15", "12-22", "12-29"]),
        ("two_weeks", date(2027, 11, 29), ["11-29", "12-13", "12-27"]),
        ("month", date(2027, 8, 31), ["08-31", "09-30", "10-31", "11-30", "12-31"]),
        ("quarter", date(2027, 2, 15), ["02-15", "05-15", "08-15", "11-15"]),
        ("half_year", date(2026, 8, 29), ["02-28", "08-29"]),
        ("year", date(2024, 2, 29), ["02-28"]),
        ("year", date(2028, 1, 1), []),
    ],
)
def test_a_wave_comes_back_after_its_step_on_the_day_where_it_started(every, starts, expected):
    shares = 2 if every == "week" else 1
    assert days(replace(ENTRY, every=every, starts_on=starts, shares=shares)) == expected


def test_a_month_without_the_day_does_not_change_the_months_after_it():
    entry = replace(ENTRY, starts_on=date(2027, 1, 31))
    assert days(entry, until=date(2027, 4, 30)) == ["01-31", "02-28", "03-31", "04-30"]


def test_only_the_entrys_months_have_waves():
    entry = replace(ENTRY, months=frozenset({1, 4, 9}))
    assert days(entry) == ["01-11", "04-11", "09-11"]


def test_an_opening_on_a_day_off_moves_to_the_next_working_day():
    entry = replace(ENTRY, starts_on=date(2027, 1, 26))
    assert days(entry, until=date(2027, 4, 30), works=is_no_easter) == ["01-26", "02-26", "03-30", "04-26"]


def test_what_moves_out_of_its_month_opens_all_the_same():
    entry = replace(ENTRY, starts_on=date(2027, 1, 31), months=frozenset({1}))
    assert days(entry, works=is_weekday) == ["02-01"]


def test_no_wave_opens_after_the_last_day_also_not_by_moving():
    entry = replace(ENTRY, starts_on=date(2027, 1, 9), ends_on=date(2027, 5, 9))
    assert days(entry, works=is_weekday) == ["01-11", "02-09", "03-09", "04-09"]


def test_a_turn_that_a_holiday_brings_too_near_to_the_last_one_is_left_out():
    entry = replace(ENTRY, every="two_weeks", starts_on=date(2027, 3, 15))
    assert days(entry, until=date(2027, 5, 1), works=is_no_easter) == ["03-15", "03-30", "04-26"]


def test_shares_take_turns_also_where_months_are_left_out():
    entry = replace(ENTRY, months=frozenset({1, 3, 5, 7}), shares=2)
    found = occurrences(entry, since=date(2027, 1, 1), until=date(2028, 6, 1), is_working_day=every_day)
    assert [each.share for each in found] == [0, 1, 0, 1, 0, 1, 0]


def test_looking_from_a_later_day_changes_neither_shares_nor_ids():
    entry = replace(ENTRY, every="week", shares=3)
    until = date(2027, 12, 31)
    whole = list(occurrences(entry, since=date(2027, 1, 1), until=until, is_working_day=is_no_easter))
    later = list(occurrences(entry, since=date(2027, 6, 1), until=until, is_working_day=is_no_easter))
    assert later == [each for each in whole if each.opens_on >= date(2027, 6, 1)]


def test_a_wave_is_over_when_the_next_one_is_due():
    entry = replace(ENTRY, every="week", starts_on=date(2027, 3, 22), shares=3, days=7)
    found = occurrences(entry, since=date(2027, 3, 22), until=date(2027, 4, 9), is_working_day=is_no_easter)
    spans = [(each.opens_on.day, each.closes_on.day) for each in found]
    assert spans == [(22, 29), (30, 5), (5, 12)]


def test_opening_and_end_are_at_the_same_local_time_when_the_clocks_change():
    entry = replace(ENTRY, starts_on=date(2027, 3, 25), days=7, opens=time(8, 30))
    (each,) = occurrences(entry, since=date(2027, 3, 1), until=date(2027, 3, 31), is_working_day=every_day)
    moments = [moment.isoformat() for moment in each.moments(HELSINKI)]
    assert moments == ["2027-03-25T06:30:00+00:00", "2027-04-01T05:30:00+00:00"]
    assert each.wave_id == "fiilis-20270325"


def test_the_id_of_a_wave_does_not_change_with_the_holidays():
    entry = replace(ENTRY, starts_on=date(2027, 3, 26))
    moved, kept = (
        next(occurrences(entry, since=entry.starts_on, until=date(2027, 4, 1), is_working_day=works))
        for works in (is_no_easter, is_weekday)
    )
    assert (moved.opens_on, moved.wave_id) == (date(2027, 3, 30), kept.wave_id)


entries = st.builds(
    Entry,
    id=st.just("fiilis"),
    instrument=st.just("fiilis"),
    unit=st.just("K"),
    every=st.sampled_from(list(STEPS)),
    starts_on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    ends_on=st.none() | st.dates(date(2027, 1, 1), date(2030, 12, 31)),
    months=st.frozensets(st.integers(1, 12)),
    days=st.integers(1, 60),
    shares=st.integers(1, 4),
)
days_off = st.frozensets(st.dates(date(2026, 1, 1), date(2030, 12, 31)), max_size=40)


@given(entry=entries, off=days_off, since=st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_openings_are_on_working_days_apart_and_within_their_bounds(entry, off, since):
    until = since + 400 * DAY

    def works(day: date) -> bool:
        return is_weekday(day) and day not in off

    found = list(occurrences(entry, since=since, until=until, is_working_day=works))
    assert all(works(each.opens_on) and since <= each.opens_on <= until for each in found)
    assert all(entry.starts_on <= each.due_on <= each.opens_on < each.closes_on for each in found)
    assert all(each.opens_on <= (entry.ends_on or until) for each in found)
    assert all(not entry.months or each.due_on.month in entry.months for each in found)
    assert len({each.opens_on for each in found}) == len({each.wave_id for each in found}) == len(found)
    assert all(one.opens_on < other.opens_on for one, other in pairwise(found))
    for share in range(entry.shares):
        own = [each.opens_on for each in found if each.share == share]
        assert all(later - earlier >= REST_DAYS * DAY for earlier, later in pairwise(own))


@given(entry=entries, until=st.dates(date(2027, 1, 1), date(2029, 12, 31)))
def test_without_days_off_every_step_in_its_months_has_a_wave(entry, until):
    entry = replace(entry, shares=4, ends_on=None)
    found = occurrences(entry, since=entry.starts_on, until=until, is_working_day=every_day)
    due = [due_day(entry, step) for step in range(250)]
    wanted = [day for day in due if day <= until and (not entry.months or day.month in entry.months)]
    assert [each.opens_on for each in found] == wanted


@given(
    entry=entries,
    clock=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    since=st.dates(date(2027, 1, 1), date(2028, 12, 31)),
)
def test_a_wave_opens_before_it_closes_whatever_the_clocks_do(entry, clock, since):
    entry = replace(entry, opens=clock)
    for each in occurrences(entry, since=since, until=since + 60 * DAY, is_working_day=is_weekday):
        opens, closes = each.moments(HELSINKI)
        assert opens < closes
        assert abs((closes - opens) - (each.closes_on - each.opens_on)) <= timedelta(hours=1)
        assert opens.astimezone(HELSINKI).date() == each.opens_on
        assert isinstance(opens, datetime)
