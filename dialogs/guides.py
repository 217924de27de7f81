"""Questions for the team's talk about a theme, in general or chosen by a result that somebody may see."""

from __future__ import annotations

from cards.guides import WHOLE, Basis, choose_theme_card, questions_in_words, theme_card, whole_theme_card
from content.guide import Guide
from dialogs.looking import log_look, pressed_result
from dialogs.reply import Reply
from dialogs.themes import theme_in
from dialogs.turn import Turn
from directory.rights import may_do
from locales import texts
from scoring.themes import raised_themes
from storage.teams import find_place

_MOST_DIGITS = 3


async def theme(turn: Turn) -> Reply:
    """Show questions about a theme; where none is named, about one that the result raises, or a choice."""
    basis = await _basis(turn) if turn.word("unit") else None
    guide = _guide(turn, basis)
    if guide is None:
        return Reply(card=choose_theme_card(language=turn.language, basis=basis))
    if turn.word("page") == WHOLE:
        return _whole(turn, guide)
    return Reply(card=theme_card(guide, page=_page(turn), language=turn.language, basis=basis))


async def _basis(turn: Turn) -> Basis:
    """Give what a result raises; raise Refused or AskInPrivate like every look at one."""
    result = await pressed_result(turn)
    await log_look(turn, result, "questions.viewed")
    raised = raised_themes(result.published, instrument=result.wave.instrument)
    place = await find_place(turn.connection, result.unit.unit.code)
    leads = place is not None and may_do(turn.actor.person, "lead", place.path)
    return Basis(result.unit.unit, result.published, raised, leads=leads)


def _guide(turn: Turn, basis: Basis | None) -> Guide | None:
    guides = turn.desk.guides
    if named := turn.word("theme") or theme_in(turn.heard.words):
        return guides.get(named)
    first = next(iter(basis.raised), None) if basis else None
    return guides.get(first) if first else None


def _whole(turn: Turn, guide: Guide) -> Reply:
    """Give all the questions as words to copy; where others read along, only to whoever pressed."""
    if not turn.heard.is_personal:
        return Reply(card=whole_theme_card(guide, language=turn.language))
    said = questions_in_words(guide, language=turn.language)
    return Reply(note=texts(turn.language)("cardguide.below"), post=said)


def _page(turn: Turn) -> int:
    written = turn.word("page")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0
