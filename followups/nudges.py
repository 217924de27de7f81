"""What a unit is nudged about: a talk that was not held, a plan that is missing, a follow-up that is due.

Computed from facts and the day alone. Each step is due for seven days, and nobody is nudged twice within
seven days, so that nobody hears of the same step twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from followups.cycle import Cycle

Topic = Literal["talk", "plan", "follow_up"]
Step = Literal["first", "second", "escalated"]
"""First and second go to whoever leads the unit, "escalated" to whoever leads it from above."""

WEEK: Final = timedelta(days=7)
ESCALATED_AFTER: Final = timedelta(days=14)
ESCALATED_AGAIN: Final = timedelta(days=28)
"""Those above may be on leave or have paused: they are told once in four weeks for as long as it lasts."""
HISTORY: Final = timedelta(days=90)
"""How long after the day when a plan was to be there its missing is still worth a word."""


@dataclass(frozen=True, slots=True)
class LastResult:
    """The newest result that shows something of the unit, and whether its people have begun to work on it."""

    wave: str
    closed_on: date
    is_talked_over: bool = False
    has_choice: bool = False


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A unit's plan as far as time matters; `number` and `due_on` are of its open follow-up."""

    id: str
    agreed_on: date | None = None
    ended_on: date | None = None
    number: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit: its newest result and its plan, or the plan that ended last."""

    code: str
    result: LastResult | None = None
    plan: PlanFacts | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to nudge about; `wave` is the result's, `plan` that of the plan there is."""

    code: str
    topic: Topic
    step: Step
    since: date
    wave: str = ""
    plan: str = ""
    number: int = 0


def due_things(facts: UnitFacts, cycle: Cycle, *, today: date) -> list[Due]:
    """List what is due for a unit today: of a plan that goes on its follow-up, else the talk and the plan."""
    plan, result = facts.plan, facts.result
    if plan is not None and plan.agreed_on is not None and plan.ended_on is None:
        return _follow_up(facts.code, plan, today=today)
    if result is None or _is_answered(plan, result):
        return []
    # A team that was busy with its last plan begins with a newer result when that plan is over.
    begins = result.closed_on if plan is None else max(result.closed_on, plan.ended_on or result.closed_on)
    draft = plan.id if plan is not None and plan.ended_on is None else ""
    talk = [] if draft else _talk(facts.code, result, begins + timedelta(days=cycle.talk_days // 2), today)
    return [*talk, *_plan(facts.code, result, begins + timedelta(days=cycle.plan_days), draft, today)]


def step_of(since: date, *, today: date) -> Step | None:
    """Give which step of what is due since a day is told today."""
    age = today - since
    if age < timedelta():
        return None
    if age < ESCALATED_AFTER:
        return "first" if age < WEEK else "second"
    return "escalated" if (age - ESCALATED_AFTER) % ESCALATED_AGAIN < WEEK else None


def _is_answered(plan: PlanFacts | None, result: LastResult) -> bool:
    """Say whether a plan that is over by now was agreed on after the result: the team has been through it."""
    if plan is None or plan.ended_on is None:
        return False
    return (plan.agreed_on or plan.ended_on) >= result.closed_on


def _follow_up(code: str, plan: PlanFacts, *, today: date) -> list[Due]:
    if plan.due_on is None or plan.number is None:
        return []
    step = step_of(plan.due_on, today=today)
    return [Due(code, "follow_up", step, plan.due_on, plan=plan.id, number=plan.number)] if step else []


def _talk(code: str, result: LastResult, since: date, today: date) -> list[Due]:
    """Bring a talk to mind once, half-way to the day when it is to be held."""
    if result.is_talked_over or result.has_choice:
        return []
    is_due = step_of(since, today=today) == "first"
    return [Due(code, "talk", "first", since, wave=result.wave)] if is_due else []


def _plan(code: str, result: LastResult, since: date, draft: str, today: date) -> list[Due]:
    step = step_of(since, today=today)
    if step is None or today - since > HISTORY:
        return []
    return [Due(code, "plan", step, since, wave=result.wave, plan=draft)]
