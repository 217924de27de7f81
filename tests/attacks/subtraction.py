"""What somebody with all results and linear algebra can work out; nothing here knows how plans are made.

A result is a sum over people. People who always stand in the same sums cannot be told apart; a set of people
is told when its sum is a combination of the sums that are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

NOTHING = 1e-7


def small_sets_told(
    shown: Collection[frozenset[str]], counts: Mapping[str, int], k: int
) -> list[frozenset[str]]:
    """List the sets of cells, together 1..k-1 people, whose sum the shown sums tell."""
    groups = _inseparable(shown, counts)
    sizes = [sum(counts[cell] for cell in group) for group in groups]
    beside = _residual(np.array([[group <= each for group in groups] for each in shown], dtype=float))
    return [
        frozenset().union(*(groups[place] for place in some))
        for some in _below(sizes, k)
        if np.abs(beside[:, some].sum(axis=1)).max() < NOTHING
    ]


def _inseparable(shown: Collection[frozenset[str]], counts: Mapping[str, int]) -> list[frozenset[str]]:
    """Put the cells together that stand in the same sums; those in no sum are left out."""
    together: dict[tuple[bool, ...], set[str]] = {}
    for cell, count in counts.items():
        stands = tuple(cell in each for each in shown)
        if count and any(stands):
            together.setdefault(stands, set()).add(cell)
    return [frozenset(cells) for cells in together.values()]


def _residual(matrix: np.ndarray) -> np.ndarray:
    """Give the part of each unit vector that lies beside the span of the rows."""
    size = matrix.shape[1] if matrix.ndim > 1 else 0
    if not size:
        return np.zeros((1, 0))
    _, strength, directions = np.linalg.svd(matrix, full_matrices=False)
    basis = directions[strength > NOTHING * strength.max(initial=1)]
    return np.eye(size) - basis.T @ basis


def _below(sizes: Sequence[int], k: int, start: int = 0, held: int = 0) -> Iterator[list[int]]:
    """Yield every choice of groups that holds 1..k-1 people."""
    for place in range(start, len(sizes)):
        now = held + sizes[place]
        if now < k:
            yield [place]
            yield from ([place, *more] for more in _below(sizes, k, place + 1, now))
