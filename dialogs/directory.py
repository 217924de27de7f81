"""How it stands with the directory, for HR and administrators, and HR's word about changes that wait."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from cards.directory import NUMBERS_ONLY, ROWS_A_PAGE, Listed, Status, directory_card, findings_card
from cards.directory_stop import ANSWERS, Answer, answered_card
from cards.elements import Card
from dialogs.errors import AskInPrivate, Refused, StaleCard
from dialogs.pages import page_of
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.findings import KINDS, OF_PEOPLE, Finding, Kind
from directory.rights import Act, may_do
from storage.audit import record_audit
from storage.conversations import list_names
from storage.findings import (
    Counted,
    Reading,
    count_directory,
    count_findings,
    find_reading,
    find_stop,
    list_findings,
    mark_accepted,
)
from storage.organisation import list_units_by_code

_SAID: Final[dict[Answer, str]] = {"accept": "directory.accepted", "wait": "directory.taken_back"}


async def show(turn: Turn) -> Reply:
    """Show how it stands with the directory, or a page of what was found of one kind."""
    _check(turn, "connect")
    kind = next((each for each in KINDS if each == turn.word("kind") and each != "stopped"), None)
    await turn.desk.audit.note(
        "directory.viewed", subject=kind or "all", actor=turn.heard.person, now=turn.now
    )
    card = await _status(turn) if kind is None else await _findings(turn, kind)
    return Reply(card=card)


async def answer(turn: Turn) -> Reply:
    """Let the changes that wait happen at the next reading, or leave all as it is; raise StaleCard."""
    _check(turn, "run")
    reading = await find_reading(turn.connection)
    said = next((each for each in ANSWERS if each == turn.word("answer")), None)
    if reading is None or said is None or not reading.stopped or reading.stopped != turn.word("stop"):
        raise StaleCard
    if (said == "accept") is reading.is_waiting:
        await _record(turn, reading, said)
    return Reply(card=answered_card(said, language=turn.language), everywhere=True)


async def _record(turn: Turn, reading: Reading, said: Answer) -> None:
    await mark_accepted(turn.connection, reading.stopped if said == "accept" else "")
    await record_audit(
        turn.connection, _SAID[said], subject=reading.stopped, actor=turn.heard.person, now=turn.now
    )


def _check(turn: Turn, act: Act) -> None:
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_do(turn.actor.person, act):
        raise Refused


async def _status(turn: Turn) -> Card:
    reading = await find_reading(turn.connection)
    stop = await find_stop(turn.connection, reading)
    codes = [code for code, _ in stop.units] if stop else []
    units, people = await count_directory(turn.connection)
    status = Status(
        reading.source if reading else None,
        reading.read_at if reading else None,
        units,
        people,
        _shown(await count_findings(turn.connection)),
        stop,
        {unit.code: unit for unit in await list_units_by_code(turn.connection, codes)},
        is_accepted=reading is not None and not reading.is_waiting,
        may_decide=may_do(turn.actor.person, "run"),
    )
    return directory_card(status, zone=turn.desk.zone, language=turn.language)


def _shown(counted: Sequence[Counted]) -> list[tuple[Kind, int]]:
    """Give the number of each kind in order; what is stopped is told apart from the rest."""
    counts = {
        each.kind: each.total if each.kind in NUMBERS_ONLY else each.findings
        for each in counted
        if each.kind != "stopped"
    }
    return [(kind, counts[kind]) for kind in KINDS if kind in counts]


async def _findings(turn: Turn, kind: Kind) -> Card:
    count = next((each.findings for each in await count_findings(turn.connection) if each.kind == kind), 0)
    names_people = kind not in OF_PEOPLE or may_do(turn.actor.person, "run")
    pages = max(1, ceil(count / ROWS_A_PAGE))
    page = min(page_of(turn), pages)
    rows: list[Finding] = []
    if names_people:
        rows = await list_findings(turn.connection, kind, page=page, rows=ROWS_A_PAGE)
    codes = [each.unit for each in rows if each.unit]
    listed = Listed(
        kind,
        count,
        rows,
        page,
        pages,
        {unit.code: unit for unit in await list_units_by_code(turn.connection, codes)},
        await list_names(turn.connection, [each.person for each in rows if each.person]),
        names_people=names_people,
    )
    return findings_card(listed, language=turn.language)
