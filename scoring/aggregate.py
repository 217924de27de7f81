"""From single answers to the sums of atoms, the only form in which answers outlive their wave.

Three protections happen here or just before: what fewer than k members of an atom answered leaves the atom
empty-handed; an atom whose answers to an item are all equal has one moved by a step; and factors and themes
are formed from the atom's item means, so that they tell nothing the items do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from content.instrument import Instrument
from scoring.atoms import COLUMN, GAIN_SCALE, SCALE, Atoms, Integers, groups_of
from scoring.ballots import BadAnswers, Ballots, SmallAtoms, UnknownItems, ballots_of
from scoring.index import Floats, trend_line
from scoring.respondents import Profiles, profiles_of

__all__ = ["Atoms", "BadAnswers", "SmallAtoms", "UnknownItems", "aggregate"]

LOW_INDEX: Final = 0.40
"""Respondents under this index are counted per atom."""

_Sums = tuple[Integers, Floats, Floats]
"""Per (atom, measure): how many have it, their sum and their sum of squares."""


def aggregate(answers: pd.DataFrame, instrument: Instrument, atom_of: Mapping[str, int], k: int) -> Atoms:
    """Sum the answers of each atom.

    `answers` has a row per respondent, a column "cell" and a float column per item (1..A, NaN = no opinion).
    Cells without an atom are left out. The order of rows does not matter. Raises UnknownItems, BadAnswers or
    SmallAtoms.
    """
    ballots = ballots_of(answers, instrument, atom_of=atom_of, k=k)
    kept = ballots.answered >= k
    histograms = ballots.histograms * kept[:, :, None]
    means, squares = _item_groups(ballots, kept, histograms=histograms, instrument=instrument)
    # An item that too few answered would else speak through the index of those who did.
    counted = np.where(kept[ballots.atom], ballots.answers, 0)
    profiles = profiles_of(counted, instrument) if instrument.has_index else None
    counts, sums, sums_of_squares = _with_profiles(means, squares, ballots, profiles=profiles)
    enough = counts >= k
    low, gains = _index_details(ballots, profiles)
    return Atoms(
        k=k,
        items=instrument.item_ids,
        steps=tuple(ballots.steps.tolist()),
        members=ballots.members,
        histograms=histograms,
        counts=counts * enough,
        sums=_whole(sums * enough, SCALE),
        squares=_whole(sums_of_squares * enough, SCALE),
        low=low * enough[:, 0],
        gains=_whole(gains * (kept & enough[:, :1]), GAIN_SCALE),
        line=trend_line(instrument),
    )


def _item_groups(
    ballots: Ballots, kept: NDArray[np.bool_], *, histograms: Integers, instrument: Instrument
) -> tuple[Floats, Floats]:
    """Add up the means and mean squares of factors and themes per (atom, measure), NaN where there are none.

    A missing answer counts as the atom's mean of the item; what the atom did not keep counts for nobody. A
    mean needs more than half of its items.
    """
    groups = groups_of(instrument)
    size = np.bincount(groups.nonzero()[1], minlength=groups.shape[1])
    known = kept @ groups
    valid = (2 * known > size) & (size > 0)
    filled = _filled(ballots, kept, histograms=histograms) @ groups / np.maximum(known, 1)[ballots.atom]
    sums, squares = _add_up(filled, ballots), _add_up(filled**2, ballots)
    return np.where(valid, sums, np.nan), np.where(valid, squares, np.nan)


def _filled(ballots: Ballots, kept: NDArray[np.bool_], *, histograms: Integers) -> Floats:
    """Give (respondents, items) as shares 0..1, 0 for what the atom did not keep."""
    shares = (ballots.answers - 1) / (ballots.steps - 1)
    is_partial = (~kept).sum(axis=1) > 0
    rows = np.flatnonzero((ballots.answers == 0).any(axis=1) | is_partial[ballots.atom])
    if len(rows):
        total = (histograms * np.arange(histograms.shape[2])).sum(axis=2)
        means = total / np.maximum(histograms.sum(axis=2), 1) / (ballots.steps - 1)
        atom = ballots.atom[rows]
        filled = np.where(ballots.answers[rows] == 0, means[atom], shares[rows])
        shares[rows] = np.where(kept[atom], filled, 0.0)
    return shares


def _with_profiles(sums: Floats, squares: Floats, ballots: Ballots, *, profiles: Profiles | None) -> _Sums:
    """Put the sums of index and capabilities beside those of factors and themes."""
    counts = np.where(np.isnan(sums), 0, ballots.members[:, None])
    sums, squares = np.nan_to_num(sums), np.nan_to_num(squares)
    if profiles is not None:
        own = np.column_stack([profiles.index, profiles.capabilities])
        known = ~np.isnan(own)
        own = np.where(known, own, 0.0)
        places = [0, *(column for measure, column in COLUMN.items() if measure.startswith("capability."))]
        counts[:, places] = _add_up(known.astype(np.float64), ballots)
        sums[:, places], squares[:, places] = _add_up(own, ballots), _add_up(own**2, ballots)
    return counts.astype(np.int64), sums, squares


def _index_details(ballots: Ballots, profiles: Profiles | None) -> tuple[Integers, Floats]:
    """Count the low indices per atom and add the gains up per (atom, item)."""
    if profiles is None:
        shape = ballots.answered.shape
        return np.zeros(shape[0], dtype=np.int64), np.zeros(shape)
    low = _add_up((profiles.index < LOW_INDEX).astype(np.float64)[:, None], ballots)[:, 0]
    return low.astype(np.int64), _add_up(np.nan_to_num(profiles.gains), ballots)


def _add_up(columns: Floats, ballots: Ballots) -> Floats:
    """Add (respondents, columns) up per atom; every atom has members."""
    if not len(ballots.starts):
        return np.zeros((0, columns.shape[1]))
    added: Floats = np.add.reduceat(columns, ballots.starts, axis=0)
    return added


def _whole(sums: Floats, scale: int) -> Integers:
    """Give whole numbers: fine enough for what is shown, exact when atoms are added up in any order."""
    return np.rint(sums * scale).astype(np.int64)
