"""Builds the agenda of a meeting for a team's channel, in the channel's language; nothing of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.agenda import posted_agenda_card
from cards.agenda_words import title_of
from cards.meeting import Basis, Meeting, Team, teams_meeting
from delivery.guards import Content, Skip
from jobs.circumstances import Circumstances
from locales import texts
from storage.channels import find_channel, unit_of
from storage.outbox import Delivery
from storage.plans import count_chosen
from storage.reasons import NOTHING_TO_SAY
from storage.results import find_result_of
from storage.talks import read_about
from storage.teams import find_place, list_staff


async def agenda_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], circumstances: Circumstances
) -> Mapping[str, Content]:
    """Build what goes to channels, by the delivery's key."""
    return {each.key: await _content(connection, each, circumstances) for each in deliveries}


async def _content(connection: AsyncConnection, delivery: Delivery, known: Circumstances) -> Content:
    code = unit_of(delivery.person) or ""
    channel = await find_channel(connection, code)
    meeting = await _meeting(connection, delivery, code, known)
    if channel is None or meeting is None:
        return Skip(NOTHING_TO_SAY)
    card = posted_agenda_card(meeting, language=channel.language)
    return message(card, summary=title_of(meeting.agenda.form, say=texts(channel.language)))


async def _meeting(
    connection: AsyncConnection, delivery: Delivery, code: str, known: Circumstances
) -> Meeting | None:
    """Give the meeting as the unit is now; None where there is no unit or nothing to talk about."""
    form, wave = read_about(delivery.about)
    place = await find_place(connection, code)
    result = await find_result_of(connection, wave, code=code)
    if form is None or place is None or result is None or result.published.tier == "none":
        return None
    targets = await count_chosen(connection, wave, code) or len(result.published.targets)
    team = Team(place.unit, len(await list_staff(connection, code)), targets)
    basis = Basis(result.published, result.wave.instrument, known.library.guides)
    return teams_meeting(form, team=team, basis=basis)
