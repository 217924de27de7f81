"""What a published number looks like: how it is rounded, when it is coded, and how it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

EXACT_FROM: Final = 10
"""Answers from which a mean, a number of answers and a distribution are shown uncoded."""
LOW_SHARE: Final = 0.25
HIGH_SHARE: Final = 0.90
"""A mean of a smaller group outside these shares of its scale is coded as an extreme."""
RATE_LOW: Final = 10
RATE_HIGH: Final = 90
STEP: Final = 5
"""Percentage points between two values of a coarse figure."""

Bound = Literal["", "<", ">"]
Count = int | Literal["5-9"]
"""A number of answers: exact from ten upwards, otherwise only that it is between five and nine."""
FEW: Final[Count] = "5-9"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it may be shown; with a bound it says only on which side of `value` the number is."""

    value: float
    bound: Bound = ""

    def to_json(self) -> float | str:
        """Give the number itself, or text such as "< 2.0" or "> 90"."""
        if not self.bound:
            return self.value
        return f"{self.bound} {self.value:.1f}" if self.value < RATE_LOW else f"{self.bound} {self.value:g}"


def figure_from_json(written: float | str) -> Figure:
    """Read what `Figure.to_json` wrote; raise ValueError for anything else."""
    if not isinstance(written, str):
        return Figure(float(written))
    bound, _, value = written.partition(" ")
    if bound == "<":
        return Figure(float(value), "<")
    if bound == ">":
        return Figure(float(value), ">")
    raise ValueError(written)


def answers_shown(n: int) -> Count:
    """Give the number of answers as it may be shown."""
    return n if n >= EXACT_FROM else FEW


def percent(share: float, n: int) -> Figure:
    """Give a share (0..1) of `n` answers in percent to 0.1; fewer than ten answers hide the extremes."""
    return _coded(share * 100, n, low=100 * LOW_SHARE, high=100 * HIGH_SHARE, decimals=1)


def item_mean(mean: float, n: int, *, steps: int) -> Figure:
    """Give the mean (1..`steps`) of `n` answers: to 0.01, or to 0.1 and extremes hidden under ten answers."""
    low, high = 1 + LOW_SHARE * (steps - 1), 1 + HIGH_SHARE * (steps - 1)
    return _coded(mean, n, low=low, high=high, decimals=2 if n >= EXACT_FROM else 1)


def response_rate(answered: int, invited: int, *, coarse: bool) -> Figure:
    """Give the response rate in percent, coarse in steps of five; at or beyond 10 and 90 only the side shows.

    The bound of a rate includes its value: "< 10" says at most ten percent, "> 90" at least ninety.
    """
    share = 100 * answered / invited
    rate = STEP * round(share / STEP) if coarse else round(share)
    if rate <= RATE_LOW:
        return Figure(float(RATE_LOW), "<")
    return Figure(float(RATE_HIGH), ">") if rate >= RATE_HIGH else Figure(float(rate))


def thirds(histogram: Sequence[int]) -> tuple[int, int, int]:
    """Give the percent of low, middle and high answers in steps of five that add up to 100.

    `histogram` holds how many chose 1, 2, ... A; the middle is the scale's exact middle, none when A is even.
    """
    half, odd = divmod(len(histogram), 2)
    parts = (sum(histogram[:half]), sum(histogram[half : half + odd]), sum(histogram[half + odd :]))
    slots = 100 // STEP
    exact = [part * slots / sum(parts) for part in parts]
    floors = [int(share) for share in exact]
    by_remainder = sorted(range(3), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[: slots - sum(floors)]:
        floors[i] += 1
    low, middle, high = (STEP * slot for slot in floors)
    return low, middle, high


def _coded(value: float, n: int, *, low: float, high: float, decimals: int) -> Figure:
    """Round `value`; under ten answers a rounded value outside `low`..`high` becomes a bound."""
    shown, low, high = round(value, decimals), round(low, 1), round(high, 1)
    if n < EXACT_FROM and shown < low:
        return Figure(low, "<")
    if n < EXACT_FROM and shown > high:
        return Figure(high, ">")
    return Figure(shown)
