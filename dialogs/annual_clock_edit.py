"""One entry of the annual clock on a form: read, checked by the rules of the shell, saved or given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final, cast

from cards.annual_clock_edit import ROOM_FOR_UNITS, Form, entry_card
from dialogs.annual_clock import check_editor, clock_reply, number_of, written
from dialogs.reply import Reply
from dialogs.turn import Turn
from directory.organisation import Unit
from followups.annual_clock import MOST_DAYS, Entry, Every
from followups.clock_rules import MONTHS, Problem, problems_of
from followups.reminders import Whom
from followups.working_time import is_working_day
from storage.annual_clock import UnknownEntry, change_entry, find_free_id, get_entry, keep_entry
from storage.organisation import find_root, list_units, list_units_by_code

_FIELDS: Final = (
    "instrument",
    "unit",
    "every",
    "starts_on",
    "months",
    "days",
    "opens",
    "shares",
    "reminders",
    "whom",
)
_USUAL: Final = {
    "months": ",".join(map(str, MONTHS)),
    "every": "half_year",
    "days": "14",
    "opens": "09:00",
    "shares": "1",
    "reminders": "1",
    "whom": "all",
}
_NEW: Final = "kierros"
"""How the id of a new entry begins."""
_FRAME: Final = 24
"""Signs around a choice in a list."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the form says: an entry with stand-ins for what cannot be read, and the mistakes."""

    entry: Entry
    problems: Sequence[Problem]


async def edit(turn: Turn) -> Reply:
    """Show the form of an entry, or an empty one."""
    check_editor(turn)
    before = await _find(turn, turn.word("entry"))
    if before is None:
        root = await find_root(turn.connection) or ""
        # The id goes along with the form, so pressing twice adds one entry.
        new = await find_free_id(turn.connection, _NEW)
        form = await _form(turn, new, "", {**_USUAL, "unit": root})
    else:
        form = await _form(turn, before.id, before.fingerprint, _typed_of(before))
    return Reply(card=entry_card(form, language=turn.language))


async def save(turn: Turn) -> Reply:
    """Save what was written, or give it back with what is wrong; the later of two people is told."""
    check_editor(turn)
    typed = {name: written(turn.data, name) for name in _FIELDS}
    before = await _find(turn, turn.word("entry"))
    is_new = not turn.word("was")
    read = await _read(turn, typed, None if is_new else before)
    if read.problems:
        return await _given_back(turn, turn.word("was"), typed, read.problems)
    if before is not None and before == read.entry:
        return await clock_reply(turn, done="saved")  # pressed twice, or two people want the same
    if is_new and before is not None:
        return await _add_beside(turn, read.entry)
    if turn.word("was") != (before.fingerprint if before else ""):
        return await _overtaken(turn, typed, before)
    if not await _keep(turn, before, read.entry):
        return await _overtaken(turn, typed, await _find(turn, turn.word("entry")))
    return await clock_reply(turn, done="saved")


async def _add_beside(turn: Turn, entry: Entry) -> Reply:
    """Add a new entry under another id: somebody else has added one meanwhile."""
    free = await find_free_id(turn.connection, _NEW)
    await keep_entry(turn.connection, replace(entry, id=free), actor=turn.heard.person, now=turn.now)
    return await clock_reply(turn, done="saved")


async def _keep(turn: Turn, before: Entry | None, after: Entry) -> bool:
    actor, now = turn.heard.person, turn.now
    if before is None:
        return await keep_entry(turn.connection, after, actor=actor, now=now)
    return await change_entry(turn.connection, before, after, zone=turn.desk.zone, actor=actor, now=now)


async def _overtaken(turn: Turn, typed: Mapping[str, str], before: Entry | None) -> Reply:
    """Tell that somebody else was quicker; pressing again is then deliberate."""
    key, was = ("changed", before.fingerprint) if before else ("removed", "")
    return await _given_back(turn, was, typed, [Problem(key)])


async def _given_back(turn: Turn, was: str, typed: Mapping[str, str], problems: Sequence[Problem]) -> Reply:
    form = await _form(turn, turn.word("entry"), was, typed)
    return Reply(card=entry_card(form, problems=problems, language=turn.language))


async def _read(turn: Turn, typed: Mapping[str, str], before: Entry | None) -> _Read:
    unreadable = list(_unreadable(typed))
    entry = _entry(turn, typed, before)
    keys = {each.key for each in unreadable}
    found = problems_of(
        entry, turn.desk.instruments, today=turn.today, is_working_day=is_working_day, before=before
    )
    problems = [*unreadable, *(each for each in found if each.key not in keys)]
    if not await list_units_by_code(turn.connection, [entry.unit]):
        problems.append(Problem("unit"))
    return _Read(entry, problems)


def _unreadable(typed: Mapping[str, str]) -> Iterator[Problem]:
    if _day(typed["starts_on"]) is None:
        yield Problem("starts")
    if _time(typed["opens"]) is None:
        yield Problem("time")
    if not typed["months"] or _months(typed["months"]) is None:
        yield Problem("months")
    if number_of(typed["days"]) < 0:
        yield Problem("days", {"most": MOST_DAYS})


def _entry(turn: Turn, typed: Mapping[str, str], before: Entry | None) -> Entry:
    """Make the entry; where a word cannot be read, what stands in is told of by `_unreadable`."""
    return Entry(
        id=turn.word("entry"),
        instrument=typed["instrument"],
        unit=typed["unit"],
        every=cast("Every", typed["every"]),
        starts_on=_day(typed["starts_on"]) or turn.today,
        months=_months(typed["months"]) or frozenset(),
        opens=_time(typed["opens"]) or time(9),
        days=max(number_of(typed["days"]), 0),
        reminders=number_of(typed["reminders"]),
        remind_whom=cast("Whom", typed["whom"]),
        shares=number_of(typed["shares"]),
        # What the form does not ask stays as the shell has set it.
        ends_on=before.ends_on if before else None,
        k=before.k if before else None,
    )


def _typed_of(entry: Entry) -> dict[str, str]:
    return {
        "instrument": entry.instrument,
        "unit": entry.unit,
        "every": entry.every,
        "starts_on": entry.starts_on.isoformat(),
        "months": ",".join(map(str, sorted(entry.months or MONTHS))),
        "days": str(entry.days),
        "opens": f"{entry.opens:%H:%M}",
        "shares": str(entry.shares),
        "reminders": str(entry.reminders),
        "whom": entry.remind_whom,
    }


async def _form(turn: Turn, entry: str, was: str, typed: Mapping[str, str]) -> Form:
    asks = {
        each.id: each.name.say(turn.language)
        for each in turn.desk.instruments.values()
        if not each.is_template
    }
    return Form(entry, was, typed, asks, _that_fit(await list_units(turn.connection), turn.language))


def _that_fit(units: Sequence[Unit], language: str) -> Sequence[Unit]:
    """Offer the units where a card has room for all of them."""
    signs = sum(len(unit.name(language)) + len(unit.code) + _FRAME for unit in units)
    return units if signs <= ROOM_FOR_UNITS else ()


async def _find(turn: Turn, entry: str) -> Entry | None:
    try:
        return await get_entry(turn.connection, entry)
    except UnknownEntry:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        return None
    return at if at == time(at.hour, at.minute) else None


def _months(text: str) -> frozenset[int] | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) <= len("12") for part in parts):
        return None
    chosen = frozenset(map(int, parts))
    return frozenset() if chosen == frozenset(MONTHS) else chosen
