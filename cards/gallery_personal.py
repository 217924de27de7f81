"""The personal settings for the gallery: as they hold, and given back with every kind of mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cards.elements import Card
from cards.personal import AS_LISTED, Settings, settings_card

_TODAY, _FURTHEST = date(2026, 11, 9), date(2027, 2, 9)


def personal_cards() -> dict[str, Callable[[str], Card]]:
    """Give the cards by name."""
    held = {"language": "sv", "quiet_from": "21:00", "quiet_until": "07:00", "pause_until": "2026-11-30"}
    saved = Settings(held, ("quiet", "pause"), _TODAY, _FURTHEST)
    typed = {**held, "language": AS_LISTED, "quiet_until": "21:00", "pause_until": "2027-09-01"}
    refused = Settings(typed, (), _TODAY, _FURTHEST)
    return {
        "settings-saved": lambda language: settings_card(saved, is_saved=True, language=language),
        "settings-wrong": lambda language: settings_card(
            refused, mistakes=("time", "equal", "too_long", "day", "past", "far"), language=language
        ),
    }
