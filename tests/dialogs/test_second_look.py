"""Who was warned is known again for a while, by marks that say nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.second_look import LASTS, SecondLook

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AINO = {"wave": "w1", "person": "aino", "comment": "Kiitos Matille"}


def test_a_warning_is_known_again_until_its_time_is_over():
    second_look = SecondLook()
    mark = second_look.mark(**AINO)
    assert not second_look.was_warned(mark, now=NOW)
    second_look.remember(mark, now=NOW)
    assert second_look.was_warned(mark, now=NOW)
    assert second_look.was_warned(mark, now=NOW + LASTS - timedelta(seconds=1))
    assert not second_look.was_warned(mark, now=NOW + LASTS)
    assert timedelta(minutes=15) == LASTS


def test_another_wave_person_or_comment_is_another_mark():
    second_look = SecondLook()
    changed = [AINO | {field: "x"} for field in AINO]
    shifted = {"wave": "w1aino", "person": "", "comment": AINO["comment"]}
    marks = [second_look.mark(**told) for told in (AINO, *changed, shifted)]
    assert len(set(marks)) == len(marks)


def test_the_oldest_marks_make_room_for_new_ones():
    second_look = SecondLook(most=3)
    marks = [second_look.mark(**AINO | {"person": str(number)}) for number in range(5)]
    for number, mark in enumerate(marks):
        second_look.remember(mark, now=NOW + timedelta(seconds=number))
    later = NOW + timedelta(seconds=5)
    assert [second_look.was_warned(mark, now=later) for mark in marks] == [False, False, True, True, True]


def test_a_second_warning_counts_from_its_own_moment():
    second_look = SecondLook()
    mark = second_look.mark(**AINO)
    second_look.remember(mark, now=NOW)
    second_look.remember(mark, now=NOW + timedelta(minutes=10))
    assert second_look.was_warned(mark, now=NOW + timedelta(minutes=20))


def test_what_is_over_is_let_go():
    second_look = SecondLook()
    for number in range(10):
        second_look.remember(second_look.mark(**AINO | {"person": str(number)}), now=NOW)
    second_look.remember(second_look.mark(**AINO), now=NOW + LASTS)
    assert len(second_look._warned) == 1


def test_another_process_makes_other_marks():
    assert SecondLook().mark(**AINO) != SecondLook().mark(**AINO)


@given(st.text(), st.text(), st.text())
def test_any_words_have_a_mark_without_a_word_in_it(wave, person, comment):
    mark = SecondLook().mark(wave=wave, person=person, comment=comment)
    assert len(mark) == 32
