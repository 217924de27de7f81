"""What a result offers for the talk in the team: strengths, targets, capabilities, the group within."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asked import LONGEST_TARGET, with_targets
from content.instrument import CAPABILITIES
from content.loader import load_instruments
from locales import texts
from tests.cards.shown import (
    LANGUAGES,
    behind,
    headings,
    lines,
    part,
    result,
    said,
    sentences,
    typed,
    written,
)

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


class TestThePicks:
    def test_are_statements_with_their_means_and_how_sure_these_are(self):
        card = result("middling")
        assert lines(part(card, "Vahvuudet"))[0] == (
            "Uskallan kertoa esihenkilölleni, kun olen tehnyt virheen.",
            "Keskiarvo 4,4 ± 0,5 asteikolla 1-5",
        )
        assert lines(part(card, "Kehittämiskohteet"))[0] == (
            "Yhteistyömme muiden yksiköiden kanssa sujuu hyvin.",
            "Keskiarvo 2,8 ± 0,5 asteikolla 1-5",
        )

    @EACH_LANGUAGE
    def test_are_at_most_three_of_each_and_left_to_the_team(self, language):
        card = result("middling", language=language)
        for kind in ("strengths", "targets"):
            assert len(lines(part(card, said(language, f"findings.{kind}.heading")))) == 3
        assert sentences(card).count(said(language, "findings.picks.choose")) == 1

    def test_may_be_strengths_only(self):
        assert "Vahvuudet" in headings(result("mood"))
        assert "Kehittämiskohteet" not in headings(result("mood"))

    def test_keep_a_coded_mean_coded(self):
        assert "Keskiarvo yli 4,6 asteikolla 1-5" in [note for _, note in lines(result("few"))]

    def test_say_that_a_high_figure_is_a_bad_one(self):
        card = result("strain", found={"targets": ["strain"]})
        (pick,) = lines(part(card, "Kehittämiskohteet"))
        assert pick[1] == "Keskiarvo 3,7 ± 0,5 asteikolla 1-5 · Korkea luku on huono"

    @given(target=st.text(min_size=1, max_size=LONGEST_TARGET - 30).filter(str.strip))
    def test_in_a_teams_own_words_are_never_read_as_markdown(self, target):
        words = f"*{target.strip()}* [x](http://evil.example)"
        asked = with_targets(load_instruments()["kohteet"], [words, "toinen"])
        card = result("targets", instrument=asked)
        assert any(typed(words) in text for text, _ in lines(card))
        assert not any("evil.example" in sentence for sentence in sentences(card))


class TestSystemIntelligence:
    @EACH_LANGUAGE
    @pytest.mark.parametrize("weak", CAPABILITIES)
    def test_pairs_the_strong_with_the_weak_and_says_who_goes_on(self, language, weak):
        strong = next(name for name in CAPABILITIES if name != weak)
        found = {"intelligence": {"strong": strong, "weak": weak, "tie": False}}
        told = sentences(
            part(
                behind("middling", language=language, found=found),
                said(language, "findings.intelligence.heading"),
            )
        )
        pair = said(
            language,
            "findings.intelligence.pair",
            strong=said(language, f"findings.capability.{strong}"),
            weak=said(language, f"findings.capability_in.{weak}"),
        )
        assert told == [
            pair,
            said(language, f"findings.who.{weak}"),
            said(language, "findings.intelligence.basis"),
        ]

    def test_says_that_the_order_of_a_tie_may_be_chance(self):
        told = sentences(part(behind("good"), "Systeemiälykkyys"))
        assert "ylinnä toimintakulttuuri, alinna prosessit" in told[0]
        assert "voi olla sattumaa" in told[0]

    def test_of_the_whole_is_compared_with_nobody(self):
        assert "Kyvykkyyksiä on verrattu" not in written(behind("whole"))

    def test_has_no_place_where_it_is_not_known(self):
        assert "Systeemiälykkyys" not in headings(behind("few"))


class TestTheGroupWithin:
    @EACH_LANGUAGE
    @pytest.mark.parametrize(("spread", "key"), [(20.0, "alike"), (20.1, "differ")])
    def test_agrees_or_differs(self, language, spread, key):
        card = behind("middling", language=language, found={"spread": spread})
        figure = texts(language).number(spread)
        assert said(language, f"findings.agreement.{key}", spread=figure) in sentences(card)

    @EACH_LANGUAGE
    @pytest.mark.parametrize("band", ["few", "some", "many"])
    def test_has_a_band_of_low_indices_that_is_an_indication(self, language, band):
        told = sentences(behind("middling", language=language, found={"low_share": band}))
        place = told.index(said(language, f"findings.low_share.{band}"))
        assert told[place + 1] == said(language, "findings.low_share.indication")

    def test_has_no_place_under_ten_answers(self):
        assert "Ryhmän sisällä" not in headings(behind("few"))

    def test_may_have_one_without_the_other(self):
        assert len(sentences(part(behind("coverage"), "Ryhmän sisällä"))) == 1
