"""Whatever is subtracted from whatever, nothing is told of fewer than five people."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from storage.reach_rows import FEWEST, gathered, summed
from tests.scoring.spans import determined

TREE = {"K": None, "A": "K", "A1": "A", "A2": "A", "B": "K", "B1": "B"}


def reached(people: Mapping[str, int]) -> dict[str, dict[str, int]]:
    return {code: {"reachable": count} for code, count in people.items() if count}


def rows(**people: int) -> list[tuple[str, tuple[str, ...], int]]:
    found = gathered(TREE, reached(people))
    return [(row.code, row.others, row.people) for row in found]


@st.composite
def towns(draw: st.DrawFn) -> tuple[dict[str, str | None], dict[str, int]]:
    codes = [f"U{number}" for number in range(draw(st.integers(1, 9)))]
    parents = {
        code: codes[draw(st.integers(0, place - 1))] if place else None for place, code in enumerate(codes)
    }
    return parents, {code: draw(st.integers(0, 9)) for code in codes}


def test_units_of_five_and_more_stand_alone():
    assert rows(K=5, A1=5, B1=6) == [("K", (), 5), ("A1", (), 5), ("B1", (), 6)]


def test_the_few_of_a_small_unit_count_with_the_unit_above():
    assert rows(K=5, A=3, A1=4, A2=2, B1=6) == [("K", (), 5), ("A", ("A1", "A2"), 9), ("B1", (), 6)]
    assert rows(K=9, A1=2, A2=2) == [("K", ("A1", "A2"), 13)]


def test_the_few_that_are_left_at_the_top_count_with_the_smallest_other_row():
    assert rows(K=1, A1=7, B1=6) == [("A1", (), 7), ("B1", ("K",), 7)]
    assert rows(A2=4, A1=7, B1=6) == [("A1", (), 7), ("B1", ("A2",), 10)]


def test_of_fewer_than_five_people_nothing_is_told():
    assert rows(K=1, A1=3) == []
    assert rows() == []


@given(towns())
def test_everybody_is_in_one_row_and_no_row_is_small(town):
    parents, people = town
    found = gathered(parents, reached(people))
    told = list(chain.from_iterable((row.code, *row.others) for row in found))
    assert len(told) == len(set(told))
    assert all(row.people >= FEWEST for row in found)
    assert summed(found).total() == (sum(people.values()) if sum(people.values()) >= FEWEST else 0)
    for row in found:
        assert row.people == sum(people[code] for code in (row.code, *row.others))


@given(towns())
def test_no_sums_and_differences_of_what_is_told_are_about_fewer_than_five(town):
    parents, people = town
    found = gathered(parents, reached(people))
    shown = [frozenset((row.code, *row.others)) for row in found]
    everybody = [frozenset().union(*shown)] if shown else []
    assert determined([*shown, *everybody], people, FEWEST) == []
