"""What became different from one version of a plan to the next, whatever the versions are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from followups.plan import Plan, Target, as_shared, list_unasked, reads_alike
from followups.plan_changes import COLUMNS, Change, changes, differing
from tests.followups.plans import PLANS, TODAY, targets

CLOCK = Target(id="t1", words="Kello", upwards="Seinä")
BREAKS = Target(id="t2", words="Tauot")
PLAN = Plan(id="p", code="K1", wave=None, strengths=("Huumori",), targets=(CLOCK, BREAKS), made_on=TODAY)


def shown(plan: Plan) -> object:
    """Give all of a plan that its history tells."""
    columns = {each.id: [getattr(each, name) for name in COLUMNS] for each in plan.targets}
    return plan.strengths, plan.agreed_on, plan.ended_on, columns


@given(PLANS, PLANS)
def test_there_are_changes_where_something_differs_and_nowhere_else(before, after):
    assert (changes(before, after) == []) == (shown(before) == shown(after))


@given(PLANS)
def test_a_plan_does_not_differ_from_itself_whatever_its_version(plan):
    assert changes(plan, replace(plan, version=plan.version + 1)) == []


@given(PLANS, PLANS)
def test_forth_and_back_the_same_columns_change_the_other_way(before, after):
    kept = {each.id for each in before.targets} & {each.id for each in after.targets}
    common = [
        replace(plan, targets=tuple(each for each in plan.targets if each.id in kept))
        for plan in (before, after)
    ]
    forth, back = changes(*common), changes(*reversed(common))
    assert [(each.what, each.before, each.after) for each in forth] == [
        (each.what, each.after, each.before) for each in back
    ]


@given(PLANS, PLANS)
def test_no_change_is_from_something_to_the_same(before, after):
    assert all(each.before != each.after for each in changes(before, after))


def test_what_is_added_removed_and_changed_is_named():
    after = replace(
        PLAN,
        targets=(replace(CLOCK, due_on=date(2027, 1, 7), state="ongoing"), Target(id="t3", words="Kahvi")),
        agreed_on=TODAY,
    )
    assert changes(PLAN, after) == [
        Change("", "agreed_on", None, TODAY),
        Change("Kello", "due_on", None, date(2027, 1, 7)),
        Change("Kello", "state", "planned", "ongoing"),
        Change("Kahvi", "added", None, "Kahvi"),
        Change("Tauot", "removed", "Tauot", None),
    ]


@given(targets("t1"), targets("t1"))
def test_columns_that_differ_are_those_that_are_not_equal(one, other):
    different = differing(one, other)
    assert all((getattr(one, each) != getattr(other, each)) == (each in different) for each in COLUMNS)


@given(PLANS, PLANS)
def test_a_team_reads_the_shared_words_with_the_states_of_today(plan, shared):
    told = as_shared(plan, shared)
    states = {each.id: each.state for each in plan.targets}
    assert [each.words for each in told.targets] == [each.words for each in shared.targets]
    assert all(each.state == states[each.id] for each in told.targets if each.id in states)
    assert (told.agreed_on, told.ended_on) == (plan.agreed_on, plan.ended_on)
    assert as_shared(plan, None) == plan


@given(PLANS, st.text(max_size=5))
def test_requests_and_answers_change_nothing_for_the_team(plan, text):
    asked = replace(plan, targets=tuple(replace(each, upwards=text, answer=text) for each in plan.targets))
    assert reads_alike(plan, asked)
    assert not reads_alike(plan, None)


def test_a_request_is_new_until_it_was_in_a_shared_version():
    assert list_unasked(PLAN, None) == [CLOCK]
    assert list_unasked(PLAN, PLAN) == []
    assert list_unasked(PLAN, PLAN.with_target(replace(CLOCK, upwards="Muuta"))) == [CLOCK]
    assert list_unasked(PLAN.with_target(replace(CLOCK, upwards="")), None) == []
