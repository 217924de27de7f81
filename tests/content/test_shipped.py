"""The questionnaires that come with the product are whole, short and in plain words."""

from __future__ import annotations

import re
from itertools import combinations, product

import pytest

from content.instrument import CAPABILITIES, FACTORS, THEME_OF, THEMES
from content.loader import SHIPPED, load_instruments
from content.texts import LANGUAGES

INSTRUMENTS = load_instruments()
GRID = INSTRUMENTS["tyoelaman-laatu"]
FIILIS = INSTRUMENTS["fiilis"]
EVERY_ITEM = [item for instrument in INSTRUMENTS.values() for item in instrument.items]
LONGEST = 120
OWN_LANGUAGE = {"fi": "äö", "sv": "åäö"}


def test_every_file_shipped_is_loaded():
    assert (
        sorted(INSTRUMENTS)
        == sorted(path.stem for path in SHIPPED.glob("*.toml"))
        == ["fiilis", "tyoelaman-laatu"]
    )


def test_quality_of_working_life_asks_every_capability_of_every_factor_once():
    cells = [(item.capability, item.factor) for item in GRID.items]
    assert len(cells) == 15
    assert sorted(cells) == sorted(product(CAPABILITIES, FACTORS))
    assert GRID.has_index


def test_the_items_of_quality_of_working_life_are_named_by_their_cell():
    assert [item.id for item in GRID.items] == [f"{item.capability}-{item.factor}" for item in GRID.items]


@pytest.mark.parametrize(
    ("theme", "cells"),
    [
        ("trust", {"leadership-safety", "supervision-safety", "supervision-belonging"}),
        ("belonging", {"leadership-belonging", "culture-safety", "culture-belonging"}),
        ("capability", {"competence-safety", "competence-belonging", "competence-purpose"}),
        ("autonomy", {"leadership-purpose", "supervision-purpose", "culture-purpose"}),
        ("processes", {"processes-safety", "processes-belonging", "processes-purpose"}),
    ],
)
def test_a_theme_gathers_three_items(theme, cells):
    assert {item.id for item in GRID.items if item.theme == theme} == cells


def test_every_cell_has_a_theme_and_every_theme_a_cell():
    assert set(THEME_OF) == set(product(CAPABILITIES, FACTORS))
    assert set(THEME_OF.values()) == set(THEMES)


def test_quality_of_working_life_invites_one_comment_and_warns_of_names_and_health():
    assert GRID.comment is not None
    for language, words in {
        "fi": ("nimet", "terveys"),
        "sv": ("namn", "hälsa"),
        "en": ("names", "health"),
    }.items():
        assert all(word in GRID.comment.say(language) for word in words)


def test_the_mood_pulse_asks_two_questions_on_scales_of_their_own():
    assert FIILIS.item_ids == ("mood", "service")
    assert [FIILIS.scale_of(item).id for item in FIILIS.items] == ["mood", "service"]
    assert not FIILIS.has_index
    assert FIILIS.comment is None


@pytest.mark.parametrize("item", EVERY_ITEM, ids=lambda item: item.id)
@pytest.mark.parametrize("language", LANGUAGES)
class TestAnItem:
    def test_fits_on_a_phone(self, language, item):
        assert len(item.text.say(language)) <= LONGEST

    def test_is_one_sentence(self, language, item):
        assert re.fullmatch(r"[A-ZÄÖÅ][^.?!]*[.?]", item.text.say(language))

    def test_is_said_without_not(self, language, item):
        negations = {
            "fi": r"\b(en|ei|emme|älä|ilman)\b",
            "sv": r"\b(inte|ingen|utan)\b",
            "en": r"\b(not|no|never|without)\b",
        }
        assert not re.search(negations[language], item.text.say(language).casefold())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_sound_alike(language):
    for one, other in combinations(EVERY_ITEM, 2):
        mine, yours = (set(re.findall(r"\w+", item.text.say(language).casefold())) for item in (one, other))
        assert len(mine & yours) / len(mine | yours) < 0.5, (one.id, other.id)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda instrument: instrument.id)
def test_the_three_languages_are_three_languages(instrument):
    for text in (instrument.name, instrument.intro, *(item.text for item in instrument.items)):
        assert len({text.fi, text.sv, text.en}) == 3
    for language, letters in OWN_LANGUAGE.items():
        assert set(letters) & set("".join(item.text.say(language) for item in instrument.items))
