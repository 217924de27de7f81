"""Files in the chat: made when asked for, offered, and put into the person's own OneDrive on consent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from cards.exports import Paperwork, consent_message, export_notice, stored_message
from dialogs.files import FileRoom
from dialogs.reply import NOTHING, Reply
from dialogs.turn import Turn
from locales import texts
from reports.pdf import NoPango

_NEEDED: Final = ("uploadUrl", "contentUrl", "uniqueId")
"""What Teams has to tell of a place for a file."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that can be written: `asked` is what brings it about, ids only; `verb` asks for it anew."""

    kind: Paperwork
    name: str
    asked: Mapping[str, str]
    language: str
    write: Callable[[], bytes]
    verb: str = "results.export"


def offer(turn: Turn, paper: Paper) -> Reply:
    """Make a file and ask whether it may be stored; a second press meanwhile begins nothing."""
    note = texts(turn.language)("export.making")
    work = (turn.heard.person, *paper.asked.values())
    if not turn.desk.files.begin(work):
        return Reply(note=note)
    return Reply(note=note, later=partial(_offer, paper, room=turn.desk.files, work=work))


def store(turn: Turn, paper: Paper, *, log: Callable[[], Awaitable[None]]) -> Reply:
    """Store a file that was consented to, where Teams said; `log` notes it before it leaves."""
    upload = turn.heard.upload
    if not all(isinstance(upload.get(name), str) and upload[name] for name in _NEEDED):
        return Reply(card=_notice("no_place", paper))
    room, work = turn.desk.files, (turn.heard.person, turn.heard.pressed_id)
    if turn.heard.pressed_id and not room.begin(work):
        return NOTHING
    return Reply(later=partial(_store, paper, upload, room=room, work=work, log=log))


async def _offer(paper: Paper, *, room: FileRoom, work: Hashable) -> Reply:
    try:
        content = await _made(paper, room)
    finally:
        room.end(work)
    if content is None:
        return Reply(card=_notice("no_pdf", paper))
    size, asked = len(content), paper.asked
    message = consent_message(paper.name, kind=paper.kind, size=size, asked=asked, language=paper.language)
    return Reply(file=message)


async def _store(
    paper: Paper,
    upload: Mapping[str, Any],
    *,
    room: FileRoom,
    work: Hashable,
    log: Callable[[], Awaitable[None]],
) -> Reply:
    with room.unless_it_breaks(work):
        content = await _made(paper, room)
        if content is None:
            return Reply(card=_notice("no_pdf", paper))
        await log()  # before the file leaves, so that none leaves without it
        trouble = await room.store(upload["uploadUrl"], content)
    if trouble is not None:
        return Reply(card=_notice(trouble, paper))
    return Reply(file=_stored(paper, upload))


def _notice(key: str, paper: Paper) -> dict[str, Any]:
    return export_notice(key, asked=paper.asked, language=paper.language, verb=paper.verb)


def _stored(paper: Paper, upload: Mapping[str, Any]) -> dict[str, Any]:
    """Make Teams show the file, by the name that OneDrive has given it."""
    told = upload.get("name")
    return stored_message(
        name=told if isinstance(told, str) and told else paper.name,
        url=upload["contentUrl"],
        unique_id=upload["uniqueId"],
        file_type=paper.name.rpartition(".")[2],
    )


async def _made(paper: Paper, room: FileRoom) -> bytes | None:
    """Make the file; None for a pdf where no pdf can be made."""
    try:
        return await room.make(paper.write)
    except NoPango:
        return None
