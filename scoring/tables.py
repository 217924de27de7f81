"""Tables with a row for every node: the moments of what it sees, how they are shown, and its past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from content.instrument import Instrument
from scoring.atoms import Atoms, Integers
from scoring.rows import Floats, Moments, moments_of, rest_of, usual_spreads
from scoring.shown import Shown, Units, basis_of, shown_of, units_of
from scoring.standing import Verdicts, verdicts_between
from scoring.tree import Tree
from scoring.trend import LookBack, PastWave, look_back
from scoring.views import View


@dataclass(frozen=True, slots=True)
class Table:
    """Moments of a row a node with means and spreads, how they are shown, and what they are judged by.

    The means are those that may be told: what is compared by them tells no more than what is shown.
    """

    moments: Moments
    means: Floats
    spreads: Floats
    shown: Shown
    errors: Floats


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier wave as it is seen from today's nodes, and how today's figures differ."""

    back: LookBack
    table: Table
    differences: Floats
    verdicts: Verdicts


def rows_seen(rows: Integers, views: Sequence[View]) -> Integers:
    """Give the row of sums that each node sees, nothing but zeros where it sees none."""
    seen = rows[[view.row or 0 for view in views]]
    seen[[view.row is None for view in views]] = 0
    return seen


def own_and_rest(
    seen: Integers, whole: Integers, atoms: Atoms, instrument: Instrument, *, usual: Floats
) -> tuple[Table, Table]:
    """Give what each node sees, and the whole organisation, one row, without that."""
    units = units_of(instrument)
    own = moments_of(seen, atoms)
    rest = rest_of(own, moments_of(whole, atoms))
    return (
        table_of(own, units, usual=usual, k=atoms.k),
        table_of(rest, units, usual=usual, k=atoms.k),
    )


def table_of(moments: Moments, units: Units, *, usual: Floats, k: int) -> Table:
    """Work out what a table of moments shows, and what it is judged by."""
    spreads = moments.spreads
    basis = basis_of(moments, spreads, usual=usual, k=k)
    shown = shown_of(moments, moments.means, units, basis=basis)
    return Table(moments, shown.means, spreads, shown, basis.errors)


def earlier_of(
    wave: PastWave, instrument: Instrument, tree: Tree, behind: tuple[Integers, Integers], *, own: Table
) -> Earlier:
    """Look at an earlier wave from today's nodes; `behind` are the cells behind today's views."""
    nodes, cells = behind
    back = look_back(wave, instrument, tree.codes, nodes=nodes, cells=cells)
    usual = usual_spreads(wave.atoms)
    table = table_of(back.moments, units_of(wave.instrument), usual=usual, k=wave.atoms.k)
    if wave.atoms.items != instrument.item_ids:
        nothing = np.full(own.means.shape, np.nan)
        return Earlier(back, table, nothing, np.zeros(own.means.shape, dtype=np.int8))
    verdicts = verdicts_between(own.means, table.means, errors=own.errors, other_errors=table.errors)
    return Earlier(back, table, own.means - table.means, verdicts)
