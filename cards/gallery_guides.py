"""The cards of the guiding questions with made-up results, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cards.elements import Card
from cards.guides import Basis, choose_theme_card, theme_card, whole_theme_card
from cards.samples import made_up
from content.guides import load_guides

RAISED: Final = {
    "processes": frozenset({"target"}),
    "trust": frozenset({"target", "strength"}),
    "capability": frozenset({"strength"}),
}


def guide_cards() -> dict[str, Callable[[str], Card]]:
    """Give a builder of every kind of card there is: in general, by a result, whole, and the choice."""
    return {
        "guide-general": _theme("belonging"),
        "guide-last": _theme("autonomy", page=2),
        "guide-target": _theme("processes", result="good"),
        "guide-strength": _theme("capability", result="good"),
        "guide-both": _theme("trust", page=1, result="good"),
        "guide-neither": _theme("supervision", result="good"),
        "guide-group": _theme("processes", result="group"),
        "guide-led": lambda language: theme_card(
            load_guides()["processes"], page=0, language=language, basis=replace(_basis("good"), leads=True)
        ),
        "guide-whole": lambda language: whole_theme_card(load_guides()["belonging"], language=language),
        "guide-choose": lambda language: choose_theme_card(language=language),
        "guide-choose-by-a-result": lambda language: choose_theme_card(
            language=language, basis=_basis("good")
        ),
    }


def _theme(theme: str, *, page: int = 0, result: str = "") -> Callable[[str], Card]:
    guide, basis = load_guides()[theme], _basis(result) if result else None
    return lambda language: theme_card(guide, page=page, language=language, basis=basis)


def _basis(result: str) -> Basis:
    shown = made_up(result)
    return Basis(shown.unit, shown.published, RAISED)
