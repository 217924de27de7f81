from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.survey import survey_card
from content.asked import LONGEST_TARGET, with_targets
from content.loader import load_instruments

INSTRUMENTS = load_instruments()
HELSINKI = ZoneInfo("Europe/Helsinki")
CLOSES = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)


def form(instrument="tyoelaman-laatu", *, k=5, closes=CLOSES, language="fi"):
    return survey_card(
        INSTRUMENTS[instrument], wave_id="w1", k=k, closes=closes, zone=HELSINKI, language=language
    )


def inputs(card, kind):
    return [element for element in card["body"] if element["type"] == kind]


def words(card):
    return " ".join(element.get("text", "") for element in card["body"])


def buttons(card):
    rows = [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]
    return [action for row in [*rows, card.get("actions", [])] for action in row]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_item_is_asked_once_in_its_order(instrument):
    asked = [entry["id"] for entry in inputs(form(instrument), "Input.ChoiceSet")]
    assert asked == list(INSTRUMENTS[instrument].item_ids)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_choices_are_the_scale_and_then_dont_know_as_zero(language):
    instrument = INSTRUMENTS["tyoelaman-laatu"]
    for entry, item in zip(inputs(form(language=language), "Input.ChoiceSet"), instrument.items, strict=True):
        labels = [label.say(language) for label in instrument.scale_of(item).labels]
        assert [choice["value"] for choice in entry["choices"]] == ["1", "2", "3", "4", "5", "0"]
        assert [choice["title"] for choice in entry["choices"]] == [
            *labels,
            instrument.dont_know.say(language),
        ]


def test_the_comment_is_optional_and_limited_to_a_thousand_characters():
    (comment,) = inputs(form(), "Input.Text")
    assert comment["id"] == "comment"
    assert comment["maxLength"] == 1000
    assert type(comment["maxLength"]) is int
    assert "isRequired" not in comment


def test_an_instrument_without_a_comment_asks_for_none():
    without = [name for name, instrument in INSTRUMENTS.items() if instrument.comment is None]
    assert all(inputs(form(name), "Input.Text") == [] for name in without)


def test_no_choice_is_made_beforehand():
    assert not any("value" in entry for entry in inputs(form(), "Input.ChoiceSet"))


def test_the_closing_moment_is_told_by_the_clocks_of_the_zone_in_winter_and_summer():
    assert "13.11.2026 klo\u00a016.00" in words(form())
    assert "12.6.2026 klo\u00a017.00" in words(form(closes=datetime(2026, 6, 12, 14, 0, tzinfo=UTC)))


def test_the_threshold_of_the_wave_is_told():
    assert "vähintään 7 on vastannut" in words(form(k=7))


def test_the_form_offers_submit_privacy_and_the_two_other_languages():
    sent = [action["data"] for action in buttons(form(language="sv"))]
    assert sent == [
        {"verb": "survey.privacy", "wave": "w1"},
        {"verb": "survey.language", "wave": "w1", "language": "fi"},
        {"verb": "survey.language", "wave": "w1", "language": "en"},
        {"verb": "survey.submit", "wave": "w1"},
    ]


def test_the_languages_are_named_in_themselves():
    titles = [action["title"] for action in buttons(form(language="en"))]
    assert titles[1:3] == ["Suomeksi", "På svenska"]


def test_a_long_scale_is_a_drop_down_so_that_a_phone_is_not_flooded():
    (ten,) = inputs(form("enps"), "Input.ChoiceSet")
    assert (ten["style"], ten["placeholder"], len(ten["choices"])) == ("compact", "Valitse", 12)
    short = [
        entry for name in ("tyoelaman-laatu", "fiilis") for entry in inputs(form(name), "Input.ChoiceSet")
    ]
    assert {(entry["style"], entry.get("placeholder")) for entry in short} == {("expanded", None)}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_note_of_an_instrument_is_small_print_at_the_end(language):
    last = form("enps", language=language)["body"][-1]
    assert last["text"] == INSTRUMENTS["enps"].note.say(language)
    assert last["size"] == "Small"
    assert "Net Promoter" not in words(form("fiilis", language=language))


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=LONGEST_TARGET).filter(
        str.strip
    )
)
def test_a_teams_own_words_stand_in_labels_only(target):
    """Teams draws labels as plain text on every platform, and choices of an open list as Markdown."""
    asked = with_targets(INSTRUMENTS["kohteet"], [target])
    card = survey_card(asked, wave_id="w1", k=5, closes=CLOSES, zone=HELSINKI, language="fi")
    first, *others = inputs(card, "Input.ChoiceSet")
    assert f"”{target.strip()}”" in first.pop("label")
    assert words(card) == words(form("kohteet"))
    plain = inputs(form("kohteet"), "Input.ChoiceSet")
    assert first | {"id": "", "label": ""} == plain[0] | {"id": "", "label": ""}
    assert others == plain[1:]
