"""A year of the annual clock: openings, and the deadlines that follow when a wave closes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from followups.annual_clock import Entry, Occurrence, occurrences
from followups.cycle import Cycle
from followups.follow_ups import next_follow_up
from followups.months import add_months

Kind = Literal["opens", "talk", "plan", "follow_up"]
YEAR: Final = 12
"""Months ahead."""


@dataclass(frozen=True, slots=True)
class ClockDay:
    """What falls on a day: a wave opens, or what follows it is to be done by then."""

    on: date
    kind: Kind
    occurrence: Occurrence

    @property
    def entry(self) -> Entry:
        """Give the entry that it comes from."""
        return self.occurrence.entry


def year_of(
    entries: Iterable[Entry],
    cycle: Cycle,
    *,
    planning: Collection[str],
    today: date,
    is_working_day: Callable[[date], bool],
) -> list[ClockDay]:
    """List the days of the next twelve months in order, the deadlines of earlier waves among them.

    `planning` are the questionnaires that a talk and a plan follow.
    """
    until = add_months(today, YEAR)
    # A wave of this long ago may have its first follow-up today.
    since = add_months(today, -YEAR)
    days = (
        day
        for entry in entries
        for each in occurrences(entry, since=since, until=until, is_working_day=is_working_day)
        for day in _days_of(each, cycle, is_working_day, has_plan=entry.instrument in planning)
    )
    shown = [day for day in days if today <= day.on <= until]
    return sorted(shown, key=lambda day: (day.on, day.entry.id, day.occurrence.due_on, day.kind))


def _days_of(
    occurrence: Occurrence, cycle: Cycle, is_working_day: Callable[[date], bool], *, has_plan: bool
) -> Iterator[ClockDay]:
    yield ClockDay(occurrence.opens_on, "opens", occurrence)
    if has_plan:
        agreed = occurrence.closes_on + timedelta(days=cycle.plan_days)
        yield ClockDay(occurrence.closes_on + timedelta(days=cycle.talk_days), "talk", occurrence)
        yield ClockDay(agreed, "plan", occurrence)
        back = next_follow_up(agreed, months=cycle.follow_up_months, is_working_day=is_working_day)
        yield ClockDay(back, "follow_up", occurrence)
