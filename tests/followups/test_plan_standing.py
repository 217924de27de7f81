"""Where a unit stands: from no result over talk, plan and follow-ups to the end of its plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.cycle import Cycle
from followups.plan_standing import STATES, Handed, Planned, counts_of, standing_of

CYCLE = Cycle(talk_days=14, plan_days=30)
CLOSED = date(2026, 11, 13)
DAY = timedelta(days=1)
HANDED = Handed("w", CLOSED)
AGREED = Planned("p", date(2026, 11, 20), agreed_on=date(2026, 11, 27), follow_up_on=date(2027, 2, 26))
OVER = replace(AGREED, ended_on=date(2026, 6, 1), follow_up_on=None)


@pytest.mark.parametrize(
    ("handed", "planned", "day", "state", "is_late"),
    [
        (None, None, CLOSED, "none", False),
        (HANDED, None, CLOSED + 14 * DAY, "talk", False),
        (HANDED, None, CLOSED + 15 * DAY, "talk", True),
        (replace(HANDED, talked_on=CLOSED + DAY), None, CLOSED + 15 * DAY, "agree", False),
        (HANDED, None, CLOSED + 30 * DAY, "talk", True),
        (HANDED, None, CLOSED + 31 * DAY, "missing", True),
        (replace(HANDED, talked_on=CLOSED + DAY), None, CLOSED + 31 * DAY, "missing", True),
        (HANDED, Planned("p", CLOSED + DAY), CLOSED + 30 * DAY, "draft", False),
        (HANDED, Planned("p", CLOSED + DAY), CLOSED + 31 * DAY, "draft", True),
        (None, Planned("p", CLOSED), CLOSED + 31 * DAY, "draft", True),
        (HANDED, AGREED, date(2027, 2, 26), "agreed", False),
        (None, AGREED, date(2027, 2, 27), "overdue", True),
        (None, replace(AGREED, needs_support=True), date(2027, 1, 1), "support", False),
        (None, replace(AGREED, needs_support=True), date(2027, 2, 27), "support", True),
        (None, OVER, CLOSED, "ended", False),
        (HANDED, OVER, CLOSED + DAY, "talk", False),
    ],
)
def test_a_unit_stands_where_its_days_put_it(handed, planned, day, state, is_late):
    standing = standing_of("K", handed, planned, cycle=CYCLE, today=day)
    assert (standing.state, standing.is_late(day)) == (state, is_late)


def test_what_is_due_follows_the_times_that_hr_has_set():
    standing = standing_of("K", HANDED, None, cycle=Cycle(3, 10, 1), today=CLOSED)
    assert (standing.talk_by, standing.due_on) == (CLOSED + 3 * DAY, CLOSED + 10 * DAY)
    assert (standing.wave, standing.since) == ("w", CLOSED)


@given(st.lists(st.sampled_from([(None, None), (HANDED, None), (None, AGREED), (HANDED, OVER)])))
def test_every_unit_is_counted_once_and_every_state_named(facts):
    standings = [standing_of("K", *each, cycle=CYCLE, today=CLOSED) for each in facts]
    counts = counts_of(standings)
    assert tuple(counts) == STATES
    assert sum(counts.values()) == len(facts)
