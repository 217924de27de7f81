from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.notices import notice_card
from cards.results import result_card
from cards.samples import MADE_UP, UNITS, made_up
from content.loader import load_instruments
from directory.organisation import Unit
from scoring.disclosure import restore

INSTRUMENTS = load_instruments()
CLOSED = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
DASH = "\N{EN DASH}"
HELSINKI = ZoneInfo("Europe/Helsinki")


def result(name, *, language="fi", **changes):
    sample = replace(made_up(name), **changes)
    return result_card(
        sample.published,
        unit=sample.unit,
        members=sample.members,
        organisation=sample.organisation,
        instrument=INSTRUMENTS[sample.published.instrument],
        closed_at=CLOSED,
        zone=HELSINKI,
        language=language,
    )


def written(card):
    return spaced(json.dumps(card, ensure_ascii=False))


def spaced(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def charts(card):
    """Give the last chart of each type."""
    return {element["type"]: element for element in card["body"] if element["type"].startswith("Chart.")}


def column(table, place):
    return [row["cells"][place]["items"][0]["inlines"][0]["text"] for row in table["rows"][1:]]


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
    sample = made_up("good")
    stored = json.loads(sample.published.to_json()) | {"index": 64.6}
    gauge = charts(result("good", published=restore(json.dumps(stored))))["Chart.Gauge"]
    assert gauge["value"] == 64.6


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fi", "alle 25 %"), ("sv", "under 25 %"), ("en", "under 25%")],
)
def test_a_coded_index_is_told_in_words_and_drawn_on_no_gauge(language, shown):
    card = result("extreme", language=language)
    assert "Chart.Gauge" not in charts(card)
    assert shown in written(card)


def test_a_bar_tells_its_figure_and_the_organisations_in_words():
    first, second, *_ = charts(result("few"))["Chart.HorizontalBar"]["data"]
    assert spaced(first["x"]) == "Luottamus · yli 90 % (koko org. 74,1 %)"
    assert spaced(second["x"]) == "Yhteenkuuluvuus · 77,5 % (koko org. 72,0 %)"
    assert "Turvallisuus, raja 80 % · 86,2 % (koko org. 76,4 %)" in written(result("good"))


def test_a_figure_that_is_not_published_is_a_dash_and_no_bar():
    themes = charts(result("few"))["Chart.HorizontalBar"]
    assert column(themes["fallback"], 1)[2] == DASH
    assert len(themes["data"]) == 4 + 1  # and the top of the scale
    assert "Viiva tai puuttuva palkki" in written(result("few"))


def test_factors_stand_against_their_limits_in_words_as_well_as_in_colour():
    card = written(result("middling"))
    assert "Hieman alle riskirajan (80 %)" in card
    assert "Selvästi alle riskirajan (75 %)" in card
    assert "Riskirajan alla: Turvallisuus (raja 80 %)" in card


def test_clear_limits_are_claimed_only_when_all_factors_are_known():
    assert "Mikään osatekijä ei ole riskirajan alla" in written(result("good"))
    assert "Mikään osatekijä ei ole riskirajan alla" not in written(result("few"))


def test_the_organisation_is_compared_with_but_not_with_itself():
    assert "Koko organisaation indeksi: 58,9 %" in written(result("good"))
    assert "koko org" not in written(result("whole")).lower()
    assert "koko org" not in written(result("good", organisation=None)).lower()


def test_a_group_names_its_members():
    card = written(result("group"))
    assert "naapuriryhmän yhteisen tuloksen" in card
    assert "Kirkonkylän koulu + Lukio + Kirjasto" in card


def test_a_partial_result_says_how_much_it_covers():
    assert "kattaa 88 % vastauksista" in written(result("coverage"))


def test_nothing_published_reads_exactly_like_any_refusal():
    for language in ("fi", "sv", "en"):
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
        assert len({written(result(name, language=language)) for language in ("fi", "sv", "en")}) == 3
