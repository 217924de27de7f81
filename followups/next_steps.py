"""What comes next for somebody, in the order of time: facts in, a short list out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal, get_args

Kind = Literal["answer", "talk", "agree", "report", "below", "missing", "shared", "team", "opens"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""On one day the first of these comes first."""
MOST: Final = 8
_CAN_BE_LATE: Final[frozenset[Kind]] = frozenset({"talk", "agree", "report", "below", "missing"})
"""What does not go away when its day is over."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens on a day or is to be done by it.

    `wave`, `unit` and `plan` are ids, `what` and `place` the names of a questionnaire and a unit in the
    reader's language, `count` a number of units, `at` the local time where there is one.
    """

    kind: Kind
    on: date
    wave: str = ""
    unit: str = ""
    plan: str = ""
    what: str = ""
    place: str = ""
    count: int = 0
    at: time | None = None

    @property
    def id(self) -> str:
        """Give what stays the same when the day moves."""
        return "-".join(part for part in (self.kind, self.wave, self.unit, self.plan) if part)

    def is_late(self, today: date) -> bool:
        """Say whether its day is over."""
        return self.on < today


def next_steps(
    steps: Iterable[Step], *, today: date, until: date = date.max, most: int | None = MOST
) -> list[Step]:
    """Put steps in the order of time, each once; of what is over only what is still to be done stays."""
    by_id: dict[str, Step] = {}
    for each in sorted(steps, key=_place):
        if each.on <= until and (each.on >= today or each.kind in _CAN_BE_LATE):
            by_id.setdefault(each.id, each)
    return list(by_id.values())[:most]


def _place(step: Step) -> tuple[date, int, str, str]:
    return step.on, KINDS.index(step.kind), step.place, step.id
