"""Builds what HR is told of surveys when it leaves: by the rights and the state of that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.activity import message
from cards.open_wave import OpenWave
from cards.wave_news import answered_card, low_response_card, request_card
from cards.wave_outlook import Plan
from delivery.guards import Content, Skip
from directory.organisation import Person
from directory.rights import may_do
from followups.reminders import in_working_time, reminder_times
from followups.working_time import WorkingTime
from jobs.circumstances import Circumstances
from locales import texts
from storage.low_response import list_low_waves
from storage.organisation import list_viewers
from storage.outbox import Delivery
from storage.reasons import NOTHING_TO_SAY
from storage.response_rates import list_rates
from storage.teams import find_place
from storage.wave_requests import find_request
from storage.waves import Wave, find_wave
from storage.working_hours import find_calendar

_NOTHING = Skip(NOTHING_TO_SAY)


async def request_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Ask for a confirmation, while it is missing, whoever may give it."""
    people = await _people(connection, deliveries, around)
    return {each.key: await _request(connection, each, people, around) for each in deliveries}


async def answered_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Tell whoever wanted a survey whether it opens."""
    people = await _people(connection, deliveries, around)
    return {each.key: await _answer(connection, each, people, around) for each in deliveries}


async def low_response_messages(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> Mapping[str, Content]:
    """Tell that few have answered, while that is so."""
    people = await _people(connection, deliveries, around)
    low = {wave.id: wave for wave in await list_low_waves(connection, now=around.now)}
    return {
        each.key: await _low(connection, each, people.get(each.person), low.get(each.about), around)
        for each in deliveries
    }


async def _people(
    connection: AsyncConnection, deliveries: Sequence[Delivery], around: Circumstances
) -> dict[str, Person]:
    among = {each.person for each in deliveries}
    found = await list_viewers(connection, now=around.now, among=among)
    return {person.aad_object_id: person for person in found}


async def _request(
    connection: AsyncConnection, each: Delivery, people: Mapping[str, Person], around: Circumstances
) -> Content:
    wave, request = await find_wave(connection, each.about), await find_request(connection, each.about)
    if wave is None or request is None or request.actor == each.person or around.now >= request.until:
        return _NOTHING
    language = around.readers[each.person].language
    plan = await _plan(connection, wave, people.get(each.person), around, language=language)
    if plan is None:
        return _NOTHING
    card = request_card(plan, wave=wave.id, people=request.people, zone=around.zone, language=language)
    return message(card, summary=texts(language)("cardpulse.request.heading"), alert=True)


async def _answer(
    connection: AsyncConnection, each: Delivery, people: Mapping[str, Person], around: Circumstances
) -> Content:
    wave, language = await find_wave(connection, each.about), around.readers[each.person].language
    person = people.get(each.person)
    plan = await _plan(connection, wave, person, around, language=language) if wave else None
    if person is None or (wave is not None and plan is None):
        return _NOTHING
    card = answered_card(plan, wave=each.about, zone=around.zone, language=language)
    return message(card, summary=str(card["body"][0]["text"]), alert=True)


async def _low(
    connection: AsyncConnection,
    each: Delivery,
    person: Person | None,
    wave: Wave | None,
    around: Circumstances,
) -> Content:
    if person is None or wave is None:
        return _NOTHING
    language = around.readers[each.person].language
    whole = next(
        (told for told in await list_rates(connection, wave.id) if told[0].unit.code == wave.unit_code), None
    )
    if whole is None or not may_do(person, "run", whole[0].path):
        return _NOTHING
    frozen, day, rate = whole
    card = low_response_card(
        OpenWave(wave.closes_at, day, rate),
        wave=wave.id,
        instrument=wave.instrument.name.say(language),
        unit=frozen.unit,
        zone=around.zone,
        language=language,
    )
    return message(card, summary=texts(language)("cardpulse.low.heading"), alert=True)


async def _plan(
    connection: AsyncConnection, wave: Wave, person: Person | None, around: Circumstances, *, language: str
) -> Plan | None:
    """Put a wave into the values of a card, for whoever may run it; None for others."""
    place = await find_place(connection, wave.unit_code)
    if place is None or person is None or not may_do(person, "run", place.path):
        return None
    hours = (await find_calendar(connection, WorkingTime(around.zone))).of(wave.unit_code)
    opens = max(wave.opens_at, around.now) if wave.opened_at is None else wave.opens_at
    times = reminder_times(opens=opens, closes=wave.closes_at, count=wave.reminders)
    invited = hours.next_moment(opens)
    return Plan(
        instrument=wave.instrument.name.say(language),
        unit=place.unit,
        opens=wave.opens_at if wave.opens_at > around.now or wave.opened_at else None,
        closes=wave.closes_at,
        reminders=in_working_time(times, hours=hours, invited=invited, closes=wave.closes_at),
        whom=wave.remind_whom,
        k=max(wave.k, wave.instrument.smallest_group),
        has_comments=wave.instrument.comment is not None,
    )
