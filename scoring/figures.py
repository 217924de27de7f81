"""What a published number looks like: how it is rounded, when it is coded, and how it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

EXACT_FROM: Final = 10
"""Answers from which a mean, a number of answers and a distribution are shown uncoded."""
LOW_SHARE: Final = 0.25
HIGH_SHARE: Final = 0.90
"""A mean of a smaller group outside these shares of its scale is coded as an extreme."""
RATE_FROM: Final = 10
"""Invited from which a node with a result of its own shows its response rate."""
HIDDEN_RATE_FROM: Final = 20
"""Invited from which any other node shows a coarse response rate."""
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


def response_rate(answered: int, invited: int, *, own: bool) -> Figure | None:
    """Give a node's response rate in percent as far as it may be shown.

    `own` tells that the node has its own result. Coarse rates go in steps of five; at or beyond 10 and 90
    only the side shows, and that bound includes its value: "< 10" says at most ten percent, "> 90" at least
    ninety.
    """
    if invited < (RATE_FROM if own else HIDDEN_RATE_FROM):
        return None
    share = 100 * answered / invited
    is_coarse = not own or answered < EXACT_FROM
    rate = STEP * round(share / STEP) if is_coarse else round(share)
    if rate <= RATE_LOW:
        return Figure(float(RATE_LOW), "<")
    return Figure(float(RATE_HIGH), ">") if rate >= RATE_HIGH else Figure(float(rate))
