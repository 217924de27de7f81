"""A follow-up as somebody finds it: the plan and the unit as they are now, and the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cards.elements import Card
from cards.follow_up import follow_up_card
from cards.follow_up_answers import already_card, draft_card, ended_card
from dialogs.errors import AskInPrivate, Refused, StaleCard
from dialogs.hours import hours_of
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.organisation import Unit
from directory.rights import may_do
from followups.follow_ups import day_from_now
from followups.look_backs import LookBack
from storage.audit import record_audit, record_audits
from storage.cycle import find_cycle
from storage.follow_ups import FollowUp, find_open, list_follow_ups, record_follow_up
from storage.outcomes import find_outcomes
from storage.plans import Plan, find_plan
from storage.teams import find_place


@dataclass(frozen=True, slots=True)
class Case:
    """A plan that goes on, its unit as it is now, and its open follow-up."""

    plan: Plan
    unit: Unit
    follow_up: FollowUp


async def opened(turn: Turn) -> Case | Reply:
    """Give the open follow-up of the plan that a card names, or say why there is none."""
    plan, unit = await _led(turn)
    if (over := _over(plan, unit, language=turn.language)) is not None:
        return Reply(card=over)
    return Case(plan, unit, await _open(turn, plan))


async def pressed(turn: Turn) -> Case | Reply:
    """Give the open follow-up that a card names, or say why there is nothing to do."""
    plan, unit = await _led(turn)
    follow_ups = await list_follow_ups(turn.connection, plan.id)
    named = next((each for each in follow_ups if str(each.number) == turn.word("number")), None)
    if named is not None and named.reported_on is not None:
        return Reply(card=already_card(unit, day=named.reported_on, language=turn.language), everywhere=True)
    if (over := _over(plan, unit, language=turn.language)) is not None:
        return Reply(card=over, everywhere=True)
    if named is None:
        raise StaleCard
    return Case(plan, unit, named)


async def form(turn: Turn, case: Case, look: LookBack, *, news: str = "") -> Card:
    """Draw the form, and keep whose figures were looked at."""
    outcomes = await find_outcomes(turn.connection, case.plan, zone=turn.desk.zone)
    looked_at = {each.published.wave for shown in outcomes.shown.values() for each in shown}
    subjects = [f"{wave}/{case.plan.code}" for wave in sorted(looked_at)]
    await record_audits(
        turn.connection, "result.viewed", subjects=subjects, actor=turn.heard.person, now=turn.now
    )
    return follow_up_card(look, unit=case.unit, outcomes=outcomes, language=turn.language, news=news)


async def make_next(turn: Turn, plan: Plan, *, since: date, number: int) -> FollowUp:
    """Record the next follow-up of a plan, counted from a day."""
    cycle, hours = await find_cycle(turn.connection), await hours_of(turn, plan.code)
    due_on = day_from_now(since, months=cycle.follow_up_months, hours=hours, today=turn.today)
    made = FollowUp(plan.id, number, due_on)
    if await record_follow_up(turn.connection, made):
        return made
    return await find_open(turn.connection, plan.id) or made  # the clock was quicker


async def log(turn: Turn, action: str, case: Case) -> None:
    """Keep what was done to a follow-up."""
    subject = f"{case.plan.id}/{case.follow_up.number}"
    await record_audit(turn.connection, action, subject=subject, actor=turn.heard.person, now=turn.now)


async def _led(turn: Turn) -> tuple[Plan, Unit]:
    """Give the plan that a card names, and its unit, to who leads it; raise Refused or AskInPrivate."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    plan = await find_plan(turn.connection, turn.word("plan"))
    # Looked for even where there is no plan: a refusal takes the same way for every reason.
    place = await find_place(turn.connection, plan.code if plan else "")
    if plan is None or place is None or not may_do(turn.actor.person, "lead", place.path):
        raise Refused
    return plan, place.unit


def _over(plan: Plan, unit: Unit, *, language: str) -> Card | None:
    if plan.ended_on is not None:
        return ended_card(unit, day=plan.ended_on, language=language)
    return draft_card(unit, language=language) if plan.agreed_on is None else None


async def _open(turn: Turn, plan: Plan) -> FollowUp:
    """Give the open follow-up of a plan, made now where the clock has not come to it."""
    known = await list_follow_ups(turn.connection, plan.id)
    if known and known[-1].reported_on is None:
        return known[-1]
    since = known[-1].reported_on if known else plan.agreed_on
    return await make_next(turn, plan, since=since or turn.today, number=len(known) + 1)
