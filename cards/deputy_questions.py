"""What is asked about deputies: whether one shall end, and which of very many units is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from microsoft_teams.cards import CardElement, TextInput

from cards.deputy_parts import MOST_SHOWN, StandIn, days_of, name_of, press
from cards.elements import Card, box, buttons, card, line, paragraph, plain_name, title
from directory.organisation import Unit
from locales import texts

LONGEST_NAME: Final = 120


def end_card(stand_in: StandIn, *, sent: Mapping[str, str], language: str) -> Card:
    """Ask whether somebody shall stand in no more."""
    say = texts(language)
    kind = "end" if stand_in.has_begun else "withdraw"
    back = {name: each for name, each in sent.items() if name != "end"}
    body = [
        title(say(f"carddeputies.{kind}.heading")),
        plain_name(stand_in.unit.name(language)),
        line(name_of(stand_in.name, say=say), note=days_of(stand_in.term, say=say)),
        paragraph(say(f"carddeputies.{kind}.sentence")),
        buttons([press(say(f"carddeputies.{kind}.yes"), {**sent, "confirmed": "yes"})]),
        buttons([press(say("carddeputies.back"), back)]),
    ]
    return card(body, language=language)


def find_unit_card(*, typed: str, found: Sequence[Unit], was_sought: bool, language: str) -> Card:
    """Ask whoever answers for very many units which one is meant, and offer those with names like it."""
    say = texts(language)
    offered: list[CardElement] = [
        buttons([press(unit.name(language), {"unit": unit.code})]) for unit in found[:MOST_SHOWN]
    ]
    missing = was_sought and not found
    body: list[CardElement] = [
        title(say("carddeputies.heading")),
        paragraph(say("carddeputies.which.sentence")),
        *([box([paragraph(say("carddeputies.which.none"))], tone="attention")] if missing else []),
        *offered,
        TextInput(
            id="unit_name",
            label=say("carddeputies.which.label"),
            value=typed or None,
            max_length=LONGEST_NAME,
            is_required=True,
            error_message=say("carddeputies.which.required"),
        ),
        buttons([press(say("carddeputies.which.show"), {}, inputs="auto")]),
    ]
    return card(body, language=language)
