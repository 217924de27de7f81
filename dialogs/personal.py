"""What somebody settles for themselves, on one card: nobody else's settings can be named."""

from __future__ import annotations

from collections.abc import Mapping

from cards.personal import AS_LISTED, PAUSE, QUIET, Settings, settings_card
from content.texts import LANGUAGES
from dialogs.errors import AskInPrivate, StaleCard
from dialogs.personal_form import Read, furthest, read_form, sent
from dialogs.reply import Reply
from dialogs.turn import Turn
from storage.actors import record_language, remove_language
from storage.pauses import find_pause, record_pause, remove_pause
from storage.quiet_hours import find_quiet_hours, record_quiet_hours, remove_quiet_hours


async def show(turn: Turn) -> Reply:
    """Show what this person has settled, to be changed."""
    held = await _held(turn)
    return Reply(card=_card(turn, held, held=held))


async def save(turn: Turn) -> Reply:
    """Keep all of the form, or give it back with what is wrong; what a button does not send stays."""
    held = await _held(turn)
    typed = {**held, **sent(turn)}
    if typed["language"] not in (AS_LISTED, *LANGUAGES):
        raise StaleCard
    read = read_form(turn, typed)
    if read.mistakes:
        return Reply(card=_card(turn, typed, held=held, mistakes=read.mistakes))
    await _keep(turn, typed["language"], read)
    chosen = None if typed["language"] == AS_LISTED else typed["language"]
    card = _card(turn, typed, held=typed, language=turn.language_with(chosen))
    return Reply(card=card, everywhere=True)


async def _held(turn: Turn) -> dict[str, str]:
    """Give what holds now, as it would be typed."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    person = turn.heard.person
    quiet = await find_quiet_hours(turn.connection, person)
    until = await find_pause(turn.connection, person, today=turn.today)
    times = (quiet.starts, quiet.ends) if quiet else ("", "")
    return {
        "language": turn.actor.chosen_language or AS_LISTED,
        **dict(zip(QUIET, times, strict=True)),
        PAUSE: until.isoformat() if until else "",
    }


async def _keep(turn: Turn, language: str, read: Read) -> None:
    connection, person = turn.connection, turn.heard.person
    if language == AS_LISTED:
        await remove_language(connection, person)
    else:
        await record_language(connection, person, language=language)
    if read.quiet:
        await record_quiet_hours(connection, person, read.quiet)
    else:
        await remove_quiet_hours(connection, person)
    if read.pause:
        await record_pause(connection, person, until=read.pause)
    else:
        await remove_pause(connection, person)


def _card(
    turn: Turn,
    typed: Mapping[str, str],
    *,
    held: Mapping[str, str],
    mistakes: tuple[str, ...] = (),
    language: str = "",
) -> dict[str, object]:
    """Draw the form; a `language` is told when all of it has just been saved."""
    holds = {"quiet": held[QUIET[0]], "pause": held[PAUSE]}
    shown = Settings(typed, [name for name, value in holds.items() if value], turn.today, furthest(turn))
    return settings_card(
        shown, mistakes=mistakes, is_saved=bool(language), language=language or turn.language
    )
