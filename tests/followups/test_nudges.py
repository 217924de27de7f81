"""What is due follows from facts and the day alone, tells each step once, and stops in the end."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.cycle import USUAL, Cycle
from followups.nudges import (
    HISTORY,
    WEEK,
    Due,
    LastResult,
    PlanFacts,
    UnitFacts,
    due_things,
    step_of,
)

DAY = timedelta(days=1)
CLOSED = date(2027, 3, 1)
DUE = date(2027, 6, 15)

DAYS = st.dates(date(2027, 1, 1), date(2029, 12, 31))
CYCLES = st.integers(1, 90).flatmap(
    lambda plan: st.builds(
        Cycle, talk_days=st.integers(1, plan), plan_days=st.just(plan), follow_up_months=st.integers(1, 3)
    )
)
RESULTS = st.builds(LastResult, st.just("w1"), DAYS, st.booleans(), st.booleans())


def result(**more: bool) -> LastResult:
    return LastResult("w1", CLOSED, **more)


def told(facts: UnitFacts, days: int, cycle: Cycle = USUAL) -> list[tuple[str, str]]:
    today = CLOSED + days * DAY
    return [(each.topic, each.step) for each in due_things(facts, cycle, today=today)]


def agreed(**more: date) -> PlanFacts:
    return PlanFacts("p1", **{"agreed_on": CLOSED, **more}, number=1, due_on=DUE)  # type: ignore[arg-type]


def test_a_talk_is_brought_to_mind_half_way_and_for_a_week():
    facts = UnitFacts("K1", result())
    assert [days for days in range(29) if told(facts, days) == [("talk", "first")]] == list(range(7, 14))
    assert [days for days in range(30) if told(facts, days)] == list(range(7, 14))


@pytest.mark.parametrize("done", [{"is_talked_over": True}, {"has_choice": True}])
def test_a_talk_that_was_held_or_led_to_a_vote_is_not(done):
    assert not any(told(UnitFacts("K1", result(**done)), days) for days in range(30))


def test_a_missing_plan_is_told_twice_then_above_and_then_every_four_weeks_until_it_is_history():
    facts = UnitFacts("K1", result(is_talked_over=True))
    steps = {days: told(facts, days) for days in range(200)}
    assert [days for days in steps if steps[days] == [("plan", "first")]] == list(range(30, 37))
    assert [days for days in steps if steps[days] == [("plan", "second")]] == list(range(37, 44))
    above = [days for days in steps if steps[days] == [("plan", "escalated")]]
    assert above == [*range(44, 51), *range(72, 79), *range(100, 107)]
    assert not any(steps[days] for days in range(121, 200))


def test_a_draft_is_no_plan_yet_but_the_talk_is_over():
    facts = UnitFacts("K1", result(), PlanFacts("p1"))
    assert told(facts, 8) == []
    (due,) = due_things(facts, USUAL, today=CLOSED + 30 * DAY)
    assert (due.topic, due.step, due.plan, due.wave) == ("plan", "first", "p1", "w1")


def test_a_plan_that_ended_before_the_result_is_no_answer_to_it_and_one_that_ended_after_is():
    before = PlanFacts("p1", date(2026, 9, 1), CLOSED - DAY)
    assert told(UnitFacts("K1", result(), before), 30) == [("plan", "first")]
    after = PlanFacts("p1", CLOSED, CLOSED + DAY)
    assert not any(told(UnitFacts("K1", result(), after), days) for days in range(200))


def test_a_team_that_was_busy_with_an_older_plan_begins_with_the_result_when_that_is_over():
    older = PlanFacts("p1", CLOSED - 60 * DAY, CLOSED + 20 * DAY)
    facts = UnitFacts("K1", result(), older)
    assert [days for days in range(200) if told(facts, days) == [("talk", "first")]] == list(range(27, 34))
    assert [days for days in range(200) if told(facts, days) == [("plan", "first")]] == list(range(50, 57))


def test_a_follow_up_is_told_on_its_day_a_week_later_and_then_above():
    facts = UnitFacts("K1", result(), agreed())
    start = (DUE - CLOSED).days
    assert [told(facts, start + days) for days in (-1, 0, 6, 7, 13, 14, 20, 21)] == [
        [],
        *[[("follow_up", "first")]] * 2,
        *[[("follow_up", "second")]] * 2,
        *[[("follow_up", "escalated")]] * 2,
        [],
    ]
    (due,) = due_things(facts, USUAL, today=DUE)
    assert due == Due("K1", "follow_up", "first", DUE, plan="p1", number=1)


@given(CYCLES, RESULTS, DAYS, DAYS, DAYS)
def test_a_plan_that_is_over_stops_everything(cycle, last, agreed_on, ended_on, today):
    agreed_on = max(agreed_on, last.closed_on)
    plan = PlanFacts("p1", agreed_on, max(ended_on, agreed_on), 1, today)
    assert due_things(UnitFacts("K1", last, plan), cycle, today=today) == []


@given(CYCLES, RESULTS, DAYS)
def test_what_is_history_is_not_told(cycle, last, today):
    due = due_things(UnitFacts("K1", last), cycle, today=today)
    if today < last.closed_on or today > last.closed_on + HISTORY + cycle.plan_days * DAY:
        assert due == []


@given(CYCLES, st.none() | RESULTS, st.none() | st.builds(PlanFacts, st.just("p1"), st.none() | DAYS), DAYS)
def test_without_a_follow_up_there_is_none_to_tell_and_an_agreed_plan_is_not_missing(
    cycle, last, plan, today
):
    due = due_things(UnitFacts("K1", last, plan), cycle, today=today)
    assert all(each.topic != "follow_up" for each in due)
    assert due == [] or (last is not None and (plan is None or plan.agreed_on is None))
    assert all(each.since <= today for each in due)


@given(DAYS, st.integers(0, 6), st.integers(0, 400))
def test_whoever_looks_once_a_week_hears_of_no_step_twice_and_misses_none(since, offset, weeks):
    looks = [since + (offset + 7 * week) * DAY for week in range(3 + weeks % 10)]
    steps = [step_of(since, today=day) for day in looks]
    assert steps[:3] == ["first", "second", "escalated"]
    counted = Counter(step for step in steps if step != "escalated" and step)
    assert set(counted.values()) == {1}
    windows = [step for step in steps[2:] if step == "escalated"]
    assert len(windows) == 1 + (len(steps) - 3) // 4


@given(CYCLES, RESULTS)
def test_each_step_is_due_for_seven_days_in_a_row(cycle, last):
    facts = UnitFacts("K1", last)
    days = [last.closed_on + days * DAY for days in range(220)]
    first = [day for day in days for each in due_things(facts, cycle, today=day) if each.step == "first"]
    by_topic = Counter(
        each.topic for day in days for each in due_things(facts, cycle, today=day) if each.step == "first"
    )
    assert set(by_topic.values()) == {WEEK // DAY}
    assert first == sorted(first)
