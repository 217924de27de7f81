from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from followups.follow_ups import may_be_told
from followups.own_time import AFTERWARDS, OwnTime
from followups.quiet_hours import MOST_HOURS, BadQuietHours, QuietHours
from followups.working_time import WorkingTime
from tests.followups.test_working_time import (
    ALWAYS,
    HELSINKI,
    MINUTE,
    OFFICE,
    SHIFTS,
    hours,
    local,
    moments,
    times,
)

NIGHT = QuietHours("21:00", "07:00")
BY_DAY = QuietHours("08:00", "17:00")


@st.composite
def quiet_hours(draw) -> QuietHours:
    starts, lasts = draw(times), draw(st.integers(1, MOST_HOURS * 60))
    ends = (int(starts[:2]) * 60 + int(starts[3:]) + lasts) % (24 * 60)
    return QuietHours(starts, f"{ends // 60:02}:{ends % 60:02}")


def opening(moment: str, quiet: QuietHours | None, of: WorkingTime = OFFICE) -> str:
    found = OwnTime(of, quiet).next_moment(local(moment))
    return f"{found.astimezone(HELSINKI):%Y-%m-%d %H:%M}"


def is_quiet(moment, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Read the clock on the wall, as the person does."""
    shown = f"{moment.astimezone(zone):%H:%M}"
    if quiet.starts < quiet.ends:
        return quiet.starts <= shown < quiet.ends
    return shown >= quiet.starts or shown < quiet.ends


@pytest.mark.parametrize(
    ("quiet", "of", "moment", "expected"),
    [
        (NIGHT, OFFICE, "2026-11-23 12:00", "2026-11-23 12:00"),
        (NIGHT, OFFICE, "2026-11-23 22:00", "2026-11-24 08:00"),
        (NIGHT, SHIFTS, "2026-11-23 21:00", "2026-11-24 07:00"),
        (NIGHT, SHIFTS, "2026-11-23 06:59", "2026-11-23 07:00"),
        (NIGHT, ALWAYS, "2026-11-29 00:00", "2026-11-29 07:00"),
        (QuietHours("12:00", "12:30"), OFFICE, "2026-11-23 12:00", "2026-11-23 12:30"),
    ],
)
def test_what_is_left_of_the_working_day_is_when_somebody_is_told(quiet, of, moment, expected):
    assert opening(moment, quiet, of) == expected


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (BY_DAY, "2026-11-23 09:00", "2026-11-23 17:00"),
        (BY_DAY, "2026-11-23 20:59", "2026-11-23 20:59"),
        (BY_DAY, "2026-11-23 21:00", "2026-11-24 17:00"),
        (BY_DAY, "2026-11-28 09:00", "2026-11-30 17:00"),
        (QuietHours("08:59", "17:00"), "2026-11-23 08:10", "2026-11-23 17:00"),
        (QuietHours("09:00", "17:00"), "2026-11-23 08:10", "2026-11-23 08:10"),
        (QuietHours("08:00", "23:00"), "2026-11-23 09:00", "2026-11-23 23:00"),
        (QuietHours("08:00", "23:00"), "2026-11-28 02:00", "2026-11-28 02:00"),
        (QuietHours("08:00", "23:00"), "2026-11-28 03:00", "2026-11-30 23:00"),
        (QuietHours("08:00", "00:00"), "2026-11-24 00:00", "2026-11-24 00:00"),
    ],
)
def test_where_less_than_an_hour_is_left_of_a_day_the_end_of_the_quiet_hours_decides(quiet, moment, expected):
    assert opening(moment, quiet) == expected


def test_without_quiet_hours_the_working_hours_hold():
    assert opening("2026-11-23 20:00", None) == "2026-11-24 08:00"


@given(hours(), quiet_hours(), moments)
def test_nothing_is_ever_said_in_quiet_hours(of, quiet, moment):
    told = OwnTime(of, quiet).next_moment(moment)
    assert told >= moment
    assert not is_quiet(told, quiet, of.zone)
    assert OwnTime(of, quiet).next_moment(told) == told


@given(hours(), quiet_hours(), moments, st.integers(0, 3 * 24 * 60))
def test_who_waits_longer_is_not_told_earlier(of, quiet, moment, minutes):
    own = OwnTime(of, quiet)
    assert own.next_moment(moment) <= own.next_moment(moment + minutes * MINUTE)


@given(hours(), quiet_hours(), moments)
def test_people_are_told_at_work_or_soon_after_they_wake(of, quiet, moment):
    told = OwnTime(of, quiet).next_moment(moment)
    woke = (
        told - step * MINUTE
        for step in range(1, int(AFTERWARDS / MINUTE) + 1)
        if is_quiet(told - step * MINUTE, quiet, of.zone)
    )
    assert of.next_moment(told) == told or next(woke, None) is not None


@given(hours(), quiet_hours(), moments)
def test_every_working_day_has_a_moment(of, quiet, moment):
    opens = of.next_moment(moment)
    assert OwnTime(of, quiet).next_moment(opens) - opens <= timedelta(hours=25)


@given(quiet_hours(), moments)
def test_quiet_hours_are_over_when_the_wall_says_so(quiet, moment):
    offsets = {(moment + timedelta(hours=n)).astimezone(HELSINKI).utcoffset() for n in (-1, 0, 1)}
    assume(len(offsets) == 1)  # the clocks change: told apart below
    over = quiet.over(moment, zone=HELSINKI)
    assert not is_quiet(over, quiet, HELSINKI)
    assert (over == moment) is not is_quiet(moment, quiet, HELSINKI)


def test_an_hour_that_passes_twice_is_quiet_twice_and_one_that_is_leapt_over_never():
    """The clocks of Finland go from 04:00 to 03:00 in autumn and from 03:00 to 04:00 in spring."""
    quiet = QuietHours("23:00", "03:30")
    twice = [local("2026-10-25 03:15", fold=fold).astimezone(UTC) for fold in (0, 1)]
    ends = local("2026-10-25 03:30", fold=1).astimezone(UTC)
    assert [quiet.over(moment, zone=HELSINKI) for moment in twice] == [ends, ends]
    gone = QuietHours("03:10", "03:50")
    before = local("2027-03-28 02:59")
    assert gone.over(before, zone=HELSINKI) == before
    assert opening("2027-03-28 02:59", gone, ALWAYS) == "2027-03-28 02:59"


@pytest.mark.parametrize(
    ("starts", "ends", "reason"),
    [
        ("22:00", "24:00", "time"),
        ("25:00", "07:00", "time"),
        ("7:00", "08:00", "time"),
        ("", "07:00", "time"),
        ("22:00 ", "07:00", "time"),
        ("22:00", "22:00", "equal"),
        ("06:00", "22:01", "too_long"),
        ("22:00", "21:59", "too_long"),
    ],
)
def test_what_is_no_time_no_span_or_too_long_is_refused(starts, ends, reason):
    with pytest.raises(BadQuietHours) as told:
        QuietHours(starts, ends)
    assert told.value.reason == reason


def test_sixteen_hours_may_be_quiet():
    assert QuietHours("06:00", "22:00").ends == "22:00"


@given(quiet_hours(), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_a_nudge_finds_its_moment_on_every_working_day(quiet, day):
    assume(OFFICE.is_working_day(day))
    own = OwnTime(OFFICE, quiet)
    looks = (local(f"{day} {hour:02}:30") for hour in range(24))
    assert any(may_be_told(own, now=now) for now in looks)
