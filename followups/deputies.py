"""How long somebody may stand in for a supervisor: whole local days, not too far ahead and not too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from followups.months import add_months

MOST_MONTHS_AHEAD: Final = 6
"""How far ahead the first day may be."""
MOST_MONTHS: Final = 6
"""How long somebody stands in at most; whoever stays longer is a supervisor and belongs to the directory."""

Mistake = Literal["from", "until", "past", "ahead", "order", "long"]


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which somebody stands in, the last one included."""

    first: date
    last: date

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Give when it begins and when it is over: from 0:00 of the first day to 24:00 of the last."""
        after = self.last + timedelta(days=1)
        return _midnight(self.first, zone), _midnight(after, zone)


def term_between(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo) -> Term:
    """Give the days between two moments by the clocks of a zone; a day that has begun counts."""
    last_moment = max(starts_at, ends_at - timedelta(microseconds=1))
    return Term(starts_at.astimezone(zone).date(), last_moment.astimezone(zone).date())


def mistakes_of(first: date | None, last: date | None, *, today: date) -> Iterator[Mistake]:
    """Name what is wrong with two days that were chosen; None is a day that could not be read."""
    wrong = _wrong_begin(first, today=today)
    if wrong:
        yield wrong
    if last is None:
        yield "until"
    elif first is not None and last < first:
        yield "order"
    elif first is not None and not wrong and add_months(first, MOST_MONTHS) <= last:
        yield "long"


def _wrong_begin(first: date | None, *, today: date) -> Mistake | None:
    if first is None:
        return "from"
    if first < today:
        return "past"
    return "ahead" if first > add_months(today, MOST_MONTHS_AHEAD) else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
