"""When the people of a unit are at work, and so may be written to."""

from __future__ import annotations

from dialogs.turn import Turn
from followups.working_time import WorkingTime
from storage.working_hours import find_calendar


async def hours_of(turn: Turn, code: str) -> WorkingTime:
    """Give the working hours of a unit; where it has none of its own, those of the settings."""
    return (await find_calendar(turn.connection, turn.desk.hours)).of(code)
