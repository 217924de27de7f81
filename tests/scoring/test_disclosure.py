from __future__ import annotations

import copy
import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.instrument import CAPABILITIES, FACTORS, THEMES
from scoring.aggregate import aggregate
from scoring.disclosure import ClosedDoor, Plan, Published, UnsafePlan, plan, publish, restore
from scoring.figures import Figure
from scoring.index import trend_line
from tests.scoring.spans import threshold_plan
from tests.scoring.waves import Wave, frame, grid, indices, pair, random_rows, worked_answers

TEAM = {"team": None}
TOWN = {"town": None, "day": "town", "night": "town", "kitchen": "town", "office": "town"}
TOWN_COUNTS = {"day": 12, "night": 3, "kitchen": 2, "office": 6}
DEEP = {"root": None, "area": "root", "a": "area", "b": "area", "c": "area", "own": "root"}
DEEP_COUNTS = {"a": 9, "b": 3, "c": 3, "own": 3}


def _index(rows: np.ndarray) -> float:
    return float(indices(rows).mean())


def test_the_worked_example_is_published_as_a_small_unit():
    wave = Wave(TEAM, {"team": 8}, rows=worked_answers(), invited={"team": 10})
    contract = wave.results["team"].as_contract()
    assert contract["index"] == 52.9
    assert contract["factors"] == {"safety": 73.1, "belonging": 68.8, "purpose": 56.9}
    assert list(contract["capabilities"].values()) == [39.7, 68.4, 57.2, 70.4, 28.3]
    assert contract["items"]["leadership-safety"] == 3.6
    assert (contract["tier"], contract["n"], contract["response_rate"]) == ("means", "5-9", 80)
    assert (contract["spread"], contract["covers"], contract["members"]) == (None, 100, [])
    assert wave.results["team"].distributions == {}


def test_the_worked_example_twice_is_published_in_full():
    rows = np.vstack([worked_answers(), worked_answers()])
    result = Wave(TEAM, {"team": 16}, rows=rows, invited={"team": 24}).results["team"]
    assert (result.tier, result.n, result.response_rate) == ("full", 16, Figure(67.0))
    assert result.index == Figure(52.9)
    assert result.spread == Figure(19.4)
    assert result.items["leadership-safety"] == Figure(3.62)
    assert result.distributions["leadership-safety"] == (15, 25, 60)
    assert result.parameters == trend_line(grid())


def test_four_answers_show_nothing_but_every_key():
    contract = Wave(TEAM, {"team": 4}, invited={"team": 9}).results["team"].as_contract()
    assert contract["tier"] == "none"
    for key, names in (("factors", FACTORS), ("capabilities", CAPABILITIES), ("themes", THEMES)):
        assert contract[key] == dict.fromkeys(names)
    assert contract["items"] == dict.fromkeys(grid().item_ids)
    for key in ("n", "response_rate", "index", "spread", "covers"):
        assert contract[key] is None
    assert contract["members"] == []


def test_extremes_of_a_small_unit_are_coded_and_those_of_a_large_one_are_not():
    happy = np.full((9, 15), 5.0)
    small = Wave(TEAM, {"team": 9}, rows=happy).results["team"]
    assert set(small.items.values()) == {Figure(4.6, ">")}
    assert small.index == Figure(90.0, ">")
    assert small.as_contract()["items"]["culture-purpose"] == "> 4.6"
    assert small.as_contract()["themes"]["trust"] == "> 90"
    large = Wave(TEAM, {"team": 12}, rows=np.full((12, 15), 5.0)).results["team"]
    assert set(large.items.values()) == {Figure(4.92)}
    sad = Wave(TEAM, {"team": 9}, rows=np.full((9, 15), 1.0)).results["team"]
    assert sad.as_contract()["items"]["culture-purpose"] == "< 2.0"
    assert sad.as_contract()["index"] == "< 25"


def test_an_item_that_few_answered_in_a_large_unit_is_coded_as_for_few():
    rows = random_rows(grid(), 12)
    rows[:7, 0], rows[7:, 0] = 5, np.nan
    result = Wave(TEAM, {"team": 12}, rows=rows).results["team"]
    assert result.items["leadership-safety"] == Figure(4.6, ">")
    assert "leadership-safety" not in result.distributions
    assert result.capabilities["leadership"] != Figure(100.0)


def test_an_item_that_four_answered_is_null_also_for_the_whole_organisation():
    rows = random_rows(grid(), 12)
    rows[4:, 0] = np.nan
    result = Wave(TEAM, {"team": 12}, rows=rows).results["team"]
    assert result.items["leadership-safety"] is None
    assert result.capabilities["leadership"] is None
    assert result.index is not None


def test_an_item_skipped_in_one_atom_counts_only_where_enough_answered():
    parents = {"root": None, "a": "root", "b": "root"}
    rows = random_rows(grid(), 20)
    rows[:7, 0] = np.nan
    results = Wave(parents, {"a": 10, "b": 10}, rows=rows).results
    assert results["a"].items["leadership-safety"] is None
    assert results["root"].items["leadership-safety"] is not None
    assert results["root"].as_contract()["items"]["leadership-safety"] == pytest.approx(
        rows[10:, 0].mean(), abs=0.051
    )


def test_small_units_see_their_neighbour_group():
    results = Wave(TOWN, TOWN_COUNTS, invited={"day": 20, "night": 6, "kitchen": 5, "office": 12}).results
    assert [results[code].tier for code in TOWN] == ["full", "full", "group", "group", "means"]
    assert results["night"].members == results["kitchen"].members == ("night", "kitchen")
    assert (results["night"].n, results["night"].response_rate) == ("5-9", None)
    assert results["night"].index == results["kitchen"].index is not None


def test_a_group_names_direct_staff_by_whether_they_were_invited_not_whether_they_answered():
    invited = {"town": 1, "day": 20, "night": 6, "kitchen": 5, "office": 12}
    silent = Wave(TOWN, TOWN_COUNTS, invited=invited).results["night"].members
    heard = Wave(TOWN, TOWN_COUNTS | {"town": 1}, invited=invited).results["night"].members
    assert silent == heard == ("town", "night", "kitchen")


def test_a_group_of_ten_is_shown_with_its_spread_and_exact_number():
    parents = {"root": None} | {f"u{i}": "root" for i in range(3)}
    results = Wave(parents, {"u0": 4, "u1": 4, "u2": 4}).results
    assert (results["u0"].tier, results["u0"].n) == ("group", 12)
    assert results["u0"].spread is not None
    assert results["u0"].distributions.keys() == set(grid().item_ids)


def test_a_hidden_area_shows_the_part_of_it_that_is_in_groups():
    wave = Wave(DEEP, DEEP_COUNTS | {"own": 4, "b": 4, "c": 0})
    area = wave.results["area"]
    assert wave.plan.published == {"root", "a"}
    assert (area.tier, area.n, area.covers) == ("coverage", "5-9", 69)
    assert area.index == wave.results["a"].index


def test_a_hidden_area_over_a_shared_group_sees_that_group():
    parents = {"root": None, "area": "root", "a": "area", "b": "root", "c": "root"}
    results = Wave(parents, {"a": 3, "b": 3, "c": 9}).results
    assert results["area"].tier == "group"
    assert results["area"].members == ("root", "area", "a", "b")


def test_whoever_is_published_gets_the_mean_of_all_below():
    wave = Wave(DEEP, DEEP_COUNTS)
    assert wave.plan.published >= {"root", "area"} or "a" in wave.plan.published
    assert wave.results["root"].index == Figure(pytest.approx(_index(wave.rows), abs=0.06))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_figures_are_the_means_of_exactly_the_people_they_claim(seed):
    random = np.random.default_rng(seed)
    parents: dict[str, str | None] = {"n0": None}
    for node in range(1, 12):
        parents[f"n{node}"] = f"n{random.integers(0, node)}"
    wave = Wave(parents, {code: int(random.integers(0, 14)) for code in parents})
    for code, result in wave.results.items():
        if result.tier in {"full", "group"} and isinstance(result.n, int):
            inside = set(result.members) if result.tier == "group" else _below(parents, code)
            rows = wave.rows[[cell in inside for cell in wave.cells]]
            assert len(rows) == result.n
            assert result.index == Figure(pytest.approx(_index(rows), abs=1.5))


def _below(parents, code) -> set[str]:
    found = {code}
    for node, parent in parents.items():
        if parent in found:
            found.add(node)
    return found


@pytest.mark.parametrize(
    ("answered", "invited", "rate"),
    [
        (5, 9, None),
        (6, 14, Figure(45.0)),
        (9, 10, Figure(90.0, ">")),
        (12, 14, Figure(86.0)),
        (19, 20, Figure(90.0, ">")),
        (12, 300, Figure(10.0, "<")),
    ],
)
def test_a_units_response_rate_is_coarse_when_few_answered(answered, invited, rate):
    result = Wave(TEAM, {"team": answered}, invited={"team": invited}).results["team"]
    assert result.response_rate == rate


@pytest.mark.parametrize(("invited", "rate"), [(19, None), (20, Figure(15.0)), (40, Figure(10.0, "<"))])
def test_a_hidden_units_response_rate_needs_twenty_invited(invited, rate):
    parents, counts = {"root": None, "a": "root", "b": "root"}, {"a": 3, "b": 5}
    results = Wave(parents, counts, invited={"a": invited, "b": 10}).results
    assert results["a"].tier == "group"
    assert results["a"].response_rate == rate


def test_a_questionnaire_without_an_index_publishes_items_only():
    result = Wave(TEAM, {"team": 12}, instrument=pair()).results["team"]
    contract = result.as_contract()
    assert contract["index"] is None
    assert contract["factors"] == dict.fromkeys(FACTORS)
    assert contract["items"].keys() == {"now", "service"}
    assert None not in contract["items"].values()
    assert result.parameters == trend_line(pair())


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_every_result_survives_storage(seed):
    rows = random_rows(grid(), 23, seed=seed, missing=0.3)
    for result in Wave(TOWN, TOWN_COUNTS, rows=rows).results.values():
        assert restore(result.to_json()) == result
        assert json.loads(json.dumps(result.as_contract())) == result.as_contract()


def test_a_stored_result_with_an_unknown_tier_is_not_restored():
    text = Wave(TEAM, {"team": 8}).results["team"].to_json().replace('"means"', '"raw"')
    with pytest.raises(ValueError, match="raw"):
        restore(text)


def test_results_come_in_the_order_of_the_organisation():
    assert list(Wave(DEEP, DEEP_COUNTS).results) == list(DEEP)


def _publish(wave: Wave, **changed):
    facts = {
        "parents": wave.parents,
        "counts": wave.counts,
        "invited": wave.invited,
        "plan": wave.plan,
        "atoms": wave.atoms,
    }
    return publish("wave-1", wave.instrument, **(facts | changed))


def test_an_unsafe_plan_publishes_nothing():
    wave = Wave(TOWN, TOWN_COUNTS)
    with pytest.raises(UnsafePlan):
        _publish(wave, plan=threshold_plan(TOWN, TOWN_COUNTS, 5))


def test_a_plan_made_for_other_answers_publishes_nothing():
    wave = Wave(TOWN, TOWN_COUNTS)
    with pytest.raises(UnsafePlan):
        _publish(wave, counts=TOWN_COUNTS | {"day": 13})


def test_sums_made_with_another_threshold_or_questionnaire_publish_nothing():
    wave = Wave(TEAM, {"team": 14})
    answers = frame(grid(), wave.rows, wave.cells)
    with pytest.raises(UnsafePlan):
        _publish(wave, atoms=aggregate(answers, grid(), wave.plan.atom_of, 6))
    with pytest.raises(UnsafePlan):
        _publish(wave, atoms=Wave(TEAM, {"team": 14}, instrument=pair()).atoms)


def test_sums_that_break_the_rule_of_k_publish_nothing():
    wave = Wave(TEAM, {"team": 8})
    histograms = wave.atoms.histograms.copy()
    histograms[0, 0] = [1, 2, 0, 0, 0]
    with pytest.raises(UnsafePlan):
        _publish(wave, atoms=dataclasses.replace(wave.atoms, histograms=histograms))


def test_a_larger_threshold_hides_more():
    results = Wave(TOWN, TOWN_COUNTS, k=7).results
    assert results["office"].tier == "group"


def test_two_thousand_nodes_share_one_plan():
    parents: dict[str, str | None] = {"root": None}
    parents |= {f"d{i}": "root" for i in range(20)}
    parents |= {f"d{i}u{j}": f"d{i}" for i in range(20) for j in range(100)}
    counts = {code: place % 9 for place, code in enumerate(parents) if "u" in code}
    results = Wave(parents, counts, instrument=pair()).results
    assert len(results) == 2_021
    assert "none" not in {results[code].tier for code, count in counts.items() if count}


class TestTheDoor:
    def fields(self) -> dict[str, object]:
        result = Wave(TEAM, {"team": 8}).results["team"]
        return {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}

    def test_nobody_makes_a_result_without_the_token(self):
        with pytest.raises(TypeError):
            Published(**self.fields())
        with pytest.raises(ClosedDoor):
            Published(**self.fields(), door=object())

    def test_nobody_changes_a_result(self):
        result = Wave(TEAM, {"team": 8}).results["team"]
        with pytest.raises(dataclasses.FrozenInstanceError):
            result.index = Figure(99.0)
        with pytest.raises(TypeError):
            result.items["leadership-safety"] = Figure(5.0)
        with pytest.raises((ValueError, ClosedDoor, TypeError)):
            dataclasses.replace(result, tier="full")

    def test_the_planner_is_reached_through_the_door(self):
        assert isinstance(plan(TEAM, {"team": 8}, k=5), Plan)
        assert copy.copy(Figure(1.0)) == Figure(1.0)
