"""The form on which HR says what is asked of whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import (
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    NumberInput,
    TextInput,
    TimeInput,
)

from cards.elements import Card, box, card, execute, plain, small, title
from directory.organisation import Unit
from followups.clock_rules import LARGEST_K, MOST_REMINDERS, Problem
from followups.reminders import WHOM
from locales import Texts, texts

ROOM_FOR_UNITS: Final = 6_000
"""Signs of the names of units in a list; others are written."""
LONGEST_NAME: Final = 120
RESTS: Final = (0, 14)
"""Days of rest that are offered."""
_FRAME: Final = 24
"""Signs around a choice in a list."""


@dataclass(frozen=True, slots=True)
class Form:
    """A survey as it stands on the form: what was typed, and what may be chosen.

    `asks` names questionnaires by id; `is_whole` says that `units` are all there are to choose from.
    """

    typed: Mapping[str, str]
    asks: Mapping[str, str]
    units: Sequence[Unit]
    is_whole: bool
    zone: ZoneInfo


def form_card(form: Form, *, problems: Sequence[Problem] = (), language: str) -> Card:
    """Show the form with what was typed, and say what is wrong with it."""
    say = texts(language)
    wrong = [plain(problem_in_words(each, zone=form.zone, say=say)) for each in problems]
    body: list[CardElement] = [
        title(say("cardpulse.form.heading")),
        *([box(wrong, tone="attention")] if wrong else []),
        _choices("instrument", form, form.asks.items(), say=say),
        *_unit(form, say=say),
        DateInput(**_field("opens", form, say=say, is_needed=False)),
        TimeInput(**_field("opens_time", form, say=say, is_needed=False)),
        small(say("cardpulse.form.now")),
        DateInput(**_field("closes", form, say=say)),
        TimeInput(**_field("closes_time", form, say=say)),
        _choices("reminders", form, _counts(say), say=say),
        _choices("remind_whom", form, ((each, say(f"cardpulse.whom.{each}")) for each in WHOM), say=say),
        _choices("comments", form, ((each, say(f"cardpulse.comments.{each}")) for each in _ON), say=say),
        _choices("rest", form, ((str(n), say(f"cardpulse.rest.{n}")) for n in RESTS), say=say),
        NumberInput(**_number("k", form, say=say), min=1, max=LARGEST_K),
        small(say("cardpulse.form.usual")),
    ]
    sent = {"token": form.typed.get("token", "")}
    further = execute(say("cardpulse.form.further"), "waves.open", data=sent, inputs="auto", style="positive")
    return card(body, language=language, actions=[further])


def that_fit(units: Sequence[Unit], language: str) -> list[Unit]:
    """Give of units in tree order those that a list has room for: the upper ones before those below."""
    depth: dict[str | None, int] = {}
    for unit in units:
        depth[unit.code] = depth.get(unit.parent_code, -1) + 1
    room, kept = ROOM_FOR_UNITS, set()
    for unit in sorted(units, key=lambda each: depth[each.code]):
        room -= len(unit.name(language)) + len(unit.code) + _FRAME
        if room < 0:
            break
        kept.add(unit.code)
    return [unit for unit in units if unit.code in kept]


def problem_in_words(problem: Problem, *, zone: ZoneInfo, say: Texts) -> str:
    """Say one mistake."""
    return say(f"cardpulse.wrong.{problem.key}", **facts_in_words(problem, zone=zone, say=say))


def facts_in_words(problem: Problem, *, zone: ZoneInfo, say: Texts) -> dict[str, object]:
    """Write the facts of a mistake or a warning the language's way."""
    return {name: _written(fact, zone=zone, say=say) for name, fact in problem.facts.items()}


_ON: Final = ("yes", "no")


def _written(fact: object, *, zone: ZoneInfo, say: Texts) -> object:
    if isinstance(fact, datetime):
        return say.moment(fact, zone)
    if isinstance(fact, date):
        return say.date(fact)
    if isinstance(fact, tuple):
        return say.listed([str(_written(each, zone=zone, say=say)) for each in fact])
    return fact


def _counts(say: Texts) -> Iterable[tuple[str, str]]:
    return ((str(n), say.count("cardpulse.reminders", n)) for n in range(MOST_REMINDERS + 1))


def _unit(form: Form, *, say: Texts) -> list[CardElement]:
    names = [unit.name(say.language) for unit in form.units]
    choices = [
        Choice(title=f"{name} ({unit.code})" if names.count(name) > 1 else name, value=unit.code)
        for unit, name in zip(form.units, names, strict=True)
    ]
    offered = ChoiceSetInput(**_field("unit", form, say=say), style="filtered", choices=choices)
    if form.is_whole:
        return [offered]
    named = _field("unit_name", form, say=say, is_needed=False)
    return [offered, TextInput(**named, max_length=LONGEST_NAME), small(say("cardpulse.form.other"))]


def _choices(name: str, form: Form, offered: Iterable[tuple[str, str]], *, say: Texts) -> ChoiceSetInput:
    choices = [Choice(title=title_, value=value) for value, title_ in offered]
    return ChoiceSetInput(**_field(name, form, say=say), style="compact", choices=choices)


def _number(name: str, form: Form, *, say: Texts) -> dict[str, Any]:
    """Give an input of a number, which holds nothing else."""
    field, typed = _field(name, form, say=say, is_needed=False), form.typed.get(name, "")
    return {**field, "value": int(typed) if typed.isascii() and typed.isdigit() else None}


def _field(name: str, form: Form, *, say: Texts, is_needed: bool = True) -> dict[str, Any]:
    """Give what every input has: its id, label, value, and what is said when it is empty."""
    label = say(f"cardpulse.field.{name}")
    given: dict[str, Any] = {"id": name, "label": label, "value": form.typed.get(name) or None}
    if is_needed:
        given |= {"is_required": True, "error_message": say("cardpulse.needed", label=label)}
    return given
