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
    choice, actions = unit_choice(units, wave="", say=say)
    return card([*asked, *choice], language=language, actions=actions)


def found_units_card(units: Sequence[Unit], *, language: str) -> Card:
    """Ask which of the units is meant whose names are near to what was written."""
    say = texts(language)
    choice, actions = unit_choice(units, wave="", say=say)
    asked = [title(say("level.found.heading")), paragraph(say("level.found.sentence"))]
    return card([*asked, *choice], language=language, actions=actions)


def unit_choice(
    units: Sequence[Unit], *, wave: str, say: Texts, verb: str = "results.show", label: str = ""
) -> tuple[Sequence[CardElement], Sequence[Action]]:
    """Give the buttons or the list, and what goes below the card; they send `wave` unless it is empty.

    They show results, or what another verb does and `label` says.
    """
    sent = {"wave": wave} if wave else {}
    if len(units) <= MOST_BUTTONS:
        return _rows(units, sent, verb=verb, say=say), ()
    return [_list(units, say=say)], [_show(sent, verb=verb, label=label, say=say)]


def _rows(units: Sequence[Unit], sent: dict[str, str], *, verb: str, say: Texts) -> list[ActionSet]:
    return [
        buttons([execute(name, verb, data={"unit": unit.code, **sent})])
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


def _show(named: dict[str, str], *, verb: str, label: str, say: Texts) -> Action:
    shown = label or say("cardresults.choose.show")
    return execute(shown, verb, data=named, inputs="auto", style="positive")
