"""Which comments may be shown where: never a list that fewer than ten respondents stand behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.disclosure import audit, plan
from scoring.tree import tree_of
from scoring.views import homes

RESPONDENTS = 10
"""Smallest group of respondents behind a list of comments."""
COMMENTS = 3
"""Fewest comments that are shown together; one that waits for a review counts for nothing until then."""


@dataclass(frozen=True, slots=True)
class CommentPlan:
    """Atoms of at least ten respondents: the atom of each cell, and the atoms that each node shows."""

    atom_of: dict[str, int]
    views: dict[str, tuple[int, ...]]


def plan_comments(
    parents: Mapping[str, str | None], counts: Mapping[str, int], *, written: Mapping[str, int], k: int
) -> CommentPlan:
    """Plan the release of comments; `counts` respondents and `written` comments, both per cell.

    The same rule as for results with a larger threshold, the wave's own `k` where that is larger still; an
    atom with fewer than three comments, held ones counted, is not released at all. A node shows the atoms
    that lie wholly within it. Raises UnsafePlan when the plan does not pass the audit.
    """
    planned = plan(parents, counts, k=max(k, RESPONDENTS))
    audit(parents, counts, planned)
    tree = tree_of(parents)
    released = {
        number: home
        for number, home in enumerate(homes(tree, planned, counts=counts))
        if sum(written.get(cell, 0) for cell in planned.atoms[number]) >= COMMENTS
    }
    views: dict[str, list[int]] = {}
    for number, home in released.items():
        for node in tree.upwards(home):
            views.setdefault(tree.codes[node], []).append(number)
    return CommentPlan(
        atom_of={cell: number for cell, number in planned.atom_of.items() if number in released},
        views={node: tuple(numbers) for node, numbers in views.items()},
    )
