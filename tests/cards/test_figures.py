"""Figures of each kind: uncertain colours, other scales, reversed questions and recommendation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.instrument import Scale
from locales import texts
from tests.cards.shown import (
    INSTRUMENTS,
    LANGUAGES,
    charts,
    column,
    headings,
    notes,
    part,
    result,
    sentences,
    typed,
    written,
)


def factors(card):
    return notes(
        next(e["fallback"] for e in card["body"] if e.get("title") == "Kolme osatekijää ja riskirajat")
    )


def with_margin(margin):
    named = ("safety", "belonging", "purpose")
    return {
        "factors": {"safety": 77.0, "belonging": 60.0, "purpose": 74.0},
        "margins": {f"factor.{name}": margin for name in named},
    }


def test_a_colour_whose_interval_holds_the_limit_is_uncertain():
    assert factors(result("middling", found=with_margin(4.1))) == [
        "Hieman alle riskirajan (80 %), epävarma",
        "Selvästi alle riskirajan (75 %)",
        "Riskirajalla tai sen yli (70 %), epävarma",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_uncertain_is_not_claimed_to_be_under_its_limit(language):
    say = texts(language)

    def named(*keys):
        limits = {"safety": 80, "belonging": 75, "purpose": 70}
        return ", ".join(
            say("cardresults.factors.name", name=say(f"terms.factor.{key}"), limit=say.percent(limits[key]))
            for key in keys
        )

    told = sentences(result("middling", language=language, found=with_margin(4.1)))
    assert typed(say("cardresults.factors.below", names=named("belonging"))) in told
    assert typed(say("findings.risk.uncertain", names=named("safety", "purpose"))) in told
    assert typed(say("findings.risk.indication")) in told


def test_what_is_certain_is_not_called_uncertain():
    card = result("middling", found=with_margin(1.0))
    assert "epävarma" not in written(card).lower()
    assert (
        "Riskirajan alla: Turvallisuus (raja 80 %), Yhteenkuuluvuus ja identiteetti (raja 75 %)."
        in sentences(card)
    )


def test_a_high_figure_of_a_reversed_question_is_called_bad_in_table_and_text():
    card = result("strain")
    assert notes(charts(card)["Chart.HorizontalBar"]["fallback"]) == ["Korkea luku on huono"]
    assert "Tässä kysymyksessä korkea luku on huono." in sentences(card)
    assert not any(notes(charts(result("mood"))["Chart.HorizontalBar"]["fallback"]))
    assert "Tässä kysymyksessä korkea luku on huono." not in sentences(result("mood"))


def test_reversed_questions_among_others_are_named_without_markdown():
    strain, mood = INSTRUMENTS["kuormitus"], INSTRUMENTS["fiilis"]
    both = replace(mood, items=(*mood.items, *strain.items), scales=(*mood.scales, *strain.scales))
    card = result("mood", instrument=both)
    (named,) = [
        e["inlines"][0]["text"]
        for e in card["body"]
        if e["type"] == "RichTextBlock" and "Korkea" in e["inlines"][0]["text"]
    ]
    assert named == "Korkea luku on huono: Kuinka paljon työ on kuormittanut sinua viime viikkoina?"


def test_a_scale_from_zero_to_ten_is_shown_as_people_know_it():
    card = result("recommend")
    chart = charts(card)["Chart.HorizontalBar"]
    assert "Näin vastattiin asteikolla 0-10." in typed(written(card))
    assert column(chart["fallback"], 1) == ["7,7"]
    assert (chart["data"][-1]["x"], chart["data"][-1]["y"]) == ("Asteikon yläpää 10", 10)


def test_questions_on_different_scales_share_no_chart():
    mood = INSTRUMENTS["fiilis"]
    three = Scale(id="service", labels=mood.scales[1].labels[:3])
    card = result("mood", instrument=replace(mood, scales=(mood.scales[0], three)))
    (table,) = part(card, "Keskiarvot kysymyksittäin")["body"][:1]
    assert table["type"] == "Table"
    assert notes(table) == ["Asteikko 1-5", "Asteikko 1-3"]
    assert "Kysymyksillä on eri asteikot" in written(card)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "eNPS on 20. Se voisi yhtä hyvin olla mitä tahansa lukujen -8 ja 43 väliltä."),
        ("sv", "eNPS är 20. Det kunde lika väl vara vad som helst mellan -8 och 43."),
        ("en", "eNPS is 20. It could just as well be anything between -8 and 43."),
    ],
)
def test_recommendation_has_a_score_with_its_interval(language, sentence):
    card = result("recommend", language=language)
    assert sentence in sentences(card)
    assert sum("Net Promoter" in said for said in sentences(card)) == 1


def test_the_shares_behind_the_score_are_told_from_the_top():
    assert "Vastauksista noin 40 % oli 9-10, 40 % 7-8 ja 20 % 0-6." in sentences(result("recommend"))


def test_a_score_that_is_not_published_is_not_shown():
    assert "Suositteluluku eNPS" not in headings(result("recommend-few"))
    assert "Net Promoter" in written(result("recommend-few"))
    assert "Suositteluluku eNPS" not in headings(result("recommend", found={"enps": {}}))


def test_the_note_of_an_instrument_is_the_last_small_print():
    last = [each for each in result("recommend")["body"] if each["type"] == "TextBlock"][-1]
    assert last["text"] == INSTRUMENTS["enps"].note.fi
    assert last["size"] == "Small"
