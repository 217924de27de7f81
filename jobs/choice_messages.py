"""Builds what the outbox says about a team's choice, looking everything up anew at the moment of sending."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.choose import Matter
from cards.choose_agree import Agreed
from cards.choose_felt import feeling_card, felt_card
from cards.choose_sum import no_sum_card, sum_card, team_sum_card
from cards.choose_vote import vote_card
from delivery.guards import Content, Skip
from jobs.circumstances import Circumstances
from locales import texts
from storage.channels import find_channel, unit_of
from storage.choices import Choice, find_choice
from storage.outbox import Delivery
from storage.plans import Plan, find_plan_of
from storage.reasons import NOTHING_TO_SAY
from storage.teams import find_place, list_leaders, list_team
from storage.waves import get_wave

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """A choice with those who may hear of it now, and the plan that it became."""

    choice: Choice
    matter: Matter
    team: frozenset[str]
    leaders: frozenset[str]
    plan: Plan | None


async def vote_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Build the card of a vote for each member of its team."""

    async def said(known: _Known, person: str) -> Said | None:
        if person not in known.team or not known.choice.takes_votes(around.now):
            return None
        language = around.readers[person].language
        closes = known.choice.closes_at
        card = vote_card(known.matter, closes=closes, zone=around.zone, language=language)
        return message(card, summary=texts(language)("cardchoose.vote.summary"), alert=True)

    return await _build(connection, deliveries, said, around)


async def counted_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Build what a vote came to for whoever leads the unit, and its sum for the unit's channel."""

    async def said(known: _Known, person: str) -> Said | None:
        choice, matter = known.choice, known.matter
        if choice.ended_at is None or known.plan is not None:
            return None  # not over yet, or the team has agreed meanwhile
        if (code := unit_of(person)) is not None:
            channel = await find_channel(connection, code)
            if channel is None or choice.summed is None:
                return None
            return message(team_sum_card(matter, choice.summed, language=channel.language))
        if person not in known.leaders:
            return None
        language = around.readers[person].language
        if choice.summed is None:
            return message(no_sum_card(matter, language=language), alert=True)
        summary = texts(language)("cardchoose.sum.summary")
        return message(sum_card(matter, choice.summed, language=language), summary=summary, alert=True)

    return await _build(connection, deliveries, said, around)


async def feel_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Build the question whether a choice feels shared for each member of its team."""

    async def said(known: _Known, person: str) -> Said | None:
        plan = known.plan
        if plan is None or person not in known.team or not known.choice.asks_feelings(around.now):
            return None
        language = around.readers[person].language
        agreed = Agreed(plan.strengths, [target.words for target in plan.targets], plan.scribe)
        summary = texts(language)("cardchoose.felt.summary")
        return message(felt_card(known.matter, agreed, language=language), summary=summary, alert=True)

    return await _build(connection, deliveries, said, around)


async def feeling_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Build to what share a choice feels shared, for whoever leads the unit."""

    async def said(known: _Known, person: str) -> Said | None:
        if known.choice.felt_ended_at is None or person not in known.leaders:
            return None
        language = around.readers[person].language
        card = feeling_card(known.matter, known.choice.felt, language=language)
        return message(card, summary=texts(language)("cardchoose.feeling.summary"), alert=True)

    return await _build(connection, deliveries, said, around)


async def _build(
    connection: AsyncConnection,
    deliveries: Sequence[Delivery],
    said: Callable[[_Known, str], Awaitable[Said | None]],
    around: Circumstances,
) -> dict[str, Content]:
    """Look each choice up once for all who hear of it."""
    looked_up = {
        about: await _look_up(connection, about, around) for about in {each.about for each in deliveries}
    }
    contents: dict[str, Content] = {}
    for each in deliveries:
        known = looked_up[each.about]
        contents[each.key] = (await said(known, each.person) if known else None) or Skip(NOTHING_TO_SAY)
    return contents


async def _look_up(connection: AsyncConnection, choice: str, around: Circumstances) -> _Known | None:
    found = await find_choice(connection, choice)
    place = await find_place(connection, found.code) if found else None
    if found is None or place is None:
        return None
    wave = await get_wave(connection, found.wave)
    plan = await find_plan_of(connection, found.code)
    return _Known(
        found,
        Matter(found.id, place.unit, found.wave, wave.instrument, found.offered),
        frozenset(await list_team(connection, found.code, now=around.now)),
        frozenset(
            [each for code in place.path for each in await list_leaders(connection, code, now=around.now)]
        ),
        plan if plan and plan.wave == found.wave and plan.ended_on is None else None,
    )
