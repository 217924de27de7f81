"""The buttons under a result: in the order of the talk, each with the unit and the wave it is about."""

from __future__ import annotations

import itertools
import json
from typing import get_args

import pytest

from cards.result_actions import ALWAYS, Offer
from cards.samples import MADE_UP
from tests.cards.shown import LANGUAGES, result

ALL = get_args(Offer)
ROOMY_BYTES = 24 * 1024
"""What is left to a message's 28 KB is room for long names."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_them_are_six_and_one_behind_the_menu(language):
    actions = result("good", language=language, offers=ALL)["actions"]
    assert [action["verb"] for action in actions] == [
        *("results.detail", "results.share", "results.detail", "guide.theme", "results.detail"),
        *("results.level", "results.export"),
    ]
    assert [action.get("mode") for action in actions] == [*[None] * 6, "secondary"]
    assert len({action["title"] for action in actions}) == len(actions)


def test_each_says_which_unit_and_which_wave_is_meant():
    for action in result("good", offers=ALL)["actions"]:
        assert (action["data"]["unit"], action["data"]["wave"]) == ("K11", "made-up")
        assert action["fallback"]["data"] == action["data"]


@pytest.mark.parametrize("offers", [*itertools.combinations(ALL, 2), ALWAYS])
def test_only_what_leads_somewhere_is_offered(offers):
    actions = result("good", offers=offers)["actions"]
    assert len(actions) == len(offers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MADE_UP)
def test_with_all_of_them_a_card_stays_small(name, language):
    card = result(name, language=language, offers=ALL)
    assert len(json.dumps(card, ensure_ascii=False).encode()) < ROOMY_BYTES
