"""The last look before anything of a wave is shown: whatever is seen must be whole atoms and keep its tier.

The figures were worked out by adding along the tree. Here they are added again another way, cell by cell, and
anything that differs, is cut out of an atom, or shows what its tier hides, stops the whole publication.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from content.instrument import Instrument
from scoring.atoms import Atoms
from scoring.figures import EXACT_FROM
from scoring.ledger import Ledger
from scoring.planner import Plan, UnsafePlan
from scoring.rows import rows_of_atoms
from scoring.tables import Table
from scoring.trend import added_up


def inspect_atoms(atoms: Atoms, plan: Plan, *, counts: Mapping[str, int], instrument: Instrument) -> None:
    """Raise UnsafePlan unless the sums were made of this plan and keep the rules of an atom.

    Each atom, and what it keeps of an item or a measure, stands for nobody or for k or more; no item's
    answers are all equal; nothing is left of what was not kept.
    """
    planned = [sum(counts.get(cell, 0) for cell in cells) for cells in plan.atoms]
    if planned != atoms.members.tolist() or plan.k != atoms.k or instrument.item_ids != atoms.items:
        raise UnsafePlan("sums that are not those of the plan")
    answered = atoms.histograms.sum(axis=2)
    for small in (answered, atoms.counts):
        if ((small > 0) & (small < plan.k)).any():
            raise UnsafePlan("sums of fewer answers than the threshold")
    if ((answered > 0) & (atoms.histograms.max(axis=2, initial=0) == answered)).any():
        raise UnsafePlan("an atom that answered an item unanimously")
    if ((atoms.gains != 0) & (answered == 0)).any() or ((atoms.low > 0) & (atoms.counts[:, 0] == 0)).any():
        raise UnsafePlan("sums of what was not kept")


def inspect_views(ledger: Ledger, atoms: Atoms, plan: Plan, *, staffed: Collection[str]) -> None:
    """Raise UnsafePlan unless what each node sees is a union of whole atoms, shown as its tier allows.

    `staffed` are the cells with anybody asked or answering.
    """
    codes = ledger.tree.codes
    nodes, cells = ledger.behind
    placed, rows = atoms.placed(plan.atoms, staffed=staffed), rows_of_atoms(atoms)
    # Another multiple for each column: a slip in any of them shows in one sum.
    weights = 2 * np.arange(rows.shape[1]) + 1
    marks = (rows @ weights)[:, None]
    reasons, again = added_up(placed, codes, rows=marks, nodes=nodes, cells=cells)
    sees = np.array([view.row is not None for view in ledger.views])
    cut = np.array([reason is not None for reason in reasons])
    _raise_for(codes, sees & cut, "a result that is no union of atoms")
    _raise_for(codes, sees & (ledger.seen @ weights != again[:, 0]), "a result of other sums")
    _raise_for(codes, ~sees & ledger.seen.any(axis=1), "a result where none is due")
    _inspect_tier(codes, ledger.own)


def _inspect_tier(codes: Sequence[str], table: Table) -> None:
    """Look at the figures themselves: a small group's extremes are coded and carry no margin."""
    n, shown = table.moments.n, table.shown
    few, coded = (n > 0) & (n < EXACT_FROM), shown.sides != 0
    for wrong, reason in (
        ((n == 0) & ~np.isnan(shown.values), "a figure of nobody"),
        (coded & ~np.isnan(shown.margins), "a margin of what is coded"),
        (coded & ~few, "a coded figure of many"),
    ):
        _raise_for(codes, wrong.any(axis=1), reason)
    margins = np.where(few & ~coded, shown.margins, np.nan)
    known = ~np.isnan(margins)
    widest = np.where(known, margins, -np.inf).max(axis=0, initial=-np.inf)
    if (known & (margins < widest)).any():
        raise UnsafePlan("margins that tell small groups apart")


def _raise_for(codes: Sequence[str], wrong: NDArray[np.bool_], reason: str) -> None:
    if wrong.any():
        raise UnsafePlan(reason, tuple(code for code, is_wrong in zip(codes, wrong, strict=True) if is_wrong))
