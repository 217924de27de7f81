"""Indications of risk: factors against their limits, and the share of people with a low index.

Limits are published; the bands are ours. They are an indication about a group, never a prediction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from scoring.figures import Figure
from scoring.index import RISK_LIMITS

Colour = Literal["green", "amber", "red"]
LowShare = Literal["few", "some", "many"]

AMBER: Final = 5.0
"""Percentage points under a risk limit that separate amber from red."""
FEW_UNDER: Final = 0.10
MANY_OVER: Final = 0.25
"""Shares of respondents with an index under 40 % that separate the bands."""


@dataclass(frozen=True, slots=True)
class FactorRisk:
    """How a factor stands to its limit; uncertain when its interval holds the limit."""

    factor: str
    colour: Colour
    uncertain: bool


def factor_risk(factor: str, figure: Figure | None, *, margin: float | None = None) -> FactorRisk | None:
    """Say how a factor in percent stands to its risk limit; None without a figure.

    A coded extreme needs no care: its value lies far beyond the limits it could be confused with.
    """
    if figure is None:
        return None
    limit = RISK_LIMITS[factor]
    below = limit - figure.value
    colour: Colour = "green" if below <= 0 else "amber" if below <= AMBER else "red"
    return FactorRisk(factor, colour, margin is not None and abs(below) < margin)


def low_share(low: int, n: int) -> LowShare:
    """Give the band of the share of respondents whose index is under 40 %."""
    share = low / n
    return "few" if share < FEW_UNDER else "many" if share > MANY_OVER else "some"
