"""Where a unit stands on the way from its result to a plan that is kept alive: computed, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from followups.cycle import Cycle

State = Literal["missing", "support", "overdue", "talk", "agree", "draft", "agreed", "ended", "none"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""Those that ask for somebody's attention come first."""
LATEST: Final = timedelta(days=365)
"""A result that is older calls for no plan any more."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The first result that a unit has got since its last plan ended, and when it was gone through."""

    wave: str
    closed_on: date
    talked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit's newest plan: its days, its open follow-up, and whether the last report asks for support."""

    plan: str
    made_on: date
    agreed_on: date | None = None
    ended_on: date | None = None
    follow_up_on: date | None = None
    needs_support: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands `since` a day, and what is `due_on` another; `talk_by` while that is to come."""

    code: str
    state: State
    since: date | None = None
    due_on: date | None = None
    talk_by: date | None = None
    wave: str = ""
    plan: str = ""

    def is_late(self, today: date) -> bool:
        """Say whether something ought to have happened before today."""
        return any(day is not None and day < today for day in (self.due_on, self.talk_by))


def standing_of(
    code: str, handed: Handed | None, planned: Planned | None, *, cycle: Cycle, today: date
) -> Standing:
    """Say where a unit stands: by its plan while one goes on, else by the result that calls for one."""
    if planned is not None and planned.ended_on is None:
        return _of_plan(code, handed, planned, cycle=cycle, today=today)
    if handed is not None:
        return _of_result(code, handed, cycle=cycle, today=today)
    if planned is not None:
        return Standing(code, "ended", planned.ended_on, plan=planned.plan)
    return Standing(code, "none")


def counts_of(standings: Iterable[Standing]) -> Mapping[State, int]:
    """Count units by state, every state named."""
    counts = dict.fromkeys(STATES, 0)
    for each in standings:
        counts[each.state] += 1
    return counts


def _of_plan(code: str, handed: Handed | None, planned: Planned, *, cycle: Cycle, today: date) -> Standing:
    if planned.agreed_on is None:
        since = handed.closed_on if handed else planned.made_on
        agree_by = since + timedelta(days=cycle.plan_days)
        wave = handed.wave if handed else ""
        return Standing(code, "draft", planned.made_on, agree_by, wave=wave, plan=planned.plan)
    due_on = planned.follow_up_on
    is_overdue = due_on is not None and due_on < today
    state: State = "support" if planned.needs_support else "overdue" if is_overdue else "agreed"
    return Standing(code, state, planned.agreed_on, due_on, plan=planned.plan)


def _of_result(code: str, handed: Handed, *, cycle: Cycle, today: date) -> Standing:
    due_on = handed.closed_on + timedelta(days=cycle.plan_days)
    talk_by = None if handed.talked_on else handed.closed_on + timedelta(days=cycle.talk_days)
    state: State = "missing" if due_on < today else "talk" if talk_by else "agree"
    return Standing(code, state, handed.closed_on, due_on, talk_by, wave=handed.wave)
