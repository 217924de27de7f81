"""Answers that should never come, and organisations with almost nobody: refused by name, or handled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scoring.aggregate import Atoms, BadAnswers, SmallAtoms, UnknownItems, aggregate
from scoring.disclosure import Published, UnsafePlan, publish, restore
from tests.scoring.waves import Wave, column, frame, grid, pair, questions, random_rows

TEAM = {"team": None}
TOWN = {"town": None, "day": "town", "night": "town"}
ITEMS = grid().item_ids


def _sums(answers: pd.DataFrame, *, instrument=None, atom_of=None) -> Atoms:
    return aggregate(answers, instrument or grid(), atom_of or {"team": 0}, 5)


def _answers(n: int = 8) -> pd.DataFrame:
    return frame(grid(), random_rows(grid(), n), ["team"] * n)


@pytest.mark.parametrize("answer", [-1, 0, 0.999, 1.5, 5.000001, 6, 1e300, np.inf, -np.inf])
def test_an_answer_that_is_not_on_the_scale_is_refused_with_its_statement(answer):
    answers = _answers()
    answers.loc[3, "culture-purpose"] = answer
    with pytest.raises(BadAnswers) as refused:
        _sums(answers)
    assert refused.value.items == ("culture-purpose",)
    assert "culture-purpose" in str(refused.value)


def test_every_statement_with_a_bad_answer_is_named():
    answers = _answers()
    answers.loc[0, ITEMS[2]], answers.loc[7, ITEMS[11]] = 9, np.inf
    with pytest.raises(BadAnswers) as refused:
        _sums(answers)
    assert refused.value.items == (ITEMS[2], ITEMS[11])


def test_the_refusal_does_not_tell_the_answer():
    answers = _answers()
    answers.loc[3, ITEMS[0]] = 777
    with pytest.raises(BadAnswers) as refused:
        _sums(answers)
    assert "777" not in str(refused.value)


def test_each_scale_has_its_own_end():
    ten = frame(questions("asked", steps=11), column(1, 11, 11, 6, 10), ["team"] * 5)
    assert _sums(ten, instrument=questions("asked", steps=11)).members.tolist() == [5]
    with pytest.raises(BadAnswers):
        _sums(ten, instrument=questions("asked", steps=10))


def test_a_statement_nobody_knows_is_refused():
    with pytest.raises(UnknownItems) as refused:
        _sums(_answers().assign(mystery=3.0))
    assert refused.value.items == ("mystery",)


def test_an_instrument_that_grew_while_people_answered_is_refused():
    with pytest.raises(UnknownItems) as refused:
        _sums(_answers().drop(columns=[ITEMS[4], ITEMS[9]]))
    assert refused.value.items == tuple(sorted((ITEMS[4], ITEMS[9])))


def test_answers_that_do_not_say_where_they_count_are_refused():
    with pytest.raises(UnknownItems) as refused:
        _sums(_answers().drop(columns="cell"))
    assert refused.value.items == ("cell",)


def test_the_order_of_columns_does_not_matter():
    answers = _answers()
    assert _sums(answers[answers.columns[::-1]]).to_json() == _sums(answers).to_json()


def test_an_answer_without_a_unit_counts_nowhere():
    answers = _answers(9)
    answers["cell"] = ["team"] * 8 + [None]
    assert _sums(answers).members.tolist() == [8]
    answers["cell"] = [None] * 9
    with pytest.raises(SmallAtoms):
        _sums(answers)


def test_people_who_say_only_that_they_cannot_say_are_counted_and_show_nothing():
    result = Wave(TEAM, {"team": 12}, rows=np.full((12, 15), np.nan)).results["team"]
    assert (result.tier, result.n) == ("full", 12)
    assert result.response_rate is not None
    for shown in (result.factors, result.capabilities, result.themes, result.items):
        assert set(shown.values()) == {None}
    assert result.index is result.spread is result.low_share is result.intelligence is None
    for shown in (result.margins, result.distributions, result.standings, result.strengths, result.targets):
        assert not shown
    assert restore(result.to_json()) == result


def test_one_unit_that_cannot_say_leaves_the_others_alone():
    rows = random_rows(grid(), 24)
    rows[12:] = np.nan
    results = Wave(TOWN, {"day": 12, "night": 12}, rows=rows).results
    assert results["night"].index is None
    assert results["town"].index == results["day"].index is not None
    assert results["town"].n == 24


def test_one_respondent_is_shown_to_nobody():
    wave = Wave(TOWN, {"day": 1}, instrument=pair())
    assert {result.tier for result in wave.results.values()} == {"none"}
    assert wave.atoms.members.tolist() == []
    with pytest.raises(SmallAtoms):
        _sums(_answers(1))


def test_no_respondents_at_all_give_every_unit_an_empty_result():
    for result in Wave(TOWN, {}).results.values():
        _is_empty(result)


def test_a_unit_without_answers_is_empty_beside_one_with_many():
    results = Wave(TOWN, {"day": 30}, invited={"day": 40, "night": 30}).results
    _is_empty(results["night"])
    assert results["day"].index == results["town"].index is not None


def _is_empty(result: Published) -> None:
    assert (result.tier, result.n, result.index, result.spread) == ("none", None, None, None)
    assert set(result.items.values()) == {None}
    for shown in (
        result.margins,
        result.rest,
        result.standings,
        result.strengths,
        result.targets,
        result.trend,
    ):
        assert not shown
    assert restore(result.to_json()) == result


def test_a_unit_outside_the_wave_has_no_result():
    with pytest.raises(KeyError):
        Wave(TOWN, {"day": 12}).results["elsewhere"]


def test_sums_that_keep_what_should_be_gone_publish_nothing():
    """Gains of a statement, or a count of low indices, where nothing else is left of it."""
    rows = random_rows(grid(), 8)
    rows[4:, 0], rows[4:, 5:10] = np.nan, np.nan
    wave = Wave(TEAM, {"team": 8}, rows=rows)
    for change in (wave.atoms.gains, wave.atoms.low):
        assert not change.any()
        change.flat[0] = 3
        with pytest.raises(UnsafePlan):
            publish(
                "wave-1",
                wave.instrument,
                parents=TEAM,
                counts={"team": 8},
                invited=wave.invited,
                plan=wave.plan,
                atoms=wave.atoms,
            )
        change.flat[0] = 0
