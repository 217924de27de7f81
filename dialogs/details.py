"""What lies behind a result: for now the comments."""

from __future__ import annotations

from cards.comments import comments_card
from cards.elements import Card
from dialogs.comments import deletable, may_review
from dialogs.looking import log_look, pressed_result
from dialogs.reply import Reply
from dialogs.turn import Turn
from locales import texts
from storage.comments import list_shown
from storage.results import Result


async def detail(turn: Turn) -> Reply:
    """Show the comments behind a result."""
    result = await pressed_result(turn)
    await log_look(turn, result, "comments.viewed")
    card = await _comments(turn, result)
    if turn.heard.is_invoke:
        return Reply(note=texts(turn.language)("cardresults.below"), post=card)
    return Reply(card=card)


async def _comments(turn: Turn, result: Result) -> Card:
    unit = result.unit.unit
    found = await list_shown(turn.connection, result.wave.id, code=unit.code)
    if may_review(turn.actor.person):
        return deletable(found, unit=unit, language=turn.language)
    return comments_card([comment.text for comment in found], unit=unit, language=turn.language)
