"""What each node of the tree may look at: its own answers, those of a group, of a part, or nothing.

Every view is a union of atoms, so whatever is subtracted from whatever is a union of atoms again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scoring.atoms import Integers
from scoring.planner import Plan
from scoring.tree import Tree

Kind = Literal["own", "group", "coverage", "none"]


@dataclass(frozen=True, slots=True)
class View:
    """What one node sees: a `row` of sums, the cells of a group, the percent of its answers covered."""

    kind: Kind
    row: int | None = None
    members: tuple[str, ...] = ()
    covers: int | None = None


def rows_of(tree: Tree, plan: Plan, *, atom_rows: Integers, counts: Mapping[str, int]) -> Integers:
    """Give the sums that views point to, (nodes + atoms, columns).

    First the nodes in tree order, each the sum of the atoms wholly below it, then the atoms themselves. A
    cell without answers does not keep its atom from lying below a node.
    """
    found = homes(tree, plan, counts=counts)
    running = np.zeros((len(tree.codes) + 1, atom_rows.shape[1]), dtype=np.int64)
    np.add.at(running, np.array(found, dtype=np.int64) + 1, atom_rows)
    running = np.cumsum(running, axis=0)
    below = running[np.array(tree.end)] - running[: len(tree.codes)]
    return np.concatenate([below, atom_rows])


def view_of(tree: Tree, plan: Plan, *, node: int, held: int, total: int, invited: Mapping[str, int]) -> View:
    """Choose what `node` sees; `held` of its `total` answers lie in atoms wholly below it."""
    code = tree.codes[node]
    if code in plan.published:
        return View(kind="own", row=node, covers=100)
    if held and not tree.is_leaf(node):
        return View(kind="coverage", row=node, covers=100 * held // total)
    atom = plan.atom_of.get(code)
    if atom is None:
        return View(kind="none")
    staffed = tuple(cell for cell in plan.atoms[atom] if cell == code or invited.get(cell, 0))
    return View(kind="group", row=len(tree.codes) + atom, members=staffed)


def homes(tree: Tree, plan: Plan, *, counts: Mapping[str, int]) -> list[int]:
    """Give the lowest node above all answers of each atom."""
    place = {code: node for node, code in enumerate(tree.codes)}
    homes = []
    for cells in plan.atoms:
        places = sorted(place[cell] for cell in cells if counts.get(cell, 0))
        homes.append(_lowest_above(tree, places))
    return homes


def _lowest_above(tree: Tree, places: Sequence[int]) -> int:
    node, last = places[0], places[-1]
    while tree.end[node] <= last:
        node = tree.parent[node]
    return node
