"""From single answers to the sums of atoms, the only form in which answers outlive their wave.

Three protections happen here, before or while sums are taken: what fewer than k members of an atom answered
leaves the atom empty-handed; an atom whose answers to an item are all equal has one moved by a step; and
factors and themes are formed from the atom's item means, so that they tell nothing the items do not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument
from scoring.atoms import MEASURES, SCALE, Atoms, Integers
from scoring.index import Floats, respondents_capabilities, respondents_index

__all__ = ["Atoms", "BadAnswers", "SmallAtoms", "aggregate"]

LOW_INDEX: Final = 0.40
"""Respondents under this index are counted per atom."""


class BadAnswers(Exception):
    """Answers that are no whole numbers of the item's scale; `items` names the columns."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(f"answers outside the scale in {', '.join(items)}")
        self.items = items


class SmallAtoms(Exception):
    """Atoms with fewer members than the threshold; `atoms` are their numbers."""

    def __init__(self, atoms: tuple[int, ...]) -> None:
        super().__init__(f"{len(atoms)} atoms under the threshold")
        self.atoms = atoms


def aggregate(answers: pd.DataFrame, instrument: Instrument, atom_of: Mapping[str, int], k: int) -> Atoms:
    """Sum the answers of each atom.

    `answers` has a row per respondent, a column "cell" and a float column per item (1..A, NaN = no opinion).
    Cells without an atom are left out. The order of rows does not matter. Raises BadAnswers or SmallAtoms.
    """
    ballots = _ballots(answers, instrument, atom_of=atom_of)
    members = np.bincount(ballots.atom, minlength=ballots.size).astype(np.int64)
    if (members < k).any():
        raise SmallAtoms(tuple(np.flatnonzero(members < k).tolist()))
    kept = ballots.answered() >= k
    ballots = _without_unanimity(ballots, kept)
    histograms = _histograms(ballots) * kept[:, :, None]
    measures = _measures(ballots, histograms, instrument=instrument)
    counts, sums, squares = _sums(measures, ballots, k=k)
    low = np.bincount(ballots.atom, weights=measures[:, 0] < LOW_INDEX, minlength=ballots.size)
    return Atoms(
        k=k,
        items=instrument.item_ids,
        steps=tuple(ballots.steps.tolist()),
        members=members,
        histograms=histograms,
        counts=counts,
        sums=sums,
        squares=squares,
        low=low.astype(np.int64) * (counts[:, 0] > 0),
    )


@dataclass(frozen=True, slots=True)
class _Ballots:
    """Answers (respondents, items) sorted by atom and content, the atom of each row, each scale's length."""

    answers: Floats
    atom: Integers
    steps: Integers
    size: int

    def answered(self) -> Integers:
        """Count the answers per (atom, item)."""
        counts = np.zeros((self.size, len(self.steps)), dtype=np.int64)
        np.add.at(counts, self.atom, ~np.isnan(self.answers))
        return counts


def _ballots(answers: pd.DataFrame, instrument: Instrument, *, atom_of: Mapping[str, int]) -> _Ballots:
    """Check the answers and sort them so that nothing below can depend on the order they came in."""
    steps = np.array([len(instrument.scale_of(item).labels) for item in instrument.items], dtype=np.int64)
    everything = answers[list(instrument.item_ids)].to_numpy(dtype=np.float64)
    fits = (everything >= 1) & (everything <= steps) & (everything == np.round(everything))
    wrong = ~(fits | np.isnan(everything)).all(axis=0)
    if wrong.any():
        raise BadAnswers(tuple(instrument.item_ids[column] for column in np.flatnonzero(wrong)))
    atom = answers["cell"].map(dict(atom_of)).to_numpy(dtype=np.float64, na_value=np.nan)
    inside = ~np.isnan(atom)
    rows, atoms = everything[inside], atom[inside].astype(np.int64)
    order = np.lexsort((*rows.T, atoms))
    size = max(atom_of.values(), default=-1) + 1
    return _Ballots(answers=rows[order], atom=atoms[order], steps=steps, size=size)


def _without_unanimity(ballots: _Ballots, kept: NDArray[np.bool_]) -> _Ballots:
    """Move one answer by a step wherever all answers of an atom to a kept item are equal.

    The respondent whose answer moves is taken by the item's place, so that it is not one for all items; the
    answer moves towards the middle of the scale, and from the exact middle upwards.
    """
    answers, atom, steps = ballots.answers, ballots.atom, ballots.steps
    lowest, highest = np.full(kept.shape, np.inf), np.full(kept.shape, -np.inf)
    np.fmin.at(lowest, atom, answers)
    np.fmax.at(highest, atom, answers)
    unanimous = kept & (lowest == highest)
    chosen = np.arange(len(steps)) % np.maximum(ballots.answered(), 1)
    moved = ~np.isnan(answers) & unanimous[atom] & (_turns(ballots) == chosen[atom])
    towards = np.where(answers <= (1 + steps) / 2, 1.0, -1.0)
    return replace(ballots, answers=np.where(moved, answers + towards, answers))


def _turns(ballots: _Ballots) -> Integers:
    """Give each answer its number 0, 1, 2, ... among the answers to its item in its atom."""
    answered = (~np.isnan(ballots.answers)).astype(np.int64)
    before = np.cumsum(answered, axis=0) - answered
    first_row = np.searchsorted(ballots.atom, ballots.atom, side="left")
    turns: Integers = before - before[first_row]
    return turns


def _histograms(ballots: _Ballots) -> Integers:
    """Count answers per (atom, item, value - 1)."""
    widest = int(ballots.steps.max(initial=1))
    histograms = np.zeros((ballots.size, len(ballots.steps), widest), dtype=np.int64)
    row, item = np.nonzero(~np.isnan(ballots.answers))
    np.add.at(histograms, (ballots.atom[row], item, ballots.answers[row, item].astype(np.int64) - 1), 1)
    return histograms


def _measures(ballots: _Ballots, histograms: Integers, *, instrument: Instrument) -> Floats:
    """Give (respondents, MEASURES) as shares 0..1, NaN where a respondent has none."""
    shares = (ballots.answers - 1) / (ballots.steps - 1)
    filled = _filled(shares, _item_shares(histograms, ballots.steps)[ballots.atom])
    columns = dict.fromkeys(MEASURES, np.full(len(shares), np.nan))
    for theme in THEMES:
        columns[f"theme.{theme}"] = _mean_of(filled, [i.theme == theme for i in instrument.items])
    if instrument.has_index:
        for factor in FACTORS:
            columns[f"factor.{factor}"] = _mean_of(filled, [i.factor == factor for i in instrument.items])
        grid = shares[:, _grid(instrument)]
        columns["index"] = respondents_index(grid)
        for capability, column in zip(CAPABILITIES, respondents_capabilities(grid).T, strict=True):
            columns[f"capability.{capability}"] = column
    return np.stack([columns[measure] for measure in MEASURES], axis=1)


def _item_shares(histograms: Integers, steps: Integers) -> Floats:
    """Give the mean share per (atom, item), NaN where nothing was kept."""
    counts = histograms.sum(axis=2)
    total = (histograms * np.arange(histograms.shape[2])).sum(axis=2)
    shares: Floats = np.where(counts > 0, total / np.maximum(counts, 1) / (steps - 1), np.nan)
    return shares


def _filled(shares: Floats, means: Floats) -> Floats:
    """Put the atom's mean in place of a missing answer, and nothing at all where the atom kept nothing."""
    filled: Floats = np.where(np.isnan(shares) | np.isnan(means), means, shares)
    return filled


def _mean_of(shares: Floats, wanted: list[bool]) -> Floats:
    """Give each row's mean over the wanted columns, NaN unless more than half of them are known."""
    part = shares[:, np.array(wanted, dtype=np.bool_)]
    known = (~np.isnan(part)).sum(axis=1)
    means = np.nansum(part, axis=1) / np.maximum(known, 1)
    return np.where(2 * known > part.shape[1], means, np.nan)


def _grid(instrument: Instrument) -> Integers:
    """Give the column of the item of each (factor, capability)."""
    place = {(item.factor, item.capability): column for column, item in enumerate(instrument.items)}
    return np.array([[place[factor, capability] for capability in CAPABILITIES] for factor in FACTORS])


def _sums(measures: Floats, ballots: _Ballots, *, k: int) -> tuple[Integers, Integers, Integers]:
    """Count and sum each measure per atom; a measure of fewer than k members leaves nothing.

    Sums are whole ten-thousandths: fine enough for every figure shown, too coarse to search single answers
    in, and exact when atoms are added up in any order.
    """
    known = ~np.isnan(measures)
    shares = np.where(known, measures, 0.0)
    counts = np.zeros((ballots.size, measures.shape[1]), dtype=np.int64)
    sums, squares = np.zeros(counts.shape), np.zeros(counts.shape)
    np.add.at(counts, ballots.atom, known)
    np.add.at(sums, ballots.atom, shares)
    np.add.at(squares, ballots.atom, shares**2)
    enough = counts >= k
    return counts * enough, _whole(sums * enough), _whole(squares * enough)


def _whole(sums: Floats) -> Integers:
    return np.round(sums * SCALE).astype(np.int64)
