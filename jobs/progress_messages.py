"""Builds what a follow-up tells: to the team, to its channel, and to whoever may support it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.progress import progress_card, support_card
from delivery.guards import Content, Skip
from directory.organisation import Unit
from followups.look_backs import LookBack
from jobs.circumstances import Circumstances
from locales import texts
from storage.channels import find_channel, unit_of
from storage.follow_ups import find_open, list_follow_ups
from storage.look_backs import find_told
from storage.outbox import Delivery
from storage.plans import Plan, find_plan
from storage.progress import follow_up_of, list_hr
from storage.reasons import NOTHING_TO_SAY
from storage.teams import find_above, find_place

_NOTHING: Final = Skip(NOTHING_TO_SAY)


@dataclass(frozen=True, slots=True)
class _Told:
    """A reported follow-up with its plan and its unit as they are now."""

    plan: Plan
    look: LookBack
    unit: Unit
    path: tuple[str, ...]


async def progress_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Tell those who work in the unit now, or read its channel, by the delivery's key."""
    told = await _find_all(connection, deliveries)
    return {each.key: await _progress(connection, each, told[each.about], around) for each in deliveries}


async def support_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Ask those who lead from above or are HR now, by the delivery's key."""
    told = await _find_all(connection, deliveries)
    return {each.key: await _support(connection, each, told[each.about], around) for each in deliveries}


async def _progress(
    connection: AsyncConnection, delivery: Delivery, told: _Told | None, around: Circumstances
) -> Content:
    language = await _language(connection, delivery.person, told, around) if told else ""
    if told is None or not language:
        return _NOTHING
    coming = await find_open(connection, told.plan.id) if told.plan.ended_on is None else None
    next_on = coming.due_on if coming else None
    card = progress_card(told.look, unit=told.unit, next_on=next_on, language=language)
    is_personal = unit_of(delivery.person) is None
    return message(card, summary=texts(language)("cardfollowup.progress.heading"), alert=is_personal)


async def _language(connection: AsyncConnection, recipient: str, told: _Told, around: Circumstances) -> str:
    """Give the language to write in; nothing for those who do not work in the unit any more."""
    if (code := unit_of(recipient)) is not None:
        channel = await find_channel(connection, code)
        return channel.language if channel and code == told.plan.code else ""
    reader = around.readers[recipient]
    return reader.language if reader.unit_code == told.plan.code else ""


async def _support(
    connection: AsyncConnection, delivery: Delivery, told: _Told | None, around: Circumstances
) -> Content:
    words = [each.words for each in told.look.targets if each.needs_support] if told else []
    if told is None or not words or not await _may_support(connection, delivery.person, told, around):
        return _NOTHING
    language = around.readers[delivery.person].language
    card = support_card(words, unit=told.unit, language=language)
    return message(card, summary=texts(language)("cardfollowup.support.heading"), alert=True)


async def _may_support(connection: AsyncConnection, person: str, told: _Told, around: Circumstances) -> bool:
    above = await find_above(connection, told.plan.code, now=around.now)
    return person in await list_hr(connection, told.path) or (above is not None and person in above.leaders)


async def _find_all(connection: AsyncConnection, deliveries: Sequence[Delivery]) -> dict[str, _Told | None]:
    """Look each follow-up up once for all who hear of it."""
    return {about: await _find(connection, about) for about in {each.about for each in deliveries}}


async def _find(connection: AsyncConnection, about: str) -> _Told | None:
    name, number = follow_up_of(about)
    plan = await find_plan(connection, name)
    place = await find_place(connection, plan.code) if plan else None
    if plan is None or place is None:
        return None
    follow_ups = await list_follow_ups(connection, plan.id)
    reported = next((each for each in follow_ups if each.number == number and each.reported_on), None)
    if reported is None:
        return None
    return _Told(plan, await find_told(connection, plan, reported), place.unit, place.path)
