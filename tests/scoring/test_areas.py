"""How a unit stands to the rest of its area, and when that would be the result of one neighbour."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.disclosure import restore
from tests.scoring.spans import shown_cells
from tests.scoring.waves import Wave, indices, pair, random_rows

COUNTY = {
    "county": None,
    "care": "county",
    "home": "care",
    "ward": "care",
    "clinic": "care",
    "schools": "county",
    "school": "schools",
    "nursery": "schools",
    "hobby": "schools",
    "office": "county",
}
STAFF = {"home": 12, "ward": 11, "clinic": 14, "school": 13, "nursery": 10, "hobby": 17, "office": 15}


def unlike(counts: dict[str, int], *, high: str) -> np.ndarray:
    """Answers that differ, and are high in one cell."""
    rows = np.clip(random_rows(Wave({"x": None}, {"x": 5}).instrument, sum(counts.values())), 1, 3)
    cells = [cell for cell, n in counts.items() for _ in range(n)]
    rows[[cell == high for cell in cells]] += 2
    return rows


def test_a_unit_is_compared_with_the_others_of_its_area():
    wave = Wave(COUNTY, STAFF, rows=unlike(STAFF, high="home"))
    found = wave.results["home"]
    others = wave.rows[[cell in {"ward", "clinic"} for cell in wave.cells]]
    assert found.area == "care"
    assert found.beside_area["index"] == "clearly-higher"
    assert found.around["index"].value == pytest.approx(indices(others).mean(), abs=0.11)
    assert len(found.beside_area) == 1 + 3
    assert found.around.keys() == found.beside_area.keys()


def test_an_area_is_compared_with_the_organisation_only():
    results = Wave(COUNTY, STAFF).results
    assert [results[code].area for code in ("county", "care", "schools")] == [None] * 3


def test_a_unit_beside_one_other_is_not_compared_with_that_one():
    counts = {**STAFF, "clinic": 0}
    results = Wave(COUNTY, counts).results
    assert results["home"].area is results["ward"].area is None
    assert results["school"].area == "schools"


@pytest.mark.parametrize("gone", [("office",), ("school", "nursery", "hobby")])
def test_an_area_beside_one_other_unit_or_area_is_not_told(gone):
    """Else the two rests would leave the other's result to anybody within the area."""
    results = Wave(COUNTY, STAFF | dict.fromkeys(gone, 0)).results
    assert results["home"].area is None
    assert results["home"].rest


def test_the_nearest_area_with_a_result_counts():
    tree = {**COUNTY, "team-a": "home", "team-b": "home", "team-c": "home"}
    counts = {**STAFF, "home": 0, "team-a": 10, "team-b": 11, "team-c": 12}
    results = Wave(tree, counts).results
    assert (results["team-a"].area, results["home"].area) == ("home", "care")


def test_a_group_that_reaches_out_of_an_area_is_not_compared_with_it():
    counts = STAFF | {"home": 3, "ward": 0, "clinic": 0, "school": 3}
    results = Wave(COUNTY, counts).results
    assert set(results["home"].members) > {"home"}
    assert results["home"].area is None


def test_a_small_group_is_told_the_words_and_no_figures():
    wave = Wave(COUNTY, {**STAFF, "home": 7}, rows=unlike({**STAFF, "home": 7}, high="home"))
    found = wave.results["home"]
    assert (found.tier, found.area) == ("means", "care")
    assert found.beside_area["index"] in {"higher", "clearly-higher"}
    assert found.around == {}


def test_without_an_index_the_largest_differences_are_told():
    counts = dict(STAFF)
    rows = random_rows(pair(), sum(counts.values()))
    rows[: counts["home"]] = 5
    rows[0] = 4
    found = Wave(COUNTY, counts, instrument=pair(), rows=rows).results["home"]
    assert found.area == "care"
    assert set(found.beside_area.values()) == {"clearly-higher"}
    assert found.beside_area.keys() == {"item.now", "item.service"}


def test_what_is_told_comes_back_from_the_store():
    found = Wave(COUNTY, STAFF).results["home"]
    assert restore(found.to_json()) == found


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(0, 14), min_size=9, max_size=9),
    chart=st.lists(st.integers(0, 7), min_size=8, max_size=8),
)
def test_the_rest_of_an_area_is_never_one_neighbour_and_never_leaves_one(counts, chart):
    codes = [f"u{place}" for place in range(9)]
    parents = {
        code: None if place == 0 else codes[chart[place - 1] % place] for place, code in enumerate(codes)
    }
    wave = Wave(parents, dict(zip(codes, counts, strict=True)))
    answering = {code for code, count in wave.counts.items() if count}
    behind = {code: cells & answering for code, cells in shown_cells(wave).items() if cells & answering}
    seen = set(behind.values())
    for code, result in wave.results.items():
        if result.area is None:
            continue
        rest, outside = behind[result.area] - behind[code], behind[codes[0]] - behind[result.area]
        assert behind[code] < behind[result.area]
        for left in (rest, outside):
            assert left not in seen
            assert sum(bool(left.intersection(atom)) for atom in wave.plan.atoms) >= 2
