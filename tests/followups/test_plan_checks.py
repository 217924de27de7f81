"""What may be saved of a target, and that nothing else ever is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.plan import Target
from followups.plan_checks import (
    LONGEST,
    TYPED,
    BadTarget,
    Problem,
    cleaned,
    next_states,
    read_target,
    typed_of,
)
from followups.plan_states import ENDED, STATES, may_move
from tests.followups.plans import PEOPLE, TODAY, targets

DAY = timedelta(days=1)
BARE = Target(id="t1", words="Kello")
ANYTHING = st.dictionaries(
    st.sampled_from(TYPED),
    st.text(max_size=90)
    | st.sampled_from(["2026-11-22", "2026-11-23", "2026-02-30", "aino", "aino,eero", "stranger", *STATES]),
)


def read(typed: dict, target: Target = BARE) -> Target:
    return read_target(typed, target, today=TODAY, may_own=PEOPLE)


def problems(typed: dict, target: Target = BARE) -> list[Problem]:
    with pytest.raises(BadTarget) as caught:
        read(typed, target)
    return list(caught.value.problems)


@given(ANYTHING, targets("t1"))
def test_what_is_read_keeps_every_rule_or_is_refused_with_reasons(typed, target):
    try:
        made = read(typed, target)
    except BadTarget:
        assert problems(typed, target)
        return
    assert made.words
    assert (made.id, made.item) == (target.id, target.item)
    for column, longest in LONGEST.items():
        assert len(getattr(made, column)) <= longest or getattr(made, column) == getattr(target, column)
    assert set(made.owners) <= {*PEOPLE, *target.owners}
    assert may_move(target.state, made.state)
    if made.starts_on and made.due_on:
        assert made.starts_on <= made.due_on
    for day, before in ((made.starts_on, target.starts_on), (made.due_on, target.due_on)):
        assert day is None or day >= TODAY or day == before or made.state in ENDED


@given(targets("t1"))
def test_what_is_saved_can_be_saved_again_as_it_stands(target):
    is_backwards = target.starts_on and target.due_on and target.due_on < target.starts_on
    if not is_backwards:
        assert read(typed_of(target), target) == target


@given(ANYTHING, targets("t1"))
def test_what_was_read_reads_the_same_again(typed, target):
    try:
        made = read(typed, target)
    except BadTarget:
        return
    assert read(typed_of(made), made) == made


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = cleaned(text)
    assert cleaned(once) == once
    assert "\x00" not in once


@given(targets("t1"))
def test_the_states_that_are_offered_are_those_the_table_allows(target):
    offered = next_states(target)
    assert target.state in offered
    for state in STATES:
        typed = typed_of(replace(BARE, state=target.state)) | {"state": state}
        if state in offered:
            assert read(typed, replace(BARE, state=target.state)).state == state
        else:
            assert Problem("state", "no_move") in problems(typed, replace(BARE, state=target.state))


def test_the_last_day_that_has_passed_is_refused_and_today_is_not():
    for column in ("starts_on", "due_on"):
        assert problems({"words": "Kello", column: str(TODAY - DAY)}) == [Problem(column, "past")]
        assert getattr(read({"words": "Kello", column: str(TODAY)}), column) == TODAY


def test_an_old_day_may_stay_but_not_become_another_old_one():
    old = replace(BARE, due_on=date(2026, 1, 7))
    assert read(typed_of(old) | {"goal": "Uusi"}, old).due_on == date(2026, 1, 7)
    assert problems(typed_of(old) | {"due_on": "2026-01-08"}, old) == [Problem("due_on", "past")]
    assert read(typed_of(old) | {"due_on": "2026-01-08", "state": "done"}, old).due_on == date(2026, 1, 8)


def test_a_changed_request_lets_the_answer_to_the_old_one_go():
    asked = replace(BARE, upwards="Seinä", answer="Ei", answered_on=TODAY)
    assert read(typed_of(asked) | {"goal": "Uusi"}, asked).answer == "Ei"
    other = read(typed_of(asked) | {"upwards": "Katto"}, asked)
    assert (other.answer, other.answered_on) == ("", None)


def test_an_owner_who_left_may_stay_and_no_stranger_may_come():
    owned = replace(BARE, owners=("left",))
    assert read(typed_of(owned), owned).owners == ("left",)
    assert read(typed_of(owned) | {"owners": "left,aino,aino"}, owned).owners == ("left", "aino")
    assert problems(typed_of(owned) | {"owners": "left,stranger"}, owned) == [Problem("owners", "stranger")]


def test_lengths_are_refused_from_the_first_sign_too_many():
    for column, longest in LONGEST.items():
        fits = {"words": "Kello", column: "y" * longest}
        assert getattr(read(fits), column) == "y" * longest
        assert problems(fits | {column: "y" * (longest + 1)}) == [Problem(column, "long")]


def test_longer_words_of_a_choice_may_stay_as_they_are():
    long = replace(BARE, words="y" * 300)
    assert read(typed_of(long) | {"goal": "Uusi"}, long).words == "y" * 300
