"""Tells employee representatives and HR of units whose people have changed a lot, once a unit of a wave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.roster import Moment, Shifted, roster_card
from delivery.guards import Content, Skip
from directory.organisation import Unit
from directory.roster import DAYS, MOST_CHANGED
from jobs.circumstances import Circumstances
from locales import texts
from storage.arrivals import list_shifted, record_shifted
from storage.outbox import Delivery, NewDelivery, record_deliveries
from storage.progress import list_hr
from storage.reasons import NOTHING_TO_SAY
from storage.shares import NEWS_FOR
from storage.waves import Wave, find_frozen_unit, find_wave, list_units_of_wave

ROSTER: Final = "roster"
"""The kind that tells when a wave opens."""
ROSTER_AT_CLOSE: Final = "roster_at_close"
"""The kind that tells of units of which it is known only when the wave closes."""
_AT: Final[Mapping[str, Moment]] = MappingProxyType({ROSTER: "opened", ROSTER_AT_CLOSE: "closed"})
_NOTHING: Final = Skip(NOTHING_TO_SAY)


async def tell_of_shifted(
    connection: AsyncConnection,
    wave: Wave,
    codes: Iterable[str],
    *,
    kind: str,
    representatives: Sequence[str],
    now: datetime,
) -> None:
    """Name units of a wave in the audit log and put the news of those not named before into the outbox."""
    if not await record_shifted(connection, wave.id, codes, now=now):
        return
    told = {*representatives, *await _list_hr(connection, wave)}
    expires_at = wave.closes_at if kind == ROSTER else now + NEWS_FOR
    rows = [
        NewDelivery(
            key=f"{kind}:{wave.id}:{person}",
            kind=kind,
            about=wave.id,
            person=person,
            due_at=now,
            expires_at=expires_at,
        )
        for person in sorted(told)
    ]
    await record_deliveries(connection, rows)


async def roster_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Content]:
    """Build what those hear who are representatives or HR now, by the delivery's key."""
    contents: dict[str, Content] = {}
    for about in {each.about for each in deliveries}:
        wave = await find_wave(connection, about)
        told = {*around.representatives, *await _list_hr(connection, wave)} if wave else set()
        for each in deliveries:
            if each.about == about:
                is_told = wave is not None and each.person in told
                contents[each.key] = await _content(connection, each, wave, around) if is_told else _NOTHING
    return contents


async def _content(
    connection: AsyncConnection, delivery: Delivery, wave: Wave | None, around: Circumstances
) -> Content:
    units = await _list_units(connection, wave, delivery.kind) if wave else []
    if wave is None or not units:
        return _NOTHING
    language = around.readers[delivery.person].language
    shifted = Shifted(units, MOST_CHANGED * 100, DAYS)
    name = wave.instrument.name.say(language)
    card = roster_card(name, shifted, at=_AT[delivery.kind], language=language)
    return message(card, summary=texts(language)("cardroster.heading"), alert=True)


async def _list_units(connection: AsyncConnection, wave: Wave, kind: str) -> list[Unit]:
    """List what was named when the wave opened, or only later, as it was called then."""
    opened_at = wave.opened_at
    named = await list_shifted(connection, wave.id)
    codes = [code for code, at in named if (at == opened_at) == (kind == ROSTER)]
    return await list_units_of_wave(connection, wave.id, codes=codes)


async def _list_hr(connection: AsyncConnection, wave: Wave) -> list[str]:
    top = await find_frozen_unit(connection, wave.id, code=wave.unit_code)
    return await list_hr(connection, top.path if top else ())
