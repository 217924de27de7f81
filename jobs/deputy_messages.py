"""Builds what is told of deputies: to them and to those who lead their units, from what is true by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.deputy_news import News, Told, deputy_news_card
from delivery.guards import Content, Skip
from directory.rights import may_see
from followups.deputies import term_between
from jobs.circumstances import Circumstances
from locales import texts
from storage.actors import find_actor
from storage.conversations import list_names
from storage.deputies import Deputy, find_deputy, list_appointed_with
from storage.deputy_news import (
    APPOINTED,
    BEGUN,
    ENDED,
    WITHDRAWN,
    begins_later,
    is_for_the_deputy,
    is_of_the_end,
)
from storage.outbox import Delivery
from storage.reasons import NOTHING_TO_SAY
from storage.teams import Place, find_place, list_leaders

_NOTHING: Final = Skip(NOTHING_TO_SAY)
_NEWS: Final[Mapping[str, News]] = MappingProxyType(
    {APPOINTED: "appointed", BEGUN: "begun", ENDED: "ended", WITHDRAWN: "withdrawn"}
)


async def deputy_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Tell of deputies, by the delivery's key; of units given together one message tells."""
    return {each.key: await _content(connection, each, around) for each in deliveries}


async def _content(connection: AsyncConnection, delivery: Delivery, around: Circumstances) -> Content:
    found = _withdrawn if delivery.kind == WITHDRAWN else _of_appointment
    told = await found(connection, delivery, around)
    if told is None:
        return _NOTHING
    language = around.readers[delivery.person].language
    reader = "you" if told.is_deputy else "leader"
    summary = texts(language)(f"carddeputies.news.{told.news}.{reader}")
    return message(deputy_news_card(told, language=language), summary=summary, alert=True)


async def _withdrawn(connection: AsyncConnection, delivery: Delivery, around: Circumstances) -> Told | None:
    """Tell of an appointment that is no more; leaders are told as such only while they lead the unit."""
    place = await find_place(connection, delivery.about)
    if place is None:
        return None
    if is_for_the_deputy(delivery.key):
        return Told("withdrawn", [place.unit], is_deputy=True)
    leaders = await list_leaders(connection, delivery.about, now=around.now)
    return Told("withdrawn", [place.unit]) if delivery.person in leaders else None


async def _of_appointment(
    connection: AsyncConnection, delivery: Delivery, around: Circumstances
) -> Told | None:
    named = await find_deputy(connection, delivery.about)
    if named is None or not _is_true(delivery, named, around):
        return None
    told = await _told_together(connection, delivery.person, named, around)
    # The first of several units speaks for all of them.
    if not told or told[0][0].id != named.id:
        return None
    places = [place for _, place in told]
    names = await list_names(connection, [named.person])
    return Told(
        _NEWS[delivery.kind],
        [place.unit for place in places],
        term_between(named.starts_at, named.ends_at, zone=around.zone),
        names.get(named.person, ""),
        is_deputy=delivery.person == named.person,
        shows_results=await _sees(connection, delivery.person, places, around),
    )


def _is_true(delivery: Delivery, named: Deputy, around: Circumstances) -> bool:
    if delivery.kind == APPOINTED:
        is_told_apart = begins_later(delivery.key, named) and named.starts_at <= around.now
        return named.ends_at > around.now and not is_told_apart
    if delivery.kind == BEGUN:
        return named.is_in_force(around.now)
    return named.ends_at <= around.now and is_of_the_end(delivery.key, named)


async def _told_together(
    connection: AsyncConnection, person: str, named: Deputy, around: Circumstances
) -> list[tuple[Deputy, Place]]:
    """List the units that were given together and still are there, those that concern a reader."""
    told = []
    for each in await list_appointed_with(connection, named):
        place = await find_place(connection, each.code)
        concerned = person == each.person or person in await list_leaders(
            connection, each.code, now=around.now
        )
        if place is not None and concerned:
            told.append((each, place))
    return told


async def _sees(
    connection: AsyncConnection, person: str, places: Sequence[Place], around: Circumstances
) -> bool:
    reader = await find_actor(connection, person, now=around.now)
    return reader is not None and all(may_see(reader.person, place.path) for place in places)
