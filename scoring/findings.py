"""What the figures amount to, as keys that the catalogues turn into words; no words live here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scoring.figures import Figure
from scoring.index import RISK_LIMITS

MARGIN: Final = 5.0
"""Percentage points under a risk limit that separate amber from red, and weigh in the verdict (ours)."""
FACTORS_THAT_SINK: Final = 2
"""Factors clearly under their limits that make the verdict poor whatever the index says (ours)."""

_CLASSES: Final = ((75.0, "excellent"), (65.0, "some"), (40.0, "much"))
_VERDICTS: Final = ((65.0, "good"), (40.0, "middling"))
_GRADES: Final = ((75.0, "good"), (60.0, "usable"), (40.0, "caution"))


def index_class(index: Figure | None) -> str | None:
    """Give the published class of an index in percent: very-much, much, some or excellent."""
    return None if index is None else _first_reached(index.value, _CLASSES, otherwise="very-much")


def verdict(index: Figure | None, factors: Mapping[str, Figure | None]) -> str | None:
    """Give the tone for guidance: good, middling or poor; None without an index."""
    if index is None:
        return None
    clearly_under = [name for name, figure in factors.items() if factor_risk(name, figure) == "red"]
    if len(clearly_under) >= FACTORS_THAT_SINK:
        return "poor"
    return _first_reached(index.value, _VERDICTS, otherwise="poor")


def factor_risk(factor: str, figure: Figure | None) -> str | None:
    """Give the colour of a factor in percent against its risk limit: green, amber or red."""
    if figure is None:
        return None
    limit = RISK_LIMITS[factor]
    return _first_reached(figure.value, ((limit, "green"), (limit - MARGIN, "amber")), otherwise="red")


def response_grade(rate: Figure | None) -> str | None:
    """Give how far a response rate carries: good, usable, caution or unrepresentative."""
    return None if rate is None else _first_reached(rate.value, _GRADES, otherwise="unrepresentative")


def _first_reached(value: float, limits: tuple[tuple[float, str], ...], *, otherwise: str) -> str:
    """Walk limits from the highest down and give the key of the first one reached.

    A coded extreme needs no care: its value lies far beyond the limits it could be confused with.
    """
    return next((key for limit, key in limits if value >= limit), otherwise)
