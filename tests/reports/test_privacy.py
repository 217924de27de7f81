"""The privacy reports: whole, true to what is in force, and made of nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from content.loader import load_instruments
from content.texts import LANGUAGES, Text
from reports.live import Retention
from reports.privacy import facts_of
from reports.rules import IN_FORCE
from reports.wording import said, wording
from tests.reports.installation import EACH, STORES, Reader, installation, page, place, words
from tests.reports.test_wording import texts_in

OTHERS = dict(zip(STORES, (("ballots",), ("identity",), ()), strict=True))
DEVELOPMENT = {
    "is_production": False,
    "master_key": "generated",
    "places": tuple(place(store, kind="sqlite", shares_database=OTHERS[store]) for store in STORES),
}
SHARED = {
    "places": tuple(
        place(store, shares_account=OTHERS[store], host=f"{store}.db.example") for store in STORES
    ),
    "own": frozenset({"fiilis"}),
}
LOUD = {"fi": "KEHITYSTILA", "sv": "UTVECKLINGSLÄGE", "en": "DEVELOPMENT MODE"}


@pytest.mark.parametrize(("language", "document"), EACH)
@pytest.mark.parametrize("changes", [{}, DEVELOPMENT, SHARED], ids=["plain", "development", "shared"])
def test_a_page_is_well_formed_and_needs_nothing_from_elsewhere(language, document, changes):
    html = page(document, language, **changes)
    reader = Reader()
    reader.feed(html)
    assert html.startswith("<!DOCTYPE html>")
    assert (reader.open, reader.wrong) == ([], [])
    assert ("html", "lang", language) in reader.attributes
    ids = [value for _, name, value in reader.attributes if name == "id"]
    links = [value for _, name, value in reader.attributes if name in {"href", "src"}]
    assert len(ids) == len(set(ids))
    assert set(links) <= {f"#{each}" for each in ids}
    assert not re.search(r"https?:|url\(|@import|<script|<link|{{|{%|>None<|Undefined", html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["dpia", "information"])
def test_every_text_is_said_somewhere(language, document):
    pages = " ".join(words(page(document, language, **changes)) for changes in ({}, DEVELOPMENT, SHARED))
    facts = facts_of(installation(), language)
    told = said(wording(document), language, facts)
    missing = [path for path, text in leaves(told) if words(str(text)) not in pages]
    assert missing == []


def leaves(node, path=""):
    if isinstance(node, dict):
        for name, each in node.items():
            yield from leaves(each, f"{path}.{name}")
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from leaves(each, f"{path}[{number}]")
    else:
        yield path, node


def test_the_languages_have_the_same_sections_in_the_same_order():
    for document in ("dpia", "information"):
        found = {language: re.findall(r'id="(\w+)"', page(document, language)) for language in LANGUAGES}
        assert found == dict.fromkeys(LANGUAGES, found["fi"])


@pytest.mark.parametrize(("language", "document"), EACH)
def test_development_is_said_loudly_and_production_is_not_called_that(language, document):
    loud = page(document, language, **DEVELOPMENT)
    assert LOUD[language] in words(loud)
    assert 'role="alert"' in loud
    assert loud.index('role="alert"') < loud.index("<h2")
    assert LOUD[language] not in words(page(document, language))


@pytest.mark.parametrize(("language", "document"), EACH)
def test_the_thresholds_are_those_in_force(language, document):
    before = words(page(document, language))
    rules = replace(IN_FORCE, k=8, k_sensitive=11, comment_respondents=13, comment_count=4)
    after = words(page(document, language, rules=rules))
    for figure in ("8", "11", "13", "4"):
        assert len(re.findall(rf"\b{figure}\b", after)) > len(re.findall(rf"\b{figure}\b", before))


def test_a_coded_extreme_is_written_the_way_of_the_language():
    for language, low, high in (("fi", "2,0", "4,6"), ("sv", "2,0", "4,6"), ("en", "2.0", "4.6")):
        text = words(page("dpia", language))
        assert low in text
        assert high in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_retention_is_that_of_the_rules(language):
    retention = tuple(
        Retention(rule.name, 37 if rule.name == "comments" else rule.months)
        for rule in installation().retention
    )
    for document in ("dpia", "information"):
        assert "37" not in words(page(document, language))
        assert "37" in words(page(document, language, retention=retention))


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_stores_share_a_database_or_an_account_a_warning_is_given(language):
    warnings = said(wording("dpia")["encryption"], language, {})
    plain = page("dpia", language)
    assert 'class="warning"' not in plain
    shared, files = words(page("dpia", language, **DEVELOPMENT)), words(page("dpia", language, **SHARED))
    assert words(str(warnings["shared"])) in shared
    assert words(str(warnings["files"])) in shared
    assert words(str(warnings["accounts"])) in files
    assert "identity.db.example" in files


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_instrument_is_told_with_version_items_and_smallest_group(language):
    text = words(page("dpia", language))
    for instrument in load_instruments().values():
        assert instrument.name.say(language) in words(page("information", language))
        named = (
            f"{instrument.name.say(language)} {instrument.id} {instrument.version} {len(instrument.items)}"
        )
        assert named in text
    assert "kuormitus 1 1" in text
    without = tuple(each for each in load_instruments().values() if each.smallest_group == IN_FORCE.k)
    assert re.search(r"\b7\b", words(page("information", language)))
    assert not re.search(r"\b7\b", words(page("information", language, instruments=without)))


def test_what_a_customer_writes_is_escaped():
    (first, *rest) = load_instruments().values()
    bad = "<script>alert(1)</script>"
    instruments = (replace(first, name=Text(bad, bad, bad)), *rest)
    for document in ("dpia", "information"):
        html = page(document, "fi", instruments=instruments)
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_the_walk_of_texts_finds_lists_and_groups():
    text = {"fi": "a", "sv": "b", "en": "c"}
    assert list(texts_in({"x": [text], "y": {"z": text}})) == [(".x[0]", text), (".y.z", text)]
