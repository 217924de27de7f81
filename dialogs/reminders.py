"""Wanting no reminders for a while, and wanting them again."""

from __future__ import annotations

from cards.reminders import reminders_card
from dialogs.errors import AskInPrivate, StaleCard
from dialogs.reply import Reply
from dialogs.turn import Turn
from followups.pauses import LENGTHS, last_day
from storage.pauses import find_pause, record_pause, remove_pause


async def show(turn: Turn) -> Reply:
    """Show whether this person is reminded, and what can be chosen."""
    return await _shown(turn)


async def pause(turn: Turn) -> Reply:
    """Send this person no reminders for the chosen time; invitations still come."""
    length = turn.word("length")
    if length not in LENGTHS:
        raise StaleCard
    await record_pause(turn.connection, turn.heard.person, until=last_day(turn.today, length))
    return await _shown(turn)


async def resume(turn: Turn) -> Reply:
    """Remind this person again."""
    await remove_pause(turn.connection, turn.heard.person)
    return await _shown(turn)


async def _shown(turn: Turn) -> Reply:
    if not turn.heard.is_personal:
        raise AskInPrivate
    until = await find_pause(turn.connection, turn.heard.person, today=turn.today)
    return Reply(card=reminders_card(paused_until=until, language=turn.language))
