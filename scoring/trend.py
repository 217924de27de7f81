"""What earlier waves say of the same units, and why they say nothing where units are not the same.

A wave is never summed again under another chart. A view of today has a past in an earlier wave only when its
cells are exactly those of some of that wave's atoms taken whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np

from content.instrument import Instrument
from scoring.atoms import Atoms, Integers
from scoring.figures import Count, Figure
from scoring.index import trend_line
from scoring.rows import Moments, moments_of, rows_of_atoms

Reason = Literal["other-version", "other-items", "new-unit", "reorganised", "other-group", "too-few"]

MOST_POINTS: Final = 8
"""Earlier waves that a trend goes back."""
_UNKNOWN: Final = -2
_SILENT: Final = -1


@dataclass(frozen=True, slots=True)
class PastWave:
    """An earlier closed wave of the same instrument, asked of `root` and below; its sums are all there is."""

    id: str
    closed: date
    instrument: Instrument
    atoms: Atoms
    root: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A point of a trend: figures and margins by name as they were, or the reason why there are none."""

    wave: str
    closed: date
    reason: Reason | None = None
    n: Count | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookBack:
    """What one earlier wave holds for every node: a row of `moments`, or a reason."""

    wave: PastWave
    reasons: Sequence[Reason | None]
    moments: Moments


def look_back(
    wave: PastWave, instrument: Instrument, codes: Sequence[str], *, nodes: Integers, cells: Integers
) -> LookBack:
    """Find in an earlier wave what each node's view of today may be compared with.

    `nodes` and `cells` are pairs of `cells_behind`; `codes` name the positions of today's tree.
    """
    line = wave.atoms.line or trend_line(wave.instrument)
    # A team's own targets are other items under the same version.
    if trend_line(instrument) != line or instrument.items != wave.instrument.items:
        nothing = np.zeros((len(codes), rows_of_atoms(wave.atoms).shape[1]), dtype=np.int64)
        reason = _difference(instrument, wave)
        return LookBack(wave, [reason] * len(codes), moments_of(nothing, wave.atoms))
    atom_rows = rows_of_atoms(wave.atoms)
    reasons, rows = added_up(wave.atoms, codes, rows=atom_rows, nodes=nodes, cells=cells)
    if wave.root == codes[0] and len(wave.atoms.members):
        # The whole is the whole, whatever units it is divided into.
        reasons[0], rows[0] = None, atom_rows.sum(axis=0)
    return LookBack(wave, reasons, moments_of(rows, wave.atoms))


def added_up(
    atoms: Atoms, codes: Sequence[str], *, rows: Integers, nodes: Integers, cells: Integers
) -> tuple[list[Reason | None], Integers]:
    """Add up, for each of the nodes `codes`, the `rows` of the atoms its cells are made of, taken whole.

    `nodes` and `cells` are pairs of positions in `codes`. Where the cells are no union of atoms there is a
    reason and a row of nothing.
    """
    label = _labels(atoms, codes)[cells]
    reasons = _reasons(atoms, label, nodes=nodes, size=len(codes))
    pairs = _pairs(label, nodes, atoms=len(rows))
    comparable = np.array([reason is None for reason in reasons])
    pairs = pairs[comparable[pairs[:, 0]]]
    found = np.zeros((len(codes), rows.shape[1]), dtype=np.int64)
    owners, starts = np.unique(pairs[:, 0], return_index=True)
    if len(starts):
        found[owners] = np.add.reduceat(rows[pairs[:, 1]], starts, axis=0)
    return reasons, found


def _difference(instrument: Instrument, wave: PastWave) -> Reason:
    other = wave.instrument
    same = instrument.id == other.id and instrument.version == other.version
    return "other-items" if same and instrument.items != other.items else "other-version"


def _labels(atoms: Atoms, codes: Sequence[str]) -> Integers:
    """Give the earlier wave's atom of each of today's positions."""
    label = dict.fromkeys(atoms.silent, _SILENT)
    label |= {cell: atom for atom, cells in enumerate(atoms.cells) for cell in cells}
    return np.array([label.get(code, _UNKNOWN) for code in codes], dtype=np.int64)


def _pairs(label: Integers, nodes: Integers, *, atoms: int) -> Integers:
    """Give each (node, atom) once."""
    counted = label >= 0
    keys = np.unique(nodes[counted] * max(atoms, 1) + label[counted])
    return np.stack(np.divmod(keys, max(atoms, 1)), axis=1)


def _reasons(atoms: Atoms, label: Integers, *, nodes: Integers, size: int) -> list[Reason | None]:
    """Say for every node why its cells are no union of atoms; None where they are."""
    sizes = np.array([len(cells) for cells in atoms.cells], dtype=np.int64)
    pairs = _pairs(label, nodes, atoms=len(sizes))
    cells = np.bincount(nodes, minlength=size)
    unknown = np.bincount(nodes[label == _UNKNOWN], minlength=size)
    counted = np.bincount(nodes[label >= 0], minlength=size)
    whole = np.bincount(pairs[:, 0], weights=sizes[pairs[:, 1]] if len(pairs) else None, minlength=size)
    told = np.select(
        [unknown == cells, unknown > 0, counted == 0, whole != counted],
        ["new-unit", "reorganised", "too-few", "other-group"],
        default="",
    )
    return [reason or None for reason in told.tolist()]
