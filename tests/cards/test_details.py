"""What lies behind a result: complete, no more than is published, small enough, with a way back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.details import MOST_BUTTONS, Reading, views_of
from cards.details_capabilities import capabilities_card
from cards.details_choose import choose_card
from cards.details_items import MOST_ITEMS, items_card, pages_of
from cards.details_trend import trend_card
from directory.organisation import Unit
from scoring.trend import Reason
from tests.attacks.closing import CLOSES, closed, organisations
from tests.attacks.county import units_of
from tests.attacks.reading import every_number
from tests.cards.behind import (
    EACH_SAMPLE,
    EACH_VIEW,
    FEW,
    FULL,
    LEADERSHIP,
    MOOD,
    SPRING,
    VIEWS,
    bars,
    pressed,
    reading,
    tables,
)
from tests.cards.shown import (
    DASH,
    HELSINKI,
    INSTRUMENTS,
    LANGUAGES,
    charts,
    column,
    headings,
    lines,
    notes,
    said,
    sentences,
    typed,
    written,
)


def published_in(part):
    """Give every number of a published result, to the decimals in which one may be written."""
    if isinstance(part, dict):
        return set().union(*map(published_in, part.values()))
    if isinstance(part, list):
        return set().union(*map(published_in, part))
    if isinstance(part, str):
        return {float(each) for each in re.findall(r"\d+(?:\.\d+)?", part)}
    if isinstance(part, int | float) and not isinstance(part, bool):
        exact = Decimal(str(part))
        return {float(part), *(float(exact.quantize(Decimal(step), ROUND_HALF_UP)) for step in ("0.1", "1"))}
    return set()


def told_by(reading):
    whole = reading.organisation
    known = published_in(reading.published.in_full()) | (published_in(whole.in_full()) if whole else set())
    return known | {100.0}  # where the scale of percents ends


ROOM = 24 * 1024


class TestEveryView:
    @EACH_VIEW
    @EACH_SAMPLE
    def test_shows_no_number_that_is_not_published(self, name, view):
        shown = reading(name, language="en")
        assert set(every_number(VIEWS[view](shown)["body"])) - told_by(shown) - {5.0, 10.0} == set()

    @EACH_VIEW
    @EACH_SAMPLE
    def test_leads_back_and_on_with_six_buttons_at_most(self, name, view):
        shown = reading(name)
        data = pressed(VIEWS[view](shown))
        where = {"unit": shown.published.unit, "wave": shown.published.wave}
        assert {"verb": "results.show", **where} in data
        assert len(data) <= MOST_BUTTONS
        on = [each for each in data if each["verb"] == "results.detail"]
        assert {each["view"] for each in on} <= set(views_of(shown))
        assert all(each | where == each for each in on)
        assert view not in {each["view"] for each in on if "page" not in each}

    @EACH_VIEW
    @pytest.mark.parametrize("language", LANGUAGES)
    @EACH_SAMPLE
    def test_is_small_enough_with_the_longest_names_and_ids(self, name, language, view):
        long = "Ä" * 60
        unit = Unit("K" * 40, "K", "työyksikkö", long, long, long)
        found = {"wave": "0d9f6f0e-8f6a-4b7e-9f6f-0e8f6a4b7e9f", "unit": unit.code}
        shown = reading(name, language=language, found=found, unit=unit)
        assert len(json.dumps(VIEWS[view](shown), ensure_ascii=False).encode()) < ROOM

    @EACH_VIEW
    def test_reads_a_name_that_people_wrote_as_it_is(self, view):
        hostile = "*x* [y](http://evil.example) <b> \u202e 🎉"
        card = VIEWS[view](reading(FULL, unit=Unit("K1", "K", "x", hostile, hostile, hostile)))
        holders = [e for e in card["body"] if "evil.example" in json.dumps(e)]
        assert [(e["type"], e["inlines"][0]["text"]) for e in holders] == [("RichTextBlock", hostile)]


@settings(max_examples=25, deadline=None)
@given(organisations(most=8, answers=14), st.integers(min_value=0, max_value=9))
def test_no_view_of_any_closed_wave_shows_a_number_that_is_not_published(case, seed):
    parents, counts = case
    wave = closed(parents, counts, seed=seed)
    units = {unit.code: unit for unit in units_of(wave.parents)}
    for code, published in wave.results.items():
        if published.tier == "none":
            continue
        whole = wave.results[next(iter(wave.parents))]
        shown = Reading(published, units[code], whole, wave.instrument, CLOSES, HELSINKI, "en")
        for view in VIEWS.values():
            assert set(every_number(view(shown)["body"])) - told_by(shown) - {5.0, 10.0} == set()


class TestQuestions:
    def test_are_grouped_by_theme_and_shared_out_over_pages(self):
        first, second = (items_card(reading(FULL), page=page) for page in ("1", "2"))
        assert [headings(card)[:-2] for card in (first, second)] == [
            ["Luottamus", "Yhteenkuuluvuus", "Kyvykkyys"],
            ["Autonomia", "Palveluprosessit"],
        ]
        names = [name for card in (first, second) for table in tables(card)[:-1] for name in column(table, 0)]
        assert sorted(names) == sorted(item.text.fi for item in INSTRUMENTS["tyoelaman-laatu"].items)

    @pytest.mark.parametrize("page", ["", "0", "3", "-1", "1.0", "٢", "x" * 5000, "9" * 5000])
    def test_begin_with_the_first_page_unless_another_is_named(self, page):
        assert items_card(reading(FULL), page=page) == items_card(reading(FULL), page="1")

    @EACH_SAMPLE
    def test_are_never_more_on_a_page_than_it_holds(self, name):
        shown = reading(name)
        pages = [[item for group in page for item in group.items] for page in pages_of(shown)]
        assert sorted(i.id for page in pages for i in page) == sorted(shown.instrument.item_ids)
        if any(shown.published.items.values()):
            assert max(map(len, pages)) <= MOST_ITEMS

    def test_turn_over_to_the_pages_beside(self):
        turned = [pressed(items_card(reading(FULL), page=page))[0] for page in ("1", "2")]
        assert [(each["view"], each["page"]) for each in turned] == [("items", "2"), ("items", "1")]

    def test_have_their_mean_margin_bar_and_the_rest(self):
        table = tables(items_card(reading(FULL)))[0]
        assert column(table, 1) == ["4,4", "4,2", "3,5"]
        assert column(table, 2) == ["4,1", "4,0", "3,8"]
        assert bars(table) == [9, 8, 6]
        assert table["rows"][1]["cells"][1]["items"][1]["inlines"][0]["text"] == "± 0,5"

    def test_tell_how_they_stand_where_chance_is_not_enough(self):
        first, second = (items_card(reading(FULL), page=page) for page in ("1", "2"))
        assert notes(tables(first)[0])[0] == "Selvästi korkeampi kuin muualla"
        assert notes(tables(second)[1])[1] == "Matalampi kuin muualla, suuntaa antava"
        assert "Muut erot muuhun organisaatioon eivät erotu sattumasta." in sentences(first)

    def test_have_no_bar_where_a_figure_is_coded_or_missing(self):
        first = tables(items_card(reading(FEW)))
        assert column(first[0], 1)[0] == "yli 4,6"
        assert bars(first[0])[0] is None
        assert column(first[2], 1)[1:] == [DASH, DASH]
        assert bars(first[2])[1:] == [None, None]
        assert "Viiva tai puuttuva palkki" in written(items_card(reading(FEW)))

    def test_show_of_ten_answers_how_they_fell_in_chart_and_blocks_and_words(self):
        card = items_card(reading(MOOD))
        chart = charts(card)["Chart.HorizontalBar.Stacked"]
        assert [part["value"] for part in chart["data"][0]["data"]] == [10, 20, 70]
        assert [part["legend"] for part in chart["data"][0]["data"]] == [f"1{DASH}2", "3", f"4{DASH}5"]
        assert typed(chart["data"][0]["title"]).endswith("1-2: 10 % · 3: 20 % · 4-5: 70 %")
        cell = chart["fallback"]["rows"][1]["cells"][0]["items"]
        assert [len(run["text"]) for run in cell[2]["inlines"]] == [2, 4, 14]
        assert typed(cell[1]["inlines"][0]["text"]) == "1-2: 10 % · 3: 20 % · 4-5: 70 %"

    def test_of_fewer_answers_say_when_that_is_shown(self):
        card = items_card(reading(FEW))
        assert "Chart.HorizontalBar.Stacked" not in charts(card)
        assert "Vastausten jakauma näytetään, kun vastauksia on vähintään 10." in sentences(card)

    def test_that_are_reversed_turn_their_tones_and_say_so(self):
        card = items_card(reading("strain"))
        parts = charts(card)["Chart.HorizontalBar.Stacked"]["data"][0]["data"]
        assert [part["color"] for part in parts] == ["good", "neutral", "attention"]
        assert notes(tables(card)[0]) == ["Korkea luku on huono · Selvästi korkeampi kuin muualla"]

    def test_of_recommendation_have_thirds_of_their_own(self):
        parts = charts(items_card(reading("recommend")))["Chart.HorizontalBar.Stacked"]["data"][0]["data"]
        assert [(part["legend"], part["value"]) for part in parts] == [
            (f"0{DASH}6", 20),
            (f"7{DASH}8", 40),
            (f"9{DASH}10", 40),
        ]
        assert "Suositteluluku eNPS" in headings(items_card(reading("recommend")))

    def test_of_which_none_is_shown_are_told_in_one_sentence(self):
        card = items_card(reading("group"))
        assert "Kysymysten lukuja ei voi näyttää: vastauksia on liian vähän." in sentences(card)
        assert tables(card) == []


class TestCapabilities:
    def test_stand_beside_the_same_ones_elsewhere(self):
        card = capabilities_card(reading(FULL))
        table = tables(card)[0]
        assert column(table, 0) == [
            "Johtaminen",
            "Esihenkilötyö",
            "Toimintakulttuuri",
            "Osaaminen",
            "Prosessit",
        ]
        assert (column(table, 1)[4], column(table, 2)[4]) == ("38,3\xa0%", "49,8\xa0%")
        assert notes(table)[4] == "Selvästi matalampi kuin muualla"
        assert said("fi", "sheet.capabilities.how") in sentences(card)

    def test_come_with_the_pair_the_limits_and_the_group_within(self):
        card = capabilities_card(reading(FULL))
        assert headings(card) == ["Viisi kyvykkyyttä", "Systeemiälykkyys", "Riskirajat", "Ryhmän sisällä"]
        assert ("Turvallisuus · 78,1 %", "Hieman alle riskirajan (80 %), epävarma") in lines(card)
        assert any("eroavat paljon toisistaan" in sentence for sentence in sentences(card))
        assert any("10-25 %" in sentence for sentence in sentences(card))

    def test_that_are_not_shown_are_told_so(self):
        card = capabilities_card(reading("good"))
        assert said("fi", "detail.capabilities.nothing") in sentences(card)
        assert "Chart.HorizontalBar" not in charts(card)

    def test_are_offered_where_there_are_any(self):
        assert "capabilities" in views_of(reading(FULL))
        assert "capabilities" not in views_of(reading(MOOD))


class TestTheTrend:
    def test_draws_index_and_factors_from_the_oldest_wave_on(self):
        chart = charts(trend_card(reading(FULL), []))["Chart.Line"]
        assert [course["legend"] for course in chart["data"]] == [
            "Indeksi",
            "Turvallisuus",
            "Yhteenkuuluvuus ja identiteetti",
            "Päämäärät ja luovuus",
        ]
        days = ["14.11.2025", "15.5.2026", "13.11.2026"]
        assert all([point["x"] for point in course["values"]] == days for course in chart["data"])
        assert [point["y"] for point in chart["data"][0]["values"]] == [51, 55.4, 52.9]
        assert (chart["yMin"], chart["yMax"]) == (0, 100)

    def test_lists_the_index_wave_by_wave_for_phones_and_draws_no_coded_one(self):
        table = charts(trend_card(reading(FULL), []))["Chart.Line"]["fallback"]
        assert column(table, 0) == ["15.11.2024", "14.11.2025", "15.5.2026", "13.11.2026"]
        assert [typed(each) for each in column(table, 1)] == ["alle 25 %", "51,0 %", "55,4 %", "52,9 %"]
        assert bars(table) == [None, 5, 6, 5]

    def test_tells_what_each_figure_was(self):
        table = tables(trend_card(reading(FULL), []))[1]
        assert notes(table)[1] == "Aiemmin: 61,5 % · 74,3 % · 79,0 %"
        assert bars(table) == [5, 8, 7, 7]

    def test_of_questions_is_drawn_on_their_own_scale_while_they_are_few(self):
        mood = charts(trend_card(reading(MOOD), []))["Chart.Line"]
        assert (mood["yMin"], mood["yMax"]) == (1, 5)
        assert notes(mood["fallback"])[0] == "Aiemmin: 3,5 · 3,7"
        assert charts(trend_card(reading(LEADERSHIP), [])) == {}
        assert len(tables(trend_card(reading(LEADERSHIP), []))) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("reason", get_args(Reason))
    def test_says_why_a_wave_is_silent(self, language, reason):
        trend = [{"wave": "w", "closed": "2026-05-15", "reason": reason}]
        told = sentences(trend_card(reading("middling", language=language, found={"trend": trend}), []))
        day = {"fi": "15.5.2026", "sv": "15.5.2026", "en": "15 May 2026"}[language]
        assert said(language, f"detail.reason.{reason}", date=day) in told
        assert said(language, "detail.trend.first") in told

    def test_offers_the_other_waves_in_a_list_that_reads_no_markdown(self):
        card = trend_card(reading(FULL), [SPRING, replace(SPRING, wave="wave-3", instrument="*x*")])
        (choice,) = [e for e in card["body"] if e["type"] == "Input.ChoiceSet"]
        assert choice["style"] == "compact"
        assert [(each["title"], each["value"]) for each in choice["choices"]] == [
            ("Fiilis · 15 May 2026", "wave-2"),
            ("*x* · 15 May 2026", "wave-3"),
        ]
        assert pressed(card)[0] == {"verb": "results.show", "unit": "K12"}
        assert choice["id"] == "wave"

    def test_without_other_waves_offers_none(self):
        card = trend_card(reading(FULL), [])
        assert "Yksikön muut kyselyt" not in headings(card)
        assert "trend" not in views_of(reading("coverage", has_others=False))


class TestTheChoice:
    def test_gives_each_pick_its_mean_the_rest_and_its_limit(self):
        told = dict(lines(choose_card(reading(FULL))))
        strength, target = (
            "Esihenkilöni huomaa, miten minulla menee töissä.",
            "Yhteistyömme muiden yksiköiden",
        )
        assert told[strength] == "Keskiarvo 4,2 ± 0,5 asteikolla 1-5 · muualla 4,0"
        (note,) = [note for text, note in told.items() if text.startswith(target)]
        assert note == (
            "Keskiarvo 2,8 ± 0,5 asteikolla 1-5 · muualla 4,1 · "
            "Yhteenkuuluvuus ja identiteetti: riskiraja 75 %"
        )

    def test_offers_an_idea_for_each_target_by_its_theme_and_capability(self):
        shown = reading(FULL)
        told = sentences(choose_card(shown))
        items = {item.id: item for item in shown.instrument.items}
        wanted = [(items[name].theme, items[name].capability) for name in shown.published.targets]
        ideas = {(idea.theme, idea.capability): idea.text.fi for idea in reversed(shown.actions)}
        assert len(wanted) == 3
        assert [text for text in told if text.startswith("Idea: ")] == [
            said("fi", "detail.choose.idea", idea=ideas[pair]) for pair in wanted
        ]
        assert not [text for text in sentences(choose_card(replace(shown, actions=()))) if "Idea: " in text]

    def test_lets_whoever_may_share_the_result_do_so(self):
        plain, offered = reading(FULL), reading(FULL, offers=("share",))
        assert "results.share" not in written(choose_card(plain))
        verbs = [sent["verb"] for sent in pressed(choose_card(offered))]
        assert verbs[0] == "results.share"
        assert len(verbs) <= MOST_BUTTONS

    def test_goes_from_alone_over_pairs_to_all_together(self):
        told = sentences(choose_card(reading(FULL)))
        steps = [said("fi", f"sheet.choose.{step}") for step in ("alone", "pairs", "together", "agree")]
        assert told[-4:] == steps

    def test_without_picks_is_still_a_choice(self):
        card = choose_card(reading("coverage"))
        assert said("fi", "detail.choose.nothing") in sentences(card)
        assert [typed(name) for name in headings(card)] == [
            "Valitkaa 1-3 vahvuutta ja 1-3 kehittämiskohdetta"
        ]
