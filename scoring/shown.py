"""Figures as they may be shown, for all rows at once: rounded, coded, and each with its margin.

A group of fewer than ten answers shows no spread, and a margin made from its own spread would tell it: such
a group gets the margin that a group of k answers with the organisation's usual spread has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.instrument import Instrument
from scoring.atoms import MEASURES, Integers, groups_of
from scoring.figures import EXACT_FROM, HIGH_SHARE, LOW_SHARE, STEP, Bound, Figure
from scoring.rows import Floats, Moments
from scoring.statistics import margin, standard_error

_BOUNDS: dict[int, Bound] = {-1: "<", 0: "", 1: ">"}
_SLOTS = 100 // STEP


@dataclass(frozen=True, slots=True)
class Units:
    """How each column is written: what a point of 0..100 is worth, what 0 is, where extremes begin.

    `groups` (items, measures) is 1 where a factor or theme is made of an item.
    """

    point: Floats
    zero: Floats
    low: Floats
    high: Floats
    is_item: NDArray[np.bool_]
    groups: Floats


def units_of(instrument: Instrument) -> Units:
    """Give percent for the measures, and its own scale for each item."""
    scales = [instrument.scale_of(item) for item in instrument.items]
    measures = len(MEASURES)
    point = np.array([1.0] * measures + [(len(scale.labels) - 1) / 100 for scale in scales])
    zero = np.array([0.0] * measures + [float(scale.first) for scale in scales])
    return Units(
        point=point,
        zero=zero,
        low=np.round(zero + 100 * LOW_SHARE * point, 1),
        high=np.round(zero + 100 * HIGH_SHARE * point, 1),
        is_item=np.arange(len(point)) >= measures,
        groups=groups_of(instrument),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures (rows, columns): NaN = none; `sides` -1 or 1 where only the side of a value is told."""

    values: Floats
    sides: NDArray[np.int8]
    margins: Floats

    def figures(self, row: int) -> list[Figure | None]:
        """Give the figures of one row."""
        told = zip(self.values[row].tolist(), self.sides[row].tolist(), strict=True)
        return [None if np.isnan(value) else Figure(value, _BOUNDS[side]) for value, side in told]


@dataclass(frozen=True, slots=True)
class Basis:
    """What margins and comparisons rest on, (rows, columns): standard deviations and numbers of answers."""

    spreads: Floats
    n: Floats
    usual: Floats

    @property
    def errors(self) -> Floats:
        """Give the standard errors on 0..100 that differences are judged by."""
        return standard_error(self.spreads, self.n, usual=self.usual)


def basis_of(moments: Moments, spreads: Floats, *, usual: Floats, k: int) -> Basis:
    """Take every small group for a typical one of k answers."""
    is_large = moments.n >= EXACT_FROM
    n = np.where(is_large, moments.n, k).astype(np.float64)
    return Basis(np.where(is_large, spreads, usual), n, usual)


def shown_of(moments: Moments, means: Floats, units: Units, *, basis: Basis) -> Shown:
    """Round and code the means (0..100), and give each that is shown whole its margin."""
    is_large = moments.n >= EXACT_FROM
    values = _rounded(means, units, is_large=is_large)
    with np.errstate(invalid="ignore"):
        sides = np.where(is_large, 0, (values > units.high) * 1 - (values < units.low) * 1)
    values = _rounded(_without_what_is_coded(means, sides, units), units, is_large=is_large)
    coded = np.where(sides < 0, units.low, units.high)
    margins = np.round(margin(basis.spreads, basis.n, usual=basis.usual) * units.point, 1)
    return Shown(
        values=np.where(sides == 0, values, coded),
        sides=sides.astype(np.int8),
        margins=np.where((sides == 0) & (moments.n > 0), margins, np.nan),
    )


def _rounded(means: Floats, units: Units, *, is_large: NDArray[np.bool_]) -> Floats:
    written = units.zero + means * units.point
    return np.where(units.is_item & is_large, np.round(written, 2), np.round(written, 1))


def _without_what_is_coded(means: Floats, sides: Integers, units: Units) -> Floats:
    """Form factors and themes of a coded item anew, with the limit in its place: no difference tells it."""
    items = units.is_item
    coded = sides[:, items]
    if not coded.any():
        return means
    limits = np.where(coded < 0, 100 * LOW_SHARE, 100 * HIGH_SHARE)
    told = np.where(coded == 0, means[:, items], limits)
    known = ~np.isnan(told)
    formed = np.where(known, told, 0.0) @ units.groups / np.maximum(known @ units.groups, 1)
    is_touched = ((coded != 0) @ units.groups > 0) & ~np.isnan(means[:, ~items])
    shown = means.copy()
    shown[:, ~items] = np.where(is_touched, formed, means[:, ~items])
    return shown


def classes_of(moments: Moments, instrument: Instrument) -> Integers:
    """Count low, middle and high answers, (rows, items, 3); of eNPS detractors, passives and promoters."""
    counted = []
    for place, item in enumerate(instrument.items):
        steps = len(instrument.scale_of(item).labels)
        cuts = (7, 9) if item.measure == "enps" else (steps // 2, steps - steps // 2)
        thirds = np.split(moments.histograms[:, place, :steps], cuts, axis=1)
        counted.append(np.stack([third.sum(axis=1) for third in thirds], axis=1))
    return np.stack(counted, axis=1)


def in_steps(classes: Integers) -> Integers:
    """Give percents in steps of five that add up to 100, (..., 3); all 0 where nobody answered."""
    total = classes.sum(axis=-1, keepdims=True)
    exact = classes * _SLOTS / np.maximum(total, 1)
    floors = np.floor(exact)
    left = np.where(total > 0, _SLOTS - floors.sum(axis=-1, keepdims=True), 0)
    rank = np.argsort(np.argsort(floors - exact, axis=-1, kind="stable"), axis=-1, kind="stable")
    steps: Integers = (STEP * (floors + (rank < left))).astype(np.int64)
    return steps
