"""HR's surveys with made-up data for the gallery: the form, what would come of one, and how one goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.elements import Card
from cards.open_wave import OpenWave
from cards.sample_results import MOOD, QUALITY
from cards.sample_waves import STANDINGS
from cards.samples import UNITS
from cards.survey import survey_card
from cards.wave_change import Changing, cancelled_card, extend_card, sure_card
from cards.wave_form import Form, form_card
from cards.wave_news import answered_card, low_response_card, request_card
from cards.wave_one import Course, Done, Rates, wave_card
from cards.wave_outlook import Likely, Outlook, Plan, Sizes, outlook_card
from cards.wave_preview import preview_card
from content.instrument import Instrument
from directory.organisation import Unit
from followups.clock_rules import Problem
from scoring.figures import Figure

WAVE: Final = "tyoelaman-laatu-20261125-0d9f6f0e"
ZONE: Final = ZoneInfo("Europe/Helsinki")
OPENS: Final = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
CLOSES: Final = datetime(2026, 12, 14, 14, 0, tzinfo=UTC)
REMINDERS: Final = (datetime(2026, 12, 7, 10, 30, tzinfo=UTC), datetime(2026, 12, 13, 14, 0, tzinfo=UTC))
_LONG: Final = Unit(
    "V",
    "K",
    "tulosalue",
    "Vanhuspalvelujen kotihoidon ja palveluasumisen läntinen alue *Ψ* <b>",
    "Västra området för hemvård och serviceboende inom äldreomsorgen *Ψ* <b>",
    "Western area of home care and sheltered housing of services for older people *Ψ* <b>",
)
_TYPED: Final = {
    "token": "20261125-0d9f6f0e",
    "instrument": QUALITY,
    "unit": "V",
    "unit_name": "",
    "opens": "2026-11-30",
    "opens_time": "09:00",
    "closes": "2026-12-14",
    "closes_time": "16:00",
    "reminders": "2",
    "remind_whom": "unanswered",
    "comments": "yes",
    "rest": "14",
    "k": "",
}
_WARNINGS: Final = (
    Problem("hours", {"moment": OPENS}),
    Problem("holidays", {"days": (date(2026, 12, 24), date(2026, 12, 25))}),
    Problem("short"),
    Problem("overlap", {"n": 2}),
    Problem("newcomers", {"n": 1}),
)

InLanguage = Callable[[str], Card]


def wave_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    return {
        **_forms(instruments),
        **_outlooks(instruments),
        **_courses(instruments),
        **_changes(instruments),
        **_news(instruments),
    }


def _forms(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def form(typed: Mapping[str, str], *problems: Problem) -> InLanguage:
        def drawn(language: str) -> Card:
            asks = {each.id: each.name.say(language) for each in instruments.values()}
            shown = Form(typed, asks, [*UNITS, _LONG], is_whole=not problems, zone=ZONE)
            return form_card(shown, problems=problems, language=language)

        return drawn

    wrong = {**_TYPED, "unit_name": "Päiväkoti *Satu* <b>", "opens": "2026-11-20", "k": "3"}
    overlap = Problem("overlap", {"opens": OPENS, "closes": CLOSES})
    return {
        "pulse-form": form({**_TYPED, "opens": ""}),
        "pulse-form-wrong": form(
            wrong, Problem("several"), Problem("past"), Problem("k", {"fewest": 5, "most": 50}), overlap
        ),
    }


def _plan(instruments: Mapping[str, Instrument], language: str, unit: Unit = _LONG) -> Plan:
    name = instruments[QUALITY].name.say(language)
    return Plan(name, unit, OPENS, CLOSES, REMINDERS, "unanswered", 5, has_comments=True)


def _outlooks(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def outlook(language: str) -> Card:
        plan = replace(_plan(instruments, language, UNITS[1]), opens=None, reminders=(), has_comments=False)
        shown = Outlook(plan, 38, 1, Sizes(1, 3, 2), Likely(5, 0, 1), (), needs_second=False)
        return outlook_card(shown, _TYPED, zone=ZONE, language=language)

    def large(language: str) -> Card:
        plan = _plan(instruments, language)
        shown = Outlook(plan, 1204, 260, Sizes(31, 48, 40), Likely(88, 29, 2), _WARNINGS, needs_second=True)
        return outlook_card(shown, _TYPED, zone=ZONE, language=language)

    def preview(language: str) -> Card:
        mood = instruments[MOOD]
        form = survey_card(mood, wave_id="", k=5, closes=CLOSES, zone=ZONE, language=language)
        return preview_card(form, language=language)

    return {"pulse-outlook": outlook, "pulse-outlook-large": large, "pulse-preview": preview}


def _courses(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def drawn(language: str, course: Course, done: Done = "") -> Card:
        name = instruments[course.standing.instrument].name.say(language)
        named = replace(course.standing, instrument=name)
        return wave_card(replace(course, standing=named), zone=ZONE, language=language, done=done)

    running = replace(STANDINGS[0], wave=WAVE, unit=_LONG, opens=OPENS, closes=CLOSES)
    below = [(UNITS[1], Figure(45.0)), (UNITS[2], Figure(10.0, "<")), (_LONG, Figure(90.0, ">"))] * 3
    rates = Rates(date(2026, 12, 8), Figure(55.0), below)
    course = Course(running, rates, [date(2026, 12, 7)], [date(2026, 12, 13)])
    waiting = replace(STANDINGS[3], wave=WAVE, unit=_LONG, is_requested=True)
    asked = Course(waiting, None, (), (), people=1204)
    return {
        "pulse-one": lambda language: drawn(language, course),
        "pulse-one-quiet": lambda language: drawn(language, replace(course, rates=None, reminded=())),
        "pulse-one-own": lambda language: drawn(language, asked),
        "pulse-one-planned": lambda language: drawn(
            language, Course(replace(waiting, is_requested=False), None, (), ())
        ),
        "pulse-one-done": lambda language: drawn(language, replace(asked, may_confirm=True), "own"),
    }


def _changes(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def changing(language: str) -> Changing:
        return Changing(WAVE, instruments[QUALITY].name.say(language), _LONG, CLOSES, ZONE)

    def extend(language: str) -> Card:
        latest = Problem("longest", {"most": 60, "closes": CLOSES})
        return extend_card(
            changing(language),
            {"closes": "2026-12-18", "closes_time": "16:00"},
            problems=[latest],
            language=language,
        )

    return {
        "pulse-extend": extend,
        "pulse-close": lambda language: sure_card(changing(language), "close", language=language),
        "pulse-cancel": lambda language: sure_card(changing(language), "cancel", language=language),
        "pulse-cancelled": lambda language: cancelled_card(
            instruments[QUALITY].name.say(language), language=language
        ),
    }


def _news(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def request(language: str) -> Card:
        plan = _plan(instruments, language)
        return request_card(plan, wave=WAVE, people=1204, zone=ZONE, language=language)

    def answered(language: str) -> Card:
        return answered_card(_plan(instruments, language), wave=WAVE, zone=ZONE, language=language)

    def low(language: str) -> Card:
        return low_response_card(
            OpenWave(CLOSES, date(2026, 12, 10), Figure(35.0)),
            wave=WAVE,
            instrument=instruments[QUALITY].name.say(language),
            unit=_LONG,
            zone=ZONE,
            language=language,
        )

    return {
        "pulse-request": request,
        "pulse-answered": answered,
        "pulse-answered-no": lambda language: answered_card(None, wave=WAVE, zone=ZONE, language=language),
        "pulse-low": low,
    }
