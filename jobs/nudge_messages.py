"""Builds nudges when they leave: what is due by then, for whoever leads by then, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.follow_up import follow_up_card
from cards.nudge import Post, Thing, channel_card, nudge_card
from delivery.guards import Content, Skip
from directory.organisation import Unit
from followups.nudges import Due
from followups.working_time import WorkingTime
from jobs.circumstances import Circumstances
from jobs.nudge_teams import find_due
from locales import texts
from storage.channels import find_channel, unit_of
from storage.follow_ups import find_open
from storage.look_backs import find_look_back
from storage.organisation import list_units_by_code
from storage.outbox import Delivery
from storage.outcomes import find_outcomes
from storage.plans import find_plan
from storage.reasons import NOTHING_TO_SAY

_NOTHING: Final = Skip(NOTHING_TO_SAY)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is due now by recipient, and the units it is about as they are now."""

    around: Circumstances
    things: Mapping[str, tuple[Due, ...]]
    units: Mapping[str, Unit]


async def nudge_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Build the nudges of people and of channels, by the delivery's key."""
    due = await find_due(connection, hours=WorkingTime(around.zone), now=around.now)
    codes = {each.code for each in deliveries_due(deliveries, due.things)}
    units = {unit.code: unit for unit in await list_units_by_code(connection, codes)}
    known = _Known(around, due.things, units)
    return {each.key: await _content(connection, each.person, known) for each in deliveries}


def deliveries_due(deliveries: Sequence[Delivery], things: Mapping[str, tuple[Due, ...]]) -> list[Due]:
    """List all that is due for those who are written to."""
    return [due for each in deliveries for due in things.get(each.person, ())]


async def _content(connection: AsyncConnection, recipient: str, known: _Known) -> Content:
    due = [each for each in known.things.get(recipient, ()) if each.code in known.units]
    # What a unit's own leaders have to do comes before what they may ask others about; the oldest first.
    due.sort(key=lambda each: (each.step == "escalated", each.since, each.code))
    if not due:
        return _NOTHING
    if (code := unit_of(recipient)) is not None:
        return await _to_channel(connection, code, due, known)
    return await _to_person(connection, recipient, due, known)


async def _to_person(connection: AsyncConnection, person: str, due: Sequence[Due], known: _Known) -> Content:
    reader = known.around.readers[person]
    today = known.around.now.astimezone(known.around.zone).date()
    if reader.paused_until is not None and today <= reader.paused_until:
        return _NOTHING
    if len(due) == 1 and due[0].topic == "follow_up" and due[0].step != "escalated":
        return await _form(connection, due[0], known, language=reader.language)
    card = nudge_card([Thing(each, known.units[each.code]) for each in due], language=reader.language)
    return message(card, summary=texts(reader.language)("cardfollowup.nudge.heading"), alert=True)


async def _form(connection: AsyncConnection, due: Due, known: _Known, *, language: str) -> Content:
    plan, follow_up = await find_plan(connection, due.plan), await find_open(connection, due.plan)
    if plan is None or follow_up is None:
        return _NOTHING
    card = follow_up_card(
        await find_look_back(connection, plan, follow_up),
        unit=known.units[due.code],
        outcomes=await find_outcomes(connection, plan, zone=known.around.zone),
        language=language,
    )
    return message(card, summary=texts(language)("cardfollowup.report.heading"), alert=True)


async def _to_channel(connection: AsyncConnection, code: str, due: Sequence[Due], known: _Known) -> Content:
    channel = await find_channel(connection, code)
    if channel is None:
        return _NOTHING
    posts = [Post(known.units[each.code], await _targets(connection, each)) for each in due]
    card = channel_card(posts, language=channel.language)
    return message(card, summary=str(card["body"][0]["text"]))


async def _targets(connection: AsyncConnection, due: Due) -> tuple[str, ...]:
    """Give the words of what a follow-up looks at."""
    plan = await find_plan(connection, due.plan) if due.topic == "follow_up" else None
    return tuple(each.words for each in plan.targets) if plan else ()
