"""The rules of the items of a questionnaire, one by one and beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from content import checking_values as values
from content.asked import MOST_TARGETS, PLACEHOLDER
from content.checking_scales import shape_of
from content.checking_values import at, string, tables
from content.instrument import CAPABILITIES, FACTORS, THEME_OF, THEMES, ForEach, Measure
from content.problems import Kind, Problem
from content.texts import LANGUAGES

RESERVED_IDS: Final = frozenset(
    {"comment", "language", "verb", "wave", *(f"target-{number + 1}" for number in range(MOST_TARGETS))}
)

_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "factor": FACTORS,
    "capability": CAPABILITIES,
    "theme": THEMES,
    "measure": get_args(Measure),
    "for_each": get_args(ForEach),
}
_SWITCHES: Final = ("reversed", "sensitive")
_ONE_TO_FIVE: Final = (5, 1)
_ZERO_TO_TEN: Final = (11, 0)
_KEYS: Final = frozenset({"id", "text", "scale", *_CHOICES, *_SWITCHES})


def problems_of_items(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Find everything wrong in the items of the parsed file `raw`."""
    yield from values.filled_list(raw, "items", "")
    items = list(tables(raw, "items"))
    scales = {string(scale, "id"): scale for _, scale in tables(raw, "scales")}
    for place, item in items:
        if not isinstance(item, Mapping):
            yield Problem(place, Kind.NOT_A_TABLE)
            continue
        yield from _item(item, place, scales)
    yield from _beside_each_other([(place, item) for place, item in items if isinstance(item, Mapping)])


def _item(item: Mapping[str, Any], place: str, scales: Mapping[str | None, Any]) -> Iterator[Problem]:
    yield from values.unknown_keys(item, set(_KEYS), place)
    yield from values.identifier(item, place)
    if (name := string(item, "id")) in RESERVED_IDS:
        yield Problem(at(place, "id"), Kind.RESERVED, str(name))
    yield from values.text(item, "text", place)
    yield from values.choice(item, "scale", scales, place)
    for key, known in _CHOICES.items():
        if key in item:
            yield from values.choice(item, key, known, place)
    for key in _SWITCHES:
        yield from values.yes_or_no(item, key, place)
    yield from _cell(item, place)
    yield from _fitting_scale(item, place, scales)
    yield from _company(item, place)
    yield from _placeholder(item, place)


def _cell(item: Mapping[str, Any], place: str) -> Iterator[Problem]:
    factor, capability = item.get("factor"), item.get("capability")
    if (factor is None) != (capability is None):
        yield Problem(place, Kind.HALF_A_CELL)
    if not isinstance(factor, str) or not isinstance(capability, str):
        return
    theme = THEME_OF.get((capability, factor))
    if theme and "theme" not in item:
        yield Problem(at(place, "theme"), Kind.MISSING)
    elif theme and item["theme"] in THEMES and item["theme"] != theme:
        yield Problem(at(place, "theme"), Kind.WRONG_THEME, item["theme"])


def _fitting_scale(
    item: Mapping[str, Any], place: str, scales: Mapping[str | None, Any]
) -> Iterator[Problem]:
    scale = string(item, "scale")
    shape = shape_of(scales.get(scale))
    if shape is None:
        return
    if "factor" in item and shape != _ONE_TO_FIVE:
        yield Problem(at(place, "scale"), Kind.NOT_ONE_TO_FIVE, str(scale))
    if item.get("measure") == "enps" and shape != _ZERO_TO_TEN:
        yield Problem(at(place, "scale"), Kind.NOT_ZERO_TO_TEN, str(scale))


def _company(item: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Find the keys that cannot stand together in one item."""
    if item.get("reversed") is True and item.keys() & {"factor", "theme", "measure"}:
        yield Problem(place, Kind.REVERSED_ELSEWHERE)
    if "for_each" in item and item.keys() & {"factor", "measure"}:
        yield Problem(place, Kind.TARGET_ELSEWHERE)


def _placeholder(item: Mapping[str, Any], place: str) -> Iterator[Problem]:
    here = at(place, "text")
    for language in LANGUAGES:
        said = string(item.get("text"), language)
        if said is None or (PLACEHOLDER in said) == ("for_each" in item):
            continue
        kind = Kind.NO_TARGET if "for_each" in item else Kind.STRAY_TARGET
        yield Problem(at(here, language), kind)


def _beside_each_other(items: list[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    ids = ((at(place, "id"), string(item, "id")) for place, item in items)
    yield from values.repeated(ids, Kind.DUPLICATE)
    yield from values.repeated(((place, _cell_name(item)) for place, item in items), Kind.SAME_CELL)
    templates = ((at(place, "for_each"), string(item, "for_each")) for place, item in items)
    yield from values.repeated(templates, Kind.SECOND_TEMPLATE)
    yield from values.alike([(at(place, "text"), item.get("text")) for place, item in items])


def _cell_name(item: Mapping[str, Any]) -> str | None:
    factor, capability = string(item, "factor"), string(item, "capability")
    return f"{capability}-{factor}" if factor and capability else None
