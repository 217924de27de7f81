"""HR looks at what would come of a survey, and opens it at the second press."""

from __future__ import annotations

from cards.survey import survey_card
from cards.wave_outlook import outlook_card
from cards.wave_preview import preview_card
from content.texts import LANGUAGES
from dialogs.errors import Refused, StaleCard
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_new import check_opener, given_back
from dialogs.wave_one import wave_reply
from dialogs.wave_outlook import get_organisation, list_asked_in, look_ahead
from dialogs.wave_rights import allowed_wave
from dialogs.wave_typed import Read, read_form
from followups.clock_rules import Problem
from locales import texts
from storage.instruments import InstrumentChanged
from storage.outbox import NewDelivery, record_deliveries
from storage.progress import list_hr
from storage.wave_changes import list_cancelled
from storage.wave_plans import Overlapping, find_asked, record_plan
from storage.wave_requests import (
    WAVE_REQUEST,
    latest_answer,
    list_requested,
    needs_second,
    record_request,
)
from storage.waves import Wave, find_overlapping, find_wave

_UNMARKED = ""


async def open_(turn: Turn) -> Reply:
    """Show what would come of the survey, and at the second press plan it once."""
    check_opener(turn)
    read = await read_form(turn)
    is_confirmed = turn.word("confirmed") == "yes" and turn.word("token") == read.token
    if is_confirmed and await find_wave(turn.connection, _id(turn, read)):
        known = await allowed_wave(turn, "run", _id(turn, read))
        waits = await list_requested(turn.connection, [known.id])
        return await wave_reply(turn, known, done="requested" if waits else "opened")
    if is_confirmed and await list_cancelled(turn.connection, [_id(turn, read)]):
        raise StaleCard
    if read.wish is None:
        return await given_back(turn, read)
    if not is_confirmed:
        return await _summary(turn, read)
    return await _plan(turn, read)


async def preview(turn: Turn) -> Reply:
    """Show what employees will see, in a message of its own, with nothing on it that answers."""
    check_opener(turn)
    language = turn.word("language")
    read = await read_form(turn)
    if language not in LANGUAGES or read.wish is None or read.instrument is None:
        raise StaleCard
    wave = await find_asked(turn.connection, read.instrument, read.wish, wave_id=_UNMARKED, now=turn.now)
    form = survey_card(
        wave.instrument,
        wave_id=_UNMARKED,
        k=wave.k,
        closes=wave.closes_at,
        zone=turn.desk.zone,
        language=language,
    )
    return Reply(
        note=texts(turn.language)("cardpulse.preview.below"), post=preview_card(form, language=language)
    )


def _id(turn: Turn, read: Read) -> str:
    """Give the id that all presses of one summary share."""
    return f"{turn.word('instrument')}-{read.token}"


async def _summary(turn: Turn, read: Read) -> Reply:
    """Show what would come of it; a survey that would ask the same people the same is given back at once."""
    if read.wish is None or read.instrument is None:
        raise Refused
    wave = await find_asked(turn.connection, read.instrument, read.wish, wave_id=_UNMARKED, now=turn.now)
    organisation = await get_organisation(turn)
    other = await find_overlapping(turn.connection, wave, organisation=organisation, now=turn.now)
    if other is not None:
        return await given_back(turn, read, problems=[_overlap(other)])
    outlook = await look_ahead(turn, read)
    if not outlook.people:
        return await given_back(turn, read, problems=[Problem("nobody")])
    return Reply(card=outlook_card(outlook, read.sent, zone=turn.desk.zone, language=turn.language))


async def _plan(turn: Turn, read: Read) -> Reply:
    if read.wish is None or read.instrument is None:
        raise Refused
    organisation = await get_organisation(turn)
    try:
        wave = await record_plan(
            turn.connection,
            read.instrument,
            wish=read.wish,
            wave_id=_id(turn, read),
            organisation=organisation,
            actor=turn.heard.person,
            now=turn.now,
        )
    except Overlapping as error:
        return await given_back(turn, read, problems=[_overlap(error.other)])
    except InstrumentChanged:
        return await given_back(turn, read, problems=[Problem("changed")])
    _, members = await list_asked_in(turn, wave, organisation)
    if not needs_second(len(members)):
        return await wave_reply(turn, wave, done="opened")
    await record_request(turn.connection, wave, people=len(members), actor=turn.heard.person, now=turn.now)
    await _ask_the_others(turn, wave, path=organisation.path(wave.unit_code))
    return await wave_reply(turn, wave, done="requested")


async def _ask_the_others(turn: Turn, wave: Wave, *, path: tuple[str, ...]) -> None:
    """Ask everybody else who may open this survey to confirm it."""
    others = [each for each in await list_hr(turn.connection, path) if each != turn.heard.person]
    asking = [
        NewDelivery(
            key=f"{WAVE_REQUEST}:{wave.id}:{person}",
            kind=WAVE_REQUEST,
            about=wave.id,
            person=person,
            due_at=turn.now,
            expires_at=latest_answer(wave),
        )
        for person in others
    ]
    await record_deliveries(turn.connection, asking)


def _overlap(other: Wave) -> Problem:
    return Problem("overlap", {"opens": other.opens_at, "closes": other.closes_at})
