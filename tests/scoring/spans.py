"""An independent judge: linear algebra over people, knowing nothing of blocks, plans or programmes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

import numpy as np

from scoring.planner import Plan
from tests.scoring.waves import Wave


def subtrees(parents: Mapping[str, str | None]) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {code: set() for code in parents}
    for code in parents:
        at: str | None = code
        while at is not None:
            below[at].add(code)
            at = parents[at]
    return below


def determined(shown: Collection[frozenset[str]], counts: Mapping[str, int], k: int) -> list[tuple[str, ...]]:
    """List the sets of cells, together 1..k-1 people, whose sum lies in the span of the sums shown.

    Everybody in a cell stands in the same sums, so no vector that parts a cell is ever in the span.
    """
    cells = [cell for cell, count in counts.items() if count]
    rows = [[cell in group for cell in cells] for group in shown]
    matrix = np.array(rows, dtype=float).reshape(len(rows), len(cells))
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    found = []
    for size in range(1, min(k, len(cells) + 1)):
        for some in combinations(cells, size):
            if sum(counts[cell] for cell in some) < k:
                target = np.array([[cell in some for cell in cells]], dtype=float)
                if np.linalg.matrix_rank(np.vstack([matrix, target])) == rank:
                    found.append(some)
    return found


def shown_cells(wave: Wave) -> dict[str, frozenset[str]]:
    """Give the cells behind the figures of every node that shows something, read from its result."""
    below, shown = subtrees(wave.parents), {}
    for code, result in wave.results.items():
        if result.tier in {"full", "means"}:
            shown[code] = frozenset(below[code])
        elif result.tier == "group":
            shown[code] = frozenset(result.members)
        elif result.tier == "coverage":
            answering = [{cell for cell in atom if wave.counts.get(cell, 0)} for atom in wave.plan.atoms]
            shown[code] = frozenset().union(*(atom for atom in answering if atom <= below[code]))
    return shown


def threshold_plan(parents: Mapping[str, str | None], counts: Mapping[str, int], k: int) -> Plan:
    """What a product with nothing but a threshold would publish."""
    below = subtrees(parents)
    totals = {code: sum(counts.get(cell, 0) for cell in cells) for code, cells in below.items()}
    published = frozenset(code for code, total in totals.items() if total >= k)
    return Plan(k=k, published=published, atoms=(tuple(parents),))
