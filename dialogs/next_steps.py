"""What comes next: everybody's own list in the chat, and as a file for their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from cards.next_steps import Way, next_card, step_in_words
from content.texts import LANGUAGES
from dialogs.errors import AskInPrivate
from dialogs.papers import Paper, offer, store
from dialogs.reply import Reply
from dialogs.steps_ahead import list_steps, sees_everything
from dialogs.turn import Turn
from dialogs.year_ahead import calendar_entries, names_of, read_year
from directory.rights import may_somewhere
from followups.months import add_months
from followups.next_steps import Step, next_steps
from locales import texts
from reports.calendar import Entry, calendar_file

CALENDAR: Final = "calendar"
_MONTHS: Final = 12


async def show(turn: Turn) -> Reply:
    """Show somebody's next steps."""
    _check(turn)
    ahead = await list_steps(turn, until=_until(turn), openings=1)
    steps = next_steps(ahead, today=turn.today)
    return Reply(card=next_card(steps, today=turn.today, ways=_ways(turn, steps), language=turn.language))


async def calendar(turn: Turn) -> Reply:
    """Make a calendar file of the next twelve months and offer it."""
    _check(turn)
    return offer(turn, await _paper(turn))


async def store_calendar(turn: Turn) -> Reply:
    """Store the file that was consented to, made anew."""
    _check(turn)
    told = turn.word("language")
    paper = await _paper(replace(turn, language=told) if told in LANGUAGES else turn)
    note = turn.desk.audit.note
    log = partial(note, "calendar.exported", subject=CALENDAR, actor=turn.heard.person, now=turn.now)
    return store(turn, paper, log=log)


def _check(turn: Turn) -> None:
    if not turn.heard.is_personal:
        raise AskInPrivate


def _ways(turn: Turn, steps: Sequence[Step]) -> list[Way]:
    if sees_everything(turn.actor.person):
        return ["clock", "plans", "calendar"]
    appoints: list[Way] = ["deputies"] if may_somewhere(turn.actor.person, "appoint") else []
    return [*appoints, "calendar"] if steps else appoints


def _until(turn: Turn) -> date:
    return add_months(turn.today, _MONTHS)


async def _paper(turn: Turn) -> Paper:
    say = texts(turn.language)
    write = partial(calendar_file, stamp=turn.now, zone=turn.desk.zone, language=turn.language)
    return Paper(
        kind="calendar",
        name=say("cardnext.file", day=say.date(turn.today)),
        asked={"kind": CALENDAR, "language": turn.language},
        language=turn.language,
        write=partial(write, await _entries(turn)),
        verb="next.calendar",
    )


async def _entries(turn: Turn) -> list[Entry]:
    """List what goes into the calendar; for who looks at the whole, the year with its deadlines too."""
    ahead, say = await list_steps(turn, until=_until(turn)), texts(turn.language)
    steps = next_steps(ahead, today=turn.today, until=_until(turn), most=None)
    own = [Entry(each.id, each.on, step_in_words(each, say=say), each.at) for each in steps]
    if not sees_everything(turn.actor.person):
        return own
    year = await read_year(turn.connection, turn.desk.instruments, today=turn.today)
    names = names_of(year, turn.desk.instruments, language=turn.language)
    known = {each.id for each in own}
    of_year = calendar_entries(year.days, names, language=turn.language)
    return [*own, *(each for each in of_year if each.id not in known)]
