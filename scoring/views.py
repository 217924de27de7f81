"""What each node of the tree may look at: its own answers, those of a group, of a part, or nothing.

Every view is a union of atoms, so whatever is subtracted from whatever is a union of atoms again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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


def rows_of(tree: Tree, lowest: Sequence[int], *, atom_rows: Integers) -> Integers:
    """Give the sums that views point to, (nodes + atoms, columns).

    First the nodes in tree order, each the sum of the atoms wholly below it, then the atoms themselves;
    `lowest` are their homes.
    """
    found = np.array(lowest, dtype=np.int64)
    order = np.argsort(found, kind="stable")
    running = np.concatenate([np.zeros_like(atom_rows[:1], shape=(1, atom_rows.shape[1])), atom_rows[order]])
    np.cumsum(running, axis=0, out=running)
    first = np.searchsorted(found[order], np.arange(len(tree.codes)))
    after = np.searchsorted(found[order], np.array(tree.end))
    return np.concatenate([running[after] - running[first], atom_rows])


def views_of(
    tree: Tree, plan: Plan, *, held: Integers, totals: Sequence[int], invited: Mapping[str, int]
) -> list[View]:
    """Choose what every node sees; `held` of its `totals` answers lie in atoms wholly below it."""
    told = zip(held.tolist(), totals, strict=False)  # after the nodes come rows of atoms
    return [
        _view(tree, plan, node=node, held=inside, total=total, invited=invited)
        for node, (inside, total) in enumerate(told)
    ]


def _view(tree: Tree, plan: Plan, *, node: int, held: int, total: int, invited: Mapping[str, int]) -> View:
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


def cells_behind(
    tree: Tree, plan: Plan, views: Sequence[View], *, lowest: Sequence[int], staffed: Collection[str]
) -> tuple[Integers, Integers]:
    """Give the staffed cells that each view stands for, as pairs of (node, position of a cell).

    `lowest` are the homes of the atoms.
    """
    place = {code: node for node, code in enumerate(tree.codes)}
    is_staffed = np.array([code in staffed for code in tree.codes])
    sizes = np.array([len(cells) for cells in plan.atoms], dtype=np.int64)
    grouped = np.array([place[cell] for cells in plan.atoms for cell in cells], dtype=np.int64)
    nodes = {kind: _of_kind(views, kind) for kind in ("own", "group", "coverage")}
    atoms = np.array([views[node].row for node in nodes["group"]], dtype=np.int64) - len(tree.codes)
    parts, numbers = _covered(tree, lowest, nodes["coverage"])
    ends = np.array(tree.end)[nodes["own"]]
    inside = [
        (nodes["own"], ends - nodes["own"], _runs(nodes["own"], ends - nodes["own"])),
        *(
            (owners, sizes[of], grouped[_runs((np.cumsum(sizes) - sizes)[of], sizes[of])])
            for owners, of in ((nodes["group"], atoms), (parts, numbers))
        ),
    ]
    owners = np.concatenate([np.repeat(who, lengths) for who, lengths, _ in inside])
    cells = np.concatenate([found for _, _, found in inside])
    return owners[is_staffed[cells]], cells[is_staffed[cells]]


def _of_kind(views: Sequence[View], kind: str) -> Integers:
    return np.array([node for node, view in enumerate(views) if view.kind == kind], dtype=np.int64)


def _covered(tree: Tree, lowest: Sequence[int], nodes: Integers) -> tuple[Integers, Integers]:
    """Give the atoms wholly below each of some nodes, as pairs of (node, atom)."""
    found = np.array(lowest, dtype=np.int64)
    ends = np.array(tree.end)
    pairs = [(node, np.flatnonzero((found >= node) & (found < ends[node]))) for node in nodes]
    owners = [np.full(len(atoms), node, dtype=np.int64) for node, atoms in pairs]
    nothing = np.empty(0, dtype=np.int64)
    return np.concatenate([nothing, *owners]), np.concatenate([nothing, *(atoms for _, atoms in pairs)])


def _runs(starts: Integers, lengths: Integers) -> Integers:
    """Give start, start + 1, ... for each start, as many as its length says."""
    before = np.cumsum(lengths) - lengths
    runs: Integers = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return runs


def homes(tree: Tree, plan: Plan, *, counts: Mapping[str, int]) -> list[int]:
    """Give the lowest node above all answers of each atom: a cell without any does not lift it."""
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
