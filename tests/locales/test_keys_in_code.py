"""Every text the code asks for exists, and every text that exists is asked for.

A string in the sources is taken for the key of a text when its first part is the name of a catalogue;
one that ends in a dot is the beginning of computed keys. No catalogue is named as the topic of a card verb.
A name of a file, such as manifest.json, is no key. The vocabulary, terms, may hold words no page shows yet.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from locales.catalogues import domains, forms

ROOT = Path(__file__).parents[2]
DOMAINS = domains("fi")
VOCABULARY = "terms"
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
BEGINNING = re.compile(r"[a-z_]+\.([a-z0-9_-]+\.)*")
FILE_SUFFIXES = (
    ".css",
    ".csv",
    ".jinja",
    ".json",
    ".pdf",
    ".png",
    ".po",
    ".pptx",
    ".py",
    ".toml",
    ".xlsx",
    ".zip",
)
QUOTED = re.compile(r"""(["'])([a-z_]+\.[a-z0-9_.-]*)\1""")


def test_every_key_in_the_code_has_a_text():
    unknown = {key: places for key, places in used(KEY).items() if key not in forms("fi", domain_of(key))}
    assert unknown == {}


def test_every_beginning_of_a_key_in_the_code_has_texts():
    unknown = {
        beginning: places
        for beginning, places in used(BEGINNING).items()
        if not any(key.startswith(beginning) for key in forms("fi", domain_of(beginning)))
    }
    assert unknown == {}


@pytest.mark.parametrize("domain", sorted({*DOMAINS} - {VOCABULARY}))
def test_every_text_is_asked_for_somewhere(domain):
    beginnings = tuple(used(BEGINNING))
    unused = [key for key in forms("fi", domain) if key not in used(KEY) and not key.startswith(beginnings)]
    assert unused == []


def test_every_call_brings_the_facts_its_text_wants():
    lacking = {
        f"{path.relative_to(ROOT)}:{line}": (key, wanted - brought)
        for path in sources()
        if path.suffix == ".py"
        for line, key, brought in calls(path.read_text(encoding="utf-8"))
        if (wanted := placeholders(key)) - brought
    }
    assert lacking == {}


def test_the_facts_of_calls_are_found():
    source = 'say("a.b", k=1)\nsay.count("a.c", n, x=2)\nsay(f"a.{d}", k=1)\nsay("a.e", **facts)'
    assert list(calls(source)) == [(1, "a.b", {"k"}), (2, "a.c", {"n", "x"})]


def test_keys_are_found_in_calls_and_f_strings():
    source = (
        'def f(t, x):\n    return t("a.b"), t.count("a.c-d", 2), t(f"a.e.{x}"), t("a." + x), "A.b", "a b.c"'
    )
    assert sorted(strings_of_python(source)) == ["A.b", "a b.c", "a.", "a.b", "a.c-d", "a.e."]


def test_keys_are_found_in_templates():
    assert list(strings_of_template("<p>{{ t('a.b') }} {{ t(\"a.c.\" ~ x) }} a.d</p>")) == ["a.b", "a.c."]


@cache
def used(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """Collect what looks like a key or a beginning of one, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        strings = strings_of_python(text) if path.suffix == ".py" else strings_of_template(text)
        for string in strings:
            if string.endswith(FILE_SUFFIXES) or domain_of(string) not in DOMAINS:
                continue
            if pattern.fullmatch(string):
                found.setdefault(string, []).append(str(path.relative_to(ROOT)))
    return found


def sources() -> Iterator[Path]:
    yield from ROOT.glob("*.py")
    for part in sorted(ROOT.glob("*/__init__.py")):
        yield from part.parent.rglob("*.py")
        yield from part.parent.rglob("*.jinja")


def strings_of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def calls(source: str) -> Iterator[tuple[int, str, set[str]]]:
    """Find the calls that say one whole key, with the names of the facts they bring."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=func, args=[ast.Constant(value=str(key)), *_], keywords=keywords):
                brought = {keyword.arg for keyword in keywords}
                if None not in brought:
                    counts = isinstance(func, ast.Attribute) and func.attr == "count"
                    yield node.lineno, key, brought | ({"n"} if counts else set())


def placeholders(key: str) -> set[str]:
    said = forms("fi", domain_of(key)).get(key, ()) if KEY.fullmatch(key) else ()
    return {name for form in said for _, name, _, _ in Formatter().parse(form) if name is not None}


def strings_of_template(source: str) -> Iterator[str]:
    return (match.group(2) for match in QUOTED.finditer(source))


def domain_of(key: str) -> str:
    return key.partition(".")[0]
