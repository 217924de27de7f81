"""Telling the team what was agreed: looked at first, shared at the second press, once a version."""

from __future__ import annotations

from dataclasses import replace

from cards.elements import Card
from cards.plan_team import Audience, already_shared_card, confirm_plan_card, shared_plan_card
from dialogs.errors import Refused
from dialogs.plan_show import today_in, view_of, whole_card
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import led_unit
from followups.plan import Plan, list_unasked, reads_alike
from storage.channels import find_channel
from storage.plan_shares import find_plan_share, find_shared_version, share_plan
from storage.plans import PlanChanged, find_plan, save_plan
from storage.teams import Place, find_above, list_team


async def share(turn: Turn) -> Reply:
    """Show what the team will get, and at the second press send it; say when an unchanged plan was shared."""
    place = await led_unit(turn)
    plan = await find_plan(turn.connection, turn.word("plan"))
    if plan is None or plan.code != place.unit.code:
        raise Refused
    if plan.ended_on:
        return Reply(card=await whole_card(turn, place))
    if already := await _already(turn, place, plan):
        return Reply(card=already)
    is_as_seen = turn.word("version") in ("", str(plan.version))
    if turn.word("confirmed") != "yes" or not is_as_seen:
        return Reply(card=await _confirmation(turn, place, plan))
    try:
        agreed = await _agreed(turn, plan)
    except PlanChanged as changed:
        return Reply(card=await _confirmation(turn, place, changed.plan))
    audience = await _audience(turn, agreed)
    asks = list_unasked(agreed, await find_shared_version(turn.connection, agreed.id))
    await share_plan(turn.connection, agreed, asks=asks, actor=turn.heard.person, now=turn.now)
    view = await view_of(turn, agreed, place.unit)
    return Reply(card=shared_plan_card(view, audience, language=turn.language), everywhere=True)


async def _already(turn: Turn, place: Place, plan: Plan) -> Card | None:
    """Say on which day the plan was shared, unless there is something new in it to tell."""
    told = await find_plan_share(turn.connection, plan.id)
    shared = await find_shared_version(turn.connection, plan.id)
    if told is None or not reads_alike(plan, shared) or list_unasked(plan, shared):
        return None
    day = told.shared_at.astimezone(turn.desk.zone).date()
    return already_shared_card(await view_of(turn, plan, place.unit), day=day, language=turn.language)


async def _agreed(turn: Turn, plan: Plan) -> Plan:
    """Give the plan as agreed; the day on which it was first shared is the one from which it counts."""
    if plan.agreed_on:
        return plan
    today = max(await today_in(turn, plan.code), plan.made_on)
    return await save_plan(turn.connection, replace(plan, agreed_on=today), now=turn.now)


async def _confirmation(turn: Turn, place: Place, plan: Plan) -> Card:
    view = await view_of(turn, plan, place.unit)
    return confirm_plan_card(view, await _audience(turn, plan), language=turn.language)


async def _audience(turn: Turn, plan: Plan) -> Audience:
    connection, code = turn.connection, plan.code
    team = [each for each in await list_team(connection, code, now=turn.now) if each != turn.heard.person]
    return Audience(
        team=len(team),
        has_channel=await find_channel(connection, code) is not None,
        asks=len(list_unasked(plan, await find_shared_version(connection, plan.id))),
        has_above=await find_above(connection, code, now=turn.now) is not None,
    )
