"""The annual clock: a year month by month, what is on the clock, and what HR may do with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput

from cards.elements import Card, box, buttons, card, execute, heading, line, paragraph, plain, small, title
from followups.annual_clock import Entry, Occurrence
from followups.clock_year import ClockDay
from followups.cycle import Cycle
from locales import Texts, texts

ROOM: Final = 15_000
"""Bytes for the months of one card; what does not fit is in the calendar file."""
OFTEN: Final = 2
"""Openings within a month that share a line."""
MOST_ENTRIES: Final = 20
"""Entries that are told one by one."""

May = Literal["look", "edit"]


@dataclass(frozen=True, slots=True)
class Clock:
    """What is on the clock: entries with their names and next openings, the times, the days of a year."""

    entries: Sequence[Entry]
    names: Mapping[str, str]
    coming: Mapping[str, Occurrence]
    cycle: Cycle
    days: Sequence[ClockDay]


def clock_card(clock: Clock, *, may: May, language: str, done: str = "") -> Card:
    """Show the year; `done` is the key of what has just been done."""
    say = texts(language)
    body = [
        title(say("cardclock.heading")),
        *([box([paragraph(say(f"cardclock.done.{done}"))], tone="good")] if done else []),
        *(_months(clock, say=say) or [paragraph(say("cardclock.empty"))]),
        *_entries(clock, say=say),
        heading(say("cardclock.times.heading")),
        paragraph(times_in_words(clock.cycle, say=say)),
        *(_edits(clock, say=say) if may == "edit" else []),
        buttons([execute(say("cardclock.calendar"), "next.calendar")]),
    ]
    return card(body, language=language)


def day_in_words(day: ClockDay, name: str, *, say: Texts) -> str:
    """Say what falls on a day, without the day; `name` is what is asked of whom."""
    return say(f"cardclock.day.{day.kind}", name=name, closes=say.day(day.occurrence.closes_on))


def times_in_words(cycle: Cycle, *, say: Texts) -> str:
    """Say within what time results are handled."""
    return " ".join(
        (
            say.count("cardclock.times.talk", cycle.talk_days),
            say.count("cardclock.times.plan", cycle.plan_days),
            say.count("cardclock.times.follow_up", cycle.follow_up_months),
        )
    )


def _months(clock: Clock, *, say: Texts) -> list[CardElement]:
    shown: list[CardElement] = []
    room = ROOM
    for _, days in groupby(clock.days, key=lambda day: (day.on.year, day.on.month)):
        month = _month(list(days), clock.names, say=say)
        room -= sum(len(each.model_dump_json(by_alias=True, exclude_none=True).encode()) for each in month)
        if room < 0:
            return [*shown, small(say("cardclock.more"))]
        shown += month
    return shown


def _month(days: Sequence[ClockDay], names: Mapping[str, str], *, say: Texts) -> list[CardElement]:
    return [heading(say.month(days[0].on)), *(plain(each) for each in _lines(days, names, say=say))]


def _lines(days: Sequence[ClockDay], names: Mapping[str, str], *, say: Texts) -> Iterator[str]:
    """Write a line a day; what opens again and again gets one line with all its days."""
    told: set[str] = set()
    for day in days:
        name, opens = names[day.entry.id], [each for each in days if _opens_too(each, day)]
        if len(opens) < OFTEN:
            yield say("cardclock.line", day=say.day(day.on), text=day_in_words(day, name, say=say))
        elif day.entry.id not in told:
            told.add(day.entry.id)
            yield say("cardclock.often", days=", ".join(say.day(each.on) for each in opens), name=name)


def _opens_too(other: ClockDay, day: ClockDay) -> bool:
    """Say whether both are openings of one entry."""
    return other.kind == day.kind == "opens" and other.entry.id == day.entry.id


def _entries(clock: Clock, *, say: Texts) -> list[CardElement]:
    if not clock.entries:
        return []
    shown = clock.entries[:MOST_ENTRIES]
    left = len(clock.entries) - len(shown)
    return [
        heading(say("cardclock.entries")),
        *(line(clock.names[each.id], note=_rhythm(each, clock, say=say)) for each in shown),
        *([small(say.count("cardclock.entries_left", left))] if left else []),
    ]


def _rhythm(entry: Entry, clock: Clock, *, say: Texts) -> str:
    coming = clock.coming.get(entry.id)
    following = say("cardclock.next", day=say.date(coming.opens_on)) if coming else say("cardclock.never")
    shares = [say("cardclock.in_shares", shares=entry.shares)] if entry.shares > 1 else []
    days = say.count("cardclock.open_for", entry.days)
    return " · ".join([say(f"cardclock.every.{entry.every}"), *shares, days, following])


def _edits(clock: Clock, *, say: Texts) -> list[CardElement]:
    change = execute(say("cardclock.change"), "clock.edit", inputs="auto")
    remove = execute(say("cardclock.remove"), "clock.remove", inputs="auto")
    chosen = [_choice(clock, say=say), buttons([change, remove])] if clock.entries else []
    add = execute(say("cardclock.add"), "clock.edit")
    times = execute(say("cardclock.times.change"), "clock.times")
    return [*chosen, buttons([add]), buttons([times])]


def _choice(clock: Clock, *, say: Texts) -> ChoiceSetInput:
    # Compact: the rows of a drop-down are plain text, those of an expanded list are read as Markdown.
    return ChoiceSetInput(
        id="entry",
        label=say("cardclock.choose"),
        style="compact",
        choices=[Choice(title=clock.names[each.id], value=each.id) for each in clock.entries],
        placeholder=say("cardclock.choose_one"),
        is_required=True,
        error_message=say("cardclock.choose_one"),
    )
