"""The cards of the guiding questions: a few at a time, why these, the way to others, and words to copy."""

from __future__ import annotations

import json
from itertools import chain

import pytest

from cards.guides import Basis, choose_theme_card, questions_in_words, theme_card, whole_theme_card
from cards.samples import UNITS, made_up
from content.guide import TALKS
from content.guides import load_guides
from content.texts import LANGUAGES
from directory.organisation import Unit
from locales import texts

GUIDES = load_guides()
TRUST = GUIDES["trust"]
STRANGE = ("x" * 60, "**Koti** [x](https://example.org)", "<b>Koti</b>", "بيت 🏥", "{theme}")


def basis(*raised, unit=UNITS[2], result="good"):
    return Basis(unit, made_up(result).published, {"trust": frozenset(raised)} if raised else {})


def asked(card):
    boxes = [element for element in card["body"] if element["type"] == "Container"]
    return [box["items"][0]["inlines"][0]["text"] for box in boxes]


def pressed(card):
    """Give what each button sends, by its words."""
    rows = [row["actions"] for row in card["body"] if row["type"] == "ActionSet"]
    return {each["title"]: each["data"] for each in chain(*rows, card.get("actions", []))}


def sentences(card):
    return [element["text"] for element in card["body"] if element["type"] == "TextBlock"]


def test_pages_show_every_question_once_and_go_round():
    pages = [asked(theme_card(TRUST, page=page, language="fi")) for page in range(4)]
    assert list(chain(*pages[:3])) == [question.text.fi for question in TRUST.questions]
    assert pages[3] == pages[0]


@pytest.mark.parametrize("page", [0, 1, 2, 3, 999])
def test_more_leads_to_the_next_page_and_from_the_last_one_to_the_first(page):
    more = pressed(theme_card(TRUST, page=page, language="sv"))["Fler"]
    assert more == {"verb": "guide.theme", "theme": "trust", "page": str(page % 3 + 1)}


@pytest.mark.parametrize("theme", TALKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_shows_three_to_five_questions_and_says_which(theme, language):
    card = theme_card(GUIDES[theme], page=0, language=language)
    shown = len(asked(card))
    assert 3 <= shown <= 5
    count = texts(language)("cardguide.count", first=1, last=shown, of=len(GUIDES[theme].questions))
    assert count in sentences(card)


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        (["strength"], "vahvuus"),
        (["target"], "kehittämiskohde"),
        (["strength", "target"], "sekä vahvuus että"),
    ],
)
def test_what_the_result_raises_is_said_in_one_sentence_and_asked_first(raised, why):
    card = theme_card(TRUST, page=0, language="fi", basis=basis(*raised))
    (said,) = [text for text in sentences(card) if "Tuloksen mukaan" in text]
    assert why in said
    uses = {question.text.fi: question.use for question in TRUST.questions}
    assert {uses[question] for question in asked(card)[:3]} <= set(raised)


@pytest.mark.parametrize(("result", "is_shared"), [("good", False), ("coverage", False), ("group", True)])
def test_a_result_that_is_not_the_units_own_is_said_to_be_shared(result, is_shared):
    card = theme_card(TRUST, page=0, language="fi", basis=basis("target", result=result))
    assert ("Tulos on yhteinen naapuriyksiköiden kanssa." in sentences(card)) == is_shared


def test_a_theme_that_the_result_does_not_raise_is_asked_in_order_and_nothing_is_said_of_it():
    card = theme_card(TRUST, page=0, language="fi", basis=basis())
    assert asked(card) == asked(theme_card(TRUST, page=0, language="fi"))
    assert "Tuloksen" not in " ".join(sentences(card))


def test_every_button_keeps_to_the_result_that_it_came_from():
    for card in (
        theme_card(TRUST, page=0, language="en", basis=basis("target")),
        choose_theme_card(language="en", basis=basis()),
    ):
        sent = pressed(card)
        assert all((data["unit"], data["wave"]) == (UNITS[2].code, "made-up") for data in sent.values())
    assert pressed(theme_card(TRUST, page=0, language="en", basis=basis()))["Back to the result"] == {
        "verb": "results.show",
        "unit": UNITS[2].code,
        "wave": "made-up",
    }


def test_without_a_result_no_button_names_a_unit():
    for card in (
        theme_card(TRUST, page=0, language="fi"),
        whole_theme_card(TRUST, language="fi"),
        choose_theme_card(language="fi"),
    ):
        assert '"unit"' not in json.dumps(card)
        assert "results.show" not in json.dumps(card)


def test_the_other_themes_are_one_choice_away():
    (chosen,) = [
        e for e in theme_card(TRUST, page=0, language="fi")["body"] if e["type"] == "Input.ChoiceSet"
    ]
    assert [choice["value"] for choice in chosen["choices"]] == [each for each in TALKS if each != "trust"]


def test_the_choice_of_a_theme_offers_all_of_them():
    assert [data["theme"] for data in pressed(choose_theme_card(language="fi")).values()] == list(TALKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_to_copy_hold_every_question_in_order_and_nothing_else(language):
    title, *lines = questions_in_words(TRUST, language=language).split("\n\n")
    assert title == texts(language)("cardguide.title", theme=texts(language)("terms.theme.trust"))
    assert lines == [
        f"{number}. {question.text.say(language)}" for number, question in enumerate(TRUST.questions, start=1)
    ]


@pytest.mark.parametrize("name", STRANGE)
def test_the_name_of_a_unit_is_shown_as_it_is(name):
    card = theme_card(
        TRUST, page=0, language="fi", basis=basis("target", unit=Unit("K", None, "kunta", name, "", ""))
    )
    shown = [e["inlines"][0]["text"] for e in card["body"] if e["type"] == "RichTextBlock"]
    assert shown == [name]
    assert not [text for text in sentences(card) if name in text]
