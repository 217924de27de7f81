"""A result as a file in the chat: asked for, offered, and put into the person's own OneDrive on consent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from cards.exports import KINDS, Kind, consent_message, export_card, export_notice, stored_message
from content.texts import LANGUAGES
from dialogs.errors import Refused, UnknownVerb
from dialogs.files import FileRoom
from dialogs.looking import log_look, pressed_result
from dialogs.reply import NOTHING, Reply
from dialogs.sources import read_file
from dialogs.turn import Turn
from locales import texts
from reports.file_names import file_name
from reports.pdf import NoPango
from storage.results import Result

_NEEDED: Final = ("uploadUrl", "contentUrl", "uniqueId")
"""What Teams has to tell of a place for a file."""


async def export(turn: Turn) -> Reply:
    """Let the person choose a kind of file; make one that is chosen and offer it."""
    result = await pressed_result(turn)
    if not turn.word("format"):
        unit, wave = result.unit.unit, result.wave.id
        return Reply(card=export_card(unit, wave_id=wave, kinds=_kinds(result), language=turn.language))
    paper = await _paper(turn, result, language=turn.language)
    note = texts(turn.language)("export.making")
    work = (turn.heard.person, *paper.asked.values())
    if not turn.desk.files.begin(work):
        return Reply(note=note)
    return Reply(note=note, later=partial(_offer, paper, room=turn.desk.files, work=work))


async def consent(turn: Turn) -> Reply:
    """Store a file that was consented to; rights are looked at anew, and the file is made anew."""
    if turn.heard.verb == "decline":
        return Reply(card=export_notice("declined", asked={}, language=turn.language))
    if turn.heard.verb != "accept":
        raise UnknownVerb
    result = await pressed_result(turn)
    told = turn.word("language")
    paper = await _paper(turn, result, language=told if told in LANGUAGES else turn.language)
    upload = turn.heard.upload
    if not all(isinstance(upload.get(name), str) and upload[name] for name in _NEEDED):
        return Reply(card=export_notice("no_place", asked=paper.asked, language=turn.language))
    room, work = turn.desk.files, (turn.heard.person, turn.heard.pressed_id)
    if turn.heard.pressed_id and not room.begin(work):
        return NOTHING
    log = partial(log_look, turn, result, "units.exported" if paper.kind == "units" else "result.exported")
    return Reply(later=partial(_store, paper, upload, room=room, work=work, log=log))


@dataclass(frozen=True, slots=True)
class _Paper:
    """A file that can be written: `asked` is what brings it about, ids only."""

    kind: Kind
    name: str
    asked: Mapping[str, str]
    language: str
    write: Callable[[], bytes]


def _kinds(result: Result) -> list[Kind]:
    return [kind for kind in KINDS if kind != "units" or result.has_below]


async def _paper(turn: Turn, result: Result, *, language: str) -> _Paper:
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
    return _Paper(kind, name, asked, language, write)


async def _offer(paper: _Paper, *, room: FileRoom, work: Hashable) -> Reply:
    try:
        content = await _made(paper, room)
    finally:
        room.end(work)
    asked, language = paper.asked, paper.language
    if content is None:
        return Reply(card=export_notice("no_pdf", asked=asked, language=language))
    size = len(content)
    return Reply(file=consent_message(paper.name, kind=paper.kind, size=size, asked=asked, language=language))


async def _store(
    paper: _Paper,
    upload: Mapping[str, Any],
    *,
    room: FileRoom,
    work: Hashable,
    log: Callable[[], Awaitable[None]],
) -> Reply:
    with room.unless_it_breaks(work):
        content = await _made(paper, room)
        if content is None:
            return Reply(card=export_notice("no_pdf", asked=paper.asked, language=paper.language))
        await log()  # before the file leaves, so that none leaves without it
        trouble = await room.store(upload["uploadUrl"], content)
    if trouble is not None:
        return Reply(card=export_notice(trouble, asked=paper.asked, language=paper.language))
    return Reply(file=_stored(paper, upload))


def _stored(paper: _Paper, upload: Mapping[str, Any]) -> dict[str, Any]:
    """Make Teams show the file, by the name that OneDrive has given it."""
    told = upload.get("name")
    return stored_message(
        name=told if isinstance(told, str) and told else paper.name,
        url=upload["contentUrl"],
        unique_id=upload["uniqueId"],
        file_type=paper.name.rpartition(".")[2],
    )


async def _made(paper: _Paper, room: FileRoom) -> bytes | None:
    """Make the file; None for a pdf where no pdf can be made."""
    try:
        return await room.make(paper.write)
    except NoPango:
        return None
