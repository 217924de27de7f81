"""Looking back at a plan: what is asked about each target, and what somebody has said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from followups.plan_states import MOVES, STATES, State

LONGEST_REPORT: Final = 300
"""Characters of one field."""
FIELDS: Final = ("went_well", "changed", "next_step")
"""What is told of a target in words."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A target at a follow-up with what is said of it.

    `state` is where the plan has it, `chosen` where it goes; `last_step` was agreed the time before.
    """

    id: str
    words: str
    state: State
    chosen: State
    went_well: str = ""
    changed: str = ""
    next_step: str = ""
    needs_support: bool = False
    last_step: str = ""


@dataclass(frozen=True, slots=True)
class LookBack:
    """The follow-up of a plan with a number and its targets; `version` is the plan's."""

    plan: str
    code: str
    version: int
    number: int
    due_on: date
    snoozes: int
    targets: tuple[Looked, ...]


def moves_from(state: State) -> tuple[State, ...]:
    """Give where a target may go from a state, the state itself first."""
    return (state, *(each for each in STATES if each in MOVES[state]))
