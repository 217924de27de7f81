"""How a card says that a unit stands to the rest of its area."""

from __future__ import annotations

import pytest

from cards.samples import UNITS
from directory.organisation import Unit
from scoring.standing import STANDINGS
from tests.cards.shown import LANGUAGES, headings, lines, part, result, said, sentences, typed, written

HEADING = "Verrattuna muuhun alueeseen"


def test_the_index_and_what_differs_stand_under_the_areas_name():
    told = part(result("good"), HEADING)
    assert "Sivistys" in written(told)
    assert lines(told) == [
        ("Työelämän laadun indeksi", "Selvästi korkeampi kuin muualla alueella, siellä 57,1 %"),
        ("Luottamus", "Näyttää korkeammalta kuin muualla alueella (suuntaa antava), siellä 73,8 %"),
        ("Turvallisuus", "Näyttää korkeammalta kuin muualla alueella (suuntaa antava), siellä 76,9 %"),
    ]


def test_a_small_group_reads_the_words_alone():
    told = lines(part(result("few"), HEADING))
    assert told[0] == ("Työelämän laadun indeksi", "Ero ei erotu sattumasta")
    assert "%" not in "".join(note for _, note in told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("standing", STANDINGS)
def test_every_standing_has_its_words(language, standing):
    found = {"beside_area": {"index": standing}, "around": {}}
    told = part(result("good", language=language, found=found), said(language, "findings.area.heading"))
    assert lines(told)[0][1] == said(language, f"findings.area.{standing}")
    assert said(language, "findings.area.which") in sentences(told)


def test_without_an_area_there_is_no_such_part():
    assert HEADING not in headings(result("middling"))
    assert HEADING not in headings(result("good", found={"area": None, "beside_area": {}}))


def test_the_name_of_an_area_is_never_read_as_markdown():
    name = "*Alue* [x](http://evil.example)"
    told = part(result("good", area=Unit("K1", "K", "tulosalue", name, name, name)), HEADING)
    assert name in typed(written(told))
    assert not any("evil" in sentence for sentence in sentences(told))
    assert UNITS[1].name("fi") not in written(told)
