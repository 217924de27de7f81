"""Cards of deputies: full to the brim they still fit, and nobody's name is read as markup."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cards.deputies import deputies_card
from cards.deputy_news import Told, deputy_news_card
from cards.deputy_parts import MOST_SHOWN, DeputiesView, StandIn
from cards.plan_parts import ROOM, size_of
from content.texts import LANGUAGES
from directory.organisation import Unit
from followups.deputies import Term

DAY = date(2026, 11, 25)
UNITS = [Unit(f"CODE-{n:03}", "K", "yksikkö", "ö" * 40, "å" * 40, "e" * 40) for n in range(69)]
NASTY = "*<b>\N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒{x}" + "n" * 60
STANDING = [StandIn(f"{n:037}", NASTY, UNITS[n], Term(DAY, DAY), has_begun=n == 0) for n in range(MOST_SHOWN)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_card_has_room(language):
    view = DeputiesView(
        unit=None,
        units=UNITS,
        every="*",
        people={f"{number:036}": "Ä" * 40 for number in range(60)},
        standing=STANDING,
        left=9,
        typed={"unit": "*", "person": f"{1:036}", "from": "2026-11-25", "until": "2026-11-25"},
        today=DAY,
    )
    wrong = [("past", ""), ("order", ""), ("overlap", "ö" * 200)]
    assert size_of(deputies_card(view, done=["ö" * 200], wrong=wrong, language=language)) <= ROOM


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_very_many_units_news_show_the_first_buttons(language):
    told = Told("begun", UNITS, Term(DAY, DAY), NASTY, is_deputy=True, shows_results=True)
    card = deputy_news_card(told, language=language)
    assert str(card).count("Action.Execute") <= 6
    assert size_of(card) <= ROOM


def test_a_name_is_plain_text():
    card = deputy_news_card(Told("begun", UNITS[:1], Term(DAY, DAY), NASTY), language="fi")
    assert NASTY in json.dumps(card, ensure_ascii=False)
    assert not any(NASTY in str(each.get("text", "")) for each in card["body"] if each["type"] == "TextBlock")
