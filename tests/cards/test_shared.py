"""What a team gets of its result is part of what is published, and what comes next fits every card."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from cards.activity import message
from cards.ready import Next, choose_ready_card, ready_card
from cards.samples import MADE_UP, UNITS, made_up
from cards.shared import Team, confirm_card, shared_card
from delivery.guards import LARGEST_MESSAGE
from directory.organisation import Unit
from locales import texts
from scoring.in_words import mean_in_words, percent_in_words
from tests.cards.shown import CLOSED, HELSINKI, INSTRUMENTS, LANGUAGES, result, written

SHOWN = tuple(name for name in MADE_UP if name != "none")
DAY = date(2026, 11, 27)
FIGURES = {"fi": re.compile(r"\d+,\d+"), "sv": re.compile(r"\d+,\d+"), "en": re.compile(r"\d+\.\d+")}
NASTY = "[x](http://a) **b** <i>\N{RIGHT-TO-LEFT OVERRIDE} 👩‍🚒" + "n" * 30


def team(name: str, *, unit: Unit | None = None, members: tuple[Unit, ...] | None = None) -> Team:
    sample = made_up(name)
    instrument = INSTRUMENTS[sample.published.instrument]
    found = (sample.unit if unit is None else unit, sample.members if members is None else members)
    return Team(sample.published, *found, instrument, CLOSED, k=instrument.smallest_group)


def shared(name: str, *, language: str = "fi", **more) -> dict:
    return shared_card(team(name, **more), zone=HELSINKI, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_team_sees_no_figure_but_the_index_and_means_as_they_are_published_and_how_sure_picks_are(
    name, language
):
    published, say = made_up(name).published, texts(language)
    told = {percent_in_words(published.index, say)}
    told |= {mean_in_words(mean, say) for mean in published.items.values()}
    picks = (*published.strengths, *published.targets)
    told |= {say.number(margin) for pick in picks if (margin := published.margins.get(f"item.{pick}"))}
    allowed = set(FIGURES[language].findall(" ".join(told)))
    assert allowed or name == "extreme"
    assert set(FIGURES[language].findall(" ".join(_said(shared(name, language=language))))) <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_team_sees_no_distribution_no_comparison_and_no_button(name, language):
    card, say = shared(name, language=language), texts(language)
    for heading in (
        "cardresults.factors.heading",
        "cardresults.themes.heading",
        "findings.change.heading",
        "findings.within.heading",
        "findings.enps.heading",
        "findings.intelligence.heading",
        "cardresults.comments.care",
        "findings.area.heading",
        "cardresults.column.rest",
        "cardresults.column.whole",
        "findings.beside.level",
        "findings.beside.clearly-lower",
        "findings.beside.clearly-higher",
    ):
        assert say(heading) not in written(card), heading
    assert "actions" not in card


@pytest.mark.parametrize("name", SHOWN)
def test_a_team_hears_what_comes_next_and_from_how_many_answers_on_results_are_shown(name):
    said = written(shared(name))
    assert "Mitä seuraavaksi?" in said
    assert "kolmen kuukauden" in said
    assert f"vähintään {INSTRUMENTS[made_up(name).published.instrument].smallest_group}" in said


def test_a_group_is_named_and_a_covered_part_is_said_to_be_one():
    assert " + ".join(unit.name_fi for unit in made_up("group").members) in written(shared("group"))
    assert "kattaa 88 %" in written(shared("coverage"))


def test_names_of_units_are_never_read_as_anything():
    unit = Unit("K9", "K", "yksikkö", NASTY, NASTY, NASTY)
    card = shared("group", unit=unit, members=(unit, unit))
    blocks = [each for each in card["body"] if each["type"] == "TextBlock"]
    assert not [each for each in blocks if NASTY in each["text"]]
    assert json.dumps(NASTY) in json.dumps(card)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_shares_sees_the_very_card_between_a_question_and_two_buttons(language):
    found = replace(team("middling"), has_below=True)
    card = confirm_card(found, staff=1, zone=HELSINKI, language=language)
    assert card["body"][2:] == shared("middling", language=language)["body"]
    names = {"unit": found.published.unit, "wave": found.published.wave}
    assert [each["data"] for each in card["actions"]] == [
        {"verb": "results.share", **names, "confirmed": "yes"},
        {"verb": "results.show", **names},
    ]
    assert texts(language)("shared.confirm.below") in written(card)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_what_comes_next_fits_before_every_result_in_one_message(name, language):
    shown = result(name, language=language)
    for whose in ("own", "others", "both"):
        card = ready_card(shown, following=Next(whose, DAY, DAY), language=language)
        assert card["body"][2:] == shown["body"]
        sent = json.dumps(message(card, summary="s", alert=True), ensure_ascii=False)
        assert len(sent.encode()) <= LARGEST_MESSAGE


def test_a_choice_of_units_names_their_wave():
    few = choose_ready_card(UNITS[:2], wave="w1", following=Next("own", DAY, None), language="fi")
    many = choose_ready_card(UNITS, wave="w1", following=Next("own", DAY, None), language="fi")
    assert [each["actions"][0]["data"]["wave"] for each in few["body"] if "actions" in each] == ["w1", "w1"]
    assert many["actions"][0]["data"]["wave"] == "w1"


def _said(part: object) -> list[str]:
    """Give every text of a card, without the places in it that nobody reads."""
    if isinstance(part, dict):
        return [text for key, each in part.items() if key not in {"version", "data"} for text in _said(each)]
    if isinstance(part, list):
        return [text for each in part for text in _said(each)]
    return [part] if isinstance(part, str) else []
