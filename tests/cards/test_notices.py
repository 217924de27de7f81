from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.notices import found_sentence, notice_card, pending_card, reminder_card
from cards.open_wave import OpenWave
from cards.receipt import receipt_card
from cards.units import choose_unit_card
from cards.welcome import help_card, welcome_card
from content.loader import load_instruments
from directory.organisation import Unit
from locales import UnknownText

INSTRUMENTS = load_instruments()
HELSINKI = ZoneInfo("Europe/Helsinki")
CLOSES = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)


HAS_OR_HAS_NOT = (
    "vastannut",
    "et ole",
    "puuttuu",
    "har svarat",
    "inte",
    "saknas",
    "answered yet",
    "not ",
    "missing",
)


def reminder(whom, language):
    return reminder_card(
        INSTRUMENTS["fiilis"], whom=whom, wave_id="w1", closes=CLOSES, zone=HELSINKI, language=language
    )


def sent(card):
    rows = [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]
    return [action["data"] for row in [*rows, card.get("actions", [])] for action in row]


def units(count):
    return [Unit(f"U{place}", None, "työyksikkö", f"*Yksikkö* {place}", "", "") for place in range(count)]


def test_an_unknown_notice_is_an_error_and_not_an_empty_card():
    with pytest.raises(UnknownText):
        notice_card("no_such_notice", language="fi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("key", ["personal_data", "identity_code"])
def test_what_a_comment_seems_to_hold_is_told_by_kind_in_one_order(key, language):
    said = found_sentence(key, {"phone", "name"}, language=language)
    assert said == found_sentence(key, ["name", "phone"], language=language)
    assert not set("{}") & set(said)
    assert said != found_sentence(key, {"name"}, language=language)


def test_the_reminder_suits_those_who_have_answered_and_opens_the_form():
    card = reminder("all", "fi")
    assert "Jos olet jo vastannut, kiitos" in json.dumps(card, ensure_ascii=False)
    assert sent(card) == [{"verb": "survey.language", "wave": "w1", "language": "fi"}]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_reminder_of_a_few_says_of_nobody_whether_they_have_answered(language):
    card = reminder("unanswered", language)
    assert sent(card) == [{"verb": "survey.language", "wave": "w1", "language": language}]
    said = json.dumps(card, ensure_ascii=False).lower()
    assert [word for word in HAS_OR_HAS_NOT if word in said] == []


def test_a_result_that_is_not_there_yet_is_promised_only_when_a_wave_is_open():
    still_open = json.dumps(pending_card(OpenWave(CLOSES), zone=HELSINKI, language="fi"), ensure_ascii=False)
    never = json.dumps(pending_card(None, zone=HELSINKI, language="fi"), ensure_ascii=False)
    assert "13.11.2026 klo\u00a016.00" in still_open
    assert "Yhtään kyselyä" in never


def test_the_receipt_has_nothing_to_press_and_nothing_to_fill_in():
    card = receipt_card(INSTRUMENTS["tyoelaman-laatu"], language="fi")
    assert {element["type"] for element in card["body"]} == {"TextBlock"}
    assert "actions" not in card


def test_help_offers_what_it_is_told_and_nothing_else():
    assert sent(help_card(language="fi", offers=[])) == []
    assert sent(help_card(language="fi", offers=["results", "language"])) == [
        {"verb": "results.show"},
        {"verb": "survey.language", "language": "sv"},
        {"verb": "survey.language", "language": "en"},
    ]


def test_a_survey_is_offered_only_with_its_wave():
    assert sent(help_card(language="fi", offers=["survey"])) == []
    opened = [{"verb": "survey.language", "wave": "w1", "language": "fi"}]
    assert sent(help_card(language="fi", offers=["survey"], wave_id="w1")) == opened
    assert sent(welcome_card(language="fi", offers=["survey"], wave_id="w1")) == opened


def test_a_few_units_are_buttons_and_many_are_a_list():
    few, many = choose_unit_card(units(6), language="sv"), choose_unit_card(units(7), language="sv")
    assert [data["unit"] for data in sent(few)] == ["U0", "U1", "U2", "U3", "U4", "U5"]
    assert sent(many) == [{"verb": "results.show"}]
    (chosen,) = [element for element in many["body"] if element["type"] == "Input.ChoiceSet"]
    assert chosen["id"] == "unit"
    assert chosen["style"] == "compact"
    assert [choice["value"] for choice in chosen["choices"]] == [unit.code for unit in units(7)]
