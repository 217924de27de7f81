"""From rows of sums to figures: means, spread, distributions and rates, each in the tier of its own n."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from scoring.atoms import MEASURES, SCALE, Atoms, Integers
from scoring.figures import (
    EXACT_FROM,
    Count,
    Figure,
    answers_shown,
    item_mean,
    percent,
    response_rate,
    thirds,
)

RATE_FROM: Final = 10
"""Invited from which a node with a result of its own shows its response rate."""
HIDDEN_RATE_FROM: Final = 20
"""Invited from which any other node shows a coarse response rate."""

_COLUMN: Final = {measure: column for column, measure in enumerate(MEASURES)}


def rows_of_atoms(atoms: Atoms) -> Integers:
    """Lay the sums of each atom in one row, so that rows can be added."""
    size, items, widest = atoms.histograms.shape
    flat = atoms.histograms.reshape(size, items * widest)
    return np.concatenate([atoms.members[:, None], atoms.counts, atoms.sums, atoms.squares, flat], axis=1)


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of any row; a row of None has none."""

    _members: list[int]
    _counts: list[list[int]]
    _sums: list[list[int]]
    _squares: list[list[int]]
    _histograms: Integers
    _item_counts: list[list[int]]
    _item_totals: list[list[int]]
    _items: dict[str, int]
    _steps: tuple[int, ...]

    def members(self, row: int) -> int:
        """Give the exact number of respondents; not to be shown."""
        return self._members[row]

    def count(self, row: int) -> Count:
        """Give the number of respondents as it may be shown."""
        return answers_shown(self._members[row])

    def measure(self, row: int | None, measure: str) -> Figure | None:
        """Give the mean of one of MEASURES in percent."""
        if row is None or not (n := self._counts[row][_COLUMN[measure]]):
            return None
        return percent(self._sums[row][_COLUMN[measure]] / SCALE / n, n)

    def spread(self, row: int | None) -> Figure | None:
        """Give the standard deviation (n - 1) of the index in percentage points, from ten indices on."""
        if row is None or (n := self._counts[row][0]) < EXACT_FROM:
            return None
        total, squares = self._sums[row][0] / SCALE, self._squares[row][0] / SCALE
        return Figure(round(100 * sqrt(max(0.0, squares - total**2 / n) / (n - 1)), 1))

    def item(self, row: int | None, item: str) -> Figure | None:
        """Give the mean of an item on its scale."""
        if row is None or not (n := self._item_counts[row][self._items[item]]):
            return None
        place = self._items[item]
        return item_mean(self._item_totals[row][place] / n, n, steps=self._steps[place])

    def distributions(self, row: int | None) -> dict[str, tuple[int, int, int]]:
        """Give low, middle and high answers in percent of each item that ten or more answered."""
        if row is None:
            return {}
        return {
            item: thirds(self._histograms[row, place, : self._steps[place]].tolist())
            for item, place in self._items.items()
            if self._item_counts[row][place] >= EXACT_FROM
        }


def read_rows(rows: Integers, atoms: Atoms) -> Results:
    """Take rows of summed atoms apart again."""
    width = len(MEASURES)
    members, counts, sums, squares, flat = np.split(rows, np.cumsum([1, width, width, width]), axis=1)
    histograms = flat.reshape(len(rows), *atoms.histograms.shape[1:])
    values = np.arange(1, histograms.shape[2] + 1)
    return Results(
        _members=members[:, 0].tolist(),
        _counts=counts.tolist(),
        _sums=sums.tolist(),
        _squares=squares.tolist(),
        _histograms=histograms,
        _item_counts=histograms.sum(axis=2).tolist(),
        _item_totals=(histograms * values).sum(axis=2).tolist(),
        _items={item: place for place, item in enumerate(atoms.items)},
        _steps=atoms.steps,
    )


def rate_of(answered: int, invited: int, *, own: bool) -> Figure | None:
    """Give a node's response rate as far as it may be shown; `own` tells that the node has its own result."""
    if invited < (RATE_FROM if own else HIDDEN_RATE_FROM):
        return None
    return response_rate(answered, invited, coarse=not own or answered < EXACT_FROM)
