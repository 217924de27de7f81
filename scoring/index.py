"""The index of the quality of working life: three curves, their constants and one respondent's value.

The structure (three factors, five capabilities, risk limits, classes) follows Kesti's published theory of the
quality of working life; the shapes of the curves are our own choice and have not been validated.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from content.instrument import Instrument

STEEPNESS: Final = 10.0
MIDPOINT: Final = 0.45
CONVEXITY: Final = 1.0
STEPS: Final = 5
"""Answers are 1..STEPS; the curves take them as shares 0..1 of the scale."""
PARAMETERS: Final = f"qwl-1:k={STEEPNESS:g},m={MIDPOINT:g},a={CONVEXITY:g},A={STEPS}"
"""The version of the curves; another value begins another trend line."""

RISK_LIMITS: Final[dict[str, int]] = {"safety": 80, "belonging": 75, "purpose": 70}
"""Percent under which a factor signals risk (published)."""

Floats = NDArray[np.float64]


def trend_line(instrument: Instrument) -> str:
    """Name the line of comparable results: curves and form, instrument and version, part of a rotation.

    Stored with every result; figures of different lines are never put in one trend.
    """
    curves = f"{PARAMETERS},{instrument.form};" if instrument.has_index else ""
    part = f"/{instrument.part}" if instrument.part else ""
    return f"{curves}{instrument.id}/{instrument.version}{part}"


def safety_curve(share: ArrayLike) -> Floats:
    """Saturate: rises late and steeply, so that missing safety cannot be made up for; 0 -> 0, 1 -> 1."""
    floor, ceiling = _logistic(np.float64(0)), _logistic(np.float64(1))
    rescaled: Floats = (_logistic(np.asarray(share, dtype=np.float64)) - floor) / (ceiling - floor)
    return rescaled


def belonging_curve(share: ArrayLike) -> Floats:
    """Count every step alike; 0 -> 0, 1 -> 1."""
    return np.asarray(share, dtype=np.float64)


def purpose_curve(share: ArrayLike) -> Floats:
    """Reward the high end most; 0 -> 0, 1 -> 1."""
    bent: Floats = np.expm1(CONVEXITY * np.asarray(share, dtype=np.float64)) / np.expm1(CONVEXITY)
    return bent


def index(safety: ArrayLike, belonging: ArrayLike, purpose: ArrayLike) -> Floats:
    """Combine three factor shares (0..1, any one shape, NaN = unknown) into the index (0..1)."""
    combined: Floats = safety_curve(safety) * (belonging_curve(belonging) + purpose_curve(purpose)) / 2
    return combined


def _logistic(share: Floats | np.float64) -> Floats:
    curve: Floats = 1 / (1 + np.exp(-STEEPNESS * (share - MIDPOINT)))
    return curve
