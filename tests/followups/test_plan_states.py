"""A target's state moves by one table, and a plan is over when nothing is left to do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from followups.plan_states import ENDED, MOVES, STATES, is_ended, may_move

states = st.sampled_from(STATES)


def test_every_state_has_its_moves_and_leads_only_to_states():
    assert set(MOVES) == set(STATES)
    assert all(after < set(STATES) and before not in after for before, after in MOVES.items())


def test_what_has_begun_is_never_planned_again_but_by_taking_it_up_anew():
    assert {before for before in STATES if "planned" in MOVES[before]} == {"dropped"}


@given(states, states)
def test_staying_is_always_allowed_and_everything_can_end(before, after):
    assert may_move(before, before)
    assert before in ENDED or all(may_move(before, end) for end in ENDED)
    assert may_move(before, after) == (before == after or after in MOVES[before])


@given(st.lists(states, max_size=3))
def test_a_plan_is_over_when_all_its_targets_are_done_or_dropped(found):
    assert is_ended(found) == (bool(found) and all(each in {"done", "dropped"} for each in found))
