"""What an entry of the annual clock must be like: every mistake as a value, for the shell and for cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from followups.annual_clock import MOST_DAYS, REST_DAYS, STEPS, Entry, next_occurrences

MOST_REMINDERS: Final = 2
LARGEST_K: Final = 50
"""Beyond this hardly a unit would see anything: most likely a slip."""
MOST_ITEMS: Final = 10
"""More questions than these are a survey, not a pulse."""
MOST_SHARES: Final = 12
MONTHS: Final = range(1, 13)

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID: Final = 40
_QUARTER: Final = 3


class Asked(Protocol):
    """What must be known of a questionnaire."""

    @property
    def id(self) -> str:
        """Give its id."""

    @property
    def items(self) -> Sequence[Any]:
        """List its questions."""

    @property
    def rotation(self) -> Sequence[Sequence[str]]:
        """List the questions of each part, when parts are asked in turn."""

    @property
    def is_template(self) -> bool:
        """Tell whether it waits for the words of a team."""

    @property
    def smallest_group(self) -> int:
        """Give the fewest respondents of whom a result may be shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake by its key, with the facts that a sentence about it holds."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


def problems_of(
    entry: Entry,
    asked: Mapping[str, Asked],
    *,
    today: date,
    is_working_day: Callable[[date], bool],
    before: Entry | None = None,
) -> Iterator[Problem]:
    """Name all that is wrong with an entry; `before` is how the clock has it, when it is changed."""
    if len(entry.id) > _LONGEST_ID or not _ID.fullmatch(entry.id):
        yield Problem("id", {"most": _LONGEST_ID})
    if entry.instrument in asked:
        yield from _problems_of_asking(entry, asked[entry.instrument])
    else:
        yield Problem("instrument", {"name": entry.instrument, "known": ", ".join(sorted(asked))})
    if not 0 <= entry.reminders <= MOST_REMINDERS:
        yield Problem("reminders", {"most": MOST_REMINDERS})
    if entry.remind_whom not in {"all", "unanswered"}:
        yield Problem("whom")
    if entry.every not in STEPS:
        yield Problem("every", {"known": ", ".join(STEPS)})
    elif not entry.months <= set(MONTHS):
        yield Problem("months")
    else:
        yield from _problems_of_counts(entry)
        yield from _problems_of_days(entry, before, today=today, is_working_day=is_working_day)


def _problems_of_asking(entry: Entry, asked: Asked) -> Iterator[Problem]:
    items = max(map(len, asked.rotation), default=len(asked.items))
    seldom = entry.every in STEPS and STEPS[entry.every][0] >= _QUARTER
    if asked.is_template:
        yield Problem("template", {"name": asked.id})
    if items > MOST_ITEMS and not seldom:
        yield Problem("items", {"name": asked.id, "items": items, "most": MOST_ITEMS})
    if entry.k is not None and not asked.smallest_group <= entry.k <= LARGEST_K:
        yield Problem("k", {"name": asked.id, "fewest": asked.smallest_group, "most": LARGEST_K})


def _problems_of_counts(entry: Entry) -> Iterator[Problem]:
    longest = min(MOST_DAYS, entry.step_days)
    if not 1 <= entry.days <= longest:
        yield Problem("days", {"most": longest})
    if not 1 <= entry.shares <= MOST_SHARES:
        yield Problem("shares", {"most": MOST_SHARES})
    elif entry.step_days * entry.shares < REST_DAYS:
        yield Problem("often", {"rest": REST_DAYS, "shares": -(-REST_DAYS // entry.step_days)})


def _problems_of_days(
    entry: Entry, before: Entry | None, *, today: date, is_working_day: Callable[[date], bool]
) -> Iterator[Problem]:
    has_begun = before is not None and before.starts_on == entry.starts_on
    if entry.starts_on < today and not has_begun:
        yield Problem("over", {"day": entry.starts_on})
    elif entry.ends_on and entry.ends_on < entry.starts_on:
        yield Problem("ends", {"last": entry.ends_on, "first": entry.starts_on})
    elif entry.shares >= 1 and not next_occurrences(
        entry, most=1, today=today, is_working_day=is_working_day
    ):
        yield Problem("never")
