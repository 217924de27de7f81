"""The choice of a unit, for somebody who leads several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from microsoft_teams.cards import Action, ActionSet, CardElement, Choice, ChoiceSetInput

from cards.elements import Card, buttons, card, execute, paragraph, title
from directory.organisation import Unit
from locales import Texts, texts

MOST_BUTTONS: Final = 6
"""More primary actions than this are hidden behind a menu in Teams."""


def choose_unit_card(units: Sequence[Unit], *, language: str) -> Card:
    """Ask whose results to show: buttons for a few units, a list for more; sends `unit`, a code."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardresults.choose.heading")),
        paragraph(say("cardresults.choose.sentence")),
    ]
    if len(units) <= MOST_BUTTONS:
        return card([*body, *_rows(units, language=language)], language=language)
    return card([*body, _list(units, say=say)], language=language, actions=[_show(say)])


def _rows(units: Sequence[Unit], *, language: str) -> list[ActionSet]:
    return [
        buttons([execute(unit.name(language), "results.show", data={"unit": unit.code})]) for unit in units
    ]


def _list(units: Sequence[Unit], *, say: Texts) -> ChoiceSetInput:
    # Compact: the rows of a drop-down are plain text, those of an expanded list are read as Markdown.
    return ChoiceSetInput(
        id="unit",
        label=say("cardresults.choose.label"),
        style="compact",
        choices=[Choice(title=unit.name(say.language), value=unit.code) for unit in units],
        placeholder=say("cardresults.choose.placeholder"),
        is_required=True,
        error_message=say("cardresults.choose.required"),
    )


def _show(say: Texts) -> Action:
    return execute(say("cardresults.choose.show"), "results.show", inputs="auto", style="positive")
