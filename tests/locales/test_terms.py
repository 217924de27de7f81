"""The shared vocabulary has a word for everything the code may name, and for nothing else."""

from __future__ import annotations

from typing import get_args

import pytest

from content.instrument import CAPABILITIES, FACTORS, THEMES
from content.texts import LANGUAGES
from locales import texts
from locales.catalogues import forms
from scoring.figures import Figure
from scoring.findings import Agreement, index_class, response_grade, verdict
from scoring.risks import LowShare, factor_risk
from scoring.standing import STANDINGS

PERCENTS = [Figure(float(value)) for value in range(101)]


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("factor", set(FACTORS)),
        ("capability", set(CAPABILITIES)),
        ("theme", set(THEMES)),
        ("language", set(LANGUAGES)),
        ("class", {index_class(figure) for figure in PERCENTS}),
        ("verdict", {verdict(figure, {}) for figure in PERCENTS}),
        ("risk", {factor_risk("safety", figure).colour for figure in PERCENTS}),
        ("response-rate", {response_grade(figure) for figure in PERCENTS}),
        ("standing", set(STANDINGS)),
        ("agreement", set(get_args(Agreement))),
        ("low-share", set(get_args(LowShare))),
    ],
)
def test_a_family_of_terms_names_each_thing_of_its_kind(family, names):
    beginning = f"terms.{family}."
    assert {key.removeprefix(beginning) for key in forms("fi", "terms") if key.startswith(beginning)} == names


def test_every_term_is_of_a_family_or_stands_alone():
    assert {key for key in forms("fi", "terms") if key.count(".") == 1} == {"terms.answers", "terms.product"}


def test_a_language_is_named_in_itself_for_whoever_cannot_read_the_others():
    names = {
        tuple(texts(language)(f"terms.language.{other}") for other in LANGUAGES) for language in LANGUAGES
    }
    assert names == {("Suomi", "Svenska", "English")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "family",
    [
        "factor",
        "capability",
        "theme",
        "class",
        "verdict",
        "risk",
        "response-rate",
        "standing",
        "agreement",
        "low-share",
    ],
)
def test_no_two_terms_of_a_family_are_the_same_word(language, family):
    words = [said for key, said in forms(language, "terms").items() if key.startswith(f"terms.{family}.")]
    assert len(words) == len(set(words))
