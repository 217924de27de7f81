"""One survey for HR: how it goes, drawn again after whatever is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.wave_one import Course, Done, Rates, wave_card
from cards.waves import Sent, Standing
from dialogs.errors import AskInPrivate, Refused
from dialogs.hours import hours_of
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_outlook import reminders_of
from dialogs.wave_rights import pressed_wave
from directory.organisation import Unit
from storage.follow_ups import list_asked
from storage.holds import list_held
from storage.organisation import list_units_by_code
from storage.outbox import INVITATION, count_deliveries, list_reminders
from storage.response_rates import list_rates
from storage.wave_requests import Request, find_request
from storage.waves import Wave, find_frozen_unit, get_wave


async def changeable_wave(turn: Turn) -> Wave:
    """Give the wave that a card names to whoever runs it; raise Refused, also for a team's own pulse."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    wave = await pressed_wave(turn, "run")
    if await list_asked(turn.connection, [wave.id]):
        raise Refused
    return wave


async def wave_reply(turn: Turn, known: Wave, *, done: Done = "") -> Reply:
    """Show a wave as it is now, with what has just been done."""
    wave = await get_wave(turn.connection, known.id)
    request = await find_request(turn.connection, wave.id)
    standing = await standing_of(
        turn,
        wave,
        is_paused=wave.id in await list_held(turn.connection),
        is_requested=request is not None,
    )
    reminded, reminding = await _reminders(turn, wave)
    course = Course(
        standing,
        await _rates(turn, wave),
        reminded,
        reminding,
        people=request.people if request else 0,
        may_confirm=may_answer(turn, request),
    )
    card = wave_card(course, zone=turn.desk.zone, language=turn.language, done=done)
    return Reply(card=card, everywhere=bool(done))


async def standing_of(turn: Turn, wave: Wave, *, is_paused: bool, is_requested: bool) -> Standing:
    """Say how a wave stands: its state, and what became of its invitations."""
    sent = await count_deliveries(turn.connection, wave.id, INVITATION)
    return Standing(
        wave.id,
        wave.instrument.name.say(turn.language),
        await unit_of_wave(turn, wave),
        wave.state(turn.now),
        wave.opens_at,
        wave.closes_at,
        is_paused,
        Sent(sent.delivered, sent.waiting, sent.failed),
        is_requested,
    )


async def unit_of_wave(turn: Turn, wave: Wave) -> Unit | None:
    """Give the unit that is asked, as it was when the survey opened."""
    if wave.opened_at is not None:
        frozen = await find_frozen_unit(turn.connection, wave.id, code=wave.unit_code)
        return frozen.unit if frozen else None
    return next(iter(await list_units_by_code(turn.connection, [wave.unit_code])), None)


def may_answer(turn: Turn, request: Request | None) -> bool:
    """Say whether somebody is the second person who can confirm a wave now."""
    return request is not None and request.actor != turn.heard.person and turn.now < request.until


async def _rates(turn: Turn, wave: Wave) -> Rates | None:
    """Give what may be told of how many have answered."""
    found = await list_rates(turn.connection, wave.id)
    if not found or wave.state(turn.now) != "open":
        return None
    below = [(frozen.unit, rate) for frozen, _, rate in found if frozen.unit.code != wave.unit_code]
    whole = next((rate for frozen, _, rate in found if frozen.unit.code == wave.unit_code), None)
    return Rates(found[0][1], whole, below)


async def _reminders(turn: Turn, wave: Wave) -> tuple[Sequence[date], Sequence[date]]:
    """Give the days on which people were reminded, and those on which they will be."""
    zone = turn.desk.zone
    if wave.opened_at is None:
        planned = reminders_of(wave, await hours_of(turn, wave.unit_code))
        return (), sorted({moment.astimezone(zone).date() for moment in planned})
    known = await list_reminders(turn.connection, wave.id)
    coming = {moment.astimezone(zone).date() for moment, waits in known if waits}
    return sorted({moment.astimezone(zone).date() for moment, _ in known} - coming), sorted(coming)
