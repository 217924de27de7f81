"""The form by which somebody is appointed to stand in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, DateInput, QueryData

from cards.deputy_parts import DeputiesView, Wrong, among, press
from cards.elements import buttons, heading, paragraph, small
from followups.deputies import MOST_MONTHS, MOST_MONTHS_AHEAD
from followups.months import add_months
from locales import Texts

EVERYBODY: Final = "graph.microsoft.com/users"
"""What Teams' own people picker searches; where a client has none, the list stays."""
_NOBODY: Final = "-"
_MOST_IN_SIGHT: Final = 8
"""Units in a plain list; more stand in one that can be searched."""


def form(view: DeputiesView, *, say: Texts) -> Iterator[CardElement]:
    """Ask who stands in, where, and from when until when."""
    yield heading(say("carddeputies.add"))
    yield paragraph(say("carddeputies.may"))
    if not view.unit:
        yield _unit(view, say=say)
    yield _person(view, say=say)
    yield _day("from", view, most=add_months(view.today, MOST_MONTHS_AHEAD), say=say)
    yield _day("until", view, most=add_months(view.today, MOST_MONTHS_AHEAD + MOST_MONTHS), say=say)
    yield small(say("carddeputies.limits", ahead=MOST_MONTHS_AHEAD, most=MOST_MONTHS))
    sent = {"confirmed": "yes", **({"unit": view.unit.code} if view.unit else among(view))}
    yield buttons([press(say("carddeputies.appoint"), sent, inputs="auto", style="positive")])


def _unit(view: DeputiesView, *, say: Texts) -> ChoiceSetInput:
    every = [Choice(title=say("carddeputies.every"), value=view.every)] if view.every else []
    return ChoiceSetInput(
        id="unit",
        label=say("carddeputies.unit"),
        choices=[*every, *(Choice(title=each.name(say.language), value=each.code) for each in view.units)],
        value=view.typed.get("unit") or None,
        style="compact" if len(view.units) <= _MOST_IN_SIGHT else "filtered",
        placeholder=say("carddeputies.unit.placeholder"),
        is_required=True,
        error_message=say("carddeputies.wrong.unit"),
    )


def _person(view: DeputiesView, *, say: Texts) -> ChoiceSetInput:
    known = [Choice(title=name, value=person) for person, name in view.people.items()]
    return ChoiceSetInput(
        id="person",
        label=say("carddeputies.person"),
        # Some clients draw no list without a choice; this one is nobody's id.
        choices=known or [Choice(title=say("carddeputies.person.nobody"), value=_NOBODY)],
        choices_data=QueryData(dataset=EVERYBODY),
        value=view.typed.get("person") or None,
        style="filtered",
        placeholder=say("carddeputies.person.placeholder"),
        is_required=True,
        error_message=say("carddeputies.person.required"),
    )


def _day(name: Literal["from", "until"], view: DeputiesView, *, most: date, say: Texts) -> DateInput:
    return DateInput(
        id=name,
        label=say(f"carddeputies.{name}"),
        value=view.typed.get(name) or None,
        min=view.today.isoformat(),
        max=most.isoformat(),
        is_required=True,
        error_message=say(f"carddeputies.wrong.{name}"),
    )


def wrong_in_words(key: Wrong, unit: str, *, say: Texts) -> str:
    """Say one mistake, and in which unit where that matters."""
    return say(f"carddeputies.wrong.{key}", unit=unit, ahead=MOST_MONTHS_AHEAD, most=MOST_MONTHS)
