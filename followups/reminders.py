"""When a wave reminds: the same moments for everybody, so that a reminder says nothing about who answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from followups.working_time import WorkingTime

Whom = Literal["all", "unanswered"]
"""Whom a wave reminds: everybody, or those who have not answered, without anybody seeing who that is."""
WHOM: Final[tuple[Whom, ...]] = ("all", "unanswered")

LAST_DAY = timedelta(days=1)
QUIET_START = timedelta(hours=12)
"""No reminder this soon after the invitation."""
QUIET_END = timedelta(hours=1)
"""No reminder this close to the end."""
APART = timedelta(hours=12)
"""No two reminders closer together: the one at half-time is left out."""


def reminder_times(*, opens: datetime, closes: datetime, count: int) -> tuple[datetime, ...]:
    """Give up to two moments: at half-time, and a day before the end; those too near an edge are left out."""
    wished = (opens + (closes - opens) / 2, closes - LAST_DAY)[:count]
    earliest, latest = opens + QUIET_START, closes - QUIET_END
    kept = [moment for moment in wished if earliest <= moment <= latest]
    if len(kept) > 1 and abs(kept[1] - kept[0]) < APART:
        del kept[0]
    return tuple(sorted(kept))


def in_working_time(
    times: Sequence[datetime], *, hours: WorkingTime, invited: datetime, closes: datetime
) -> tuple[datetime, ...]:
    """Move reminders, in their order, into working time; `invited` is when the invitation leaves.

    Those that end up soon after the invitation, in the last hour or close before another are left out.
    """
    kept: list[datetime] = []
    for moment in reversed([hours.next_moment(each) for each in times]):
        latest = kept[-1] - APART if kept else closes - QUIET_END
        if invited + QUIET_START <= moment <= latest and moment < closes - QUIET_END:
            kept.append(moment)
    return tuple(reversed(kept))
