from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.planner import Plan, ThresholdTooLow, UnsafePlan, audit, plan
from scoring.tree import BadTree, tree_of
from tests.scoring.spans import determined, shown_cells, subtrees, threshold_plan
from tests.scoring.waves import Wave, pair

K = 5


@st.composite
def small_trees(draw) -> tuple[dict[str, str | None], dict[str, int]]:
    size = draw(st.integers(1, 8))
    parents: dict[str, str | None] = {"n0": None}
    for node in range(1, size):
        parents[f"n{node}"] = f"n{draw(st.integers(0, node - 1))}"
    counts = {code: draw(st.integers(0, 7)) for code in parents}
    return parents, counts


def _weight(parents: dict[str, str | None], published: frozenset[str] | set[str]) -> int:
    inner = set(parents.values())
    return sum(1_000_000_000 if parents[c] is None else 1 if c in inner else 10 for c in published)


def _is_safe(parents, counts, published) -> bool:
    below = subtrees(parents)
    return all(sum(counts[c] for c in below[node]) >= K for node in published) and not determined(
        [frozenset(below[node]) for node in published], counts, K
    )


@given(small_trees())
@settings(max_examples=150, deadline=None)
def test_no_safe_choice_weighs_more_than_the_plan(case):
    parents, counts = case
    chosen = plan(parents, counts, k=K).published
    assert _is_safe(parents, counts, chosen)
    best = _weight(parents, chosen)
    eligible = [c for c in parents if sum(counts[d] for d in subtrees(parents)[c]) >= K]
    every = chain.from_iterable(combinations(eligible, size) for size in range(len(eligible) + 1))
    for published in every:
        if _weight(parents, set(published)) > best:
            assert not _is_safe(parents, counts, published)


@given(small_trees())
@settings(max_examples=150, deadline=None)
def test_nobody_is_determined_by_everything_that_is_shown(case):
    parents, counts = case
    wave = Wave(parents, counts, instrument=pair())
    shown = shown_cells(wave)
    assert not determined(list(shown.values()), counts, K)
    if sum(counts.values()) >= K:
        assert "n0" in wave.plan.published


@given(small_trees())
@settings(max_examples=150, deadline=None)
def test_atoms_hold_every_answer_once_and_never_fewer_than_k(case):
    parents, counts = case
    made = plan(parents, counts, k=K)
    cells = [cell for atom in made.atoms for cell in atom]
    assert len(cells) == len(set(cells))
    assert all(sum(counts[cell] for cell in atom) >= K for atom in made.atoms)
    if sum(counts.values()) >= K:
        assert {cell for cell in parents if counts[cell]} <= set(cells)
    order = tree_of(parents).codes
    assert all(list(atom) == sorted(atom, key=order.index) for atom in made.atoms)
    audit(parents, counts, made)


def test_plain_thresholds_would_let_three_people_be_subtracted():
    parents = {"area": None, "big": "area", "small": "area"}
    counts = {"big": 8, "small": 3}
    naive = threshold_plan(parents, counts, K)
    assert determined([frozenset(subtrees(parents)[node]) for node in naive.published], counts, K)
    with pytest.raises(UnsafePlan) as refused:
        audit(parents, counts, naive)
    assert refused.value.places == ("area",)


def test_the_small_unit_lends_its_neighbour_and_the_smallest_loss_is_chosen():
    parents = {"root": None, "a": "root", "b": "root", "c": "root"}
    made = plan(parents, {"a": 9, "b": 6, "c": 2}, k=K)
    assert made.published & {"a", "b", "c"} in ({"a"}, {"b"})
    assert "root" in made.published


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c")])
def test_of_two_plans_that_weigh_alike_the_larger_unit_keeps_its_own_result(order):
    parents = {"root": None} | dict.fromkeys(order, "root")
    made = plan(parents, {"a": 9, "b": 6, "c": 2}, k=K)
    assert made.published == {"root", "a"}
    assert made.atom_of["b"] == made.atom_of["c"]


def test_two_small_units_share_a_group_and_cost_no_neighbour_its_result():
    parents = {"root": None, "a": "root", "b": "root", "c": "root"}
    made = plan(parents, {"a": 9, "b": 3, "c": 2}, k=K)
    assert made.published == {"root", "a"}
    assert made.atom_of["b"] == made.atom_of["c"] != made.atom_of["a"]


def test_a_work_unit_outweighs_the_level_above_it():
    parents = {"root": None, "area": "root", "a": "area", "b": "area", "other": "root"}
    made = plan(parents, {"a": 9, "b": 3, "other": 2}, k=K)
    assert made.published == {"root", "a"}


def test_too_few_answers_in_all_publish_nothing():
    made = plan({"root": None, "a": "root"}, {"root": 2, "a": 2}, k=K)
    assert made == Plan(k=K, published=frozenset(), atoms=())


def test_a_chain_of_five_thousand_nodes_is_planned():
    parents = {"0": None} | {str(node): str(node - 1) for node in range(1, 5_000)}
    counts = {str(node): node % 4 for node in range(5_000)}
    made = plan(parents, counts, k=K)
    audit(parents, counts, made)
    assert len(made.published) > 1_000


def test_a_larger_threshold_is_allowed_and_a_smaller_one_never():
    assert plan({"root": None}, {"root": 6}, k=7).published == frozenset()
    with pytest.raises(ThresholdTooLow):
        plan({"root": None}, {"root": 6}, k=4)
    with pytest.raises(ThresholdTooLow):
        audit({"root": None}, {"root": 6}, Plan(k=3, published=frozenset({"root"}), atoms=(("root",),)))


PARENTS = {"root": None, "a": "root", "b": "root"}
COUNTS = {"a": 6, "b": 5}


@pytest.mark.parametrize(
    ("published", "atoms", "reason"),
    [
        ({"root", "a", "b"}, [["a"]], "answers in no atom"),
        ({"root", "a", "b"}, [["a"], ["a", "b"]], "cells in two atoms"),
        ({"root", "a", "b"}, [["a", "b"]], "an atom across two blocks"),
        ({"root"}, [["root"], ["a", "b"]], "an atom under the threshold"),
        ({"root", "x"}, [["a", "b"]], "published nodes outside the tree"),
        ({"a"}, [["a"], ["b"]], "atoms outside every published node"),
    ],
)
def test_the_audit_refuses_atoms_that_do_not_fit_the_blocks(published, atoms, reason):
    broken = Plan(k=K, published=frozenset(published), atoms=tuple(tuple(atom) for atom in atoms))
    with pytest.raises(UnsafePlan) as refused:
        audit(PARENTS, COUNTS, broken)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "parents",
    [
        {},
        {"a": None, "b": None},
        {"a": None, "b": "nowhere"},
        {"a": None, "b": "c", "c": "b"},
    ],
)
def test_what_is_no_tree_is_refused(parents):
    with pytest.raises(BadTree):
        plan(parents, {}, k=K)


def test_answers_from_a_cell_outside_the_tree_are_refused():
    with pytest.raises(BadTree) as refused:
        plan({"root": None}, {"elsewhere": 6}, k=K)
    assert refused.value.nodes == ("elsewhere",)


def test_the_tree_keeps_siblings_in_the_order_given():
    tree = tree_of({"root": None, "b": "root", "a": "root", "b2": "b", "b1": "b"})
    assert tree.codes == ("root", "b", "b2", "b1", "a")
    assert [tree.codes[child] for child in tree.children(0)] == ["b", "a"]
