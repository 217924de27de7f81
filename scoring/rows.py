"""Sums laid out in rows that can be added, and what rows tell: numbers of answers, means and spreads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.atoms import GAIN_SCALE, MEASURES, SCALE, Atoms, Integers
from scoring.statistics import START_FACTOR, START_ITEM, usual_spread

Floats = NDArray[np.float64]


FEWEST_IN_A_REST: Final = 2
"""Atoms that the rest of an organisation must hold to be compared with."""
MEMBERS: Final = 1
"""The column of a row that counts the respondents."""


def names_of(items: tuple[str, ...]) -> tuple[str, ...]:
    """Name the columns of `Moments`: the measures, then each item as "item.<id>"."""
    return (*MEASURES, *(f"item.{item}" for item in items))


def rows_of_atoms(atoms: Atoms) -> Integers:
    """Lay the sums of each atom in one row, so that rows can be added."""
    size, items, widest = atoms.histograms.shape
    flat = atoms.histograms.reshape(size, items * widest)
    heads = [np.ones((size, 1), dtype=np.int64), atoms.members[:, None], atoms.low[:, None]]
    return np.concatenate([*heads, atoms.gains, atoms.counts, atoms.sums, atoms.squares, flat], axis=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """What rows of sums hold.

    atoms (rows,), how many were added; members and low (rows,), gains (rows, items) in points of the index,
    histograms (rows, items, widest scale); n, sums and squares (rows, columns) of shares 0..1, columns as
    `names_of` names them.
    """

    atoms: Integers
    members: Integers
    low: Integers
    gains: Floats
    histograms: Integers
    n: Integers
    sums: Floats
    squares: Floats

    @property
    def means(self) -> Floats:
        """Give the means on 0..100, NaN where there is none."""
        with np.errstate(invalid="ignore"):
            means: Floats = 100 * self.sums / self.n
        return means

    @property
    def spreads(self) -> Floats:
        """Give the standard deviations (n - 1) on 0..100, 0 for a single answer."""
        over = np.maximum(self.squares - self.sums**2 / np.maximum(self.n, 1), 0)
        spreads: Floats = 100 * np.sqrt(over / np.maximum(self.n - 1, 1))
        return spreads


def moments_of(rows: Integers, atoms: Atoms) -> Moments:
    """Take rows of summed atoms apart again."""
    width, items = len(MEASURES), len(atoms.items)
    parts = np.split(rows, np.cumsum([1, 1, 1, items, width, width, width]), axis=1)
    added, members, low, gains, counts, sums, squares, flat = parts
    histograms = flat.reshape(len(rows), *atoms.histograms.shape[1:])
    n, total, of_squares = _with_items(counts, sums, squares, histograms=histograms, steps=atoms.steps)
    return Moments(
        atoms=added[:, 0],
        members=members[:, 0],
        low=low[:, 0],
        gains=100 * gains / GAIN_SCALE / np.maximum(counts[:, :1], 1),
        histograms=histograms,
        n=n,
        sums=total,
        squares=of_squares,
    )


def rest_of(own: Moments, whole: Moments) -> Moments:
    """Take each row away from its whole, one row for all or a row for each; who holds nothing leaves nothing.

    A rest of one atom, or of as many atoms and people as one other row sees, is no organisation but a
    neighbour, whose figures are its own: it is left out.
    """
    left = np.where(own.members > 0, whole.atoms - own.atoms, 0)
    most = int(max(own.members.max(initial=0), whole.members.max(initial=0))) + 1
    neighbours = np.isin(left * most + whole.members - own.members, own.atoms * most + own.members)
    is_rest = (left >= FEWEST_IN_A_REST) & ~neighbours
    n = (whole.n - own.n) * is_rest[:, None]
    return Moments(
        atoms=left * is_rest,
        members=(whole.members - own.members) * is_rest,
        low=(whole.low - own.low) * is_rest,
        gains=np.full_like(own.gains, np.nan),
        histograms=own.histograms[:0],
        n=n,
        # Where nobody is left, what rounding has left of the sums is not shown.
        sums=(whole.sums - own.sums) * (n > 0),
        squares=(whole.squares - own.squares) * (n > 0),
    )


def usual_spreads(atoms: Atoms) -> Floats:
    """Give the usual spread within units on 0..100, (columns,), pooled over a wave's atoms."""
    n, sums, squares = _with_items(
        atoms.counts, atoms.sums, atoms.squares, histograms=atoms.histograms, steps=atoms.steps
    )
    singles = [name.startswith(("capability.", "item.")) for name in names_of(atoms.items)]
    start = np.where(singles, START_ITEM, START_FACTOR)
    return usual_spread(n, 100 * sums, 10_000 * squares, start=start)


def _with_items(
    counts: Integers, sums: Integers, squares: Integers, *, histograms: Integers, steps: tuple[int, ...]
) -> tuple[Integers, Floats, Floats]:
    """Put the items' numbers, sums and sums of squares of shares beside those of the measures."""
    shares = np.arange(histograms.shape[2]) / (np.array(steps)[:, None] - 1)
    item_sums = np.einsum("ris,is->ri", histograms, shares, optimize=True)
    item_squares = np.einsum("ris,is->ri", histograms, shares**2, optimize=True)
    return (
        np.concatenate([counts, histograms.sum(axis=2)], axis=1),
        np.concatenate([sums / SCALE, item_sums], axis=1),
        np.concatenate([squares / SCALE, item_squares], axis=1),
    )
