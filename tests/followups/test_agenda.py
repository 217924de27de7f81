"""Every agenda adds up, fits its meeting and parts a team of any size into groups that can talk."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.agenda import BOUNDS, FORMS, agenda, group_sizes, suited

FORM = st.sampled_from(FORMS)
PEOPLE = st.integers(2, 200)
TARGETS = st.integers(0, 5)
VERDICT = st.sampled_from(["good", "middling", "poor", None])


@given(form=FORM, people=PEOPLE, targets=TARGETS, verdict=VERDICT)
def test_minutes_add_up_and_stay_within_the_bounds_of_the_meeting(form, people, targets, verdict):
    made = agenda(form, people=people, targets=targets, verdict=verdict)
    assert made.steps[0].starts == 0
    assert all(step.minutes > 0 for step in made.steps)
    assert all(one.starts + one.minutes == next_one.starts for one, next_one in pairwise(made.steps))
    last = made.steps[-1]
    assert last.starts + last.minutes == made.minutes
    least, most = BOUNDS[form]
    assert least <= made.minutes <= most


@given(form=FORM, people=PEOPLE, targets=TARGETS)
def test_everybody_is_in_one_group_of_two_to_five(form, people, targets):
    groups = agenda(form, people=people, targets=targets).groups
    assert sum(groups) == people
    assert set(groups) <= {2, 3, 4, 5}
    assert max(groups) - min(groups) <= 1
    assert list(groups) == sorted(groups, reverse=True)


@given(people=PEOPLE, wanted=st.integers(-5, 300))
def test_whatever_number_of_groups_is_wanted_nobody_is_alone_or_in_a_crowd(people, wanted):
    assert set(group_sizes(people, wanted)) <= {2, 3, 4, 5}


@given(people=PEOPLE, verdict=VERDICT)
def test_a_workshop_has_a_station_a_target_and_takes_two_to_four_hours(people, verdict):
    for targets in (1, 2, 3):
        made = agenda("workshop", people=people, targets=targets, verdict=verdict)
        by_name = {step.name: step for step in made.steps}
        assert (by_name["stations"].each, by_name["stations"].rounds) == (20, targets)
        assert (by_name["presenting"].each, by_name["presenting"].rounds) == (10, targets)
        assert by_name["discussion"].minutes >= 30
        assert 120 <= made.minutes <= 240


@pytest.mark.parametrize(
    ("people", "minutes", "groups"),
    [(2, 45, (2,)), (7, 45, (4, 3)), (12, 50, (4, 4, 4)), (60, 60, (4,) * 15)],
)
def test_going_through_a_result_takes_longer_the_more_people_talk(people, minutes, groups):
    made = agenda("results", people=people, targets=3)
    assert (made.minutes, made.groups) == (minutes, groups)
    assert len(made.steps) == 5


@pytest.mark.parametrize(
    ("people", "minutes", "groups"),
    [(2, 25, (2,)), (3, 25, (3,)), (7, 25, (3, 2, 2)), (12, 30, (4, 4, 4)), (60, 40, (4,) * 15)],
)
def test_choosing_is_five_minutes_alone_five_in_pairs_and_then_together(people, minutes, groups):
    made = agenda("choosing", people=people, targets=3)
    assert [step.minutes for step in made.steps[1:3]] == [5, 5]
    assert (made.minutes, made.groups) == (minutes, groups)


@pytest.mark.parametrize(
    ("people", "groups"),
    [(2, (2,)), (7, (3, 2, 2)), (12, (4, 4, 4)), (60, (5,) * 12)],
)
def test_three_stations_have_three_groups_or_as_many_each(people, groups):
    assert agenda("workshop", people=people, targets=3).groups == groups


def test_a_poor_result_takes_longer_over_what_comes_first_and_no_longer_in_all():
    for people in (2, 7, 12, 60):
        poor = agenda("results", people=people, targets=3, verdict="poor")
        good = agenda("results", people=people, targets=3, verdict="good")
        assert poor.steps[0].minutes > good.steps[0].minutes
        assert poor.minutes == good.minutes


@pytest.mark.parametrize("people", [-3, 0, 1])
def test_fewer_than_two_people_are_two(people):
    for form in FORMS:
        assert agenda(form, people=people, targets=0) == agenda(form, people=2, targets=3)


def test_a_team_goes_through_its_result_then_chooses_then_works():
    assert suited(is_held=False, is_chosen=False) == "results"
    assert suited(is_held=False, is_chosen=True) == "results"
    assert suited(is_held=True, is_chosen=False) == "choosing"
    assert suited(is_held=True, is_chosen=True) == "workshop"
