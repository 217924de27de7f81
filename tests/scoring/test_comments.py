"""Which comments are shown where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.comments import COMMENTS, RESPONDENTS, plan_comments

TOWN = {"town": None, "day": "town", "night": "town"}


def test_ten_respondents_and_three_comments_are_needed():
    assert plan_comments(TOWN, {"day": 10}, written={"day": 3}, k=5).views == {"day": (0,), "town": (0,)}
    assert plan_comments(TOWN, {"day": 9}, written={"day": 9}, k=5).views == {}
    assert plan_comments(TOWN, {"day": 10}, written={"day": 2}, k=5).views == {}


@pytest.mark.parametrize(("k", "shown"), [(10, True), (12, True), (13, False)])
def test_a_wave_with_a_larger_threshold_asks_it_of_comments_too(k, shown):
    planned = plan_comments(TOWN, {"day": 12}, written={"day": 5}, k=k)
    assert bool(planned.views) == shown


@given(st.integers(0, 2**32 - 1), st.sampled_from([5, 12]))
@settings(max_examples=60, deadline=None)
def test_every_list_stands_for_enough_people_and_is_made_of_whole_atoms(seed, k):

    chance = np.random.default_rng(seed)
    parents: dict[str, str | None] = {"n0": None}
    for node in range(1, 12):
        parents[f"n{node}"] = f"n{chance.integers(node)}"
    counts = {code: int(chance.integers(0, 20)) for code in parents}
    written = {code: int(chance.integers(0, n + 1)) for code, n in counts.items()}
    planned = plan_comments(parents, counts, written=written, k=k)
    for atom in set(planned.atom_of.values()):
        cells = [cell for cell, number in planned.atom_of.items() if number == atom]
        assert sum(counts[cell] for cell in cells) >= max(k, RESPONDENTS)
        assert sum(written[cell] for cell in cells) >= COMMENTS
    for node, atoms in planned.views.items():
        for atom in atoms:
            answering = [c for c, number in planned.atom_of.items() if number == atom and counts[c]]
            assert all(_is_below(parents, cell, node) for cell in answering)


def _is_below(parents: dict[str, str | None], cell: str, node: str) -> bool:
    at: str | None = cell
    while at is not None and at != node:
        at = parents[at]
    return at == node
