"""The form of one entry of the annual clock, the question before it goes, and the form of the times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from microsoft_teams.cards import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    DateInput,
    NumberInput,
    TextInput,
    TimeInput,
)

from cards.elements import Card, box, card, execute, paragraph, plain, small, title
from directory.organisation import Unit
from followups.annual_clock import MOST_DAYS, STEPS
from followups.clock_rules import MONTHS, MOST_REMINDERS, MOST_SHARES, Problem
from followups.cycle import MOST_FOLLOW_UP_MONTHS, MOST_PLAN_DAYS, Mistake
from locales import Texts, texts

ROOM_FOR_UNITS: Final = 6_000
"""Signs of the names of units in a list; of more units the code is written."""
LONGEST_CODE: Final = 64


@dataclass(frozen=True, slots=True)
class Form:
    """An entry as it stands on the form: what was typed, and what may be chosen.

    `entry` is its id, `was` the sign of the entry that was read, empty for a new one; `asks` names
    questionnaires by id; without `units`, which would be too many, the code of one is written.
    """

    entry: str
    was: str
    typed: Mapping[str, str]
    asks: Mapping[str, str]
    units: Sequence[Unit]


def entry_card(form: Form, *, problems: Sequence[Problem] = (), language: str) -> Card:
    """Show the form with what was typed, and say what is wrong with it."""
    say = texts(language)
    wrong = [plain(problem_in_words(each, form, say=say)) for each in problems]
    body: list[CardElement] = [
        title(say("cardclock.edit.change" if form.was else "cardclock.edit.add")),
        *([box(wrong, tone="attention")] if wrong else []),
        _choices("instrument", form, form.asks.items(), say=say),
        _unit(form, say=say),
        _choices("every", form, ((each, say(f"cardclock.every.{each}")) for each in STEPS), say=say),
        DateInput(**_field("starts_on", form, say=say)),
        _months(form, say=say),
        _number("days", form, least=1, most=MOST_DAYS, say=say),
        TimeInput(**_field("opens", form, say=say)),
        _number("shares", form, least=1, most=MOST_SHARES, say=say),
        small(say("cardclock.edit.shares_why")),
        _choices("reminders", form, _counts(say), say=say),
        _choices("whom", form, ((each, say(f"cardclock.whom.{each}")) for each in _WHOM), say=say),
        small(say("cardclock.edit.after")),
    ]
    sent = {"entry": form.entry, "was": form.was}
    save = execute(say("cardclock.save"), "clock.save", data=sent, inputs="auto", style="positive")
    return card(body, language=language, actions=[save, _back(say)])


def remove_card(entry: str, name: str, *, waves: int, language: str) -> Card:
    """Ask whether an entry shall go with the waves that have not opened."""
    say = texts(language)
    body: list[CardElement] = [title(say("cardclock.gone.heading")), plain(name)]
    body.append(paragraph(say("cardclock.gone.sentence")))
    if waves:
        body.append(paragraph(say.count("cardclock.gone.waves", waves)))
    sent = {"entry": entry, "confirmed": "yes"}
    yes = execute(say("cardclock.gone.yes"), "clock.remove", data=sent)
    return card(body, language=language, actions=[yes, _back(say)])


def times_card(
    typed: Mapping[str, str], *, was: str, mistakes: Sequence[Mistake | str] = (), language: str
) -> Card:
    """Show the form of the times, and say what is wrong with them."""
    say = texts(language)
    wrong = [paragraph(say(f"cardclock.mistake.{each}", most=_most(each))) for each in mistakes]
    form = Form("", was, typed, {}, ())
    body: list[CardElement] = [
        title(say("cardclock.times.heading")),
        *([box(wrong, tone="attention")] if wrong else []),
        paragraph(say("cardclock.times.why")),
        _number("talk_days", form, least=1, most=MOST_PLAN_DAYS, say=say),
        _number("plan_days", form, least=1, most=MOST_PLAN_DAYS, say=say),
        _number("follow_up_months", form, least=1, most=MOST_FOLLOW_UP_MONTHS, say=say),
    ]
    sent = {"was": was, "confirmed": "yes"}
    save = execute(say("cardclock.save"), "clock.times", data=sent, inputs="auto", style="positive")
    return card(body, language=language, actions=[save, _back(say)])


def problem_in_words(problem: Problem, form: Form, *, say: Texts) -> str:
    """Say one mistake."""
    facts = {name: say.date(fact) if isinstance(fact, date) else fact for name, fact in problem.facts.items()}
    named = {"name": form.asks.get(str(facts.get("name")), str(facts.get("name", "")))}
    return say(f"cardclock.wrong.{problem.key}", **{**facts, **named})


_WHOM: Final = ("all", "unanswered")


def _most(mistake: str) -> int:
    return MOST_FOLLOW_UP_MONTHS if mistake == "follow_up" else MOST_PLAN_DAYS


def _back(say: Texts) -> Action:
    return execute(say("cardclock.back"), "clock.show")


def _counts(say: Texts) -> Iterable[tuple[str, str]]:
    return ((str(n), say.count("cardclock.reminders", n)) for n in range(MOST_REMINDERS + 1))


def _field(name: str, form: Form, *, say: Texts) -> dict[str, Any]:
    """Give what every input has: its id, label, value, and what is said when it is empty."""
    label = say(f"cardclock.field.{name}")
    return {
        "id": name,
        "label": label,
        "value": form.typed.get(name) or None,
        "is_required": True,
        "error_message": say("cardclock.needed", label=label),
    }


def _choices(name: str, form: Form, offered: Iterable[tuple[str, str]], *, say: Texts) -> ChoiceSetInput:
    choices = [Choice(title=title_, value=value) for value, title_ in offered]
    return ChoiceSetInput(**_field(name, form, say=say), style="compact", choices=choices)


def _unit(form: Form, *, say: Texts) -> CardElement:
    if not form.units:
        return TextInput(
            **{**_field("unit", form, say=say), "label": say("cardclock.field.unit_code")},
            max_length=LONGEST_CODE,
        )
    choices = [Choice(title=unit.name(say.language), value=unit.code) for unit in form.units]
    return ChoiceSetInput(**_field("unit", form, say=say), style="filtered", choices=choices)


def _months(form: Form, *, say: Texts) -> ChoiceSetInput:
    choices = [Choice(title=say.month_alone(date(2000, n, 1)), value=str(n)) for n in MONTHS]
    field = _field("months", form, say=say)
    return ChoiceSetInput(**field, style="compact", is_multi_select=True, choices=choices)


def _number(name: str, form: Form, *, least: int, most: int, say: Texts) -> NumberInput:
    field = _field(name, form, say=say)
    written = form.typed.get(name, "")
    value = int(written) if written.isascii() and written.isdigit() else None
    error = say("cardclock.number", least=least, most=most)
    return NumberInput(**{**field, "value": value, "error_message": error}, min=least, max=most)
