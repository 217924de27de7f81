"""The findings have words for all that may be found, and none that claim more than a figure can tell."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from content.instrument import CAPABILITIES
from content.texts import LANGUAGES
from locales.catalogues import forms
from scoring.findings import Agreement
from scoring.risks import LowShare
from scoring.standing import STANDINGS
from scoring.trend import Reason

CLAIMS = {
    "fi": r"johtu|aiheut|paran[tn]|edist|takia|vuoksi|\bsyy(?!s)|seurau|tuottaa|lisääntyy|varmasti|todistaa",
    "sv": r"beror|orsak|leder till|förbättra|på grund|medför|resulterar|bevisar|\bsäkert",
    "en": r"because|caus(?!al)|lead(s|ing)? to|improve|due to|result(s|ed)? in|thanks to|prove|certainly",
}
"""What would say that one thing makes another, or that something is sure."""
ABOUT_HEALTH = {
    "fi": r"sairau|uupu|masenn|terve|diagno|oire",
    "sv": r"sjuk|utmatt|depress|hälsa|diagno|symtom",
    "en": r"\bsick|burn.?out|depress|health|diagno|symptom",
}
INDICATIONS = ("findings.risk.indication", "findings.low_share.indication")


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("beside", set(STANDINGS)),
        ("change", {*STANDINGS, "heading", "since", "none"}),
        ("reason", set(get_args(Reason))),
        ("agreement", set(get_args(Agreement))),
        ("low_share", {*get_args(LowShare), "indication"}),
        ("capability", set(CAPABILITIES)),
        ("capability_in", set(CAPABILITIES)),
        ("who", set(CAPABILITIES)),
    ],
)
def test_a_family_of_findings_has_words_for_each_of_its_kind(family, names):
    beginning = f"findings.{family}."
    keys = {key for key in forms("fi", "findings") if key.startswith(beginning)}
    assert {key.removeprefix(beginning) for key in keys} == names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("banned", [CLAIMS, ABOUT_HEALTH])
def test_no_finding_claims_a_cause_or_a_diagnosis(language, banned):
    found = {
        key: match.group()
        for key, said in forms(language, "findings").items()
        for form in said
        if (match := re.search(banned[language], form, flags=re.IGNORECASE))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("language", "indication", "prediction"),
    [
        ("fi", "viite", "ei ennuste"),
        ("sv", "ett tecken", "ingen prognos"),
        ("en", "an indication", "not a prediction"),
    ],
)
def test_risk_is_an_indication_and_no_prediction(language, indication, prediction):
    for key in INDICATIONS:
        (said,) = forms(language, "findings")[key]
        assert indication in said
        assert prediction in said


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("fi", "Skenaario, ei ennuste"),
        ("sv", "Ett scenario, ingen prognos"),
        ("en", "A scenario, not a forecast"),
    ],
)
def test_a_scenario_says_first_that_it_is_one(language, label):
    for direction in ("more", "less"):
        (said,) = forms(language, "findings")[f"findings.scenario.{direction}"]
        assert said.startswith(label)
        for fact in ("person_years", "index_now", "index_then", "cost", "gained", "euros"):
            assert f"{{{fact}}}" in said
