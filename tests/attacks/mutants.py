"""Two planners that others would write; with one of them in place of ours the attacks must succeed.

A mutant keeps a sum for every cell, as a product without fixed groups does, and shows a unit or hides it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import jobs.close_waves
import scoring.ballots
import scoring.disclosure
import scoring.ledger
import scoring.tables
from scoring.atoms import Atoms
from scoring.planner import Plan
from scoring.shown import Shown
from scoring.views import View
from tests.scoring.spans import subtrees, threshold_plan

Parents = Mapping[str, str | None]
Counts = Mapping[str, int]
Rule = Callable[[Parents, Counts, int], frozenset[str]]
"""Says which units are shown."""


def threshold(parents: Parents, counts: Counts, k: int) -> frozenset[str]:
    """Show every unit with enough answers."""
    return threshold_plan(parents, counts, k).published


def siblings(parents: Parents, counts: Counts, k: int) -> frozenset[str]:
    """Show them too, unless fewer than k are left of the unit above: then hide its smallest unit as well."""
    shown = set(threshold(parents, counts, k))
    totals = {code: sum(counts.get(cell, 0) for cell in cells) for code, cells in subtrees(parents).items()}
    for above in parents:
        below = [code for code, parent in parents.items() if parent == above and code in shown]
        left = totals[above] - sum(totals[code] for code in below)
        if 0 < left < k and below:
            shown.discard(min(below, key=totals.__getitem__))
    return frozenset(shown)


def put_in_place(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the closing job plan by a rule of others, without the audits that would refuse it."""

    def plan(parents: Parents, counts: Counts, *, k: int) -> Plan:
        cells = tuple((cell,) for cell in parents if counts.get(cell))
        return Plan(k=k, published=rule(parents, counts, k), atoms=cells)

    def silent(*_args: Any, **_kwargs: Any) -> None:
        """Refuse nothing."""

    monkeypatch.setattr(jobs.close_waves, "plan", plan)
    monkeypatch.setattr(jobs.close_waves, "aggregate", _sums_of_cells(jobs.close_waves.aggregate))
    monkeypatch.setattr(scoring.ballots, "_break_unanimity", _among_enough(scoring.ballots._break_unanimity))
    for audit in ("audit_tree", "inspect_atoms", "inspect_views"):
        monkeypatch.setattr(scoring.disclosure, audit, silent)
    monkeypatch.setattr(scoring.ledger, "views_of", _shown_or_hidden)
    monkeypatch.setattr(scoring.tables, "shown_of", _with_enough(scoring.tables.shown_of))


def _sums_of_cells(aggregate: Callable[..., Atoms]) -> Callable[..., Atoms]:
    def of_cells(answers: Any, instrument: Any, atom_of: Any, k: int) -> Atoms:
        return replace(aggregate(answers, instrument, atom_of, 1), k=k)

    return of_cells


def _among_enough(broken: Callable[..., None]) -> Callable[..., None]:
    def among_enough(ballots: Any, *, k: int) -> None:
        broken(ballots, k=max(k, 5))

    return among_enough


def _shown_or_hidden(tree: Any, plan: Plan, **_facts: Any) -> list[View]:
    return [
        View(kind="own", row=node, covers=100) if code in plan.published else View(kind="none")
        for node, code in enumerate(tree.codes)
    ]


def _with_enough(shown_of: Callable[..., Shown]) -> Callable[..., Shown]:
    def with_enough(moments: Any, *facts: Any, **more: Any) -> Shown:
        shown = shown_of(moments, *facts, **more)
        few = moments.n < 5
        return replace(
            shown,
            values=np.where(few, np.nan, shown.values),
            sides=np.where(few, 0, shown.sides).astype(np.int8),
            margins=np.where(few, np.nan, shown.margins),
        )

    return with_enough
