"""HR's part in comments: what waits for a review is released or deleted, what is shown can be deleted too."""

from __future__ import annotations

from cards.comments import Deletable, Waiting, deletable_comments_card, fitting, review_card
from cards.details import rows, way_back
from cards.elements import Card
from dialogs.errors import AskInPrivate, Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.wave_rights import allowed_wave, list_allowed
from directory.organisation import Unit
from directory.rights import may_somewhere
from storage.audit import record_audit
from storage.comments import (
    Comment,
    UnknownComment,
    get_comment,
    list_held,
    list_shown,
    mark_released,
    remove_comment,
)
from storage.waves import Wave, list_units_of_wave


async def review(turn: Turn) -> Reply:
    """Show the comments that wait for a review."""
    _check(turn)
    return Reply(card=await _waiting(turn))


async def release(turn: Turn) -> Reply:
    """Let a held comment be shown like the others, and show what still waits."""
    _check(turn)
    comment = await _pressed(turn)
    if await mark_released(turn.connection, comment.key):
        await _log(turn, "comments.released", comment.wave)
    return Reply(card=await _waiting(turn), everywhere=True)


async def delete(turn: Turn) -> Reply:
    """Delete a comment for good, and show the rest of the card it stood on."""
    _check(turn)
    comment = await _pressed(turn)
    if await remove_comment(turn.connection, comment.key):
        await _log(turn, "comments.deleted", comment.wave)
        turn.desk.shredder.start()
    rest = _of_unit(turn, comment.wave) if "unit" in turn.data else _waiting(turn)
    return Reply(card=await rest, everywhere=True)


async def has_to_review(turn: Turn) -> bool:
    """Say whether comments wait for this person's review."""
    if not may_somewhere(turn.actor.person, "review"):
        return False
    held = await list_held(turn.connection)
    return bool(await list_allowed(turn, "review", (comment.wave for comment in held)))


def deletable(comments: list[Comment], *, unit: Unit, wave: str, language: str) -> Card:
    """Draw the comments of a unit as HR sees them."""
    shown = [Deletable(comment.key, comment.text) for comment in comments]
    back = rows([way_back(unit.code, wave, language=language)])
    return deletable_comments_card(shown, unit=unit, language=language, ways=back)


def _check(turn: Turn) -> None:
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_somewhere(turn.actor.person, "review"):
        raise Refused


async def _pressed(turn: Turn) -> Comment:
    try:
        comment = await get_comment(turn.connection, turn.word("key"))
    except UnknownComment:
        raise Refused from None
    await allowed_wave(turn, "review", comment.wave)
    return comment


async def _waiting(turn: Turn) -> Card:
    found = await list_held(turn.connection)
    waves = await list_allowed(turn, "review", (comment.wave for comment in found))
    held = [comment for comment in found if comment.wave in waves]
    waiting = [_as_waiting(comment, waves[comment.wave], language=turn.language) for comment in held]
    shown = fitting(waiting)
    for wave in sorted({comment.wave for comment in held[: len(shown)]}):
        await _log(turn, "comments.reviewed", wave)
    return review_card(shown, left=len(waiting) - len(shown), zone=turn.desk.zone, language=turn.language)


def _as_waiting(comment: Comment, wave: Wave, *, language: str) -> Waiting:
    return Waiting(
        comment.key, comment.text, wave.instrument.name.say(language), wave.closed_at or wave.closes_at
    )


async def _of_unit(turn: Turn, wave: str) -> Card:
    units = await list_units_of_wave(turn.connection, wave, codes=[turn.word("unit")])
    if not units:
        raise Refused
    await _log(turn, "comments.viewed", f"{wave}/{units[0].code}")
    found = await list_shown(turn.connection, wave, code=units[0].code)
    return deletable(found, unit=units[0], wave=wave, language=turn.language)


async def _log(turn: Turn, action: str, subject: str) -> None:
    await record_audit(turn.connection, action, subject=subject, actor=turn.heard.person, now=turn.now)
