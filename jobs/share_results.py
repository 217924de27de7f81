"""Shares results with those who work in the units: tells them, and by itself when nobody has in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.shared import Team, shared_card
from delivery.guards import Content, Skip
from jobs.announce_results import SENT
from locales import texts
from storage.actors import Reader
from storage.audit import CLOCK, list_told
from storage.engine import Stores
from storage.outbox import Delivery
from storage.reasons import NOTHING_TO_SAY
from storage.results import Result, find_result_of, list_tiers
from storage.shares import find_share, list_closed_between, list_shared, share_results
from storage.waves import Wave, list_units_of_wave

OVERDUE: Final = timedelta(days=7)
"""For how long what is due is still shared; older results are no news, as after an upgrade."""


async def share_unasked(stores: Stores, *, after: timedelta, now: datetime) -> None:
    """Share what nobody has shared `after` the close; any number of processes share it once."""
    due = now - after
    async with stores.identity.reading() as connection:
        waves = await list_closed_between(connection, due - OVERDUE, until=due)
        left = {wave: await _unshared(connection, wave) for wave in waves}
    for wave, codes in left.items():
        if codes:
            async with stores.identity.writing() as connection:
                await share_results(connection, wave, codes, actor=CLOCK, now=now)


async def _unshared(connection: AsyncConnection, wave: str) -> list[str]:
    """List the units that show something and have not been shared, in a wave that was announced."""
    if not await list_told(connection, SENT, wave=wave):
        return []  # closed by a version that told nobody: its people were promised nothing
    shared = await list_shared(connection, wave)
    tiers = await list_tiers(connection, wave)
    return [each.unit.code for each, tier in tiers if tier != "none" and each.unit.code not in shared]


async def shared_messages(
    connection: AsyncConnection,
    deliveries: Sequence[Delivery],
    *,
    waves: Mapping[str, Wave],
    readers: Mapping[str, Reader],
    zone: ZoneInfo,
) -> dict[str, Content]:
    """Build what is shared of closed waves with those who work in a unit now, by the delivery's key."""
    made: dict[tuple[str, str, str], Content] = {}
    contents = {}
    for each in deliveries:
        reader = readers[each.person]
        about = (each.about, reader.unit_code, reader.language)
        if about not in made:
            made[about] = await _content(connection, waves[each.about], reader, zone=zone)
        contents[each.key] = made[about]
    return contents


async def _content(connection: AsyncConnection, wave: Wave, reader: Reader, *, zone: ZoneInfo) -> Content:
    """Give what is told in the unit where somebody works now, or the reason for nothing."""
    share = await find_share(connection, wave.id, reader.unit_code)
    found = await find_result_of(connection, wave.id, code=reader.unit_code)
    if share is None or found is None or found.published.tier == "none" or wave.closed_at is None:
        return Skip(NOTHING_TO_SAY)
    team = await _team(connection, found, wave.closed_at)
    card = shared_card(team, zone=zone, language=reader.language)
    name = wave.instrument.name.say(reader.language)
    summary = texts(reader.language)("shared.team.heading", instrument=name)
    return message(card, summary=summary, alert=True)


async def _team(connection: AsyncConnection, found: Result, closed_at: datetime) -> Team:
    members = await list_units_of_wave(connection, found.wave.id, codes=found.published.members)
    return Team(
        found.published,
        found.unit.unit,
        members,
        found.wave.instrument,
        closed_at,
        found.wave.k,
        found.has_below,
    )
