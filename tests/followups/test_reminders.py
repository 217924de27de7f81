from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.reminders import (
    APART,
    LAST_DAY,
    QUIET_END,
    QUIET_START,
    in_working_time,
    reminder_times,
)
from followups.working_time import WorkingTime

OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = WorkingTime(HELSINKI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

openings = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # aware through `timezones`
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=60))


def after(days: float, count: int) -> list[timedelta]:
    """How long after the opening the reminders of a wave of so many days come."""
    times = reminder_times(opens=OPENS, closes=OPENS + days * DAY, count=count)
    return [moment - OPENS for moment in times]


@pytest.mark.parametrize(
    ("days", "count", "expected"),
    [
        (7, 0, []),
        (7, 1, [3.5 * DAY]),
        (7, 2, [3.5 * DAY, 6 * DAY]),
        (14, 2, [7 * DAY, 13 * DAY]),
        (2, 2, [DAY]),
        (2.5, 2, [1.5 * DAY]),
        (1.5, 2, [0.5 * DAY]),
        (1.5, 1, [0.75 * DAY]),
        (0.5, 2, []),
        (1 / 24, 2, []),
    ],
)
def test_a_wave_reminds_at_half_time_and_a_day_before_the_end(days, count, expected):
    assert after(days, count) == expected


@given(opens=openings, length=lengths, count=st.integers(0, 2))
def test_reminders_are_few_in_order_apart_and_away_from_both_edges(opens, length, count):
    times = reminder_times(opens=opens, closes=opens + length, count=count)
    assert len(times) <= count
    assert all(opens + QUIET_START <= moment <= opens + length - QUIET_END for moment in times)
    assert all(later - earlier >= APART for earlier, later in itertools.pairwise(times))


@given(opens=openings, length=st.timedeltas(2 * DAY, 60 * DAY))
def test_a_wave_of_two_days_or_more_reminds_on_its_last_day(opens, length):
    assert reminder_times(opens=opens, closes=opens + length, count=2)[-1] == opens + length - LAST_DAY


@given(opens=openings, length=lengths)
def test_asking_for_more_never_gives_fewer(opens, length):
    given_times = [reminder_times(opens=opens, closes=opens + length, count=count) for count in (0, 1, 2)]
    assert [len(times) for times in given_times] == sorted(len(times) for times in given_times)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def moved(*, opens: str, closes: str) -> list[str]:
    """When a wave with two reminders reminds people with office hours."""
    opened, closed = local(opens), local(closes)
    times = reminder_times(opens=opened, closes=closed, count=2)
    invited = OFFICE.next_moment(opened)
    kept = in_working_time(times, hours=OFFICE, invited=invited, closes=closed)
    return [f"{moment.astimezone(HELSINKI):%a %H:%M}" for moment in kept]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("2026-11-23 09:00", "2026-12-04 15:00", ["Mon 08:00", "Thu 15:00"]),  # half-time is on a Saturday
        ("2026-11-26 09:00", "2026-12-01 10:00", ["Mon 10:00"]),  # half-time would be two hours before it
        ("2026-11-26 09:00", "2026-11-30 08:30", []),  # both would be in the last hour
        ("2026-11-26 09:00", "2026-11-30 09:00", []),  # and neither on its very edge
        ("2026-11-26 09:00", "2026-11-30 12:00", ["Mon 08:00"]),
        (
            "2026-11-27 18:00",
            "2026-12-01 16:00",
            [],
        ),  # invited on Monday at eight, reminded at four: too soon
        ("2026-12-23 12:00", "2026-12-28 16:00", ["Mon 08:00"]),  # Christmas
    ],
)
def test_reminders_move_into_working_time_or_are_left_out(opens, closes, expected):
    assert moved(opens=opens, closes=closes) == expected


@given(opens=openings, length=lengths)
def test_moved_reminders_are_inside_apart_and_away_from_both_edges(opens, length):
    closes, invited = opens + length, OFFICE.next_moment(opens)
    times = reminder_times(opens=opens, closes=closes, count=2)
    kept = in_working_time(times, hours=OFFICE, invited=invited, closes=closes)
    assert len(kept) <= len(times)
    assert all(OFFICE.next_moment(moment) == moment for moment in kept)
    assert all(invited + QUIET_START <= moment < closes - QUIET_END for moment in kept)
    assert all(later - earlier >= APART for earlier, later in itertools.pairwise(kept))
