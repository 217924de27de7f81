"""The rules of a rotation: which items each part asks, and that the parts can be counted alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from content import checking_values as values
from content.checking_values import at, string, tables
from content.instrument import form_of
from content.problems import Kind, Problem

FEWEST_PARTS: Final = 2


def problems_of_rotation(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Find everything wrong in the rotation of the parsed file `raw`, when it has one."""
    if "rotation" not in raw:
        return
    yield from values.filled_list(raw, "rotation", "")
    rotation = raw["rotation"]
    if not isinstance(rotation, list) or not rotation:
        return
    if len(rotation) < FEWEST_PARTS:
        yield Problem("rotation", Kind.TOO_FEW_PARTS)
    items = [(place, item) for place, item in tables(raw, "items") if isinstance(item, Mapping)]
    parts = [(f"rotation, part {number}", part) for number, part in enumerate(rotation, start=1)]
    wrong = [problem for place, part in parts for problem in _part(part, place, items)]
    yield from wrong
    if not wrong:
        yield from _together(parts, items)


def _part(part: Any, place: str, items: list[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    wrong = tuple(values.filled_list({place: part}, place, ""))
    yield from wrong
    if wrong:
        return
    known = {string(item, "id") for _, item in items}
    named = {f"id {number}": name for number, name in enumerate(part, start=1)}
    for key in named:
        yield from values.choice(named, key, known, place)
    ids = ((at(place, key), string(named, key)) for key in named)
    yield from values.repeated(ids, Kind.DUPLICATE)


def _together(
    parts: list[tuple[str, list[str]]], items: list[tuple[str, Mapping[str, Any]]]
) -> Iterator[Problem]:
    asked = {name for _, part in parts for name in part}
    for place, item in items:
        if (name := string(item, "id")) and name not in asked:
            yield Problem(place, Kind.IN_NO_PART)
        if "for_each" in item:
            yield Problem(place, Kind.TARGET_ELSEWHERE)
    if any("factor" in item for _, item in items):
        yield from _forms(parts, {string(item, "id"): item for _, item in items})


def _forms(
    parts: list[tuple[str, list[str]]], items: Mapping[str | None, Mapping[str, Any]]
) -> Iterator[Problem]:
    for place, part in parts:
        cells = ((string(items[name], "factor"), string(items[name], "capability")) for name in part)
        if form_of(cells) != "short":
            yield Problem(place, Kind.NOT_SHORT)
