"""What a development plan is: strengths to hold on to, and targets with their columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from followups.plan_states import State

MOST_TARGETS: Final = 3
Column = Literal[
    "words",
    "goal",
    "action",
    "practice",
    "owners",
    "others",
    "starts_on",
    "due_on",
    "follow_up",
    "upwards",
    "answer",
    "state",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A development target with its columns, in the team's own words; `item` is the question it came from.

    `owners` are ids of people, `others` says in words who else takes part. `upwards` is what the unit cannot
    do itself, `answer` what whoever leads the unit above says to that.
    """

    id: str
    words: str
    item: str = ""
    goal: str = ""
    action: str = ""
    practice: str = ""
    owners: tuple[str, ...] = ()
    others: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    follow_up: str = ""
    upwards: str = ""
    answer: str = ""
    answered_on: date | None = None
    state: State = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a unit holds on to and develops; a draft until `agreed_on`, over from `ended_on`.

    `wave` is the one whose result it came from; `scribe` says in words who wrote the choice down.
    """

    id: str
    code: str
    wave: str | None
    strengths: tuple[str, ...]
    targets: tuple[Target, ...]
    made_on: date
    scribe: str = ""
    version: int = 1
    agreed_on: date | None = None
    ended_on: date | None = None

    @property
    def is_going_on(self) -> bool:
        """Say whether the team has agreed on it and it is not over."""
        return self.agreed_on is not None and self.ended_on is None

    def target(self, target: str) -> Target | None:
        """Find one of its targets."""
        return next((each for each in self.targets if each.id == target), None)

    def with_target(self, target: Target) -> Plan:
        """Give the plan with one target as it shall be."""
        return replace(self, targets=tuple(target if each.id == target.id else each for each in self.targets))


def as_shared(plan: Plan, shared: Plan | None) -> Plan:
    """Give what a team may read of a plan: the words that were shared with it, the states of today."""
    if shared is None:
        return plan
    now = {each.id: each.state for each in plan.targets}
    targets = tuple(replace(each, state=now.get(each.id, each.state)) for each in shared.targets)
    return replace(shared, targets=targets, agreed_on=plan.agreed_on, ended_on=plan.ended_on)


def reads_alike(plan: Plan, other: Plan | None) -> bool:
    """Say whether a team reads the same in both; what is asked from above and answered is not for them."""
    return other is not None and _told(plan) == _told(other)


def list_unasked(plan: Plan, shared: Plan | None) -> list[Target]:
    """List the targets with something to ask from above that was not in the version shared before."""
    asked = {(each.id, each.upwards) for each in shared.targets} if shared else set()
    return [each for each in plan.targets if each.upwards and (each.id, each.upwards) not in asked]


def _told(plan: Plan) -> tuple[object, ...]:
    bare = (replace(each, item="", upwards="", answer="", answered_on=None) for each in plan.targets)
    return (plan.strengths, plan.ended_on, *bare)
