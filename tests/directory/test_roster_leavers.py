"""Who has left counts like who has come: four made-up people are alone with a real one either way."""

from __future__ import annotations

from itertools import product

from directory.roster import MOST_CHANGED, shifted


def is_named(*, asked: int, arrived: int = 0, left: int = 0) -> bool:
    return shifted({"a": ["a"]}, asked={"a": asked}, arrived={"a": arrived}, left={"a": left}) == ["a"]


def test_a_unit_of_five_that_nineteen_have_left_is_named():
    assert is_named(asked=5, left=19)


def test_three_of_ten_who_leave_are_no_news_and_four_are():
    assert not is_named(asked=7, left=3)
    assert is_named(asked=6, left=4)


def test_those_who_come_and_those_who_leave_add_up():
    assert not is_named(asked=10, arrived=2)
    assert not is_named(asked=10, left=2)
    assert is_named(asked=10, arrived=2, left=2)


def test_who_left_a_unit_next_door_counts_where_the_two_are_shown_together():
    groups = {"a": ["a", "b"], "b": ["a", "b"], "c": ["c"]}
    asked = {"a": 3, "b": 2, "c": 9}
    assert shifted(groups, asked=asked, arrived={}, left={"b": 3}) == ["a", "b"]


def test_one_more_who_comes_or_goes_never_takes_a_name_back():
    for asked, arrived, left in product(range(5, 20), range(5), range(12)):
        if is_named(asked=asked, arrived=arrived, left=left):
            assert is_named(asked=asked, arrived=arrived + 1, left=left)
            assert is_named(asked=asked, arrived=arrived, left=left + 1)


def test_without_anybody_who_leaves_the_share_is_that_of_the_newcomers():
    for asked, arrived in product(range(1, 30), range(30)):
        assert is_named(asked=asked, arrived=arrived) == (arrived > MOST_CHANGED * asked)
