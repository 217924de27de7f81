"""What the figures amount to, as keys and values that the catalogues turn into words; no words live here.

Everything here reads a `Published`, so that no finding can say more than was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from content.instrument import FACTORS
from scoring.disclosure import Published
from scoring.figures import EXACT_FROM, Figure
from scoring.risks import FactorRisk, factor_risk
from scoring.standing import Standing
from scoring.statistics import Range, enps, favourable_share

FACTORS_THAT_SINK: Final = 2
"""Factors clearly under their limits that make the verdict poor whatever the index says (ours)."""
DIFFERENT_FROM: Final = 20.0
"""Spread of the individual indices over which experiences differ much (ours)."""

_CLASSES: Final = ((75.0, "excellent"), (65.0, "some"), (40.0, "much"))
_VERDICTS: Final = ((65.0, "good"), (40.0, "middling"))
_GRADES: Final = ((75.0, "good"), (60.0, "usable"), (40.0, "caution"))

Agreement = Literal["alike", "differ"]


def index_class(index: Figure | None) -> str | None:
    """Give the published class of an index in percent: very-much, much, some or excellent."""
    return None if index is None else _first_reached(index.value, _CLASSES, otherwise="very-much")


def verdict(index: Figure | None, factors: Mapping[str, Figure | None]) -> str | None:
    """Give the tone for guidance: good, middling or poor; None without an index."""
    if index is None:
        return None
    risks = [factor_risk(name, figure) for name, figure in factors.items()]
    clearly_under = [risk for risk in risks if risk and risk.colour == "red"]
    if len(clearly_under) >= FACTORS_THAT_SINK:
        return "poor"
    return _first_reached(index.value, _VERDICTS, otherwise="poor")


def response_grade(rate: Figure | None) -> str | None:
    """Give how far a response rate carries: good, usable, caution or unrepresentative."""
    return None if rate is None else _first_reached(rate.value, _GRADES, otherwise="unrepresentative")


def factor_risks(published: Published) -> list[FactorRisk]:
    """Give the indication of risk of each factor that is shown."""
    found = (
        factor_risk(factor, published.factors.get(factor), margin=published.margins.get(f"factor.{factor}"))
        for factor in FACTORS
    )
    return [risk for risk in found if risk is not None]


def agreement(published: Published) -> Agreement | None:
    """Say whether experiences differ much within the group; None for fewer than ten indices."""
    if published.spread is None:
        return None
    return "differ" if published.spread.value > DIFFERENT_FROM else "alike"


def favourable(published: Published, item: str) -> Range | None:
    """Give the share of high answers to an item with its interval, from ten answers on."""
    parts = published.distributions.get(item)
    if parts is None or not isinstance(published.n, int) or item in published.enps:
        return None
    return favourable_share(parts[2] / 100 * published.n, published.n)


def enps_range(published: Published, item: str) -> Range | None:
    """Give an eNPS with its interval, from ten answers on."""
    parts, score = published.distributions.get(item), published.enps.get(item)
    if parts is None or score is None or not isinstance(published.n, int):
        return None
    # The score is exact and the shares are coarse: only how many are passive is taken from these.
    decided = 100 - parts[1]
    promoters, detractors = max(decided + score, 0) / 2, max(decided - score, 0) / 2
    told = enps(*(part / 100 * published.n for part in (promoters, parts[1], detractors)))
    return Range(score, told.low, told.high)


def is_small(published: Published) -> bool:
    """Say whether fewer than ten answers stand behind the result."""
    return not isinstance(published.n, int) or published.n < EXACT_FROM


def change_of_index(published: Published) -> Standing | None:
    """Say how the index has moved since the last wave it may be compared with."""
    return published.changes.get("index")


def _first_reached(value: float, limits: tuple[tuple[float, str], ...], *, otherwise: str) -> str:
    """Walk limits from the highest down and give the key of the first one reached.

    A coded extreme needs no care: its value lies far beyond the limits it could be confused with.
    """
    return next((key for limit, key in limits if value >= limit), otherwise)
