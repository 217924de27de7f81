"""A year of the clock: openings, and what follows from each wave's close."""

from __future__ import annotations

from datetime import date

import pytest

from followups.annual_clock import Entry
from followups.clock_year import year_of
from followups.cycle import BadTimes, Cycle, check_times
from followups.working_time import is_working_day

YEARLY = Entry("laatu", "tyoelaman-laatu", "K", "year", date(2027, 1, 11), days=14)


def days(*entries: Entry, today: date, cycle: Cycle | None = None) -> list[tuple[str, str]]:
    found = year_of(
        entries,
        cycle or Cycle(),
        planning={"tyoelaman-laatu"},
        today=today,
        is_working_day=is_working_day,
    )
    return [(day.kind, day.on.isoformat()) for day in found]


def test_talk_plan_and_follow_up_follow_a_close():
    assert days(YEARLY, today=date(2026, 12, 1)) == [
        ("opens", "2027-01-11"),
        ("talk", "2027-02-08"),
        ("plan", "2027-02-24"),
        ("follow_up", "2027-05-24"),
    ]


def test_deadlines_of_a_wave_that_is_over_are_still_shown():
    assert days(YEARLY, today=date(2027, 2, 9)) == [
        ("plan", "2027-02-24"),
        ("follow_up", "2027-05-24"),
        ("opens", "2028-01-11"),
        ("talk", "2028-02-08"),
    ]


def test_a_pulse_calls_for_no_plan():
    weekly = Entry("fiilis", "fiilis", "K", "week", date(2027, 1, 11), days=5, shares=3)
    found = days(weekly, today=date(2026, 12, 1))
    assert {kind for kind, _ in found} == {"opens"}
    assert len(found) > 40


def test_a_day_that_february_does_not_have_is_its_last():
    leap = Entry("k", "fiilis", "K", "quarter", date(2027, 11, 30), days=1)
    found = days(leap, today=date(2028, 2, 1), cycle=Cycle(1, 1, 3))
    assert ("opens", "2028-02-29") in found


def test_nothing_beyond_a_year_is_shown():
    found = days(YEARLY, today=date(2026, 12, 1))
    assert max(day for _, day in found) <= "2027-12-01"


@pytest.mark.parametrize(
    ("times", "mistakes"),
    [
        (Cycle(15, 14, 3), ("talk",)),
        (Cycle(0, 30, 3), ("talk",)),
        (Cycle(14, 91, 4), ("plan", "follow_up")),
        (Cycle(1, 0, 0), ("plan", "follow_up")),
        (Cycle(-1, -1, -1), ("plan", "talk", "follow_up")),
    ],
)
def test_times_that_cannot_be_are_named(times, mistakes):
    with pytest.raises(BadTimes) as caught:
        check_times(times)
    assert caught.value.mistakes == mistakes


def test_the_sign_of_an_entry_changes_with_anything_of_it():
    from dataclasses import replace  # noqa: PLC0415

    changes = ({"days": 15}, {"months": frozenset({1})}, {"k": 6}, {"ends_on": date(2030, 1, 1)})
    signs = {YEARLY.fingerprint, *(replace(YEARLY, **change).fingerprint for change in changes)}
    assert len(signs) == 1 + len(changes)
    same = replace(YEARLY, months=frozenset([12, 1, 5]))
    assert same.fingerprint == replace(YEARLY, months=frozenset([5, 12, 1])).fingerprint
