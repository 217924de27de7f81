"""The rules a questionnaire must keep before anybody is asked to answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from content.instrument import CAPABILITIES, FACTORS, THEME_OF, THEMES
from content.problems import Kind, Problem
from content.texts import LANGUAGES

LABELS_A_SCALE: Final = 5
RESERVED_IDS: Final = frozenset({"comment", "language", "verb", "wave"})


def problems_of_instrument(raw: Mapping[str, Any], *, file_stem: str) -> Iterator[Problem]:
    """Find everything wrong in the parsed file `raw`, in the order of the file's parts."""
    texts = ("name", "intro", "dont_know")
    yield from _unknown_keys(raw, {"id", "version", "comment", "scales", "items", *texts}, "")
    yield from _id(raw, "")
    if isinstance(raw.get("id"), str) and raw["id"] != file_stem:
        yield Problem("id", Kind.NOT_THE_FILE_NAME, raw["id"])
    yield from _version(raw)
    for key in texts:
        yield from _text(raw, key, "")
    if "comment" in raw:
        yield from _text(raw, "comment", "")
    yield from _scales(raw)
    yield from _items(raw)


def _scales(raw: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _list(raw, "scales", "")
    scales = list(_tables(raw, "scales"))
    for place, scale in scales:
        if not isinstance(scale, Mapping):
            yield Problem(place, Kind.NOT_A_TABLE)
            continue
        yield from _unknown_keys(scale, {"id", "labels"}, place)
        yield from _id(scale, place)
        yield from _labels(scale, place)
        if (name := _string(scale, "id")) and name not in _scales_in_use(raw):
            yield Problem(_at(place, "id"), Kind.UNUSED, name)
    yield from _repeated(
        ((_at(place, "id"), _string(scale, "id")) for place, scale in scales), Kind.DUPLICATE
    )


def _labels(scale: Mapping[str, Any], place: str) -> Iterator[Problem]:
    yield from _list(scale, "labels", place)
    labels = scale.get("labels")
    if not isinstance(labels, list):
        return
    if labels and len(labels) != LABELS_A_SCALE:
        yield Problem(_at(place, "labels"), Kind.WRONG_COUNT, str(len(labels)))
    for value, label in enumerate(labels, start=1):
        yield from _text({f"label {value}": label}, f"label {value}", place)
    numbered = [(_at(place, f"label {value}"), label) for value, label in enumerate(labels, start=1)]
    yield from _alike(numbered)


def _items(raw: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _list(raw, "items", "")
    items = list(_tables(raw, "items"))
    scale_ids = {_string(scale, "id") for _, scale in _tables(raw, "scales")}
    for place, item in items:
        if not isinstance(item, Mapping):
            yield Problem(place, Kind.NOT_A_TABLE)
            continue
        yield from _unknown_keys(item, {"id", "text", "scale", "factor", "capability", "theme"}, place)
        yield from _id(item, place)
        if (name := _string(item, "id")) in RESERVED_IDS:
            yield Problem(_at(place, "id"), Kind.RESERVED, str(name))
        yield from _text(item, "text", place)
        yield from _choice(item, "scale", scale_ids, place)
        yield from _belongs(item, place)
    yield from _repeated(_ids(items), Kind.DUPLICATE)
    yield from _repeated(((place, _cell_name(item)) for place, item in items), Kind.SAME_CELL)
    texts = [(_at(place, "text"), item.get("text")) for place, item in items if isinstance(item, Mapping)]
    yield from _alike(texts)


def _belongs(item: Mapping[str, Any], place: str) -> Iterator[Problem]:
    for key, known in (("factor", FACTORS), ("capability", CAPABILITIES), ("theme", THEMES)):
        if key in item:
            yield from _choice(item, key, known, place)
    factor, capability = item.get("factor"), item.get("capability")
    if (factor is None) != (capability is None):
        yield Problem(place, Kind.HALF_A_CELL)
    if not isinstance(factor, str) or not isinstance(capability, str):
        return
    theme = THEME_OF.get((capability, factor))
    if theme and "theme" not in item:
        yield Problem(_at(place, "theme"), Kind.MISSING)
    elif theme and item["theme"] in THEMES and item["theme"] != theme:
        yield Problem(_at(place, "theme"), Kind.WRONG_THEME, item["theme"])


def _text(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    here = _at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
        return
    text = table[key]
    if not isinstance(text, Mapping):
        yield Problem(here, Kind.NOT_A_TABLE)
        return
    yield from _unknown_keys(text, set(LANGUAGES), here)
    for language in LANGUAGES:
        yield from _words(text, language, here)


def _words(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    here = _at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
    elif not isinstance(table[key], str):
        yield Problem(here, Kind.NOT_TEXT, str(table[key]))
    elif not table[key].strip():
        yield Problem(here, Kind.EMPTY)
    elif table[key] != table[key].strip():
        yield Problem(here, Kind.OUTER_SPACE)


def _id(table: Mapping[str, Any], place: str) -> Iterator[Problem]:
    yield from _words(table, "id", place)
    name = _string(table, "id")
    if name and name.strip() and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        yield Problem(_at(place, "id"), Kind.NOT_KEBAB, name)


def _version(raw: Mapping[str, Any]) -> Iterator[Problem]:
    version = raw.get("version")
    if "version" not in raw:
        yield Problem("version", Kind.MISSING)
    elif not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield Problem("version", Kind.NOT_A_VERSION, str(version))


def _choice(table: Mapping[str, Any], key: str, known: Iterable[str | None], place: str) -> Iterator[Problem]:
    wrong = tuple(_words(table, key, place))
    yield from wrong
    if not wrong and table[key] not in known:
        yield Problem(_at(place, key), Kind.UNKNOWN, table[key])


def _list(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    here = _at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
    elif not isinstance(table[key], list):
        yield Problem(here, Kind.NOT_A_LIST)
    elif not table[key]:
        yield Problem(here, Kind.EMPTY)


def _unknown_keys(table: Mapping[str, Any], known: set[str], place: str) -> Iterator[Problem]:
    for key in table:
        if key not in known:
            yield Problem(_at(place, key), Kind.UNKNOWN_KEY)


def _repeated(places: Iterable[tuple[str, str | None]], kind: Kind) -> Iterator[Problem]:
    seen = set[str]()
    for place, value in places:
        if value is not None and value in seen:
            yield Problem(place, kind, value)
        if value:
            seen.add(value)


def _alike(texts: Sequence[tuple[str, Any]]) -> Iterator[Problem]:
    for language in LANGUAGES:
        yield from _repeated(
            ((_at(place, language), _folded(text, language)) for place, text in texts),
            Kind.SAME_TEXT,
        )


def _folded(text: Any, language: str) -> str | None:
    words = _string(text, language)
    return " ".join(words.casefold().split()) if words else None


def _tables(raw: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Give each entry of the list with its place, counted from 1 as a reader of the file counts."""
    entries = raw.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
        name = _string(entry, "id")
        yield f"{key.removesuffix('s')} {number}" + (f" ({name})" if name else ""), entry


def _ids(tables: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str | None]]:
    return ((_at(place, "id"), _string(table, "id")) for place, table in tables)


def _scales_in_use(raw: Mapping[str, Any]) -> set[str | None]:
    return {_string(item, "scale") for _, item in _tables(raw, "items")}


def _cell_name(item: Any) -> str | None:
    factor, capability = _string(item, "factor"), _string(item, "capability")
    return f"{capability}-{factor}" if factor and capability else None


def _string(table: Any, key: str) -> str | None:
    value = table.get(key) if isinstance(table, Mapping) else None
    return value if isinstance(value, str) else None


def _at(place: str, key: str) -> str:
    return f"{place}, {key}" if place else key
