"""The rules of the scales of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from content import checking_values as values
from content.checking_values import at, string, tables
from content.problems import Kind, Problem

FEWEST_LABELS: Final = 2
MOST_LABELS: Final = 11


def problems_of_scales(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Find everything wrong in the scales of the parsed file `raw`."""
    yield from values.filled_list(raw, "scales", "")
    scales = list(tables(raw, "scales"))
    in_use = {string(item, "scale") for _, item in tables(raw, "items")}
    for place, scale in scales:
        if not isinstance(scale, Mapping):
            yield Problem(place, Kind.NOT_A_TABLE)
            continue
        yield from _scale(scale, place)
        if (name := string(scale, "id")) and name not in in_use:
            yield Problem(at(place, "id"), Kind.UNUSED, name)
    ids = ((at(place, "id"), string(scale, "id")) for place, scale in scales)
    yield from values.repeated(ids, Kind.DUPLICATE)


def shape_of(scale: Any) -> tuple[int, int] | None:
    """Give the number of labels and the first figure; None when those are wrong themselves."""
    labels = scale.get("labels") if isinstance(scale, Mapping) else None
    if not isinstance(labels, list) or not FEWEST_LABELS <= len(labels) <= MOST_LABELS:
        return None
    return None if list(_first(scale, "")) else (len(labels), scale.get("first", 1))


def _scale(scale: Mapping[str, Any], place: str) -> Iterator[Problem]:
    yield from values.unknown_keys(scale, {"id", "labels", "first"}, place)
    yield from values.identifier(scale, place)
    yield from _first(scale, place)
    yield from values.filled_list(scale, "labels", place)
    labels = scale.get("labels")
    if isinstance(labels, list):
        yield from _labels(labels, place)


def _first(scale: Mapping[str, Any], place: str) -> Iterator[Problem]:
    first = scale.get("first", 1)
    if not isinstance(first, int) or isinstance(first, bool) or first not in (0, 1):
        yield Problem(at(place, "first"), Kind.NOT_A_START, str(first))


def _labels(labels: list[Any], place: str) -> Iterator[Problem]:
    if labels and not FEWEST_LABELS <= len(labels) <= MOST_LABELS:
        yield Problem(at(place, "labels"), Kind.WRONG_COUNT, str(len(labels)))
    for value, label in enumerate(labels, start=1):
        yield from values.text({f"label {value}": label}, f"label {value}", place)
    numbered = [(at(place, f"label {value}"), label) for value, label in enumerate(labels, start=1)]
    yield from values.alike(numbered)
