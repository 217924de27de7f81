from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.comments import Deletable, Waiting, comments_card, deletable_comments_card, fitting, review_card
from cards.samples import UNITS

ROOMY_BYTES = 28 * 1024


def comments(written, language="fi"):
    return comments_card(written, unit=UNITS[2], language=language)


HELSINKI = ZoneInfo("Europe/Helsinki")
CLOSED = datetime(2026, 11, 13, 22, 30, tzinfo=UTC)
WRITTEN = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=1000), min_size=1, max_size=60
)
NARROWEST = 20
"""Letters of two buttons that stand side by side on a screen of 320 pixels."""


def waiting(written, *, waves=1):
    return [
        Waiting(f"{number:032x}", text, "Työelämän laatu", CLOSED - timedelta(days=number % waves))
        for number, text in enumerate(written)
    ]


def review(written, *, waves=1, language="fi"):
    held = sorted(waiting(written, waves=waves), key=lambda each: each.closed_at, reverse=True)
    shown = fitting(held)
    return review_card(shown, left=len(held) - len(shown), zone=HELSINKI, language=language)


def for_hr(written, language="fi"):
    found = [Deletable(f"{number:032x}", text) for number, text in enumerate(written)]
    return deletable_comments_card(found, unit=UNITS[2], language=language)


def pressed(card):
    """Give what the buttons under each comment send."""
    rows = [
        e["items"][1]["actions"] for e in card["body"] if e["type"] == "Container" and len(e["items"]) > 1
    ]
    return [[action["data"] for action in row] for row in rows]


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


def size(card):
    return len(json.dumps(card, ensure_ascii=False).encode())


@given(WRITTEN)
def test_a_card_of_comments_always_fits_in_a_message(written):
    assert size(comments(written)) <= ROOMY_BYTES
    assert size(for_hr(written)) <= ROOMY_BYTES
    assert size(review(written, waves=60)) <= ROOMY_BYTES


@pytest.mark.parametrize("draw", [comments, for_hr, review])
@pytest.mark.parametrize("text", ['"\\\n' * 333, "", "ä" * 500])
def test_signs_that_grow_when_written_as_json_still_fit(draw, text):
    assert size(draw([text] * 90)) <= ROOMY_BYTES


def test_a_card_holds_at_least_a_dozen_comments_of_usual_length():
    assert min(len(boxes(draw(["ä" * 200] * 40))) for draw in (comments, for_hr, review)) >= 12


def test_hr_sees_the_same_comments_each_with_its_own_button():
    written = ["**Kiitos**", "Rivi\nja toinen"]
    assert boxes(for_hr(written)) == boxes(comments(written)) == written
    assert pressed(comments(written)) == []
    assert pressed(for_hr(written)) == [
        [{"verb": "comments.delete", "key": f"{number:032x}", "unit": UNITS[2].code}] for number in range(2)
    ]


def test_a_review_offers_release_and_delete_under_each_comment():
    assert pressed(review(["a", "b"])) == [
        [{"verb": f"comments.{verb}", "key": f"{number:032x}"} for verb in ("release", "delete")]
        for number in range(2)
    ]


def test_a_review_names_each_wave_once_by_the_local_day_it_closed():
    card = review(["a", "b", "c"], waves=2)
    headings = [e["text"] for e in card["body"] if e.get("style") == "heading"][1:]
    assert headings == ["Työelämän laatu · 14.11.2026", "Työelämän laatu · 13.11.2026"]


def test_what_waits_and_does_not_fit_is_counted():
    card = review(["ä" * 1000] * 40)
    left = 40 - len(boxes(card))
    assert f"{left} kommenttia odottaa" in card["body"][-1]["text"]


def test_nothing_to_review_is_one_calm_sentence():
    card = review([])
    assert [e["type"] for e in card["body"]] == ["TextBlock", "TextBlock"]
    assert "Mikään kommentti ei odota" in card["body"][1]["text"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_two_buttons_fit_side_by_side_on_the_narrowest_phone(language):
    (box,) = [e for e in review(["a"], language=language)["body"] if e["type"] == "Container"]
    assert sum(len(action["title"]) for action in box["items"][1]["actions"]) <= NARROWEST
