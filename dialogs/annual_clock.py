"""The annual clock in the chat: HR sees and sets the year, management looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.annual_clock import Clock, May, clock_card
from cards.annual_clock_edit import remove_card, times_card
from dialogs import next_steps
from dialogs.errors import AskInPrivate, Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.year_ahead import names_of, read_year
from directory.rights import may_do
from followups.annual_clock import Entry, lately_or_soon, next_occurrences
from followups.cycle import BadTimes, Cycle, check_times
from followups.working_time import is_working_day
from storage.annual_clock import UnknownEntry, count_planned, get_entry, remove_with_waves
from storage.cycle import change_cycle, find_cycle

_LONGEST_NUMBER = 4


async def show(turn: Turn) -> Reply:
    """Show the year."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not may_do(turn.actor.person, "look at the year"):
        raise Refused
    return await clock_reply(turn)


async def asked_for(turn: Turn) -> Reply:
    """Show the year to those who answer for it, and everybody else their own next steps."""
    shown = show if may_do(turn.actor.person, "look at the year") else next_steps.show
    return await shown(turn)


async def remove(turn: Turn) -> Reply:
    """Ask whether an entry shall go, and at the second press take it off the clock."""
    check_editor(turn)
    entry = await _pressed(turn)
    if turn.word("confirmed") == "yes":
        actor, zone = turn.heard.person, turn.desk.zone
        await remove_with_waves(turn.connection, entry.id, zone=zone, actor=actor, now=turn.now)
        return await clock_reply(turn, done="removed")
    year = await read_year(turn.connection, turn.desk.instruments, today=turn.today)
    names = names_of(year, turn.desk.instruments, language=turn.language)
    lately = lately_or_soon(entry, today=turn.today, is_working_day=is_working_day)
    waves = await count_planned(turn.connection, [each.wave_id for each in lately], now=turn.now)
    return Reply(card=remove_card(entry.id, names[entry.id], waves=waves, language=turn.language))


async def times(turn: Turn) -> Reply:
    """Show the form of the times, and put in force what was written on it."""
    check_editor(turn)
    current = await find_cycle(turn.connection)
    if turn.word("confirmed") != "yes":
        return Reply(card=times_card(_typed(current), was=_sign(current), language=turn.language))
    typed = {name: written(turn.data, name) for name in _typed(current)}
    try:
        wanted = check_times(Cycle(*(number_of(each) for each in typed.values())))
    except BadTimes as error:
        shown = times_card(typed, was=turn.word("was"), mistakes=error.mistakes, language=turn.language)
        return Reply(card=shown)
    if wanted != current and turn.word("was") != _sign(current):
        shown = times_card(typed, was=_sign(current), mistakes=["changed"], language=turn.language)
        return Reply(card=shown)
    await change_cycle(turn.connection, current, wanted, actor=turn.heard.person, now=turn.now)
    return await clock_reply(turn, done="times")


async def clock_reply(turn: Turn, *, done: str = "") -> Reply:
    """Draw the clock as it is now; `done` is the key of what has just been done."""
    year = await read_year(turn.connection, turn.desk.instruments, today=turn.today)
    coming = {each.id: _next(each, turn) for each in year.entries}
    clock = Clock(
        year.entries,
        names_of(year, turn.desk.instruments, language=turn.language),
        {entry: found[0] for entry, found in coming.items() if found},
        year.cycle,
        year.days,
    )
    may: May = "edit" if _may_edit(turn) else "look"
    shown = clock_card(clock, may=may, language=turn.language, done=done)
    return Reply(card=shown, everywhere=bool(done))


def check_editor(turn: Turn) -> None:
    """Raise unless HR asks alone."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    if not _may_edit(turn):
        raise Refused


def written(data: Mapping[str, Any], name: str) -> str:
    """Give what an input holds as text: some clients send numbers as numbers."""
    value = data.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    return value.strip() if isinstance(value, str) else ""


def number_of(text: str) -> int:
    """Read a whole number; what is none is -1, which no rule allows."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else -1


def _may_edit(turn: Turn) -> bool:
    return may_do(turn.actor.person, "set the year")


async def _pressed(turn: Turn) -> Entry:
    try:
        return await get_entry(turn.connection, turn.word("entry"))
    except UnknownEntry:
        raise Refused from None


def _next(entry: Entry, turn: Turn) -> list[Any]:
    return next_occurrences(entry, most=1, today=turn.today, is_working_day=is_working_day)


def _typed(times: Cycle) -> dict[str, str]:
    return {
        "talk_days": str(times.talk_days),
        "plan_days": str(times.plan_days),
        "follow_up_months": str(times.follow_up_months),
    }


def _sign(times: Cycle) -> str:
    return "-".join(_typed(times).values())
