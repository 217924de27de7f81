"""Builds what is said of plans: to the team, in its channel, to those above, and back to those who asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.plan_above import answer_news_card, asked_card
from cards.plan_parts import PlanView
from cards.plan_team import team_plan_card
from delivery.guards import Content, Skip
from followups.plan import Plan, as_shared
from jobs.circumstances import Circumstances
from locales import texts
from storage.channels import find_channel, unit_of
from storage.outbox import Delivery
from storage.plan_reading import find_next_follow_up, find_owners, find_today
from storage.plan_shares import find_shared_version
from storage.plans import find_plan, find_plan_with
from storage.reasons import NOTHING_TO_SAY
from storage.teams import find_above, find_place, list_leaders, list_team

_NOTHING: Final = Skip(NOTHING_TO_SAY)
_Make = Callable[[AsyncConnection, Delivery, Circumstances], Awaitable[Content]]


async def plan_news(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances
) -> Mapping[str, Content]:
    """Tell those who work in a unit of its plan; a card is made once for each plan and language."""
    made: dict[tuple[str, str], Content] = {}
    known = {about: await find_plan(connection, about) for about in {each.about for each in deliveries}}
    teams = {
        plan.code: await list_team(connection, plan.code, now=circumstances.now)
        for plan in known.values()
        if plan
    }
    contents: dict[str, Content] = {}
    for each in deliveries:
        language, plan = circumstances.readers[each.person].language, known[each.about]
        if plan is None or each.person not in teams[plan.code]:
            contents[each.key] = _NOTHING  # works elsewhere by now, or leads the unit
            continue
        if (plan.id, language) not in made:
            made[plan.id, language] = await _told(connection, plan, language, circumstances)
        contents[each.key] = made[plan.id, language]
    return contents


async def plan_posts(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances
) -> Mapping[str, Content]:
    """Post plans in the channels of their units."""
    return await _each(connection, deliveries, circumstances, _posted)


async def plan_asks(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances
) -> Mapping[str, Content]:
    """Ask whoever leads above for what a unit cannot do itself."""
    return await _each(connection, deliveries, circumstances, _asked)


async def plan_answers(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances
) -> Mapping[str, Content]:
    """Tell those who lead a unit what they were answered."""
    return await _each(connection, deliveries, circumstances, _answered)


async def _each(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances, make: _Make
) -> Mapping[str, Content]:
    return {each.key: await make(connection, each, circumstances) for each in deliveries}


async def _posted(connection: AsyncConnection, delivery: Delivery, circumstances: Circumstances) -> Content:
    plan = await find_plan(connection, delivery.about)
    channel = await find_channel(connection, unit_of(delivery.person) or "")
    if plan is None or channel is None or channel.code != plan.code:
        return _NOTHING
    return await _told(connection, plan, channel.language, circumstances)


async def _asked(connection: AsyncConnection, delivery: Delivery, circumstances: Circumstances) -> Content:
    plan = await find_plan_with(connection, delivery.about)
    target = plan.target(delivery.about) if plan else None
    place = await find_place(connection, plan.code if plan else "")
    if plan is None or target is None or place is None:
        return _NOTHING
    above = await find_above(connection, plan.code, now=circumstances.now)
    is_answered = target.answered_on is not None
    if not (plan.is_going_on and target.upwards) or is_answered:
        return _NOTHING
    if above is None or delivery.person not in above.leaders:
        return _NOTHING
    language = circumstances.readers[delivery.person].language
    card = asked_card(place.unit, plan, target, language=language)
    return message(card, summary=texts(language)("cardplan.asked.summary"), alert=True)


async def _answered(connection: AsyncConnection, delivery: Delivery, circumstances: Circumstances) -> Content:
    plan = await find_plan_with(connection, delivery.about)
    target = plan.target(delivery.about) if plan else None
    place = await find_place(connection, plan.code if plan else "")
    if plan is None or target is None or place is None or not target.answer:
        return _NOTHING
    if delivery.person not in await list_leaders(connection, plan.code, now=circumstances.now):
        return _NOTHING
    language = circumstances.readers[delivery.person].language
    card = answer_news_card(place.unit, plan, target, language=language)
    return message(card, summary=texts(language)("cardplan.answer_news.heading"), alert=True)


async def _told(
    connection: AsyncConnection, plan: Plan, language: str, circumstances: Circumstances
) -> Content:
    """Tell of a plan that goes on, in the words that were shared last."""
    place = await find_place(connection, plan.code)
    if place is None or not plan.is_going_on:
        return _NOTHING
    told = as_shared(plan, await find_shared_version(connection, plan.id))
    today = await find_today(connection, plan.code, zone=circumstances.zone, now=circumstances.now)
    view = PlanView(
        plan=told,
        unit=place.unit,
        owners=await find_owners(connection, [told]),
        follow_up_on=await find_next_follow_up(connection, told, today=today),
    )
    card = team_plan_card(view, language=language)
    return message(card, summary=texts(language)("cardplan.team.summary"), alert=True)
