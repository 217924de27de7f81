from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.notices import notice_card
from cards.samples import MADE_UP, UNITS
from directory.organisation import Unit
from tests.cards.shown import DASH, LANGUAGES, charts, column, result, spaced, written


@pytest.mark.parametrize(
    ("name", "verdict", "style"),
    [
        ("good", "hyvällä tasolla", "good"),
        ("middling", "keskitasoa", "warning"),
        ("poor", "heikolla", "attention"),
    ],
)
def test_the_verdict_comes_before_any_figure(name, verdict, style):
    body = result(name)["body"]
    box = next(place for place, element in enumerate(body) if element["type"] == "Container")
    assert verdict in body[box]["items"][0]["text"]
    assert body[box]["style"] == style
    assert "%" not in json.dumps(body[:box])


def test_the_gauge_spans_the_four_classes_and_shows_the_index():
    gauge = charts(result("middling"))["Chart.Gauge"]
    assert [segment["size"] for segment in gauge["segments"]] == [40, 25, 10, 25]
    assert (gauge["min"], gauge["value"], gauge["max"]) == (0, 53, 100)
    assert gauge["subLabel"] == f"Paljon kehitettävää (40{DASH}64)"


def test_the_gauge_does_not_round_an_index_into_the_next_class():
    gauge = charts(result("good", found={"index": 64.6}))["Chart.Gauge"]
    assert gauge["value"] == 64.6


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fi", "alle 25 %"), ("sv", "under 25 %"), ("en", "under 25%")],
)
def test_a_coded_index_is_told_in_words_and_drawn_on_no_gauge(language, shown):
    card = result("extreme", language=language)
    assert "Chart.Gauge" not in charts(card)
    assert shown in written(card)


def test_a_bar_tells_its_figure_and_the_one_beside_it_in_words():
    first, second, *_ = charts(result("few"))["Chart.HorizontalBar"]["data"]
    assert spaced(first["x"]) == "Luottamus · yli 90 % (koko org. 74,1 %)"
    assert spaced(second["x"]) == "Yhteenkuuluvuus · 77,5 % (koko org. 72,0 %)"
    assert "Turvallisuus, raja 80 % · 86,2 % (muu org. 76,0 %)" in written(result("good"))


def test_a_figure_that_is_not_published_is_a_dash_and_no_bar():
    themes = charts(result("few"))["Chart.HorizontalBar"]
    assert column(themes["fallback"], 1)[2] == DASH
    assert len(themes["data"]) == 4 + 1  # and the top of the scale
    assert "Viiva tai puuttuva palkki" in written(result("few"))


def test_factors_stand_against_their_limits_in_words_as_well_as_in_colour():
    card = written(result("whole"))
    assert "Hieman alle riskirajan (80 %)" in card
    assert "Selvästi alle riskirajan (70 %)" in card
    assert "Riskirajan alla: Turvallisuus (raja 80 %)" in card


def test_clear_limits_are_claimed_only_when_all_factors_are_known():
    known = {"factors": {"safety": 86.2, "belonging": 79.0, "purpose": 74.8}, "margins": {}}
    assert "Mikään osatekijä ei ole riskirajan alla" in written(result("good", found=known))
    assert "Mikään osatekijä ei ole riskirajan alla" not in written(
        result("good", found=known | {"factors": known["factors"] | {"safety": None}})
    )


def test_a_result_is_read_beside_the_rest_or_else_the_whole_but_never_itself():
    assert "Muualla indeksi on 58,4 %" in written(result("good"))
    assert "koko org" not in written(result("good")).lower()
    assert "Koko organisaation indeksi: 58,9 %" in written(result("few"))
    for alone in (result("whole"), result("few", organisation=None)):
        assert "koko org" not in written(alone).lower()
        assert "muu org" not in written(alone).lower()


def test_a_group_names_its_members():
    card = written(result("group"))
    assert "naapuriryhmän yhteisen tuloksen" in card
    assert "Kirkonkylän koulu + Lukio + Kirjasto" in card


def test_a_partial_result_says_how_much_it_covers():
    assert "kattaa 88 % vastauksista" in written(result("coverage"))


def test_nothing_published_reads_exactly_like_any_refusal():
    for language in LANGUAGES:
        assert result("none", language=language) == notice_card("refusal", language=language)


def test_a_few_answers_are_never_counted_exactly():
    assert f"5{DASH}9" in written(result("few"))
    assert "Tulos perustuu" not in written(result("few"))
    assert "Tulos perustuu 16 vastaukseen" in written(result("good"))


def test_a_pulse_without_an_index_shows_means_of_its_questions():
    table = charts(result("mood"))["Chart.HorizontalBar"]["fallback"]
    assert column(table, 1) == ["3,9", "4,2"]
    assert "QWL" not in written(result("mood"))
    few = charts(result("mood-few"))["Chart.HorizontalBar"]["fallback"]
    assert column(few, 1) == ["alle 2,0", DASH]


def test_the_response_rate_comes_with_what_it_is_worth():
    assert "Vastausprosentti: 38 %" in written(result("poor"))
    assert "eivät edusta ryhmää" in written(result("poor"))
    assert "Vastausprosentti: vähintään 90 %" in written(result("few"))
    assert "Vastausprosentti" not in written(result("group"))


@given(name=st.text(min_size=1).map(lambda written: f"*{written}* [x](http://evil.example) <b>"))
def test_a_name_that_people_wrote_is_never_read_as_markdown(name):
    hostile = Unit("K15", "K1", "työyksikkö", name, name, name)
    card = result("group", unit=hostile, members=(hostile, UNITS[2]))
    runs, others = [], []
    for element in card["body"]:
        (runs if element["type"] == "RichTextBlock" else others).append(element)
    assert [run["inlines"][0]["text"] for run in runs] == [name, f"{name} + Päiväkoti Satu"]
    assert "evil.example" not in json.dumps(others)


def test_every_made_up_result_can_be_shown_in_every_language():
    for name in MADE_UP:
        assert len({written(result(name, language=language)) for language in LANGUAGES}) == 3
