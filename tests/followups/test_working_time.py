from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.working_time import (
    BadHours,
    Calendar,
    WorkingTime,
    read_days,
    read_hours,
    read_zone,
    written_days,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = WorkingTime(HELSINKI)
SHIFTS = read_hours("06:00-22:00 mon-sun holidays", HELSINKI)
NIGHT = read_hours("03:30-05:00 mon-sun holidays", HELSINKI)
ALWAYS = read_hours("00:00-24:00 mon-sun holidays", HELSINKI)
MINUTE = timedelta(minutes=1)

times = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
zones = st.sampled_from(
    ["Europe/Helsinki", "Europe/Stockholm", "UTC", "America/New_York", "Australia/Lord_Howe"]
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # aware through `timezones`


@st.composite
def hours(draw) -> WorkingTime:
    starts, ends = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return WorkingTime(ZoneInfo(draw(zones)), starts, ends, days, draw(st.booleans()))


def local(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI, fold=fold)


def opening(moment: str, of: WorkingTime = OFFICE) -> str:
    return f"{of.next_moment(local(moment)).astimezone(HELSINKI):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
        ("2026-11-23 17:00", "2026-11-24 08:00"),
        ("2026-11-23 03:00", "2026-11-23 08:00"),
        ("2026-11-27 18:00", "2026-11-30 08:00"),
        ("2026-11-28 12:00", "2026-11-30 08:00"),
    ],
)
def test_office_hours_are_eight_to_five_from_monday_to_friday(moment, expected):
    assert opening(moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-18 18:00", "2026-06-22 08:00"),  # Midsummer Eve is a Friday
        ("2026-06-19 12:00", "2026-06-22 08:00"),
        ("2027-12-05 12:00", "2027-12-07 08:00"),  # Independence Day on a Monday
        ("2027-12-06 12:00", "2027-12-07 08:00"),
        ("2026-12-23 18:00", "2026-12-28 08:00"),  # Christmas Eve is a Thursday, Boxing Day a Saturday
        ("2026-04-02 18:00", "2026-04-07 08:00"),  # Easter
        ("2026-05-13 17:30", "2026-05-15 08:00"),  # Ascension Day
        ("2027-12-31 18:00", "2028-01-03 08:00"),  # over New Year
    ],
)
def test_holidays_are_no_working_days(moment, expected):
    assert opening(moment) == expected


def test_where_shifts_are_worked_holidays_are_days_like_any_other():
    assert opening("2026-06-19 12:00", SHIFTS) == "2026-06-19 12:00"
    assert opening("2026-06-19 22:00", SHIFTS) == "2026-06-20 06:00"


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"], ids=["clocks go forward", "clocks go back"])
def test_the_day_begins_by_the_wall_clock_when_the_clocks_change(day):
    assert opening(f"{day} 00:30", SHIFTS) == f"{day} 06:00"
    assert opening(f"{day} 21:59", SHIFTS) == f"{day} 21:59"
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert opening(f"{day} 22:00", SHIFTS) == f"{after} 06:00"


def test_an_opening_that_the_clock_leaps_over_is_the_leap():
    assert opening("2026-03-29 02:00", NIGHT) == "2026-03-29 04:00"


def test_hours_that_the_clock_passes_twice_begin_once():
    first, second = (local("2026-10-25 03:30", fold=fold).astimezone(UTC) for fold in (0, 1))
    assert NIGHT.next_moment(first - MINUTE) == first
    assert NIGHT.next_moment(second) == second
    assert NIGHT.next_moment(second - timedelta(minutes=20)) == second - timedelta(minutes=20)


def test_a_day_that_a_zone_skips_has_no_hours():
    apia = read_hours("08:00-17:00 mon-sun holidays", ZoneInfo("Pacific/Apia"))
    late = datetime(2011, 12, 29, 18, 0, tzinfo=apia.zone)
    assert apia.next_moment(late).astimezone(apia.zone).isoformat() == "2011-12-31T08:00:00+14:00"


@given(hours=hours(), moment=moments)
def test_the_next_moment_is_inside_and_never_earlier(hours, moment):
    found = hours.next_moment(moment)
    assert found >= moment
    assert hours.next_moment(found) == found
    on_the_wall = found.astimezone(hours.zone)
    assert on_the_wall.weekday() in hours.weekdays
    if found > moment:
        # Outside, what comes is an opening: the minute before it is outside, too.
        assert hours.next_moment(found - MINUTE) == found


@given(hours=hours(), moment=moments, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whoever_waits_longer_is_never_told_an_earlier_moment(hours, moment, later):
    assert hours.next_moment(moment) <= hours.next_moment(moment + later)


@given(moment=moments)
def test_hours_around_the_clock_never_let_anything_wait(moment):
    assert ALWAYS.next_moment(moment) == moment


@given(moment=moments)
def test_office_hours_are_never_at_night_at_a_weekend_or_on_independence_day(moment):
    found = OFFICE.next_moment(moment).astimezone(HELSINKI)
    assert 8 <= found.hour < 17
    assert found.weekday() < 5
    assert (found.month, found.day) not in {(12, 6), (12, 24), (12, 25), (1, 1), (1, 6), (5, 1)}


@given(days=st.frozensets(st.integers(0, 6), min_size=1))
def test_days_are_read_as_they_are_written(days):
    assert read_days(written_days(days)) == days


def test_days_may_go_over_the_end_of_the_week():
    assert read_days("sat-mon") == {5, 6, 0}
    assert read_days("Mon,Wed-Thu") == {0, 2, 3}
    assert written_days(frozenset(range(7))) == "mon-sun"
    assert written_days(frozenset({5, 6})) == "sat,sun"


@pytest.mark.parametrize(
    "text",
    [
        "08:00-17:00",
        "17:00-08:00 mon-fri",
        "08:00-08:00 mon-fri",
        "8-17 mon-fri",
        "08:00-24:01 mon-fri",
        "08:00-17:00 ma-pe",
        "08:00-17:00 mon-wed-fri",
        "08:00-17:00 mon-fri always",
    ],
)
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(BadHours):
        read_hours(text, HELSINKI)


def test_hours_need_a_day_and_a_zone():
    with pytest.raises(BadHours):
        WorkingTime(HELSINKI, weekdays=frozenset())
    with pytest.raises(BadHours):
        read_zone("Nowhere/Town")


def test_a_unit_follows_the_nearest_unit_above_that_has_hours_of_its_own():
    calendar = Calendar(
        OFFICE, {"A": SHIFTS, "A1": NIGHT}, {"K": None, "A": "K", "A1": "A", "A2": "A", "B": "K"}
    )
    assert [calendar.of(code) for code in ("K", "A", "A1", "A2", "B", "gone")] == [
        OFFICE,
        SHIFTS,
        NIGHT,
        SHIFTS,
        OFFICE,
        OFFICE,
    ]
