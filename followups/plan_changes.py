"""What became different from one version of a plan to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from followups.plan import Column, Plan, Target

Value = str | date | tuple[str, ...] | None
What = Column | Literal["added", "removed", "strengths", "agreed_on", "ended_on"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
_OF_THE_PLAN: Final = ("strengths", "agreed_on", "ended_on")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in a column of the target called `target`, or in the plan where that is empty."""

    target: str
    what: What
    before: Value
    after: Value


def changes(before: Plan, after: Plan) -> list[Change]:
    """List what is different in a later version: of the plan, then of its targets in their order."""
    return [*_of_plan(before, after), *_of_targets(before, after)]


def differing(before: Target, after: Target) -> list[Column]:
    """List the columns in which a target differs."""
    return [each for each in COLUMNS if getattr(before, each) != getattr(after, each)]


def _of_plan(before: Plan, after: Plan) -> Iterator[Change]:
    for what in _OF_THE_PLAN:
        was, now = getattr(before, what), getattr(after, what)
        if was != now:
            yield Change("", what, was, now)


def _of_targets(before: Plan, after: Plan) -> Iterator[Change]:
    for now in after.targets:
        was = before.target(now.id)
        if was is None:
            yield Change(now.words, "added", None, now.words)
            was = Target(id=now.id, words=now.words)
        for column in differing(was, now):
            yield Change(now.words, column, getattr(was, column), getattr(now, column))
    for gone in before.targets:
        if after.target(gone.id) is None:
            yield Change(gone.words, "removed", gone.words, None)
