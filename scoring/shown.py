"""Figures as they may be shown, for all rows at once: rounded, coded, and each with its margin.

A group of fewer than ten answers shows no spread, and a margin made from its own spread would tell it: such
a group gets the margin that a group of k answers with the organisation's usual spread has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from content.instrument import Instrument, Item
from scoring.atoms import MEASURES, Integers, groups_of
from scoring.figures import EXACT_FROM, HIGH_SHARE, LOW_SHARE, STEP, Bound, Figure
from scoring.rows import Floats, Moments
from scoring.statistics import margin, standard_error

Sides = NDArray[np.int8]

_BOUNDS: dict[int, Bound] = {-1: "<", 0: "", 1: ">"}
_SLOTS = 100 // STEP
_LOW = 100 * LOW_SHARE
_HIGH = 100 * HIGH_SHARE


@dataclass(frozen=True, slots=True)
class Units:
    """How each column is written: what a point of 0..100 is worth, what 0 is, where extremes begin.

    `is_made` marks factors and themes; `parts` (items, such columns) is 1 where one is made of an item.
    """

    point: Floats
    zero: Floats
    low: Floats
    high: Floats
    is_item: NDArray[np.bool_]
    is_made: NDArray[np.bool_]
    parts: Floats


def units_of(instrument: Instrument) -> Units:
    """Give percent for the measures, and its own scale for each item."""
    scales = [instrument.scale_of(item) for item in instrument.items]
    measures = len(MEASURES)
    groups = groups_of(instrument)
    is_made = groups.any(axis=0)
    point = np.array([1.0] * measures + [(len(scale.labels) - 1) / 100 for scale in scales])
    zero = np.array([0.0] * measures + [float(scale.first) for scale in scales])
    return Units(
        point=point,
        zero=zero,
        low=np.round(zero + _LOW * point, 1),
        high=np.round(zero + _HIGH * point, 1),
        is_item=np.arange(len(point)) >= measures,
        is_made=np.concatenate([is_made, np.zeros(len(scales), dtype=np.bool_)]),
        parts=groups[:, is_made],
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures (rows, columns): NaN = none; `sides` -1 or 1 where only the side of a value is told.

    `means` (0..100) are what the values are rounded from: comparisons take these, so as to tell no more.
    """

    values: Floats
    sides: Sides
    margins: Floats
    means: Floats

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
    shown = shown_without_margins(moments, means, units)
    margins = np.round(margin(basis.spreads, basis.n, usual=basis.usual) * units.point, 1)
    return replace(shown, margins=np.where((shown.sides == 0) & (moments.n > 0), margins, np.nan))


def shown_without_margins(moments: Moments, means: Floats, units: Units) -> Shown:
    """Round and code the means (0..100)."""
    is_few = (moments.n > 0) & (moments.n < EXACT_FROM)
    sides = _sides(means, units, is_few=is_few)
    told = _told(means, sides, units, is_few=is_few)
    return Shown(
        values=_rounded(told, units, is_few=is_few),
        sides=sides,
        margins=np.full_like(told, np.nan),
        means=told,
    )


def _rounded(means: Floats, units: Units, *, is_few: NDArray[np.bool_]) -> Floats:
    written = units.zero + means * units.point
    return np.where(units.is_item & ~is_few, np.round(written, 2), np.round(written, 1))


def _sides(means: Floats, units: Units, *, is_few: NDArray[np.bool_]) -> Sides:
    """Code the extremes of few, but a factor or theme only with all its items on that side."""
    values = _rounded(means, units, is_few=is_few)
    with np.errstate(invalid="ignore"):
        sides = is_few * ((values > units.high) * 1 - (values < units.low) * 1)
    items, parts = sides[:, units.is_item], units.parts
    known = ~np.isnan(means[:, units.is_item]) @ parts
    all_items = ((items > 0) @ parts == known) * 1 - ((items < 0) @ parts == known) * 1
    sides[:, units.is_made] = is_few[:, units.is_made] * all_items
    return sides.astype(np.int8)


def _told(means: Floats, sides: Sides, units: Units, *, is_few: NDArray[np.bool_]) -> Floats:
    """Put what is coded at its limit, also within factors and themes: no difference tells it."""
    told = np.where(sides == 0, means, np.where(sides < 0, _LOW, _HIGH))
    items, parts, made = told[:, units.is_item], units.parts, told[:, units.is_made]
    known = ~np.isnan(items)
    formed = np.where(known, items, 0.0) @ parts / np.maximum(known @ parts, 1)
    is_touched = (sides[:, units.is_item] != 0) @ parts > 0
    made = np.where(is_touched & ~np.isnan(made), formed, made)
    # Items are coded by their rounded means, so that even those shown whole lie a little beyond the limits.
    told[:, units.is_made] = np.where(is_few[:, units.is_made], np.clip(made, _LOW, _HIGH), made)
    return told


def classes_of(moments: Moments, instrument: Instrument) -> Integers:
    """Count low, middle and high answers, (rows, items, 3); of eNPS detractors, passives and promoters."""
    counted = []
    for place, item in enumerate(instrument.items):
        steps = len(instrument.scale_of(item).labels)
        thirds = np.split(moments.histograms[:, place, :steps], cuts_of(item, steps), axis=1)
        counted.append(np.stack([third.sum(axis=1) for third in thirds], axis=1))
    return np.stack(counted, axis=1)


def cuts_of(item: Item, steps: int) -> tuple[int, int]:
    """Give where the middle and the high answers begin on a scale of so many steps, counted from 0."""
    return (7, 9) if item.measure == "enps" else (steps // 2, steps - steps // 2)


def in_steps(classes: Integers) -> Integers:
    """Give percents in steps of five that add up to 100, (..., 3); all 0 where nobody answered."""
    total = classes.sum(axis=-1, keepdims=True)
    exact = classes * _SLOTS / np.maximum(total, 1)
    floors = np.floor(exact)
    left = np.where(total > 0, _SLOTS - floors.sum(axis=-1, keepdims=True), 0)
    rank = np.argsort(np.argsort(floors - exact, axis=-1, kind="stable"), axis=-1, kind="stable")
    steps: Integers = (STEP * (floors + (rank < left))).astype(np.int64)
    return steps
