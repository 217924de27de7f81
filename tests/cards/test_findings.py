"""What the figures amount to is said where it should be, and only where a result holds it."""

from __future__ import annotations

from typing import get_args

import pytest

from locales import texts
from scoring.standing import STANDINGS
from scoring.trend import Reason
from tests.cards.shown import (
    INSTRUMENTS,
    LANGUAGES,
    headings,
    lines,
    part,
    result,
    said,
    sentences,
    written,
)

FIRST_WAVE = {
    "margins": {},
    "rest": {},
    "standings": {},
    "strengths": [],
    "targets": [],
    "intelligence": None,
    "area": None,
    "around": {},
    "beside_area": {},
    "low_share": None,
    "spread": None,
    "changes": {},
    "trend": [],
    "enps": {},
    "distributions": {},
}
"""A result of the time before findings were stored."""
SPRING = {"wave": "w", "closed": "2026-05-15", "n": 12, "figures": {"index": 48.1}, "margins": {}}
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


class TestTheMargin:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("fi", "± 9: luku voisi yhtä hyvin olla 44-62 %."),
            ("sv", "± 9: talet kunde lika väl vara 44-62 %."),
            ("en", "± 9: the figure could just as well be 44-62%."),
        ],
    )
    def test_of_the_index_is_told_once(self, language, sentence):
        told = sentences(result("middling", language=language))
        assert sum("± 9" in each for each in told) == 1
        assert sentence in sentences(result("middling", language=language))

    @pytest.mark.parametrize(
        ("index", "margin", "sentence"),
        [
            (97.0, 9.3, "± 9: luku voisi yhtä hyvin olla 88-100 %."),
            (3.0, 9.3, "± 9: luku voisi yhtä hyvin olla 0-12 %."),
            (58.93, 0.4, "± 0,4: luku voisi yhtä hyvin olla 58,5-59,3 %."),
        ],
    )
    def test_never_leaves_the_scale_and_never_rounds_away(self, index, margin, sentence):
        found = {"index": index, "margins": {"index": margin}}
        assert sentence in sentences(result("middling", found=found))

    def test_of_a_coded_index_is_not_told(self):
        assert "luku voisi yhtä hyvin" not in written(result("extreme"))

    def test_of_the_only_question_is_told_on_its_own_scale(self):
        assert "± 0,9: luku voisi yhtä hyvin olla 6,8-8,6." in sentences(result("recommend"))

    def test_of_several_questions_is_told_by_the_widest(self):
        found = {"margins": {"item.mood": 0.4, "item.service": 0.6}}
        assert "Keskiarvojen epävarmuus on enintään ± 0,6." in sentences(result("mood", found=found))


class TestTheRestOfTheOrganisation:
    @EACH_LANGUAGE
    @pytest.mark.parametrize("standing", STANDINGS)
    def test_is_compared_with_in_words(self, language, standing):
        card = result("good", language=language, found={"standings": {"index": standing}})
        words = said(language, f"findings.beside.{standing}")
        assert sum(words in sentence for sentence in sentences(card)) == 1

    def test_is_compared_with_for_a_small_group_too(self):
        compared = "Ero muuhun organisaatioon ei erotu sattumasta. Koko organisaation indeksi: 58,9 %."
        assert compared in sentences(result("few"))

    def test_is_compared_with_for_the_only_question(self):
        assert "Luku on selvästi korkeampi kuin muualla organisaatiossa." in sentences(result("strain"))


class TestTheChange:
    @EACH_LANGUAGE
    @pytest.mark.parametrize("standing", STANDINGS)
    def test_of_the_index_has_a_word_for_each_standing(self, language, standing):
        card = result(
            "middling", language=language, found={"changes": {"index": standing}, "trend": [SPRING]}
        )
        before = texts(language)("cardresults.percent", figure=texts(language).number(48.1))
        index = said(language, "cardresults.index.heading")
        assert lines(part(card, said(language, "findings.change.heading"))) == [
            (index, said(language, f"findings.change.{standing}", before=before))
        ]

    def test_that_is_level_is_not_told_apart_from_chance(self):
        assert ("Työelämän laadun indeksi", "Muutos ei erotu sattumasta, aiemmin 55,4 %") in lines(
            result("middling")
        )

    def test_puts_the_index_first_and_at_most_three_others_after_it(self):
        changes = {f"theme.{name}": "lower" for name in ("trust", "belonging", "capability", "autonomy")}
        found = {"changes": changes | {"index": "higher"}}
        told = lines(part(result("middling", found=found), "Verrattuna viime kertaan"))
        assert [name for name, _ in told] == [
            "Työelämän laadun indeksi",
            "Luottamus",
            "Yhteenkuuluvuus",
            "Kyvykkyys",
        ]

    def test_is_seen_against_the_newest_wave_that_may_be_compared(self):
        assert "Vertailukohta: 15.5.2026 sulkeutunut kysely." in sentences(result("short"))
        assert "toinen osa" not in written(result("short"))

    def test_of_nothing_is_said_as_well(self):
        assert "Mikään muutos ei erotu sattumasta." in sentences(result("mood"))

    @EACH_LANGUAGE
    @pytest.mark.parametrize("reason", get_args(Reason))
    def test_that_cannot_be_told_has_a_reason(self, language, reason):
        trend = [{"wave": "w", "closed": "2026-05-15", "reason": reason}]
        card = result("middling", language=language, found={"changes": {}, "trend": trend})
        told = part(card, said(language, "findings.change.heading"))
        assert sentences(told) == [said(language, f"findings.reason.{reason}")]
        assert lines(told) == []

    def test_has_no_place_in_a_first_wave(self):
        assert "Verrattuna viime kertaan" not in headings(result("coverage"))

    def test_of_a_question_is_told_in_its_own_figures(self):
        told = lines(part(result("leadership"), "Verrattuna viime kertaan"))
        assert told[0] == (
            INSTRUMENTS["johtaminen"].items[7].text.fi,
            "Noussut selvästi, aiemmin 2,4",
        )


@pytest.mark.parametrize("name", ["middling", "few", "short", "mood", "recommend"])
def test_a_result_without_findings_says_none(name):
    card = result(name, found=FIRST_WAVE)
    kept = {
        "Työelämän laadun indeksi",
        "Kolme osatekijää ja riskirajat",
        "Viisi teemaa",
        "Keskiarvot kysymyksittäin",
        "Vastaaminen",
    }
    assert set(headings(card)) <= kept
    assert lines(card) == []
    assert "±" not in written(card)
    assert "epävarma" not in written(card)


@EACH_LANGUAGE
def test_only_the_short_form_says_that_its_level_is_its_own(language):
    sentence = said(language, "findings.short")
    assert sentences(result("short", language=language)).count(sentence) == 1
    assert sentence not in sentences(result("good", language=language))
    assert sentence not in sentences(result("mood", language=language))
