"""Filling in a plan, a target at a time; of two who save at once the later is told and keeps the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import uuid4

from cards.elements import Card
from cards.plan import Said
from cards.plan_edit import Notice, edit_card, kept_card, remove_card
from cards.plan_parts import ROOM, size_of
from dialogs.errors import Incomplete, Refused
from dialogs.plan_show import today_in, whole_card
from dialogs.plan_target import NEW, has_room, list_possible_owners, target_view, typed_in
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import led_unit
from followups.plan import Column, Plan, Target
from followups.plan_checks import LONGEST, BadTarget, Problem, read_target
from storage.audit import record_audit
from storage.plans import PlanChanged, find_plan, find_plan_of, find_version, save_plan
from storage.teams import Place

_MOST_DIGITS: Final = 9


async def edit(turn: Turn) -> Reply:
    """Show the card of a target, of a new one, or of the first that says nothing of what is done."""
    place = await led_unit(turn)
    plan = await find_plan_of(turn.connection, place.unit.code)
    if plan is None or plan.ended_on:
        return Reply(card=await whole_card(turn, place))
    target = _meant(turn, plan)
    if target is None or (plan.target(target.id) is None and not has_room(plan)):
        return Reply(card=await whole_card(turn, place, said=None if target is None else "full"))
    if turn.word("remove") == "ask" and _may_remove(plan, target):
        return Reply(card=_ask(turn, place, plan, target))
    is_typed = turn.word("typed") == "yes"
    view = await target_view(
        turn,
        place,
        plan,
        target,
        typed=typed_in(turn) if is_typed else None,
        # What was typed on an older version stays typed on that: its save tells of what came between.
        version=_version(turn) if is_typed else None,
    )
    return Reply(card=edit_card(view, language=turn.language))


async def save(turn: Turn) -> Reply:
    """Save a target as a draft, or give the card back with what is to be mended; remove one when asked to."""
    place = await led_unit(turn)
    plan = await find_plan(turn.connection, turn.word("plan"))
    if plan is None or plan.code != place.unit.code:
        raise Refused
    if plan.ended_on:
        return _kept(turn, place)
    if turn.word("remove") == "yes":
        return await _remove(turn, place, plan)
    return await _save(turn, place, plan)


async def _save(turn: Turn, place: Place, plan: Plan) -> Reply:
    typed, named = typed_in(turn), turn.word("target")
    target = plan.target(named) or Target(id=uuid4().hex, words="")
    read, problems = await _read(turn, plan.code, typed, target)
    if read is not None and _is_saved(plan, read):
        return await _done(turn, place, "saved")  # pressed twice, or sent again on the way
    written_on = await find_version(turn.connection, plan.id, _version(turn))
    notice = _notice(plan, written_on, target, named=named)
    if read is None or notice:
        was = written_on.target(named) if written_on else None
        return await _back(turn, place, plan, target, typed, was=was, problems=problems, notice=notice)
    try:
        await save_plan(turn.connection, _with(plan, read), now=turn.now)
    except PlanChanged as changed:
        return await _overtaken(turn, place, changed.plan, typed, named=named)
    await record_audit(turn.connection, "plan.saved", subject=plan.id, actor=turn.heard.person, now=turn.now)
    return await _done(turn, place, "saved")


async def _overtaken(
    turn: Turn, place: Place, plan: Plan, typed: Mapping[Column, str], *, named: str
) -> Reply:
    """Give the card back to somebody whom another has overtaken by a moment."""
    if plan.ended_on:
        return _kept(turn, place)
    target = plan.target(named) or Target(id=uuid4().hex, words="")
    written_on = await find_version(turn.connection, plan.id, _version(turn))
    was = written_on.target(named) if written_on else None
    notice = _notice(plan, written_on, target, named=named)
    return await _back(turn, place, plan, target, typed, was=was, notice=notice)


async def _read(
    turn: Turn, code: str, typed: Mapping[Column, str], target: Target
) -> tuple[Target | None, tuple[Problem, ...]]:
    today, may_own = await today_in(turn, code), await list_possible_owners(turn, code)
    try:
        return read_target(typed, target, today=today, may_own=may_own), ()
    except BadTarget as bad:
        return None, bad.problems


def _notice(plan: Plan, written_on: Plan | None, target: Target, *, named: str) -> Notice | None:
    """Say what has come between somebody and the version of the plan they were writing on."""
    is_new = plan.target(target.id) is None
    if is_new and not has_room(plan):
        return "full"
    if is_new and named != NEW:
        return "gone"
    if written_on is not None and written_on.version == plan.version:
        return None
    is_same = is_new or (written_on is not None and written_on.target(target.id) == target)
    return "changed_elsewhere" if is_same else "changed"


async def _back(
    turn: Turn,
    place: Place,
    plan: Plan,
    target: Target,
    typed: Mapping[Column, str],
    *,
    was: Target | None,
    problems: tuple[Problem, ...] = (),
    notice: Notice | None = None,
) -> Reply:
    """Give the card back with all that was typed; where it has no room for that, leave the pressed one."""
    view = await target_view(
        turn, place, plan, target, typed=typed, was=was, problems=problems, notice=notice
    )
    made = edit_card(view, language=turn.language)
    if size_of(made) > ROOM:
        raise Incomplete("plan_too_long")
    return Reply(card=made)


async def _remove(turn: Turn, place: Place, plan: Plan) -> Reply:
    target = plan.target(turn.word("target"))
    if target is None:
        return await _done(turn, place, "removed")
    if not _may_remove(plan, target):
        return Reply(card=await whole_card(turn, place))
    if _version(turn) != plan.version:
        return Reply(card=_ask(turn, place, plan, target))
    left = tuple(each for each in plan.targets if each.id != target.id)
    try:
        await save_plan(turn.connection, replace(plan, targets=left), now=turn.now)
    except PlanChanged as changed:
        return Reply(card=_ask(turn, place, changed.plan, target))
    await record_audit(turn.connection, "plan.saved", subject=plan.id, actor=turn.heard.person, now=turn.now)
    return await _done(turn, place, "removed")


async def _done(turn: Turn, place: Place, said: Said) -> Reply:
    return Reply(card=await whole_card(turn, place, said=said), everywhere=True)


def _ask(turn: Turn, place: Place, plan: Plan, target: Target) -> Card:
    return remove_card(
        place.unit,
        plan=plan.id,
        version=plan.version,
        target=target.id,
        words=target.words,
        language=turn.language,
    )


def _kept(turn: Turn, place: Place) -> Reply:
    written = [(column, text) for column in LONGEST if (text := turn.word(column))]
    return Reply(card=kept_card(place.unit, written, language=turn.language))


def _meant(turn: Turn, plan: Plan) -> Target | None:
    """Give the target named, a new one, or the first that waits for its action; None when it is gone."""
    named = turn.word("target")
    if named == NEW or not plan.targets:
        return Target(id=NEW, words="")
    if named:
        return plan.target(named)
    return next((each for each in plan.targets if not each.action), plan.targets[0])


def _may_remove(plan: Plan, target: Target) -> bool:
    return len(plan.targets) > 1 and plan.target(target.id) is not None


def _is_saved(plan: Plan, read: Target) -> bool:
    """Say whether the plan holds this already, the same in every column."""
    blank = replace(read, id="", item="", answer="", answered_on=None)
    return any(replace(each, id="", item="", answer="", answered_on=None) == blank for each in plan.targets)


def _with(plan: Plan, target: Target) -> Plan:
    if plan.target(target.id):
        return plan.with_target(target)
    return replace(plan, targets=(*plan.targets, target))


def _version(turn: Turn) -> int:
    written = turn.word("version")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0
