"""Single answers made ready for summing: checked, put in an order of their own, never left unanimous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from content.instrument import Instrument
from scoring.atoms import Integers
from scoring.respondents import Values

_NIBBLES: Final = 16
"""Answers of at most four bits that fit a word of 64."""


class BadAnswers(Exception):
    """Answers that are no whole numbers of the item's scale; `items` names the columns."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(f"answers outside the scale in {', '.join(items)}")
        self.items = items


class UnknownItems(Exception):
    """The answers have other columns than the instrument has items; `items` names those that differ."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__(f"answers and instrument differ in {', '.join(items)}")
        self.items = items


class SmallAtoms(Exception):
    """Atoms with fewer members than the threshold; `atoms` are their numbers."""

    def __init__(self, atoms: tuple[int, ...]) -> None:
        super().__init__(f"{len(atoms)} atoms under the threshold")
        self.atoms = atoms


@dataclass(frozen=True, slots=True)
class Ballots:
    """Answers sorted by atom and content, the atom of each row, each atom's first row, each scale's length.

    `histograms` (atoms, items, widest scale) count the answers as they are sorted here.
    """

    answers: Values
    atom: Integers
    starts: Integers
    steps: Integers
    histograms: Integers

    @property
    def members(self) -> Integers:
        """Count the respondents per atom."""
        return np.diff(self.starts, append=len(self.atom))

    @property
    def answered(self) -> Integers:
        """Count the answers per (atom, item)."""
        answered: Integers = self.histograms.sum(axis=2)
        return answered


def ballots_of(
    answers: pd.DataFrame, instrument: Instrument, *, atom_of: Mapping[str, int], k: int
) -> Ballots:
    """Check the answers and sort them so that nothing later can depend on the order they came in.

    One answer is moved by a step wherever k or more answers of an atom to an item are all equal. Raises
    UnknownItems, BadAnswers or SmallAtoms.
    """
    steps = np.array([len(instrument.scale_of(item).labels) for item in instrument.items], dtype=np.int64)
    values, atom = _inside(_checked(answers, instrument, steps=steps), answers["cell"], atom_of)
    size = max(atom_of.values(), default=-1) + 1
    members = np.bincount(atom, minlength=size)
    if (members < k).any():
        raise SmallAtoms(tuple(np.flatnonzero(members < k).tolist()))
    order = np.lexsort((*_words(values), atom))
    values, atom = values[order], atom[order]
    starts = np.cumsum(members) - members
    histograms = _histograms(values, atom, steps=steps, size=size)
    sorted_ = Ballots(answers=values, atom=atom, starts=starts, steps=steps, histograms=histograms)
    _break_unanimity(sorted_, k=k)
    return sorted_


def _checked(answers: pd.DataFrame, instrument: Instrument, *, steps: Integers) -> Values:
    if strangers := set(answers.columns) ^ {"cell", *instrument.item_ids}:
        raise UnknownItems(tuple(sorted(strangers)))
    everything = answers[list(instrument.item_ids)].to_numpy(dtype=np.float64)
    fits = (everything >= 1) & (everything <= steps) & (everything == np.rint(everything))
    wrong = ~(fits | np.isnan(everything)).all(axis=0)
    if wrong.any():
        raise BadAnswers(tuple(instrument.item_ids[column] for column in np.flatnonzero(wrong)))
    return np.where(fits, everything, 0.0).astype(np.int8)


def _inside(values: Values, cells: pd.Series[str], atom_of: Mapping[str, int]) -> tuple[Values, Integers]:
    """Leave out the respondents of cells without an atom."""
    number, names = pd.factorize(cells, use_na_sentinel=False)
    of_name = np.array([atom_of.get(name, -1) for name in names], dtype=np.int64)
    atom = of_name[number] if len(names) else np.empty(0, dtype=np.int64)
    inside = atom >= 0
    return (values, atom) if inside.all() else (values[inside], atom[inside])


def _words(values: Values) -> list[NDArray[np.uint64]]:
    """Pack each row into few numbers, so that rows are equal only when these are."""
    width = -(-values.shape[1] // _NIBBLES) * _NIBBLES
    padded = np.zeros((len(values), width), dtype=np.uint8)
    padded[:, : values.shape[1]] = values
    packed = np.ascontiguousarray(padded[:, 0::2] | padded[:, 1::2] << 4)
    return list(packed.view(np.uint64).T)


def _histograms(values: Values, atom: Integers, *, steps: Integers, size: int) -> Integers:
    """Count answers per (atom, item, value - 1)."""
    items, widest = len(steps), int(steps.max(initial=1))
    slots = values + (atom[:, None] * items + np.arange(items)) * (widest + 1)
    counted = np.bincount(slots.ravel(), minlength=size * items * (widest + 1))
    histograms: Integers = counted.reshape(size, items, widest + 1)[:, :, 1:].copy()
    return histograms


def _break_unanimity(ballots: Ballots, *, k: int) -> None:
    """Move one answer by a step wherever all answers of an atom to an item are equal.

    The respondent whose answer moves is taken by the item's place, so that it is not one for all items; the
    answer moves towards the middle of the scale, and from the exact middle upwards.
    """
    answered = ballots.answered
    unanimous = (answered >= k) & (ballots.histograms.max(axis=2) == answered)
    for item in np.flatnonzero(unanimous.any(axis=0)):
        atoms = np.flatnonzero(unanimous[:, item])
        column = ballots.answers[:, item]
        running = np.concatenate([[0], np.cumsum(column > 0)])
        chosen = running[ballots.starts[atoms]] + item % answered[atoms, item] + 1
        rows = np.searchsorted(running, chosen) - 1
        before = column[rows].astype(np.int64)
        after = before + np.where(before <= (1 + ballots.steps[item]) / 2, 1, -1)
        column[rows] = after
        ballots.histograms[atoms, item, before - 1] -= 1
        ballots.histograms[atoms, item, after - 1] += 1
