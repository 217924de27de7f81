"""The choice of a unit, for somebody who leads several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from microsoft_teams.cards import Action, ActionSet, CardElement, Choice, ChoiceSetInput

from cards.elements import Card, buttons, card, execute, paragraph, small, title
from directory.organisation import Unit
from locales import Texts, texts

MOST_BUTTONS: Final = 6
"""More primary actions than this are hidden behind a menu in Teams."""


def choose_unit_card(units: Sequence[Unit], *, language: str, rest: int = 0) -> Card:
    """Ask whose results to show: buttons for a few units, a list for more; sends `unit`, a code.

    `rest` counts the units that are led and have nothing to show.
    """
    say = texts(language)
    asked: list[CardElement] = [
        title(say("cardresults.choose.heading")),
        paragraph(say("cardresults.choose.sentence")),
        *([small(say.count("level.rest", rest))] if rest else []),
    ]
    return _choose(units, asked, say=say)


def found_units_card(units: Sequence[Unit], *, language: str) -> Card:
    """Ask which of the units is meant whose names are near to what was written."""
    say = texts(language)
    asked: list[CardElement] = [
        title(say("level.found.heading")),
        paragraph(say("level.found.sentence")),
    ]
    return _choose(units, asked, say=say)


def _choose(units: Sequence[Unit], asked: list[CardElement], *, say: Texts) -> Card:
    if len(units) <= MOST_BUTTONS:
        return card([*asked, *_rows(units, say=say)], language=say.language)
    return card([*asked, _list(units, say=say)], language=say.language, actions=[_show(say)])


def _rows(units: Sequence[Unit], *, say: Texts) -> list[ActionSet]:
    return [
        buttons([execute(name, "results.show", data={"unit": unit.code})])
        for unit, name in zip(units, _names(units, say=say), strict=True)
    ]


def _names(units: Sequence[Unit], *, say: Texts) -> list[str]:
    """Name the units, those of one name with their codes."""
    names = [unit.name(say.language) for unit in units]
    return [
        f"{name} ({unit.code})" if names.count(name) > 1 else name
        for unit, name in zip(units, names, strict=True)
    ]


def _list(units: Sequence[Unit], *, say: Texts) -> ChoiceSetInput:
    # Compact: the rows of a drop-down are plain text, those of an expanded list are read as Markdown.
    return ChoiceSetInput(
        id="unit",
        label=say("cardresults.choose.label"),
        style="compact",
        choices=[
            Choice(title=name, value=unit.code)
            for unit, name in zip(units, _names(units, say=say), strict=True)
        ],
        placeholder=say("cardresults.choose.placeholder"),
        is_required=True,
        error_message=say("cardresults.choose.required"),
    )


def _show(say: Texts) -> Action:
    return execute(say("cardresults.choose.show"), "results.show", inputs="auto", style="positive")
