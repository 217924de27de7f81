from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from directory.roster import shifted


def test_a_unit_of_four_newcomers_and_one_colleague_is_named():
    assert shifted({"a": 5, "b": 5}, {"a": 4}, smallest=5) == ["a"]


def test_three_of_ten_may_come_without_a_word_and_four_may_not():
    assert shifted({"a": 10}, {"a": 3}, smallest=5) == []
    assert shifted({"a": 10}, {"a": 4}, smallest=5) == ["a"]


def test_units_without_a_result_of_their_own_are_left_out():
    assert shifted({"a": 4, "b": 5}, {"a": 4, "b": 5}, smallest=5) == ["b"]


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 40)),
    st.dictionaries(st.text(max_size=3), st.integers(0, 40)),
)
def test_where_nobody_came_nothing_is_named(asked, arrived):
    assert shifted(asked, {}, smallest=5) == []
    assert set(shifted(asked, arrived, smallest=5)) <= asked.keys() & arrived.keys()
