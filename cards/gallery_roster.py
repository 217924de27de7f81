"""What is told of units whose people have changed a lot, with made-up data, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cards.elements import Card
from cards.roster import MOST, Shifted, roster_card
from cards.samples import UNITS

InLanguage = Callable[[str], Card]

_NAMED_BADLY: Final = replace(
    UNITS[2], name_fi="*Päiväkoti* [Satu](https://satu.example) ja hyvin pitkä nimi", name_sv="", name_en=""
)
_MANY: Final = [replace(UNITS[6], code=f"K{number}") for number in range(100, 100 + MOST + 8)]


def roster_cards() -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    some, many = Shifted([_NAMED_BADLY, UNITS[6]], 30.0, 30), Shifted(_MANY, 30.0, 30)
    return {
        "roster-opened": lambda language: roster_card("Fiilis", some, at="opened", language=language),
        "roster-closed-many": lambda language: roster_card("Fiilis", many, at="closed", language=language),
    }
