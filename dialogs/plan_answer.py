"""What whoever leads above says to what a unit cannot do itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cards.plan_above import answered_card, asked_card
from cards.plan_edit import kept_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.plan_show import today_in
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.organisation import Person
from directory.rights import may_do
from followups.plan import Plan, Target
from followups.plan_checks import LONGEST_ANSWER, cleaned
from locales import texts
from storage.audit import record_audit
from storage.plan_shares import tell_answer
from storage.plans import PlanChanged, find_plan, save_plan
from storage.teams import Place, find_place

_TRIES: Final = 5


async def answer(turn: Turn) -> Reply:
    """Keep an answer and tell those who lead the unit; a second one takes the place of the first."""
    plan, target, place = await _asked(turn)
    written = cleaned(turn.word("answer"))
    if turn.word("change") == "yes":
        return Reply(card=asked_card(place.unit, plan, target, language=turn.language))
    if plan.ended_on:
        return Reply(card=kept_card(place.unit, [("answer", written)], language=turn.language))
    if mend := _to_mend(written, language=turn.language):
        said = turn.word("answer")
        return Reply(card=asked_card(place.unit, plan, target, typed=said, mend=mend, language=turn.language))
    if written == target.answer:
        return Reply(card=answered_card(place.unit, plan, target, language=turn.language))
    saved = await _save(turn, plan, target, written)
    kept = saved.target(target.id) if saved else None
    if saved is None or kept is None:
        return Reply(card=kept_card(place.unit, [("answer", written)], language=turn.language))
    await record_audit(
        turn.connection, "plan.answered", subject=plan.id, actor=turn.heard.person, now=turn.now
    )
    await tell_answer(turn.connection, saved, target.id, actor=turn.heard.person, now=turn.now)
    return Reply(card=answered_card(place.unit, saved, kept, language=turn.language), everywhere=True)


def may_answer(person: Person, place: Place) -> bool:
    """Say whether somebody leads above a unit and not the unit itself."""
    return may_do(person, "lead", place.path[:-1]) and place.unit.code not in person.leads


async def _asked(turn: Turn) -> tuple[Plan, Target, Place]:
    """Give what is answered to; raise Refused for no right, no such plan and nothing asked alike."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    plan = await find_plan(turn.connection, turn.word("plan"))
    place = await find_place(turn.connection, plan.code if plan else "")
    target = plan.target(turn.word("target")) if plan else None
    if plan is None or place is None or target is None or not may_answer(turn.actor.person, place):
        raise Refused
    if not (target.upwards and plan.agreed_on):
        raise Refused
    return plan, target, place


def _to_mend(written: str, *, language: str) -> str:
    say = texts(language)
    if not written:
        return say("cardplan.asked.missing")
    if len(written) > LONGEST_ANSWER:
        return say("cardplan.mend.long", length=len(written), longest=LONGEST_ANSWER)
    return ""


async def _save(turn: Turn, plan: Plan, target: Target, written: str) -> Plan | None:
    """Write the answer into the plan as it is now; None when the target or the plan is gone meanwhile."""
    today = await today_in(turn, plan.code)
    for _ in range(_TRIES):
        now = plan.target(target.id)
        if now is None or plan.ended_on:
            return None
        answered = replace(now, answer=written, answered_on=today)
        try:
            return await save_plan(turn.connection, plan.with_target(answered), now=turn.now)
        except PlanChanged as changed:
            plan = changed.plan
    return None
