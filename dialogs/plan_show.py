"""A unit's plan: whole for those who lead it or look on, as it was agreed for those who work there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cards.elements import Card
from cards.plan import Said, Standing, choose_plan_card, no_plan_card, plan_card
from cards.plan_parts import PlanView
from cards.plan_team import no_team_plan_card, team_plan_card
from dialogs import exports
from dialogs.errors import AskInPrivate, Refused
from dialogs.looking import may_look
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import seen_unit
from directory.organisation import Unit
from directory.rights import may_do, may_see
from followups.plan import Plan, as_shared, list_unasked, reads_alike
from storage.organisation import list_units_by_code
from storage.plan_reading import find_next_follow_up, find_owners, find_today
from storage.plan_shares import find_plan_share, find_shared_version
from storage.plans import find_plan_of
from storage.results import find_latest_result, find_result_of
from storage.teams import Place, find_above, find_place


async def show(turn: Turn) -> Reply:
    """Show the plan of the unit asked for, of the only one led, or of the own one; or let somebody choose."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    person, code = turn.actor.person, turn.word("unit")
    if not code and len(person.leads) > 1:
        units = await list_units_by_code(turn.connection, person.leads)
        return Reply(card=choose_plan_card(units, language=turn.language))
    place = await find_place(turn.connection, code or next(iter(person.leads), person.unit_code))
    if place is None:
        raise Refused
    if may_see(person, place.path):
        await _log_look(turn, await find_plan_of(turn.connection, place.unit.code))
        return Reply(card=await whole_card(turn, place))
    if place.unit.code != person.unit_code:
        raise Refused
    return Reply(card=await _team_card(turn, place.unit))


async def export(turn: Turn) -> Reply:
    """Offer the files of the result that the plan came from, which the plan is a part of."""
    place = await seen_unit(turn)
    plan = await find_plan_of(turn.connection, place.unit.code)
    if plan is None or plan.wave is None:
        raise Refused
    data = {**turn.data, "unit": plan.code, "wave": plan.wave}
    return await exports.export(replace(turn, heard=replace(turn.heard, data=data)))


async def whole_card(turn: Turn, place: Place, *, said: Said | None = None) -> Card:
    """Draw the whole plan of a unit, or say that there is none."""
    plan = await find_plan_of(turn.connection, place.unit.code)
    if plan is None:
        return await _no_plan(turn, place)
    view = await view_of(turn, plan, place.unit)
    return plan_card(view, await _standing(turn, plan, place), language=turn.language, said=said)


async def view_of(turn: Turn, plan: Plan, unit: Unit) -> PlanView:
    """Read what a card of a plan needs besides the plan."""
    today = await today_in(turn, plan.code)
    follow_up_on = await find_next_follow_up(turn.connection, plan, today=today)
    owners = await find_owners(turn.connection, [plan])
    return PlanView(plan=plan, unit=unit, owners=owners, follow_up_on=follow_up_on)


async def today_in(turn: Turn, code: str) -> date:
    """Give the day by the clocks of a unit."""
    return await find_today(turn.connection, code, zone=turn.desk.zone, now=turn.now)


async def _standing(turn: Turn, plan: Plan, place: Place) -> Standing:
    connection, code = turn.connection, place.unit.code
    share = await find_plan_share(connection, plan.id)
    shared = await find_shared_version(connection, plan.id)
    result = await find_result_of(connection, plan.wave, code=code) if plan.wave else None
    latest = await find_latest_result(connection, code=code) if plan.ended_on else None
    return Standing(
        may_lead=may_do(turn.actor.person, "lead", place.path),
        shared_on=share.shared_at.astimezone(turn.desk.zone).date() if share else None,
        is_shared=reads_alike(plan, as_shared(plan, shared)) if shared else False,
        unasked=[each.id for each in list_unasked(plan, shared)],
        has_above=await find_above(connection, code, now=turn.now) is not None,
        has_result=result is not None and may_look(turn, result),
        next_wave=latest.wave.id if latest else None,
    )


async def _no_plan(turn: Turn, place: Place) -> Card:
    latest = await find_latest_result(turn.connection, code=place.unit.code)
    return no_plan_card(
        place.unit,
        wave=latest.wave.id if latest and latest.published.tier != "none" else None,
        may_lead=may_do(turn.actor.person, "lead", place.path),
        sees_all=may_do(turn.actor.person, "compare", place.path),
        language=turn.language,
    )


async def _team_card(turn: Turn, unit: Unit) -> Card:
    plan = await find_plan_of(turn.connection, unit.code)
    if plan is None or plan.agreed_on is None:
        return no_team_plan_card(unit, language=turn.language)
    await _log_look(turn, plan)
    told = as_shared(plan, await find_shared_version(turn.connection, plan.id))
    return team_plan_card(await view_of(turn, told, unit), language=turn.language)


async def _log_look(turn: Turn, plan: Plan | None) -> None:
    if plan is not None:
        await turn.desk.audit.note("plan.viewed", subject=plan.id, actor=turn.heard.person, now=turn.now)
