"""The last look: whatever is about to be shown and is no union of whole atoms stops the whole publication."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.gate import inspect_atoms, inspect_views
from scoring.ledger import Ledger, ledger_of
from scoring.planner import UnsafePlan
from scoring.tree import tree_of
from tests.scoring.waves import Wave, grid, random_rows

TOWN = {"town": None, "day": "town", "night": "town", "kitchen": "town", "office": "town"}
COUNTS = {"day": 12, "night": 3, "kitchen": 2, "office": 6}


def ledger(wave: Wave) -> Ledger:
    return ledger_of(
        wave.instrument,
        tree=tree_of(wave.parents),
        counts=wave.counts,
        invited=wave.invited,
        plan=wave.plan,
        atoms=wave.atoms,
        past=(),
    )


def looks(wave: Wave, shown: Ledger) -> None:
    staffed = [code for code in wave.parents if wave.counts.get(code) or wave.invited.get(code)]
    inspect_views(shown, wave.atoms, wave.plan, staffed=staffed)


def node(shown: Ledger, code: str) -> int:
    return shown.tree.codes.index(code)


def with_figures(ledger: Ledger, **figures: np.ndarray) -> Ledger:
    shown = dataclasses.replace(ledger.own.shown, **figures)
    return dataclasses.replace(ledger, own=dataclasses.replace(ledger.own, shown=shown))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_what_is_worked_out_along_the_tree_is_what_its_cells_add_up_to(seed):
    random = np.random.default_rng(seed)
    parents: dict[str, str | None] = {"n0": None}
    for each in range(1, 14):
        parents[f"n{each}"] = f"n{random.integers(0, each)}"
    counts = {code: int(random.integers(0, 14)) for code in parents}
    rows = random_rows(grid(), sum(counts.values()), seed=seed, missing=0.2)
    wave = Wave(parents, counts, rows=rows)
    inspect_atoms(wave.atoms, wave.plan, counts=counts, instrument=wave.instrument)
    looks(wave, ledger(wave))


def test_a_result_that_points_to_another_nodes_sums_is_found():
    wave = Wave(TOWN, COUNTS)
    shown = ledger(wave)
    seen = shown.seen.copy()
    seen[node(shown, "day")] = seen[node(shown, "office")]
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, dataclasses.replace(shown, seen=seen))
    assert (refused.value.reason, refused.value.places) == ("a result of other sums", ("day",))


@given(st.integers(0, 200))
@settings(max_examples=30, deadline=None)
def test_a_single_answer_more_or_less_anywhere_is_found(column):
    wave = Wave(TOWN, COUNTS)
    shown = ledger(wave)
    seen = shown.seen.copy()
    seen[node(shown, "office"), column % seen.shape[1]] += 1
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, dataclasses.replace(shown, seen=seen))
    assert (refused.value.reason, refused.value.places) == ("a result of other sums", ("office",))


def test_a_result_for_a_node_that_may_see_nothing_is_found():
    wave = Wave({"team": None}, {"team": 4})
    shown = ledger(wave)
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, dataclasses.replace(shown, seen=shown.seen + 4))
    assert refused.value.reason == "a result where none is due"


def test_a_view_of_cells_that_do_not_fill_their_atoms_is_found():
    wave = Wave(TOWN, COUNTS)
    shown = ledger(wave)
    nodes, cells = shown.behind
    night = node(shown, "night")
    keep = (nodes != night) | (cells == night)
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, dataclasses.replace(shown, behind=(nodes[keep], cells[keep])))
    assert refused.value.reason == "a result that is no union of atoms"
    assert refused.value.places == ("night",)


def test_a_margin_beside_a_coded_extreme_is_found():
    wave = Wave({"team": None}, {"team": 7}, rows=np.full((7, 15), 5.0))
    shown = ledger(wave)
    margins = np.full_like(shown.own.shown.margins, 3.0)
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, with_figures(shown, margins=margins))
    assert refused.value.reason == "a margin of what is coded"


def test_a_small_groups_own_margin_is_found():
    wave = Wave({"town": None, "day": "town", "night": "town"}, {"day": 6, "night": 6})
    shown = ledger(wave)
    margins = shown.own.shown.margins.copy()
    margins[node(shown, "night")] -= 0.5
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, with_figures(shown, margins=margins))
    assert refused.value.reason == "margins that tell small groups apart"


def test_a_figure_of_nobody_is_found():
    wave = Wave({"team": None}, {"team": 4})
    shown = ledger(wave)
    values = np.full_like(shown.own.shown.values, 50.0)
    with pytest.raises(UnsafePlan) as refused:
        looks(wave, with_figures(shown, values=values))
    assert refused.value.reason == "a figure of nobody"


def test_an_atom_that_agrees_on_an_item_is_found():
    wave = Wave({"team": None}, {"team": 8})
    histograms = wave.atoms.histograms.copy()
    histograms[0, 3] = [0, 0, 8, 0, 0]
    with pytest.raises(UnsafePlan) as refused:
        inspect_atoms(
            dataclasses.replace(wave.atoms, histograms=histograms),
            wave.plan,
            counts=wave.counts,
            instrument=wave.instrument,
        )
    assert refused.value.reason == "an atom that answered an item unanimously"
