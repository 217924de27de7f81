"""What may be saved of a target: how long, whose, by when; all that is to be mended is named at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from followups.plan import Column, Target
from followups.plan_states import ENDED, STATES, State, may_move

LONGEST: Final[Mapping[Column, int]] = {
    "words": 80,
    "goal": 500,
    "action": 500,
    "practice": 500,
    "others": 200,
    "follow_up": 500,
    "upwards": 500,
}
"""Characters of each text; a pulse about the targets has room for so many of their names."""
LONGEST_ANSWER: Final = 500
TYPED: Final[tuple[Column, ...]] = (*LONGEST, "owners", "starts_on", "due_on", "state")
"""The columns that are filled in on a card."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Kind = Literal["missing", "long", "no_date", "past", "before_start", "stranger", "no_move"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be mended in a column."""

    column: Column
    kind: Kind


class BadTarget(ValueError):
    """What was typed cannot be saved yet; `problems` says why, in the order of the columns."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{each.column}: {each.kind}" for each in problems))


def typed_of(target: Target) -> dict[Column, str]:
    """Write a target as somebody would have typed it."""
    return {column: _written(getattr(target, column)) for column in TYPED}


def read_target(
    typed: Mapping[Column, str], target: Target, *, today: date, may_own: Collection[str]
) -> Target:
    """Give the target as typed, or raise BadTarget; a column that is missing is empty, a state stays.

    `may_own` are those who may become owners. A day that has passed is fine where it stood before.
    """
    texts = {column: cleaned(typed.get(column, "")) for column in LONGEST}
    owners = tuple(dict.fromkeys(each for each in typed.get("owners", "").split(",") if each))
    wished = typed.get("state") or target.state
    state = next((each for each in next_states(target) if each == wished), target.state)
    read = replace(
        target,
        words=" ".join(texts["words"].split()),
        goal=texts["goal"],
        action=texts["action"],
        practice=texts["practice"],
        others=texts["others"],
        follow_up=texts["follow_up"],
        upwards=texts["upwards"],
        owners=owners,
        starts_on=_day(typed.get("starts_on", "")),
        due_on=_day(typed.get("due_on", "")),
        state=state,
    )
    problems = [
        *_of_texts(read, target),
        *([] if set(owners) <= {*may_own, *target.owners} else [Problem("owners", "stranger")]),
        *_of_days(read, target, typed, today=today),
        *([] if wished == state else [Problem("state", "no_move")]),
    ]
    if problems:
        raise BadTarget(problems)
    return read if read.upwards == target.upwards else replace(read, answer="", answered_on=None)


def next_states(target: Target) -> list[State]:
    """List the states a target may have next, its own among them."""
    return [each for each in STATES if may_move(target.state, each)]


def cleaned(text: str) -> str:
    """Leave out the space around words, and signs that nobody sees but which turn or break them."""
    kept = "\n\N{ZERO WIDTH JOINER}"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in lines if sign.isprintable() or sign in kept).strip()


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _of_texts(read: Target, before: Target) -> Iterator[Problem]:
    if not read.words:
        yield Problem("words", "missing")
    for column, longest in LONGEST.items():
        text = getattr(read, column)
        if len(text) > longest and text != getattr(before, column):
            yield Problem(column, "long")


def _of_days(read: Target, before: Target, typed: Mapping[Column, str], *, today: date) -> Iterator[Problem]:
    is_ended = read.state in ENDED
    columns: tuple[Column, ...] = ("starts_on", "due_on")
    for column in columns:
        day = getattr(read, column)
        if day is None and typed.get(column):
            yield Problem(column, "no_date")
        elif day is not None and day < today and day != getattr(before, column) and not is_ended:
            yield Problem(column, "past")
    if read.starts_on and read.due_on and read.due_on < read.starts_on:
        yield Problem("due_on", "before_start")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
