"""Next steps: in the order of time, nothing over but what is still to be done, each once, and stable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from followups.next_steps import KINDS, MOST, Step, next_steps

TODAY = date(2026, 11, 25)
LATE = {"talk", "agree", "report", "below", "missing"}
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
STEPS = st.builds(
    Step, kind=st.sampled_from(KINDS), on=DAYS, wave=st.sampled_from("ab"), unit=st.sampled_from("KL")
)


@given(st.lists(STEPS, max_size=30))
def test_steps_come_in_the_order_of_time_and_each_once(steps):
    shown = next_steps(steps, today=TODAY)
    assert [each.on for each in shown] == sorted(each.on for each in shown)
    assert len({each.id for each in shown}) == len(shown) <= MOST


@given(st.lists(STEPS, max_size=30))
def test_of_what_is_over_only_what_is_still_to_be_done_stays(steps):
    for each in next_steps(steps, today=TODAY, most=None):
        assert each.on >= TODAY or each.kind in LATE
        assert each.is_late(TODAY) == (each.on < TODAY)


@given(st.lists(STEPS, max_size=30), st.randoms())
def test_the_order_in_which_steps_are_found_changes_nothing(steps, random):
    shuffled = random.sample(steps, len(steps))
    assert next_steps(shuffled, today=TODAY) == next_steps(steps, today=TODAY)


@given(st.lists(STEPS, max_size=30))
def test_what_is_shown_is_the_beginning_of_the_whole(steps):
    whole = next_steps(steps, today=TODAY, most=None)
    assert next_steps(steps, today=TODAY) == whole[:MOST]
    assert next_steps(whole, today=TODAY, most=None) == whole


def test_today_is_not_late_and_the_horizon_is_a_day_too():
    steps = [Step("talk", TODAY, unit="K"), Step("opens", TODAY + timedelta(days=9), wave="w")]
    assert next_steps(steps, today=TODAY, until=TODAY + timedelta(days=9)) == steps
    assert next_steps(steps, today=TODAY, until=TODAY + timedelta(days=8)) == steps[:1]
    assert not steps[0].is_late(TODAY)


def test_a_step_keeps_its_id_when_its_day_moves():
    step = Step("report", TODAY, unit="K", plan="p")
    assert replace(step, on=date(2027, 1, 1)).id == step.id
