from __future__ import annotations

import pytest

from cards.scenario import scenario_in_words
from locales import texts
from scoring.scenario import Scenario
from tests.cards.shown import typed


def told(language="fi", **changes):
    figures = {"person_years": 500, "index_now": 53.8, "index_then": 58.0, "cost": 55_000} | changes
    return [typed(sentence) for sentence in scenario_in_words(Scenario(**figures), say=texts(language))]


@pytest.mark.parametrize(
    ("language", "label", "figures"),
    [
        (
            "fi",
            "Skenaario, ei ennuste",
            ["500", "53,8 %", "58,0 %", "55 000 €", "7,8 henkilötyövuotta", "429 368 € lisää"],
        ),
        (
            "sv",
            "Ett scenario, ingen prognos",
            ["500 årsverken", "53,8 %", "58,0 %", "7,8 årsverken", "429 368 € mer"],
        ),
        (
            "en",
            "A scenario, not a forecast",
            ["500", "53.8%", "58.0%", "€55,000", "7.8 person-years", "€429,368 more"],
        ),
    ],
)
def test_a_scenario_prints_all_that_goes_in_and_comes_out(language, label, figures):
    sentence, _ = told(language)
    assert sentence.startswith(label)
    assert [figure for figure in figures if figure not in sentence] == []


@pytest.mark.parametrize(("language", "word"), [("fi", "vähemmän"), ("sv", "mindre"), ("en", "less")])
def test_a_fall_is_told_without_a_minus(language, word):
    sentence, _ = told(language, index_then=50.0)
    assert sentence.endswith(f"{word}.")
    assert "388" in sentence
    assert not [sign for sign in ("-388", "-7", "- ") if sign in sentence]


def test_what_is_assumed_is_told_beside_it():
    assert told()[1].startswith("Oletus: 20 % indeksin suhteellisesta muutoksesta")
    assert "85 %" in told()[1]


def test_a_part_of_a_person_year_is_not_rounded_away():
    assert "12,5" in told(person_years=12.5)[0]
