"""Recording a follow-up: what became of the targets is kept and told, and the plan goes on or ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cards.elements import Card
from cards.follow_up_answers import done_card, finished_card
from dialogs.errors import StaleCard
from dialogs.follow_up_answers import filled_in, what_to_mend
from dialogs.follow_up_cases import Case, form, log, make_next, pressed
from dialogs.reply import Reply
from dialogs.turn import Turn
from followups.look_backs import LookBack, Looked
from followups.plan_states import is_ended
from locales import texts
from storage.follow_ups import Report, mark_reported, record_reports
from storage.look_backs import find_look_back
from storage.plans import Plan, PlanChanged, save_plan
from storage.progress import ask_support, tell_progress


async def done(turn: Turn) -> Reply:
    """Record what became of the targets, tell the team, and set the next day or end the plan."""
    case = await pressed(turn)
    if isinstance(case, Reply):
        return case
    look = filled_in(turn, await find_look_back(turn.connection, case.plan, case.follow_up))
    if mend := what_to_mend(look, language=turn.language):
        return Reply(note=mend)  # the card stays as it is, with all that was typed
    if turn.word("version") not in {"", str(case.plan.version)}:
        return await _changed(turn, case, look)
    try:
        saved = await _save(turn, case, look)
    except PlanChanged:
        again = await pressed(turn)
        return again if isinstance(again, Reply) else await _changed(turn, again, look)
    if not await mark_reported(turn.connection, case.follow_up, today=turn.today):
        raise StaleCard  # takes the saved plan back as well
    next_on = await _record(turn, replace(case, plan=saved), look)
    return Reply(card=_done(turn, case, look, next_on=next_on), everywhere=True)


async def _changed(turn: Turn, case: Case, look: LookBack) -> Reply:
    """Show the form of the plan as it is by now, with what was typed for the targets it still has."""
    typed = {each.id: each for each in look.targets}
    now = await find_look_back(turn.connection, case.plan, case.follow_up)
    targets = tuple(
        replace(typed[each.id], words=each.words, state=each.state, chosen=each.state)
        if each.id in typed
        else each
        for each in now.targets
    )
    news = texts(turn.language)("cardfollowup.changed")
    return Reply(card=await form(turn, case, replace(now, targets=targets), news=news), everywhere=True)


async def _save(turn: Turn, case: Case, look: LookBack) -> Plan:
    """Save the plan with the states that were chosen; it ends when nothing is left to do."""
    plan = case.plan
    for each in look.targets:
        target = plan.target(each.id)
        if target is not None:
            plan = plan.with_target(replace(target, state=each.chosen))
    ended_on = turn.today if is_ended(each.state for each in plan.targets) else None
    return await save_plan(turn.connection, replace(plan, ended_on=ended_on), now=turn.now)


async def _record(turn: Turn, case: Case, look: LookBack) -> date | None:
    """Keep what was told and let others hear of it; give the day of the next follow-up, None at the end."""
    plan, number, person = case.plan, case.follow_up.number, turn.heard.person
    await record_reports(turn.connection, [_report(plan, number, each) for each in look.targets])
    await log(turn, "follow_up.reported", case)
    await tell_progress(turn.connection, plan, number, actor=person, now=turn.now)
    if _asks_support(look):
        await ask_support(turn.connection, plan, number, actor=person, now=turn.now)
    if plan.ended_on is not None:
        await log(turn, "plan.ended", case)
        return None
    return (await make_next(turn, plan, since=turn.today, number=number + 1)).due_on


def _report(plan: Plan, number: int, each: Looked) -> Report:
    return Report(
        plan.id,
        number,
        each.id,
        each.chosen,
        each.went_well,
        each.changed,
        each.next_step,
        each.needs_support,
    )


def _asks_support(look: LookBack) -> bool:
    return any(each.needs_support for each in look.targets)


def _done(turn: Turn, case: Case, look: LookBack, *, next_on: date | None) -> Card:
    asks, language = _asks_support(look), turn.language
    if next_on is None:
        return finished_card(case.unit, asks_support=asks, language=language)
    return done_card(case.unit, next_on=next_on, asks_support=asks, language=language)
