"""HR's view of surveys under way: how they stand, one of them alone, and a pause for its messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cards.waves import status_card
from dialogs.errors import AskInPrivate, Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_one import changeable_wave, standing_of, wave_reply
from dialogs.wave_rights import keep_allowed
from directory.organisation import Person
from directory.rights import may_somewhere
from storage.audit import record_audit
from storage.follow_ups import list_asked
from storage.holds import hold, list_held, release
from storage.wave_requests import list_requested
from storage.waves import Wave, list_recent_waves

SHOWN_AFTER = timedelta(days=14)
"""How long a survey that is over stays on the card."""
_ORDER = ("open", "closing", "planned", "missed", "closed")


async def status(turn: Turn) -> Reply:
    """Show how surveys stand, or the one that a card names."""
    _check(turn)
    if turn.word("wave"):
        return await wave_reply(turn, await changeable_wave(turn))
    return await _card(turn)


async def pause(turn: Turn) -> Reply:
    """Let the messages of a survey wait, unless it is over, and show it."""
    _check(turn)
    wave = await changeable_wave(turn)
    if wave.state(turn.now) in {"planned", "open"} and await hold(turn.connection, wave.id, now=turn.now):
        await _log(turn, "wave.paused", wave)
    return replace(await wave_reply(turn, wave), everywhere=True)


async def resume(turn: Turn) -> Reply:
    """Let the messages of a paused survey go on, and show it."""
    _check(turn)
    wave = await changeable_wave(turn)
    if await release(turn.connection, wave.id):
        await _log(turn, "wave.resumed", wave)
    return replace(await wave_reply(turn, wave), everywhere=True)


def may_follow(person: Person) -> bool:
    """Say whether somebody sees how surveys stand and may pause them."""
    return may_somewhere(person, "run")


def _check(turn: Turn) -> None:
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_follow(turn.actor.person):
        raise Refused


async def _card(turn: Turn) -> Reply:
    waves = await list_recent_waves(turn.connection, since=turn.now - SHOWN_AFTER)
    held = await list_held(turn.connection)
    # Each team has a pulse of its own before a follow-up: a card has no room for those of a town.
    of_teams = await list_asked(turn.connection, [wave.id for wave in waves])
    shown = await keep_allowed(turn, "run", [wave for wave in waves if wave.id not in of_teams])
    requested = await list_requested(turn.connection, [wave.id for wave in shown])
    standings = [
        await standing_of(turn, wave, is_paused=wave.id in held, is_requested=wave.id in requested)
        for wave in shown
    ]
    standings.sort(key=lambda each: _ORDER.index(each.state))
    card = status_card(standings, zone=turn.desk.zone, language=turn.language)
    return Reply(card=card)


async def _log(turn: Turn, action: str, wave: Wave) -> None:
    await record_audit(turn.connection, action, subject=wave.id, actor=turn.heard.person, now=turn.now)
