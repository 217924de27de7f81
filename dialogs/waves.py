"""HR's view of surveys under way: how they stand, and a pause for the messages of one."""

from __future__ import annotations

from datetime import timedelta

from cards.waves import Sent, Standing, status_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_rights import may_with, pressed_wave
from directory.organisation import Person, Unit
from directory.rights import may_somewhere
from storage.audit import record_audit
from storage.follow_ups import list_asked
from storage.holds import hold, list_held, release
from storage.organisation import list_units_by_code
from storage.outbox import INVITATION, count_deliveries
from storage.waves import Wave, find_frozen_unit, list_recent_waves

SHOWN_AFTER = timedelta(days=14)
"""How long a survey that is over stays on the card."""
_ORDER = ("open", "closing", "planned", "missed", "closed")


async def status(turn: Turn) -> Reply:
    """Show how surveys stand."""
    _check(turn)
    return await _card(turn)


async def pause(turn: Turn) -> Reply:
    """Let the messages of a survey wait, unless it is over, and show how all stand."""
    _check(turn)
    wave = await pressed_wave(turn, "run")
    if wave.state(turn.now) in {"planned", "open"} and await hold(turn.connection, wave.id, now=turn.now):
        await _log(turn, "wave.paused", wave)
    return await _card(turn, everywhere=True)


async def resume(turn: Turn) -> Reply:
    """Let the messages of a paused survey go on, and show how all stand."""
    _check(turn)
    wave = await pressed_wave(turn, "run")
    if await release(turn.connection, wave.id):
        await _log(turn, "wave.resumed", wave)
    return await _card(turn, everywhere=True)


def may_follow(person: Person) -> bool:
    """Say whether somebody sees how surveys stand and may pause them."""
    return may_somewhere(person, "run")


def _check(turn: Turn) -> None:
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_follow(turn.actor.person):
        raise Refused


async def _card(turn: Turn, *, everywhere: bool = False) -> Reply:
    waves = await list_recent_waves(turn.connection, since=turn.now - SHOWN_AFTER)
    held = await list_held(turn.connection)
    # Each team has a pulse of its own before a follow-up: a card has no room for those of a town.
    of_teams = await list_asked(turn.connection, [wave.id for wave in waves])
    shown = [wave for wave in waves if wave.id not in of_teams and await may_with(turn, "run", wave)]
    standings = [await _standing(turn, wave, is_paused=wave.id in held) for wave in shown]
    standings.sort(key=lambda each: _ORDER.index(each.state))
    card = status_card(standings, zone=turn.desk.zone, language=turn.language)
    return Reply(card=card, everywhere=everywhere)


async def _standing(turn: Turn, wave: Wave, *, is_paused: bool) -> Standing:
    sent = await count_deliveries(turn.connection, wave.id, INVITATION)
    return Standing(
        wave.id,
        wave.instrument.name.say(turn.language),
        await _unit(turn, wave),
        wave.state(turn.now),
        wave.opens_at,
        wave.closes_at,
        is_paused,
        Sent(sent.delivered, sent.waiting, sent.failed),
    )


async def _unit(turn: Turn, wave: Wave) -> Unit | None:
    """Give the unit that is asked, as it was when the survey opened."""
    if wave.opened_at is not None:
        frozen = await find_frozen_unit(turn.connection, wave.id, code=wave.unit_code)
        return frozen.unit if frozen else None
    return next(iter(await list_units_by_code(turn.connection, [wave.unit_code])), None)


async def _log(turn: Turn, action: str, wave: Wave) -> None:
    await record_audit(turn.connection, action, subject=wave.id, actor=turn.heard.person, now=turn.now)
