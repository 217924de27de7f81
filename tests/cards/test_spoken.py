"""What screen readers say of a result: the card's own sentences and figures, and no other."""

from __future__ import annotations

import re

import pytest

from cards.samples import MADE_UP, UNITS
from directory.organisation import Unit
from tests.cards.shown import LANGUAGES, result, sentences, typed, written

SHOWN = [name for name in MADE_UP if name != "none"]
BASIS = ("Tulos perustuu", "Vastauksia on", "Yksikön vastauksia", "Tulos kattaa", "Vastausprosentti")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def figures(text):
    return set(_FIGURE.findall(typed(text)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_every_figure_that_is_read_aloud_is_seen_on_the_card(name, language):
    card = result(name, language=language)
    assert figures(card["speak"]) <= figures(written(card))


@pytest.mark.parametrize("name", SHOWN)
def test_every_sentence_of_the_verdict_the_basis_and_the_answering_is_read_aloud(name):
    card = result(name)
    spoken = typed(card["speak"])
    box = next(element for element in card["body"] if element["type"] == "Container")
    assert typed(box["items"][0]["text"]) in spoken
    told = [sentence for sentence in sentences(card) if sentence.startswith(BASIS)]
    assert told or name == "extreme"
    assert [sentence for sentence in told if sentence not in spoken] == []


def test_every_figure_of_a_result_is_read_aloud_with_its_name():
    spoken = typed(result("middling")["speak"])
    for told in (
        "Työelämän laadun indeksi: 52,9 %.",
        "Turvallisuus: 78,1 %, Hieman alle riskirajan (80 %)",
        "Luottamus: 71,0 %.",
        "Palveluprosessit: 55,0 %.",
        "Vahvuudet: Uskallan kertoa esihenkilölleni, kun olen tehnyt virheen.",
    ):
        assert told in spoken, told


def test_a_group_is_read_aloud_with_its_members():
    assert "Kirkonkylän koulu, Lukio, Kirjasto" in result("group")["speak"]


def test_what_is_coded_or_not_shown_stays_so():
    spoken = typed(result("few")["speak"])
    assert "Luottamus: yli 90 %." in spoken
    assert "Kyvykkyys: -." in spoken


def test_names_are_read_as_they_are():
    name = "<speak>*Oma* & [x](http://evil.example)</speak>"
    unit = Unit("K12", "K1", "työyksikkö", name, name, name)
    assert name in result("middling", unit=unit)["speak"]
    assert not result("middling", unit=unit)["speak"].startswith("<")
    assert UNITS[3].name("fi") not in result("middling", unit=unit)["speak"]
