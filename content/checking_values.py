"""What a single value of a parsed file must be - a text, an id, a list, a choice - wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from content.problems import Kind, Problem
from content.texts import LANGUAGES

LONGEST: Final = 120
"""Characters of what a phone is to show at a glance."""


def text(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    """Find what is wrong in a text in all languages."""
    here = at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
        return
    found = table[key]
    if not isinstance(found, Mapping):
        yield Problem(here, Kind.NOT_A_TABLE)
        return
    yield from unknown_keys(found, set(LANGUAGES), here)
    for language in LANGUAGES:
        yield from words(found, language, here)


def words(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    """Find what is wrong in a text in one language."""
    here = at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
    elif not isinstance(table[key], str):
        yield Problem(here, Kind.NOT_TEXT, str(table[key]))
    elif not table[key].strip():
        yield Problem(here, Kind.EMPTY)
    elif table[key] != table[key].strip():
        yield Problem(here, Kind.OUTER_SPACE)


def too_long(found: Any, place: str) -> Iterator[Problem]:
    """Find the languages in which a text is longer than a phone shows at a glance."""
    for language in LANGUAGES:
        if len(said := string(found, language) or "") > LONGEST:
            yield Problem(at(place, language), Kind.TOO_LONG, str(len(said)))


def named_as_its_file(
    table: Mapping[str, Any], key: str, known: Iterable[str], *, file_stem: str
) -> Iterator[Problem]:
    """Find what is wrong where one of the `known` words must stand that is also the name of the file."""
    wrong = tuple(choice(table, key, known, ""))
    yield from wrong
    if not wrong and table[key] != file_stem:
        yield Problem(key, Kind.NOT_THE_FILE_NAME, table[key])


def identifier(table: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Find what is wrong in the id of a table."""
    yield from words(table, "id", place)
    name = string(table, "id")
    if name and name.strip() and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        yield Problem(at(place, "id"), Kind.NOT_KEBAB, name)


def choice(table: Mapping[str, Any], key: str, known: Iterable[str | None], place: str) -> Iterator[Problem]:
    """Find what is wrong where one of the `known` words must stand."""
    wrong = tuple(words(table, key, place))
    yield from wrong
    if not wrong and table[key] not in known:
        yield Problem(at(place, key), Kind.UNKNOWN, table[key])


def yes_or_no(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    """Find what is wrong where true, false or nothing must stand."""
    if not isinstance(table.get(key, False), bool):
        yield Problem(at(place, key), Kind.NOT_YES_OR_NO, str(table[key]))


def filled_list(table: Mapping[str, Any], key: str, place: str) -> Iterator[Problem]:
    """Find what is wrong where a list of at least one entry must stand."""
    here = at(place, key)
    if key not in table:
        yield Problem(here, Kind.MISSING)
    elif not isinstance(table[key], list):
        yield Problem(here, Kind.NOT_A_LIST)
    elif not table[key]:
        yield Problem(here, Kind.EMPTY)


def unknown_keys(table: Mapping[str, Any], known: set[str], place: str) -> Iterator[Problem]:
    """Find the names in a table that nobody reads."""
    for key in table:
        if key not in known:
            yield Problem(at(place, key), Kind.UNKNOWN_KEY)


def repeated(places: Iterable[tuple[str, str | None]], kind: Kind) -> Iterator[Problem]:
    """Find each value that an earlier place has already, as a problem of `kind`."""
    seen = set[str]()
    for place, value in places:
        if value is not None and value in seen:
            yield Problem(place, kind, value)
        if value:
            seen.add(value)


def alike(texts: Sequence[tuple[str, Any]]) -> Iterator[Problem]:
    """Find the texts that say the same as an earlier one in some language."""
    for language in LANGUAGES:
        yield from repeated(
            ((at(place, language), _folded(each, language)) for place, each in texts), Kind.SAME_TEXT
        )


def tables(raw: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Give each entry of the list with its place, counted from 1 as a reader of the file counts."""
    entries = raw.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
        name = string(entry, "id")
        yield f"{key.removesuffix('s')} {number}" + (f" ({name})" if name else ""), entry


def string(table: Any, key: str) -> str | None:
    """Give the text under `key`, None when there is no table or no text."""
    value = table.get(key) if isinstance(table, Mapping) else None
    return value if isinstance(value, str) else None


def at(place: str, key: str) -> str:
    """Name the place of `key` within `place`."""
    return f"{place}, {key}" if place else key


def _folded(table: Any, language: str) -> str | None:
    said = string(table, language)
    return " ".join(said.casefold().split()) if said else None
