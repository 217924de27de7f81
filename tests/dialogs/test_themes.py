"""Themes are found in typed words of three languages, inflected and with small slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.guide import TALKS
from content.texts import LANGUAGES
from dialogs.intents import intent_of
from dialogs.themes import STEMS, theme_in
from locales import texts

SAID = {
    "trust": (
        "kysymyksiä luottamus",
        "kysymyksiä luottamuksesta",
        "Kysymyksiä LUOTTAMUKSESTA!",
        "kysymyksia luotamuksesta",
        "näytä kysymyksiä luottamuksesta",
        "kysymyksiä meidän luottamuksestamme",
        "frågor tillit",
        "frågor om förtroende",
        "frågor om förtroendet hos oss",
        "fragor fortroende",
        "questions trust",
        "qustions trust",
        "show questions about trust",
        "kysymyksiä trust",
        "questions luottamus",
        "frågor: luottamus",
    ),
    "belonging": (
        "kysymyksiä yhteenkuuluvuudesta",
        "kysymyksiä me-hengestä",
        "kysymyksiä yhteishengestä",
        "frågor om samhörighet",
        "frågor om vi-anda",
        "questions belonging",
        "questions about team spirit",
        "questions belongng",
    ),
    "capability": (
        "kysymyksiä kyvykkyys",
        "kysymyksiä osaamisesta",
        "frågor förmåga",
        "frågor om kompetens",
        "questions capability",
        "questions about our skills",
    ),
    "autonomy": (
        "kysymyksia autonomiasta",
        "kysymyksiä osallisuudesta",
        "kysymyksiä autnomiasta",
        "frågor autonomi",
        "frågor om delaktighet",
        "questions autonomy",
    ),
    "processes": (
        "kysymyksiä palveluprosesseista",
        "kysymyksiä prosessit",
        "kysymyksiä prosesista",
        "frågor om processer",
        "frågor serviceprocesser",
        "questions processes",
        "questions proceses",
    ),
    "supervision": (
        "kysymyksiä esihenkilötyöstä",
        "kysymyksiä johtamisesta",
        "frågor om chefsarbete",
        "frågor ledarskap",
        "questions supervision",
        "questions about supervisors",
    ),
}


@pytest.mark.parametrize(("theme", "said"), [(theme, said) for theme, all_ in SAID.items() for said in all_])
def test_words_for_questions_and_a_theme_are_understood(theme, said):
    assert intent_of(said) == "questions"
    assert theme_in(said) == theme


@pytest.mark.parametrize("theme", TALKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theme_is_known_by_the_name_that_cards_give_it(theme, language):
    key = "terms.capability.supervision" if theme == "supervision" else f"terms.theme.{theme}"
    assert theme_in(texts(language)(key)) == theme


def test_every_theme_has_words_of_its_own():
    assert tuple(STEMS) == TALKS
    stems = [stem for those in STEMS.values() for stem in those]
    assert len(stems) == len(set(stems))


@pytest.mark.parametrize(
    "said", ["kysymyksiä säästä", "frågor om lönen", "questions", "kysymyksiä henkilöstöstä", ""]
)
def test_other_words_name_no_theme(said):
    assert theme_in(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        "meillä on paljon kysymyksiä",
        "kysymys luottamuksesta",
        "luottamus",
        "jag frågar chefen",
        "many questions remain about the new shifts",
        "kysymyksiä on paljon eikä kukaan vastaa",
    ],
)
def test_talk_of_questions_is_no_request_for_them(said):
    assert intent_of(said) != "questions"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(said):
    assert theme_in(said) in {"", *TALKS}
