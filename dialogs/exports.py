"""A result as a file in the chat: which kind is wanted, and what the file is made of."""

from __future__ import annotations

from functools import partial

from cards.exports import KINDS, Kind, export_card
from content.texts import LANGUAGES
from dialogs.errors import Refused
from dialogs.looking import log_look, pressed_result
from dialogs.papers import Paper, offer, store
from dialogs.reply import Reply
from dialogs.sources import read_file
from dialogs.turn import Turn
from reports.file_names import file_name
from storage.results import Result


async def export(turn: Turn) -> Reply:
    """Let the person choose a kind of file; make one that is chosen and offer it."""
    result = await pressed_result(turn)
    if not turn.word("format"):
        unit, wave = result.unit.unit, result.wave.id
        return Reply(card=export_card(unit, wave_id=wave, kinds=_kinds(result), language=turn.language))
    return offer(turn, await _paper(turn, result, language=turn.language))


async def store_result(turn: Turn) -> Reply:
    """Store a file that was consented to; rights are looked at anew, and the file is made anew."""
    result = await pressed_result(turn)
    told = turn.word("language")
    paper = await _paper(turn, result, language=told if told in LANGUAGES else turn.language)
    action = "units.exported" if paper.kind == "units" else "result.exported"
    return store(turn, paper, log=partial(log_look, turn, result, action))


def _kinds(result: Result) -> list[Kind]:
    return [kind for kind in KINDS if kind != "units" or result.has_below]


async def _paper(turn: Turn, result: Result, *, language: str) -> Paper:
    """Read what the file is made of; raise Refused for a kind that is not offered."""
    wave, unit = result.wave, result.unit.unit
    kind = next((kind for kind in _kinds(result) if kind == turn.word("format")), None)
    if kind is None or wave.closed_at is None:
        raise Refused
    name = file_name(
        unit,
        wave.instrument,
        closed_at=wave.closed_at,
        zone=turn.desk.zone,
        language=language,
        with_below=kind == "units",
        ending="xlsx" if kind == "units" else kind,
    )
    asked = {"unit": unit.code, "wave": wave.id, "format": kind, "language": language}
    write = await read_file(
        turn.connection,
        result,
        kind,
        zone=turn.desk.zone,
        language=language,
        reader=turn.actor.person,
    )
    return Paper(kind, name, asked, language, write)
