"""What comes next, the annual clock and the standing of plans, with made-up data for the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Final

from cards.annual_clock import Clock, May, clock_card
from cards.annual_clock_edit import Form, entry_card, remove_card, times_card
from cards.elements import Card
from cards.next_steps import Way, next_card
from cards.plans_overview import Listed, Overview, listed_card, overview_card
from cards.samples import UNITS
from content.instrument import Instrument
from directory.organisation import Unit
from followups.annual_clock import Entry, next_occurrences
from followups.clock_rules import Problem
from followups.clock_year import year_of
from followups.cycle import USUAL
from followups.next_steps import Step, next_steps
from followups.plan_standing import STATES, Standing
from followups.working_time import is_working_day

TODAY: Final = date(2026, 11, 25)
_LONG: Final = "Vanhuspalvelujen kotihoidon ja palveluasumisen läntinen alue *Ψ* <b>"
_ENTRIES: Final = (
    Entry("laatu", "tyoelaman-laatu", "K", "half_year", date(2026, 9, 7), days=21, reminders=2),
    Entry("johtaminen", "johtaminen", "K", "year", date(2027, 2, 1), days=14, opens=time(8)),
    Entry("fiilis", "fiilis", "K2", "two_weeks", date(2027, 1, 13), days=5, shares=3),
    Entry("suosittelu", "enps", "K3", "month", date(2027, 1, 6), months=frozenset({1, 4, 9}), days=3),
)
_CALENDAR: Final[list[Way]] = ["calendar"]
_ALL: Final[list[Way]] = ["clock", "plans", "calendar"]

InLanguage = Callable[[str], Card]


def year_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    return {**_next(instruments), **_clock(instruments), **_edits(instruments), **_plans()}


def _next(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def named(steps: list[Step], ways: list[Way]) -> InLanguage:
        return lambda language: next_card(
            [_named(each, instruments, language) for each in next_steps(steps, today=TODAY)],
            today=TODAY,
            ways=ways,
            language=language,
        )

    member = [
        Step("answer", date(2026, 11, 30), wave="w1", what="tyoelaman-laatu"),
        Step("shared", date(2026, 12, 9), wave="w0", what="fiilis"),
        Step("team", date(2027, 2, 12), plan="p1"),
        Step("opens", date(2027, 3, 8), wave="w2", what="tyoelaman-laatu"),
    ]
    return {
        "next-employee": named(member, _CALENDAR),
        "next-supervisor": named(_leaders_steps(), ["deputies", "calendar"]),
        "next-hr": named(
            [
                Step("missing", date(2026, 10, 14), count=12),
                Step("opens", date(2027, 1, 13), wave="w3", what="fiilis", place=_LONG),
                Step("opens", date(2027, 3, 8), wave="w2", what="tyoelaman-laatu", place="Kaupunki"),
            ],
            _ALL,
        ),
        "next-none": named([], []),
    }


def _leaders_steps() -> list[Step]:
    return [
        Step("talk", date(2026, 11, 20), wave="w1", unit="K1", place=_LONG),
        Step("below", date(2026, 11, 23), count=1),
        Step("answer", date(2026, 11, 30), wave="w1", what="tyoelaman-laatu"),
        Step("agree", date(2026, 12, 9), wave="w1", unit="K1", place="Kotihoito"),
        Step("agree", date(2026, 12, 10), wave="w1", unit="K2", plan="p2", place="Kirjasto"),
        Step("report", date(2026, 12, 8), unit="K3", plan="p3", place="Keittiö"),
        Step("report", date(2027, 2, 12), unit="K4", plan="p4", place="Varikko"),
        Step("opens", date(2027, 3, 8), wave="w2", what="tyoelaman-laatu"),
    ]


def _named(step: Step, instruments: Mapping[str, Instrument], language: str) -> Step:
    asked = instruments.get(step.what)
    what = asked.name.say(language) if asked else ""
    return Step(step.kind, step.on, step.wave, step.unit, step.plan, what, step.place, step.count)


def _clock(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def clock(may: May, *, entries: tuple[Entry, ...] = _ENTRIES, done: str = "") -> InLanguage:
        planning = {name for name, each in instruments.items() if each.calls_for_a_plan}
        days = year_of(entries, USUAL, planning=planning, today=TODAY, is_working_day=is_working_day)
        coming = {
            each.id: next_occurrences(each, most=1, today=TODAY, is_working_day=is_working_day)[0]
            for each in entries
        }

        def drawn(language: str) -> Card:
            places = {"K": "Kaupunki", "K2": _LONG, "K3": "Ruoka- ja puhtauspalvelut"}
            names = {
                each.id: f"{instruments[each.instrument].name.say(language)} · {places[each.unit]}"
                for each in entries
            }
            shown = Clock(entries, names, coming, USUAL, days)
            return clock_card(shown, may=may, language=language, done=done)

        return drawn

    return {
        "clock": clock("edit"),
        "clock-saved": clock("edit", entries=_ENTRIES[:1], done="saved"),
        "clock-looked-at": clock("look", entries=_ENTRIES[1:2]),
        "clock-empty": clock("edit", entries=()),
    }


def _edits(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    typed = {"unit": "K", "every": "week", "starts_on": "2027-01-11", "days": "14", "opens": "09:00"}
    rest = {"instrument": "fiilis", "shares": "1", "reminders": "1", "whom": "all", "months": "1,4"}
    wrong = [Problem("days", {"most": 7}), Problem("often", {"rest": 14, "shares": 2})]

    def form(was: str, units: Sequence[Unit], *problems: Problem) -> InLanguage:
        def drawn(language: str) -> Card:
            asks = {each.id: each.name.say(language) for each in instruments.values()}
            shown = Form("kierros-1", was, {**typed, **rest}, asks, units)
            return entry_card(shown, problems=problems, language=language)

        return drawn

    times = {"talk_days": "14", "plan_days": "7", "follow_up_months": "3"}
    return {
        "clock-add": form("", UNITS),
        "clock-edit-wrong": form("1f", (), *wrong),
        "clock-edit-overtaken": form("1f", UNITS, Problem("changed")),
        "clock-remove": lambda language: remove_card("fiilis", _LONG, waves=2, language=language),
        "clock-times": lambda language: times_card(
            {**times, "plan_days": "30"}, was="14-30-3", language=language
        ),
        "clock-times-wrong": lambda language: times_card(
            times, was="14-30-3", mistakes=["talk", "changed"], language=language
        ),
    }


def _plans() -> dict[str, InLanguage]:
    counts = dict(zip(STATES, (12, 3, 7, 40, 5, 18, 103, 2, 60), strict=True))
    rows = [
        (UNITS[number % len(UNITS)], Standing(f"U{number}", "missing", date(2026, 9, 14), date(2026, 10, 14)))
        for number in range(10)
    ]
    talk = Standing("U", "talk", date(2026, 11, 13), date(2026, 12, 13), talk_by=date(2026, 11, 20))
    return {
        "plans-overview": lambda language: overview_card(Overview(counts, 24, UNITS[0]), language=language),
        "plans-overview-none": lambda language: overview_card(
            Overview(dict.fromkeys(STATES, 0), 0, None), language=language
        ),
        "plans-listed": lambda language: listed_card(
            Listed("missing", rows, 2, 3, 24, "K"), today=TODAY, language=language
        ),
        "plans-listed-late": lambda language: listed_card(
            Listed("late", [(UNITS[2], talk)], 1, 1, 1, ""), today=TODAY, language=language
        ),
    }
