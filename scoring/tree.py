"""The organisation as a row of positions: every node directly followed by all that is below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


class BadTree(Exception):
    """The units do not form one tree; `nodes` are those in the wrong place."""

    def __init__(self, reason: str, nodes: tuple[str, ...]) -> None:
        super().__init__(f"{reason}: {', '.join(nodes[:5])}")
        self.reason = reason
        self.nodes = nodes


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in tree order; `parent[i]` and `end[i]` are positions, the subtree of i is i..end[i]-1."""

    codes: tuple[str, ...]
    parent: tuple[int, ...]
    end: tuple[int, ...]

    def is_leaf(self, node: int) -> bool:
        """Tell whether nothing is below `node`."""
        return self.end[node] == node + 1

    def children(self, node: int) -> list[int]:
        """Give the positions directly below `node`, in tree order."""
        found, at = [], node + 1
        while at < self.end[node]:
            found.append(at)
            at = self.end[at]
        return found

    def upwards(self, node: int) -> Iterator[int]:
        """Yield `node`, its parent, and so on to the root."""
        while node >= 0:
            yield node
            node = self.parent[node]

    def own(self, counts: Mapping[str, int]) -> list[int]:
        """Give the count of each node's own cell; raise BadTree for a cell outside the tree."""
        strangers = tuple(counts.keys() - set(self.codes))
        if strangers:
            raise BadTree("cells outside the tree", strangers)
        return [counts.get(code, 0) for code in self.codes]

    def totals(self, own: Sequence[int]) -> list[int]:
        """Give the sum of `own` over each node and all below it."""
        totals = list(own)
        for node in range(len(totals) - 1, 0, -1):
            totals[self.parent[node]] += totals[node]
        return totals


def tree_of(parents: Mapping[str, str | None]) -> Tree:
    """Put the nodes in tree order, siblings as given; raise BadTree unless there is one root and no cycle."""
    below: dict[str, list[str]] = {code: [] for code in parents}
    roots = tuple(code for code, parent in parents.items() if parent is None)
    orphans = tuple(code for code, parent in parents.items() if parent is not None and parent not in below)
    if len(roots) != 1 or orphans:
        raise BadTree("a tree has one root and no unknown parents", orphans or roots)
    for code, parent in parents.items():
        if parent is not None:
            below[parent].append(code)
    codes = _in_tree_order(roots[0], below)
    if len(codes) != len(below):
        raise BadTree("a cycle", tuple(set(below) - set(codes)))
    at = {code: position for position, code in enumerate(codes)}
    parent_at = tuple(at.get(parents[code] or "", -1) for code in codes)
    return Tree(codes=codes, parent=parent_at, end=_ends(parent_at))


def _in_tree_order(root: str, below: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    order, waiting = [], [root]
    while waiting:
        code = waiting.pop()
        order.append(code)
        waiting.extend(reversed(below[code]))
    return tuple(order)


def _ends(parent: Sequence[int]) -> tuple[int, ...]:
    ends = list(range(1, len(parent) + 1))
    for node in range(len(parent) - 1, 0, -1):
        ends[parent[node]] = max(ends[parent[node]], ends[node])
    return tuple(ends)
