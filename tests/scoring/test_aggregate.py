from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.instrument import FACTORS, THEMES
from scoring.aggregate import BadAnswers, SmallAtoms, aggregate
from scoring.atoms import MEASURES, SCALE, Atoms
from tests.scoring.waves import Wave, frame, grid, pair, random_rows, worked_answers

ITEMS = grid().item_ids
COLUMN = {measure: place for place, measure in enumerate(MEASURES)}


def _sums(rows: np.ndarray, atoms: list[int], *, instrument=None, k: int = 5) -> Atoms:
    instrument = instrument or grid()
    cells = [f"cell-{atom}" for atom in atoms]
    return aggregate(frame(instrument, rows, cells), instrument, {f"cell-{a}": a for a in atoms}, k)


def _percent(atoms: Atoms, measure: str, atom: int = 0) -> float:
    return 100 * atoms.sums[atom, COLUMN[measure]] / SCALE / atoms.counts[atom, COLUMN[measure]]


def test_the_worked_example_is_summed_to_its_unit_figures():
    atoms = _sums(worked_answers(), [0] * 8)
    assert _percent(atoms, "index") == pytest.approx(52.9, abs=0.05)
    assert [_percent(atoms, f"factor.{f}") for f in FACTORS] == pytest.approx([73.1, 68.8, 56.9], abs=0.051)
    assert _percent(atoms, "capability.processes") == pytest.approx(28.3, abs=0.05)
    assert atoms.low[0] == 2


def test_complete_answers_give_themes_as_the_mean_over_respondents():
    rows = worked_answers()
    atoms = _sums(rows, [0] * 8)
    for theme in THEMES:
        columns = [place for place, item in enumerate(grid().items) if item.theme == theme]
        expected = 100 * ((rows[:, columns] - 1) / 4).mean()
        assert _percent(atoms, f"theme.{theme}") == pytest.approx(expected, abs=0.01)


def test_an_item_that_four_answered_leaves_nothing_of_itself():
    rows = worked_answers()
    rows[4:, 0] = np.nan
    atoms = _sums(rows, [0] * 8)
    assert atoms.histograms[0, 0].sum() == 0
    assert atoms.histograms[0, 1].sum() == 8


def test_an_item_that_five_answered_is_kept():
    rows = worked_answers()
    rows[5:, 0] = np.nan
    assert _sums(rows, [0] * 8).histograms[0, 0].sum() == 5


def test_an_index_that_four_have_leaves_nothing_of_itself():
    rows = worked_answers()
    rows[4:, :3] = np.nan
    atoms = _sums(rows, [0] * 8)
    assert atoms.counts[0, COLUMN["index"]] == 0
    assert atoms.sums[0, COLUMN["index"]] == 0
    assert atoms.squares[0, COLUMN["index"]] == 0
    assert atoms.low[0] == 0


def test_a_capability_that_four_answered_wholly_leaves_nothing_of_itself():
    rows = worked_answers()
    rows[0:2, 4], rows[2:4, 9] = np.nan, np.nan
    atoms = _sums(rows, [0] * 8)
    assert atoms.counts[0, COLUMN["capability.processes"]] == 0
    assert atoms.counts[0, COLUMN["capability.culture"]] == 8
    assert atoms.histograms[0, 4].sum() == 6


def test_a_factor_with_too_few_kept_items_leaves_nothing_of_itself():
    rows = worked_answers()
    rows[4:, :3] = np.nan
    atoms = _sums(rows, [0] * 8)
    assert atoms.counts[0, COLUMN["factor.safety"]] == 0
    assert atoms.counts[0, COLUMN["factor.belonging"]] == 8


def test_one_atom_in_trouble_leaves_the_other_alone():
    rows = np.vstack([worked_answers(), worked_answers()])
    rows[:4, 0] = np.nan
    atoms = _sums(rows, [0] * 8 + [1] * 8)
    assert atoms.histograms[:, 0].sum(axis=1).tolist() == [0, 8]


@given(st.integers(0, 14), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_a_lone_answer_cannot_be_had_by_subtracting_the_items_from_the_factors(item, answer):
    """Somebody answers one item only: factors and themes must not move apart from the items' means."""
    rows = np.vstack([worked_answers()[:5], np.full((1, 15), np.nan)])
    rows[5, item] = answer
    atoms = _sums(rows, [0] * 6)
    counts = atoms.histograms[0].sum(axis=1)
    means = (atoms.histograms[0] * np.arange(5)).sum(axis=1) / counts / 4
    for place, factor in enumerate(FACTORS):
        expected = 100 * means[5 * place : 5 * place + 5].mean()
        assert _percent(atoms, f"factor.{factor}") == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("answer", "moved_to"), [(1, 2), (2, 3), (3, 4), (4, 3), (5, 4)])
def test_a_unanimous_atom_has_one_answer_moved_by_a_step(answer, moved_to):
    atoms = _sums(np.full((6, 15), float(answer)), [0] * 6)
    for histogram in atoms.histograms[0]:
        assert histogram[answer - 1] == 5
        assert histogram[moved_to - 1] == 1


def test_unanimity_among_those_who_answered_is_unanimity():
    rows = worked_answers()
    rows[:6, 0], rows[6:, 0] = 4, np.nan
    assert _sums(rows, [0] * 8).histograms[0, 0].tolist() == [0, 0, 1, 5, 0]


def test_different_answers_move_different_respondents():
    atoms = _sums(np.full((15, 15), 5.0), [0] * 15)
    assert atoms.histograms[0, :, 3].tolist() == [1] * 15
    assert atoms.low[0] == 0
    assert _percent(atoms, "index") > 96


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.2]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_order_of_respondents_changes_nothing(seed, missing, agreeing):
    rows = random_rows(grid(), 24, seed=seed, missing=missing)
    if agreeing:
        rows[:12, ::2] = 4
    cells = [0] * 12 + [1] * 12
    order = np.random.default_rng(seed).permutation(24)
    shuffled = _sums(rows[order], [cells[place] for place in order])
    assert shuffled.to_json() == _sums(rows, cells).to_json()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_nothing_kept_stands_for_fewer_than_k_or_for_agreement(seed):
    rows = random_rows(grid(), 18, seed=seed, missing=0.5)
    rows[:6, :5] = 5
    atoms = _sums(rows, [0] * 6 + [1] * 6 + [2] * 6)
    answered = atoms.histograms.sum(axis=2)
    assert ((answered == 0) | (answered >= 5)).all()
    assert ((atoms.counts == 0) | (atoms.counts >= 5)).all()
    assert (atoms.histograms.max(axis=2)[answered > 0] < answered[answered > 0]).all()


def test_cells_without_an_atom_are_left_out():
    rows = np.vstack([worked_answers(), worked_answers()[:3]])
    answers = frame(grid(), rows, ["unit"] * 8 + ["elsewhere"] * 3)
    assert aggregate(answers, grid(), {"unit": 0}, 5).members.tolist() == [8]


def test_nobody_at_all_gives_no_atoms():
    answers = frame(grid(), np.empty((0, 15)), [])
    assert aggregate(answers, grid(), {}, 5).members.tolist() == []


def test_an_atom_under_the_threshold_is_refused():
    with pytest.raises(SmallAtoms) as refused:
        _sums(worked_answers(), [0] * 4 + [1] * 4)
    assert refused.value.atoms == (0, 1)


@pytest.mark.parametrize("answer", [0, 6, 2.5])
def test_answers_outside_the_scale_are_refused_with_their_item(answer):
    rows = worked_answers()
    rows[3, 2] = answer
    with pytest.raises(BadAnswers) as refused:
        _sums(rows, [0] * 8)
    assert refused.value.items == (ITEMS[2],)


def test_a_questionnaire_without_an_index_has_items_only():
    atoms = _sums(random_rows(pair(), 6), [0] * 6, instrument=pair())
    assert atoms.histograms.sum(axis=2).tolist() == [[6, 6]]
    assert atoms.counts.sum() == 0


def test_sums_come_back_from_storage_unchanged():
    atoms = Wave({"root": None}, {"root": 12}).atoms
    read = Atoms.from_json(atoms.to_json())
    assert read.to_json() == atoms.to_json()
    assert read.histograms.shape == (1, 15, 5)


def test_sums_of_other_measures_are_not_read():
    text = Wave({"root": None}, {"root": 12}).atoms.to_json().replace("factor.safety", "factor.fun")
    with pytest.raises(ValueError, match="fun"):
        Atoms.from_json(text)
