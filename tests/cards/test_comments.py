from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from cards.comments import comments_card
from cards.samples import UNITS

ROOMY_BYTES = 28 * 1024


def comments(written, language="fi"):
    return comments_card(written, unit=UNITS[2], language=language)


def boxes(card):
    shown = [element["items"] for element in card["body"] if element["type"] == "Container"]
    return [items[0]["inlines"][0]["text"] for items in shown]


def test_comments_are_shown_word_for_word_in_the_order_given():
    written = ["**Kiitos** [x](http://evil.example)", "Rivi\nja toinen", "<b>Hyvä</b>"]
    assert boxes(comments(written)) == written


def test_nothing_to_show_reads_the_same_whatever_the_reason():
    card = comments([])
    assert boxes(card) == []
    assert "vähintään 10 on vastannut" in json.dumps(card, ensure_ascii=False)


def test_what_does_not_fit_is_counted():
    card = comments(["ä" * 1000] * 40)
    left = 40 - len(boxes(card))
    assert left > 0
    assert f"{left} kommenttia ei mahtunut" in card["body"][-1]["text"]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=1000), min_size=1, max_size=60)
)
def test_a_card_of_comments_always_fits_in_a_message(written):
    assert len(json.dumps(comments(written), ensure_ascii=False).encode()) <= ROOMY_BYTES


def test_signs_that_grow_when_written_as_json_still_fit():
    assert len(json.dumps(comments(['"\\\n' * 333] * 40), ensure_ascii=False).encode()) <= ROOMY_BYTES
