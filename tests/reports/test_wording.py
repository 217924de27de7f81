"""The texts of the reports say the same things in every language, and no figure is typed into them."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from content.texts import LANGUAGES
from reports.privacy import facts_of
from reports.wording import FOLDER, is_text, wording
from tests.reports.installation import installation

FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
LONG = 40
# What is named by a number: acts, articles, a case, two methods of cryptography.
NAMED_BY_NUMBER = re.compile(r"\d+/\d{4}|C-\d+/\d+|[Aa]rti(?:cle|kel) \d+|\d+ artikla|X25519|SHA256")
NEVER = {
    "fi": ("anonyym", "esimie", "ole hyvä", "taata"),
    "sv": ("anonym", "förman", "vänligen", "garanter"),
    "en": ("anonym", "boss", "guarantee"),
}


def texts_in(node, path=""):
    """Walk a file: the place of each text, and the text in its languages."""
    if is_text(node):
        yield path, node
    elif isinstance(node, dict):
        for name, each in node.items():
            yield from texts_in(each, f"{path}.{name}")
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from texts_in(each, f"{path}[{number}]")
    else:
        yield path, node


ALL = [(name, path, text) for name in FILES for path, text in texts_in(wording(name), name)]
TEXTS = [(path, text) for _, path, text in ALL if isinstance(text, dict)]


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_is_there_in_every_language():
    names = {(name, path.rpartition(".")[2]) for name, path, text in ALL if not isinstance(text, dict)}
    assert names == {("schema", "kept")}
    assert [path for path, text in TEXTS if set(text) != set(LANGUAGES)] == []


def test_every_language_fills_the_same_placeholders():
    for path, text in TEXTS:
        found = [placeholders(text[language]) for language in LANGUAGES]
        assert found == [found[0]] * len(LANGUAGES), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_a_fact_and_every_fact_is_told(language):
    facts = set(facts_of(installation(), language))
    used = {name for _, text in TEXTS for name in placeholders(text[language])}
    assert used - facts == {"months", "days"}  # each rule of retention has its own
    assert facts - used <= {"messages_months"}


def test_every_language_marks_the_same_code():
    for path, text in TEXTS:
        found = [sorted(re.findall(r"`[^`]+`", text[language])) for language in LANGUAGES]
        assert found == [found[0]] * len(LANGUAGES), path


def test_no_figure_is_typed_into_a_text():
    typed = {path for path, text in TEXTS for said in text.values() if re.search(r"\d", without_names(said))}
    assert typed == set()


def without_names(text):
    return NAMED_BY_NUMBER.sub("", re.sub(r"`[^`]+`", "", text))


def test_a_long_text_differs_in_every_language():
    for path, text in TEXTS:
        if len(text["fi"]) > LONG:
            assert len(set(text.values())) == len(LANGUAGES), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_typed_with_care_and_promise_no_more_than_is_kept(language):
    for path, text in TEXTS:
        said = text[language]
        assert said == said.strip(), path
        assert said, path
        assert "  " not in said, path
        assert "..." not in said, path
        assert not re.search(r"[\d}] %", said), f"{path}: no-break space before %"
        assert said.count("`") % 2 == 0, path
        assert said.count("**") % 2 == 0, path
        assert not [word for word in NEVER[language] if word in said.casefold()], path


@pytest.mark.parametrize(
    ("language", "promise"),
    [
        ("fi", "luottamuksellinen; tulokset näytetään nimettöminä ryhminä"),
        ("sv", "konfidentiell; resultaten visas som namnlösa grupper"),
        ("en", "confidential; results are shown as nameless groups"),
    ],
)
def test_the_sheet_promises_confidentiality(language, promise):
    assert promise in wording("information")["promise"]["word"][language]
