"""The audit log for HR and the data-protection officer; a look at it is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from cards.audit import (
    ABOUT,
    EVERYTHING,
    LINES_A_PAGE,
    PERIODS,
    Period,
    Shown,
    Standing,
    Told,
    audit_card,
)
from cards.audit_kinds import KINDS
from cards.audit_words import Names, about_in_words, is_object_id, parts_of, who_in_words
from dialogs.errors import AskInPrivate, Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.rights import may_do
from locales import texts
from storage.audit_chain import find_chain
from storage.audit_reading import Line, find_known, list_newest
from storage.people import fingerprint

_BACK: Final[Mapping[Period, timedelta | None]] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
    "all": None,
}
_USUAL: Final = "month"
_MOST_DIGITS: Final = 9


async def show(turn: Turn) -> Reply:
    """Show a page of the log: the newest lines, or those before the one that the card names."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_do(turn.actor.person, "audit"):
        raise Refused
    about = _one_of(ABOUT, turn.word("about"), EVERYTHING)
    period = _one_of(PERIODS, turn.word("period"), _USUAL)
    before = _number(turn.word("page"))
    lines = await _lines(turn, about, period, before=before)
    await turn.desk.audit.note(
        "audit.viewed", subject=f"{about}/{period}", actor=turn.heard.person, now=turn.now
    )
    page = lines[:LINES_A_PAGE]
    older = page[-1].id if len(lines) > len(page) else None
    shown = Shown(await _in_words(turn, page), about, period, older, is_newest=before is None)
    chain = await find_chain(turn.connection)
    standing = Standing(chain.verified_at, chain.broken_line)
    return Reply(card=audit_card(shown, standing, zone=turn.desk.zone, language=turn.language))


async def _lines(turn: Turn, about: str, period: str, *, before: int | None) -> list[Line]:
    """List one line more than a page has."""
    back = next(back for name, back in _BACK.items() if name == period)
    return await list_newest(
        turn.connection,
        actions=next((actions for kind, actions in KINDS.items() if kind == about), None),
        since=turn.now - back if back else None,
        before=before,
        limit=LINES_A_PAGE + 1,
    )


async def _in_words(turn: Turn, lines: Sequence[Line]) -> list[Told]:
    names, say, zone = await _names(turn, lines), texts(turn.language), turn.desk.zone
    return [
        Told(
            line.at,
            who_in_words(line.actor, names, say=say),
            line.action,
            about_in_words(line.subject, names, say=say, zone=zone),
        )
        for line in lines
    ]


async def _names(turn: Turn, lines: Sequence[Line]) -> Names:
    ids = {part for line in lines for part in (line.actor, *parts_of(line.subject))}
    known = await find_known(turn.connection, ids)
    marks = {each: fingerprint(each) for each in ids if is_object_id(each)}
    waves = {wave: (_asked(turn, asked), at) for wave, (asked, at) in known.waves.items()}
    return Names(known.people, marks, known.units, waves, known.plans)


def _asked(turn: Turn, instrument_id: str) -> str:
    instrument = turn.desk.instruments.get(instrument_id)
    return instrument.name.say(turn.language) if instrument else instrument_id


def _one_of(values: Sequence[str], word: str, usual: str) -> str:
    return word if word in values else usual


def _number(word: str) -> int | None:
    is_number = word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS
    return int(word) if is_number else None
