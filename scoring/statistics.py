"""How sure a figure of a small group is: intervals that borrow spread from the organisation, and verdicts.

Every function takes and gives arrays (or plain numbers) of one shape; scores and spreads are on 0..100.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

CONFIDENCE: Final = 0.90
"""Of every interval; half of what is left lies at each end."""
Z: Final = 1.6449
"""The standard normal's value that 95 of 100 lie under."""
PRIOR: Final = 10
"""Answers that the organisation's usual spread weighs as many as."""
START_FACTOR: Final = 18.0
START_ITEM: Final = 22.0
"""Spreads within units that are taken as usual until an organisation has shown its own."""
ENOUGH_TO_POOL: Final = 30
"""Degrees of freedom from which the organisation's own pooled spread counts as known."""
CLEAR: Final = 5.0
"""Points under which no difference is worth a word."""


def usual_spread(counts: ArrayLike, sums: ArrayLike, squares: ArrayLike, *, start: ArrayLike) -> Floats:
    """Pool the standard deviation within groups, (groups, columns) -> (columns,); `start` where too few."""
    n, total = np.asarray(counts, dtype=np.float64), np.asarray(sums, dtype=np.float64)
    within = np.maximum(np.asarray(squares, dtype=np.float64) - total**2 / np.maximum(n, 1), 0).sum(axis=0)
    freedom = np.maximum(n - 1, 0).sum(axis=0)
    pooled: Floats = np.sqrt(within / np.maximum(freedom, 1))
    return np.where(freedom >= ENOUGH_TO_POOL, pooled, start)


def careful_spread(spread: ArrayLike, n: ArrayLike, *, usual: ArrayLike) -> Floats:
    """Give max(sd, sqrt((10 s0^2 + (n-1) sd^2) / (n+9))): never less than the group showed itself."""
    own, count = np.asarray(spread, dtype=np.float64), np.asarray(n, dtype=np.float64)
    blend = np.sqrt((PRIOR * np.square(usual) + (count - 1) * own**2) / (count + PRIOR - 1))
    careful: Floats = np.maximum(own, blend)
    return careful


def standard_error(spread: ArrayLike, n: ArrayLike, *, usual: ArrayLike) -> Floats:
    """Give the standard error of a mean of `n` answers."""
    error: Floats = careful_spread(spread, n, usual=usual) / np.sqrt(np.asarray(n, dtype=np.float64))
    return error


def margin(spread: ArrayLike, n: ArrayLike, *, usual: ArrayLike) -> Floats:
    """Give half the width of the 90 % interval of a mean: t(.95, n+9) s / sqrt(n)."""
    half: Floats = _quantiles(np.asarray(n, dtype=np.int64)) * standard_error(spread, n, usual=usual)
    return half


def _quantiles(n: NDArray[np.int64]) -> Floats:
    """Give t(.95, n+9), worked out once for each number that occurs."""
    occurs = np.flatnonzero(np.bincount(n.ravel()))
    by_number = np.zeros(n.max(initial=0) + 1)
    by_number[occurs] = stdtrit(occurs + PRIOR - 1.0, (1 + CONFIDENCE) / 2)
    quantiles: Floats = by_number[n]
    return quantiles


def detectable(error: ArrayLike, other_error: ArrayLike) -> Floats:
    """Give MDC90: the smallest difference of two means that nine of ten chance differences stay under."""
    smallest: Floats = Z * np.hypot(error, other_error)
    return smallest


def verdict_of_difference(difference: ArrayLike, *, mdc: ArrayLike) -> NDArray[np.int8]:
    """Give 2 or -2 for a clear difference, 1 or -1 for an indicative one, 0 when chance may be all of it.

    Clear: at least MDC90 and 5 points. Indicative: at least 5 points and half of MDC90. NaN gives 0.
    """
    gap, least = np.asarray(difference, dtype=np.float64), np.asarray(mdc, dtype=np.float64)
    size = np.abs(gap)
    worth = (size >= CLEAR).astype(np.int8)
    strength = worth * ((size >= least / 2).astype(np.int8) + (size >= least).astype(np.int8))
    verdict: NDArray[np.int8] = np.where(gap < 0, -strength, strength).astype(np.int8)
    return verdict


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with its 90 % interval, in percent or, for eNPS, in points from -100 to 100."""

    value: float
    low: float
    high: float


def favourable_share(favourable: float, n: int) -> Range:
    """Give the share of favourable answers with its Agresti-Coull interval, in percent."""
    adjusted = n + Z**2
    middle = (favourable + Z**2 / 2) / adjusted
    half = Z * np.sqrt(middle * (1 - middle) / adjusted)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Range(100 * favourable / n, 100 * float(low), 100 * float(high))


def enps(promoters: float, passives: float, detractors: float) -> Range:
    """Give promoters minus detractors with the adjusted Wald interval (+3/4, +3/2, +3/4), in points."""
    n = promoters + passives + detractors
    adjusted = n + 3
    up, down = (promoters + 0.75) / adjusted, (detractors + 0.75) / adjusted
    middle = up - down
    half = Z * np.sqrt((up + down - middle**2) / adjusted)
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return Range(100 * (promoters - detractors) / n, 100 * float(low), 100 * float(high))
