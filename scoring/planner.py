"""Which nodes may show their own result, and into which groups the remaining answers are bound.

For published nodes, the block of a node is its answers without those of its nearest published nodes below.
No set of fewer than k respondents can be worked out from published sums if and only if every block is empty
or holds at least k. Among all such choices the plan takes the one that gives most units a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from scoring.tree import Tree, tree_of

LOWEST_K: Final = 5
LEAF_WEIGHT: Final = 10
INNER_WEIGHT: Final = 1
ROOT_WEIGHT: Final = 10**9
"""The whole organisation is always published when it has enough answers."""

_IMPOSSIBLE: Final = -1


class ThresholdTooLow(Exception):
    """Somebody asked for groups smaller than the product ever shows."""

    def __init__(self, k: int) -> None:
        super().__init__(f"a threshold of {k} is under {LOWEST_K}")
        self.k = k


class UnsafePlan(Exception):
    """A plan would let fewer than k respondents be worked out; `places` are the nodes or cells concerned."""

    def __init__(self, reason: str, places: tuple[str, ...] = ()) -> None:
        super().__init__(f"{reason}: {', '.join(places[:5])}")
        self.reason = reason
        self.places = places


@dataclass(frozen=True)
class Plan:
    """Nodes with a result of their own, and the atoms: the cells of each group, in tree order."""

    k: int
    published: frozenset[str]
    atoms: tuple[tuple[str, ...], ...]

    @cached_property
    def atom_of(self) -> dict[str, int]:
        """Give the atom of each cell that has one."""
        return {cell: atom for atom, cells in enumerate(self.atoms) for cell in cells}


def plan(parents: Mapping[str, str | None], counts: Mapping[str, int], *, k: int) -> Plan:
    """Choose the published nodes of greatest weight and cut what is left of each into groups of at least k.

    `parents` maps every node to its parent (the root to None), siblings in tree order; `counts` holds the
    answers per cell. Takes O(nodes x k^2) and no recursion. Raises ThresholdTooLow or BadTree.
    """
    if k < LOWEST_K:
        raise ThresholdTooLow(k)
    tree = tree_of(parents)
    own = tree.own(counts)
    published = _Choice(tree, own, k=k).published()
    blocks = _blocks(tree, published)
    atoms = tuple(
        tuple(tree.codes[cell] for cell in atom)
        for node in sorted(published)
        for atom in _cut(blocks[node], own, k=k)
    )
    return Plan(k=k, published=frozenset(tree.codes[node] for node in published), atoms=atoms)


def audit(parents: Mapping[str, str | None], counts: Mapping[str, int], plan: Plan) -> None:
    """Raise UnsafePlan unless every block and atom is empty or holds k answers; exact, O(nodes)."""
    audit_tree(tree_of(parents), counts, plan)


def audit_tree(tree: Tree, counts: Mapping[str, int], plan: Plan) -> None:
    """Do what `audit` does, for a tree that is made already."""
    if plan.k < LOWEST_K:
        raise ThresholdTooLow(plan.k)
    if unknown := plan.published - set(tree.codes):
        raise UnsafePlan("published nodes outside the tree", tuple(sorted(unknown)))
    own = tree.own(counts)
    if negative := tuple(tree.codes[node] for node, count in enumerate(own) if count < 0):
        raise UnsafePlan("cells with a negative count", negative)
    blocks = _blocks(tree, {node for node, code in enumerate(tree.codes) if code in plan.published})
    small = tuple(
        tree.codes[node] for node, cells in blocks.items() if 0 < sum(own[cell] for cell in cells) < plan.k
    )
    if small:
        raise UnsafePlan("blocks under the threshold", small)
    _audit_atoms(
        plan, counts, block_of={tree.codes[c]: node for node, cells in blocks.items() for c in cells}
    )


class _Choice:
    """The dynamic programme: best weight per node and number of answers left loose below it, capped at k.

    Reading positions from the last to the first meets children before parents; `_joined[c]` remembers, for
    each state after child c joined its parent, the parent's state before and the child's state.
    """

    def __init__(self, tree: Tree, own: Sequence[int], *, k: int) -> None:
        self._tree, self._k = tree, k
        # Made once: a pair of its own for every node and state would keep the collector busy.
        self._pairs = [[(a, b) for b in range(k + 1)] for a in range(k + 1)]
        self._totals = tree.totals(own)
        self._more_than_all = sum(own) + 1
        self._loose = [_start(min(k, count), k) for count in own]
        self._joined: dict[int, list[tuple[int, int]]] = {}
        self._best: list[list[int]] = [[] for _ in own]
        for node in range(len(own) - 1, -1, -1):
            self._finish(node)

    def published(self) -> set[int]:
        """Trace the best choice back from the root."""
        chosen: set[int] = set()
        root = self._best[0]
        state = {0: root.index(max(root))}
        for node in range(len(self._best)):
            inside, source = state.pop(node), self._shown_from(node)
            if inside == 0 and source is not None:
                inside = source
                inside = self._shown_from(node) or 0
                chosen.add(node)
            for child in self._tree.children(node):
                inside, state[child] = self._joined[child][inside]
        return chosen

    def _finish(self, node: int) -> None:
        best = list(self._loose[node])
        source = self._shown_from(node)
        if source is not None:
            best[0] = self._loose[node][source] + self._weight(node)
        self._best[node] = best
        if node:
            self._join(node)

    def _join(self, child: int) -> None:
        parent, k = self._tree.parent[child], self._k
        weights, origin = [_IMPOSSIBLE] * (k + 1), [self._pairs[0][0]] * (k + 1)
        possible = [(b, right) for b, right in enumerate(self._best[child]) if right != _IMPOSSIBLE]
        for a, left in enumerate(self._loose[parent]):
            if left == _IMPOSSIBLE:
                continue
            pairs = self._pairs[a]
            for b, right in possible:
                state = min(k, a + b)
                if left + right > weights[state]:
                    weights[state], origin[state] = left + right, pairs[b]
        self._loose[parent], self._joined[child] = weights, origin

    def _shown_from(self, node: int) -> int | None:
        """Give the loose state (0 or k) from which publishing `node` is best, None when it is impossible."""
        if self._totals[node] < self._k:
            return None
        nothing, enough = self._loose[node][0], self._loose[node][self._k]
        if max(nothing, enough) == _IMPOSSIBLE:
            return None
        return 0 if nothing >= enough else self._k

    def _weight(self, node: int) -> int:
        """Weigh by kind; of plans that weigh alike, most people shall have their own unit's result."""
        if node == 0:
            return ROOT_WEIGHT * self._more_than_all
        if self._tree.is_leaf(node):
            return LEAF_WEIGHT * self._more_than_all + self._totals[node]
        return INNER_WEIGHT * self._more_than_all


def _start(state: int, k: int) -> list[int]:
    weights = [_IMPOSSIBLE] * (k + 1)
    weights[state] = 0
    return weights


def _blocks(tree: Tree, published: set[int]) -> dict[int, list[int]]:
    """Give the cells of each published node that no published node below it holds, in tree order."""
    blocks: dict[int, list[int]] = {node: [] for node in published}
    nearest = [-1] * len(tree.codes)
    for node in range(len(tree.codes)):
        above = nearest[tree.parent[node]] if node else -1
        nearest[node] = node if node in published else above
        if nearest[node] >= 0:
            blocks[nearest[node]].append(node)
    return blocks


def _cut(block: Sequence[int], own: Sequence[int], *, k: int) -> list[Sequence[int]]:
    """Cut a block into runs of neighbours with at least k answers each; what is left joins the last run."""
    cuts, held = [0], 0
    for place, cell in enumerate(block, start=1):
        held += own[cell]
        if held >= k:
            cuts.append(place)
            held = 0
    if len(cuts) == 1:
        return []
    cuts[-1] = len(block)
    return [block[start:stop] for start, stop in pairwise(cuts)]


def _audit_atoms(plan: Plan, counts: Mapping[str, int], *, block_of: Mapping[str, int]) -> None:
    cells = [cell for atom in plan.atoms for cell in atom]
    if len(cells) != len(set(cells)):
        raise UnsafePlan("cells in two atoms")
    if outside := tuple(cell for cell in cells if cell not in block_of):
        raise UnsafePlan("atoms outside every published node", outside)
    if lost := tuple(cell for cell in block_of if counts.get(cell, 0) and cell not in plan.atom_of):
        raise UnsafePlan("answers in no atom", lost)
    for atom in plan.atoms:
        if len({block_of[cell] for cell in atom}) > 1:
            raise UnsafePlan("an atom across two blocks", atom)
        if sum(counts.get(cell, 0) for cell in atom) < plan.k:
            raise UnsafePlan("an atom under the threshold", atom)
