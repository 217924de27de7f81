"""The cards about files of results, for the gallery."""

from __future__ import annotations

from collections.abc import Callable

from cards.elements import Card
from cards.exports import KINDS, NOTICES, export_card, export_notice
from directory.organisation import Unit


def export_cards(whole: Unit, leaf: Unit, *, wave_id: str) -> dict[str, Callable[[str], Card]]:
    """Give the choice for a unit with others below and for one without, and why there is no file."""
    asked = {"unit": leaf.code, "wave": wave_id, "format": "xlsx"}

    def notice(key: str) -> Callable[[str], Card]:
        return lambda language: export_notice(key, asked=asked, language=language)

    return {
        "export": lambda language: export_card(leaf, wave_id=wave_id, kinds=KINDS[:-1], language=language),
        "export-units": lambda language: export_card(whole, wave_id=wave_id, kinds=KINDS, language=language),
        **{f"export-notice-{key.replace('_', '-')}": notice(key) for key in NOTICES},
    }
