"""The buttons under a result: in the order of the talk, each with its unit and wave."""

from __future__ import annotations

import itertools
import json
from typing import get_args

import pytest

from cards.result_actions import ALWAYS, Offer
from cards.samples import MADE_UP
from tests.cards.shown import LANGUAGES, result

ALL = get_args(Offer)
ROOM = 32
"""Letters of one long button, or of two short ones together, at 320 pixels."""
ROOMY_BYTES = 24 * 1024
"""What is left to a message's 28 KB is room for long names."""


def rows(card):
    return [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]


def actions(card):
    return [action for row in rows(card) for action in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_stand_in_rows_that_a_phone_has_room_for(language):
    made = rows(result("good", language=language, offers=ALL))
    assert [len(row) for row in made] == [2, 1, 1, 2]
    assert all(sum(len(action["title"]) for action in row) <= ROOM for row in made)


def test_six_are_shown_in_the_order_of_the_talk_and_sharing_only_where_there_is_room():
    verbs = [action["verb"] for action in actions(result("good", offers=ALL))]
    assert verbs == [
        *("results.detail", "results.detail", "results.detail"),
        *("guide.theme", "results.level", "results.export"),
    ]
    few = actions(result("good", offers=[offer for offer in ALL if offer != "trend"]))
    assert few[-1]["verb"] == "results.share"


def test_each_says_which_unit_and_which_wave_is_meant():
    made = actions(result("good", offers=ALL))
    assert [action["data"].get("view") for action in made[:4]] == ["items", "trend", "choose", None]
    for action in made:
        assert (action["data"]["unit"], action["data"]["wave"]) == ("K11", "made-up")
        assert action["fallback"]["data"] == action["data"]


@pytest.mark.parametrize("offers", [*itertools.combinations(ALL, 2), ALWAYS])
def test_only_what_leads_somewhere_is_offered(offers):
    assert len(actions(result("good", offers=offers))) == len(offers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MADE_UP)
def test_with_all_of_them_a_card_stays_small(name, language):
    card = result(name, language=language, offers=ALL)
    assert len(json.dumps(card, ensure_ascii=False).encode()) < ROOMY_BYTES
