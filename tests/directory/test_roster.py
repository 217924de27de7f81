from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from directory.roster import likely_groups, shifted

TREE = {"root": None, "a": "root", "b": "root", "c": "root", "b1": "b", "b2": "b"}


def named(asked: dict[str, int], arrived: dict[str, int], *, parents=TREE) -> list[str]:
    return shifted(likely_groups(parents, asked=asked, smallest=5), asked=asked, arrived=arrived)


def test_a_unit_of_four_newcomers_and_one_colleague_is_named():
    assert named({"a": 5, "b": 5}, {"a": 4}) == ["a"]


def test_three_of_ten_may_come_without_a_word_and_four_may_not():
    assert named({"a": 10}, {"a": 3}) == []
    assert named({"a": 10}, {"a": 4}) == ["a"]


def test_a_small_unit_without_siblings_is_left_out():
    assert named({"root": 4, "b": 5}, {"root": 4, "b": 5}) == ["b"]


def test_small_siblings_are_looked_at_together_and_a_large_one_does_not_hide_them():
    assert named({"a": 1, "b": 4, "c": 40}, {"b": 4}) == ["a", "b"]


def test_a_small_unit_whose_small_siblings_are_too_few_is_looked_at_with_all_of_them():
    assert named({"a": 4, "b": 6}, {"a": 4}) == ["a"]
    assert named({"a": 4, "b": 10}, {"a": 4}) == []


def test_units_under_different_parents_are_no_siblings():
    assert named({"a": 2, "b1": 4}, {"b1": 4}) == []


def test_a_unit_in_which_nobody_is_asked_is_never_named():
    assert named({"a": 3, "c": 3}, {"a": 3}) == ["a", "c"]
    assert likely_groups(TREE, asked={}, smallest=5) == {}


def test_a_group_is_named_by_all_of_its_cells():
    groups = {"a": ["a", "b1"], "c": ["c"]}
    assert shifted(groups, asked={"a": 6, "b1": 4, "c": 10}, arrived={"b1": 4, "c": 3}) == ["a"]


counts = st.dictionaries(st.sampled_from(sorted(TREE)), st.integers(0, 40))


@given(counts, counts)
def test_where_nobody_came_nothing_is_named(asked, arrived):
    assert named(asked, {}) == []
    found = named(asked, arrived)
    assert found == [code for code in TREE if code in found and asked[code]]
    assert {code for code, n in asked.items() if n >= 5 and arrived.get(code, 0) >= n} <= set(found)
