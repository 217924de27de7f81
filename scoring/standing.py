"""How a group stands: beside the rest of the organisation, and beside itself in an earlier wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, Instrument
from scoring.atoms import MEASURES
from scoring.index import RISK_LIMITS
from scoring.rows import Floats, Moments
from scoring.statistics import detectable, verdict_of_difference

Standing = Literal["clearly-lower", "lower", "level", "higher", "clearly-higher"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
"""From the lowest; "level" is what chance may have made."""

MOST: Final = 3
"""Strengths, targets and changes that are named at most."""
_POINTS_A_STEP: Final = 25
"""A step of the five-point scale on 0..100."""

Verdicts = NDArray[np.int8]
Picks = list[list[int]]
"""For every row the items that were chosen, the first first."""


def standing_of(verdict: int) -> Standing:
    """Name a verdict of `verdict_of_difference`."""
    return STANDINGS[verdict + 2]


def verdicts_between(means: Floats, other: Floats, *, errors: Floats, other_errors: Floats) -> Verdicts:
    """Judge the differences of two tables of means on 0..100, each with its standard errors."""
    return verdict_of_difference(means - other, mdc=detectable(errors, other_errors))


def targets_of(moments: Moments, relative: Floats, instrument: Instrument) -> Picks:
    """Choose at most three items for each row that are most worth working on.

    With an index: by gain x what the item's mean lacks to its factor's risk limit, in steps; only items that
    lack something. Without: those that stand lowest `relative` (rows, items) to the organisation, or, of the
    whole, lowest of all, as far as they lie below.
    """
    columns = _items_by_limit(instrument)
    if instrument.has_index:
        limits = np.array([_limit(item.factor) for item in instrument.items], dtype=np.float64)
        lack = np.maximum(limits - moments.means[:, len(MEASURES) :], 0)
        worth = moments.gains * lack / _POINTS_A_STEP
    else:
        worth = -relative
    worth = np.where(np.isnan(worth) | (worth <= 0), -np.inf, np.round(worth, 3))
    return _best(worth, columns, most=min(MOST, len(columns) // 2))


def strengths_of(relative: Floats, targets: Picks, instrument: Instrument) -> Picks:
    """Choose at most three items for each row that stand highest, none of them a target."""
    columns = _items_by_limit(instrument)
    worth = np.where(np.isnan(relative), -np.inf, np.round(relative, 3))
    rows = np.repeat(np.arange(len(targets)), [len(chosen) for chosen in targets])
    worth[rows, [place for chosen in targets for place in chosen]] = -np.inf
    return _best(worth, columns, most=min(MOST, len(columns) // 2))


def relative_means(means: Floats, rest: Floats, instrument: Instrument) -> Floats:
    """Give each item's mean less the rest's, (rows, items), or less 50 where there is no rest.

    High is good: an item whose high answers are bad is turned round.
    """
    signs = np.array([-1 if item.reversed else 1 for item in instrument.items])
    turned: Floats = signs * (means - np.where(np.isnan(rest), 50.0, rest))
    return turned


@dataclass(frozen=True, slots=True)
class Intelligence:
    """The capability to build on and the one to work on; `tie` when chance may have put them in order."""

    strong: str
    weak: str
    tie: bool


def intelligence_of(relative: Floats, errors: Floats) -> Intelligence | None:
    """Pair the capabilities that stand highest and lowest, (5,) each; None unless two are known."""
    known = np.flatnonzero(~np.isnan(relative))
    if len(known) < len(("strong", "weak")):
        return None
    strong, weak = known[np.argmax(relative[known])], known[::-1][np.argmin(relative[known[::-1]])]
    gap, least = relative[strong] - relative[weak], detectable(errors[strong], errors[weak])
    return Intelligence(CAPABILITIES[strong], CAPABILITIES[weak], bool(gap < least))


def largest(verdicts: Verdicts, differences: Floats) -> list[int]:
    """Give the columns of one row with the largest differences that are worth a word, at most three."""
    worth = np.flatnonzero(verdicts)
    order = np.argsort(-np.abs(differences[worth]), kind="stable")
    chosen: list[int] = worth[order][:MOST].tolist()
    return chosen


def _best(worth: Floats, columns: list[int], *, most: int) -> Picks:
    order = np.argsort(-worth[:, columns], axis=1, kind="stable")[:, :most]
    found = np.array(columns)[order] if most else np.zeros((len(worth), 0), dtype=np.int64)
    chosen = np.isfinite(np.take_along_axis(worth, found, axis=1)).sum(axis=1)
    return [row[:count] for row, count in zip(found.tolist(), chosen.tolist(), strict=True)]


def _items_by_limit(instrument: Instrument) -> list[int]:
    """Give the items in the order in which equals are taken: the highest risk limit first."""
    return sorted(range(len(instrument.items)), key=lambda place: -_limit(instrument.items[place].factor))


def _limit(factor: str | None) -> int:
    return RISK_LIMITS[factor] if factor in FACTORS else 0
