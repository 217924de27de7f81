"""Explanations and bars: they stand where they are wanted, claim nothing, and leave a card small."""

from __future__ import annotations

import json
import re

import pytest

from cards.details_capabilities import capabilities_card
from cards.details_explain import explain_card
from cards.elements import BLOCKS
from cards.gallery import gallery
from locales.catalogues import forms
from tests.attacks.reading import every_text
from tests.cards.behind import FEW, FULL, MOOD, VIEWS, bars, reading, tables
from tests.cards.shown import LANGUAGES, result, said, sentences, written
from tests.locales.test_findings import ABOUT_HEALTH, CLAIMS


class TestTheExplanations:
    @pytest.mark.parametrize(
        ("name", "key"), [("good", "good"), ("middling", "middling"), ("poor", "poor"), (MOOD, "any")]
    )
    def test_begin_with_how_to_take_a_result_like_this(self, name, key):
        assert sentences(explain_card(reading(name)))[3] == said("fi", f"explain.take.{key}")

    @pytest.mark.parametrize(
        ("name", "tier"), [("good", "full"), (FEW, "means"), ("group", "group"), ("coverage", "coverage")]
    )
    def test_say_what_is_hidden_in_this_result_and_from_how_many_on(self, name, tier):
        told = sentences(explain_card(reading(name, k=7)))
        assert said("fi", f"explain.hidden.{tier}") in told
        assert said("fi", "explain.hidden.limit", k=7) in told

    def test_without_an_index_explain_none(self):
        assert "indeksi" not in written(explain_card(reading(MOOD))).lower()

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("banned", [CLAIMS, ABOUT_HEALTH])
    @pytest.mark.parametrize("domain", ["explain", "detail"])
    def test_claim_no_cause_and_no_diagnosis(self, domain, language, banned):
        found = {
            key: match.group()
            for key, told in forms(language, domain).items()
            for form in told
            if (match := re.search(banned[language], form, flags=re.IGNORECASE))
        }
        assert found == {}

    def test_unfold_under_the_headings_of_a_result(self):
        card = capabilities_card(reading(FULL))
        hidden = [element["id"] for element in card["body"] if element.get("isVisible") is False]
        assert hidden == ["explain-capabilities", "explain-factors", "explain-spread"]


def test_bars_and_explanations_leave_the_card_of_a_result_well_within_a_message():
    for name, made in gallery().items():
        sizes = [
            len(json.dumps(c, ensure_ascii=False, separators=(",", ":")).encode()) for c in made.values()
        ]
        assert not name.startswith("result-") or max(sizes) < 24 * 1024, name


def test_a_bar_is_ten_blocks_whatever_the_figure():
    for value in (0.0, 4.9, 5.0, 52.9, 94.9, 95.0, 100.0):
        table = tables(capabilities_card(reading(FULL, found={"capabilities": {"leadership": value}})))[0]
        drawn = table["rows"][1]["cells"][0]["items"][1]["text"]
        assert len(drawn) == BLOCKS
        assert drawn.count("\N{FULL BLOCK}") == int(value / 10 + 0.5)


def test_the_bars_of_factors_have_the_colours_of_their_risk_on_the_result_itself():
    card = result("middling")
    (table,) = [e["fallback"] for e in card["body"] if e.get("title") == "Kolme osatekijää ja riskirajat"]
    drawn = [row["cells"][0]["items"][-1] for row in table["rows"][1:]]
    assert [bar["color"] for bar in drawn] == ["Warning", "Attention", "Warning"]
    assert bars(table) == [8, 7, 7]


def test_every_text_of_a_view_is_in_the_readers_language():
    for view, build in VIEWS.items():
        told = [set(every_text(build(reading(FULL, language=language)))) for language in LANGUAGES]
        assert len(set(map(frozenset, told))) == len(LANGUAGES), view
