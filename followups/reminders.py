"""When a wave reminds: the same moments for everybody, so that a reminder says nothing about who answered."""

from __future__ import annotations

from datetime import datetime, timedelta

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
