"""Whose answers stand behind what each unit of a wave is shown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from directory.roster import Groups
from scoring.planner import Plan
from scoring.tree import tree_of
from scoring.views import cells_behind, homes, rows_of, views_of


def shown_groups(
    plan: Plan, *, parents: Mapping[str, str | None], counts: Mapping[str, int], invited: Mapping[str, int]
) -> Groups:
    """Give the cells behind what each unit is shown: its own result, its group's, or the part it covers."""
    tree = tree_of(parents)
    sizes = np.array([sum(counts.get(cell, 0) for cell in atom) for atom in plan.atoms], dtype=np.int64)
    lowest = homes(tree, plan, counts=counts)
    held = rows_of(tree, lowest, atom_rows=sizes.reshape(-1, 1))[:, 0]
    views = views_of(tree, plan, held=held, totals=tree.totals(tree.own(counts)), invited=invited)
    staffed = {code for code in tree.codes if counts.get(code) or invited.get(code)}
    groups: dict[str, list[str]] = {}
    for node, cell in zip(*cells_behind(tree, plan, views, lowest=lowest, staffed=staffed), strict=True):
        groups.setdefault(tree.codes[node], []).append(tree.codes[cell])
    return groups
