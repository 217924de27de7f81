"""Reads the two lists of names, and tells of every form of a name where it may count as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from content.names.inflection import forms_of, surname_forms_of

Use = Literal["anywhere", "capital", "before-surname"]
"""Where a form counts as a name: in any case, where a capital means just that, before a surname."""

_FOLDER: Final = Path(__file__).parent
_MARKS: Final[dict[str, Use]] = {"*": "capital", "!": "before-surname"}
_LOOSEST_LAST: Final[tuple[Use, ...]] = ("before-surname", "capital", "anywhere")


@cache
def first_names() -> Mapping[str, Use]:
    """Give every form of every first name, in lower case, and where it counts."""
    used: dict[str, Use] = {}
    words: dict[str, Use] = {}
    for line in _lines("first_names.txt"):
        name, *notes = line.split()
        use: Use = next((_MARKS[note] for note in notes if note in _MARKS), "anywhere")
        words |= {note.rstrip("!"): _use_of_word(note) for note in notes if note not in _MARKS}
        for form in forms_of(name):
            used[form] = max(use, used.get(form, use), key=_LOOSEST_LAST.index)
    return MappingProxyType(used | words)


@cache
def surnames() -> frozenset[str]:
    """Give every form of the surnames that no ending gives away, in lower case."""
    listed = (name for name in _lines("surnames.txt") if not name.startswith("-"))
    return frozenset(form for name in listed for form in surname_forms_of(name))


@cache
def no_surnames() -> frozenset[str]:
    """Give every form of the words that only end like a surname, in lower case."""
    listed = (name.removeprefix("-") for name in _lines("surnames.txt") if name.startswith("-"))
    return frozenset(form for name in listed for form in surname_forms_of(name))


def _use_of_word(note: str) -> Use:
    return "before-surname" if note.endswith("!") else "capital"


def _lines(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
