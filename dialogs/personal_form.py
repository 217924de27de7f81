"""The form of personal settings, read: which quiet hours, which pause, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.personal import PAUSE, QUIET, WHOLE
from dialogs.turn import Turn
from followups.pauses import LENGTHS, last_day
from followups.quiet_hours import BadQuietHours, QuietHours

_FIELDS: Final = ("language", *QUIET, PAUSE)


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, read; None is none of it. `mistakes` name what cannot be read."""

    quiet: QuietHours | None
    pause: date | None
    mistakes: tuple[str, ...]


def sent(turn: Turn) -> dict[str, str]:
    """Give what was typed; a whole form may leave out what is empty, but always tells the language."""
    is_whole = WHOLE.items() <= turn.data.items()
    emptied = dict.fromkeys((*QUIET, PAUSE), "") if is_whole else {}
    return emptied | {name: turn.word(name).strip() for name in _FIELDS if name in turn.data}


def read_form(turn: Turn, typed: Mapping[str, str]) -> Read:
    """Read what was typed."""
    mistakes = []
    quiet = pause = None
    try:
        quiet = _quiet(*(typed[name] for name in QUIET))
    except BadQuietHours as bad:
        mistakes.append(bad.reason)
    try:
        pause = date.fromisoformat(typed[PAUSE]) if typed[PAUSE] else None
    except ValueError:
        mistakes.append("day")
    if pause is not None and not turn.today <= pause <= furthest(turn):
        mistakes.append("past" if pause < turn.today else "far")
    return Read(quiet, pause, tuple(mistakes))


def furthest(turn: Turn) -> date:
    """Give the last day that a pause may have: as of the longest that can be had with a button."""
    return last_day(turn.today, LENGTHS[-1])


def _quiet(starts: str, ends: str) -> QuietHours | None:
    return QuietHours(starts, ends) if starts or ends else None
