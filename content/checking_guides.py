"""The rules that a file of guiding questions must keep before a team is asked any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from content import checking_values as values
from content.checking_values import at, string, tables
from content.guide import POINTS, TALKS, USES
from content.problems import Kind, Problem
from content.texts import LANGUAGES

_KEYS: Final = frozenset({"theme", "questions"})
_QUESTION_KEYS: Final = frozenset({"id", "text", "use", "points"})


def problems_of_guide(raw: Mapping[str, Any], *, file_stem: str) -> Iterator[Problem]:
    """Find everything wrong in the parsed file `raw`, in the order of the file's parts."""
    yield from values.unknown_keys(raw, set(_KEYS), "")
    yield from values.named_as_its_file(raw, "theme", TALKS, file_stem=file_stem)
    yield from values.filled_list(raw, "questions", "")
    questions = list(tables(raw, "questions"))
    for place, question in questions:
        if isinstance(question, Mapping):
            yield from _question(question, place, points=POINTS.get(file_stem, ()))
        else:
            yield Problem(place, Kind.NOT_A_TABLE)
    ids = ((at(place, "id"), string(question, "id")) for place, question in questions)
    yield from values.repeated(ids, Kind.DUPLICATE)
    texts = [(at(place, "text"), each.get("text")) for place, each in questions if isinstance(each, Mapping)]
    yield from values.alike(texts)


def _question(question: Mapping[str, Any], place: str, *, points: tuple[str, ...]) -> Iterator[Problem]:
    yield from values.unknown_keys(question, set(_QUESTION_KEYS), place)
    yield from values.identifier(question, place)
    yield from values.choice(question, "use", USES, place)
    yield from values.text(question, "text", place)
    yield from values.too_long(question.get("text"), at(place, "text"))
    yield from _asked(question.get("text"), at(place, "text"))
    if "points" in question:
        yield from _points(question, place, known=points)


def _asked(text: Any, place: str) -> Iterator[Problem]:
    for language in LANGUAGES:
        said = (string(text, language) or "").strip()
        if said and not said.endswith("?"):
            yield Problem(at(place, language), Kind.NOT_A_QUESTION)


def _points(question: Mapping[str, Any], place: str, *, known: tuple[str, ...]) -> Iterator[Problem]:
    wrong = tuple(values.filled_list(question, "points", place))
    yield from wrong
    if wrong or not known:
        return
    here = at(place, "points")
    for number, point in enumerate(question["points"], start=1):
        yield from values.choice({f"point {number}": point}, f"point {number}", known, here)
