"""The area round a node: the nearest one above it that has a result, and what of that is not the node's own.

The whole organisation is no area: every result is read beside it anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from content.instrument import Instrument
from scoring.atoms import Atoms, Integers
from scoring.rows import Floats, moments_of, rest_of
from scoring.shown import basis_of, shown_without_margins, units_of
from scoring.standing import Verdicts, verdicts_between
from scoring.tables import Table
from scoring.tree import Tree
from scoring.views import View

NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Around:
    """The areas of all nodes by position, each without the node itself, and how the node stands to that."""

    areas: Integers
    table: Table
    differences: Floats
    verdicts: Verdicts


def around_of(
    areas: Integers, seen: Integers, own: Table, *, atoms: Atoms, instrument: Instrument, usual: Floats
) -> Around:
    """Take what each node sees away from what its area sees, and compare the two; no margin is told."""
    rows = seen[areas]
    rows[areas == NOWHERE] = 0
    rest = rest_of(own.moments, moments_of(rows, atoms))
    spreads = rest.spreads
    errors = basis_of(rest, spreads, usual=usual, k=atoms.k).errors
    shown = shown_without_margins(rest, rest.means, units_of(instrument))
    verdicts = verdicts_between(own.means, shown.means, errors=own.errors, other_errors=errors)
    return Around(areas, Table(rest, shown.means, spreads, shown, errors), own.means - shown.means, verdicts)


def areas_of(
    tree: Tree, views: Sequence[View], *, lowest: Sequence[int], has_rest: NDArray[np.bool_]
) -> Integers:
    """Give the position of each node's area, NOWHERE where it has none.

    An area may be told when it holds all that the node sees (`lowest` are the homes of the atoms)
    and when its own rest may: else a node's two rests would leave the result of one neighbour.
    """
    nodes = range(len(tree.codes))
    return np.array([_area(tree, views, node, lowest=lowest, has_rest=has_rest) for node in nodes])


def _area(
    tree: Tree, views: Sequence[View], node: int, *, lowest: Sequence[int], has_rest: NDArray[np.bool_]
) -> int:
    view = views[node]
    if view.row is None:
        return NOWHERE
    home = node if view.row < len(tree.codes) else lowest[view.row - len(tree.codes)]
    for above in tree.upwards(tree.parent[node]):
        holds_all = above <= home < tree.end[above]
        if above and holds_all and views[above].kind in {"own", "coverage"} and has_rest[above]:
            return above
    return NOWHERE
