"""Units by what a directory calls them: values made tidy, codes made of them, and which unit a word means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final
from unicodedata import normalize

from directory.organisation import Unit
from directory.renames import translated

LONGEST: Final = 200
"""Characters of a value that count."""
_LONGEST_CODE: Final = 60
_WORDS: Final = re.compile(r"[^\W_]+")
_LOOKS_MADE: Final = re.compile(r"(?:^|-)[0-9a-f]{8}$")


def tidy(value: str) -> str:
    """Leave out what cannot be seen, all blanks but one between words, and what is beyond LONGEST."""
    seen = (sign for sign in value if sign.isprintable() or sign.isspace())
    return " ".join("".join(seen).split())[:LONGEST].strip()


def fold(value: str) -> str:
    """Give what two spellings of the same name have in common."""
    return " ".join(normalize("NFKC", value).casefold().split())


def code_of(path: Sequence[str]) -> str:
    """Make a unit's code of its folded names from the top down; the same path always gives the same.

    A name of plain words is its own code, with hyphens. Where more hangs on it, such as the units above or
    signs that are left out, eight figures of a digest keep two apart.
    """
    name = path[-1]
    made = "-".join(_WORDS.findall(name))
    says_all = len(path) == 1 and len(made) <= _LONGEST_CODE and made.replace("-", " ") == name
    if says_all and not _LOOKS_MADE.search(made):
        return made
    digest = sha256("\x1f".join(path).encode()).hexdigest()[:8]
    return "-".join(part for part in (made[:_LONGEST_CODE], digest) if part)


class UnitWords:
    """Which unit a word means: its code, another word for that, or else one of its names, in any case."""

    def __init__(self, units: Iterable[Unit], aliases: Mapping[str, str]) -> None:
        units = tuple(units)
        codes = {unit.code for unit in units}
        under = {kept: code for code, kept in translated(codes, aliases).items()}
        others = {word: under.get(kept, kept) for word, kept in aliases.items() if word not in codes}
        words = under | {word: code for word, code in others.items() if code in codes}
        self._exact = words | {code: code for code in codes}
        self._codes = _gathered((fold(word), code) for word, code in self._exact.items())
        names = ((unit, name) for unit in units for name in (unit.name_fi, unit.name_sv, unit.name_en))
        self._names = _gathered((fold(name), unit.code) for unit, name in names)

    def find(self, word: str) -> tuple[str, ...]:
        """Give the codes of all units that the word may mean, in order."""
        if word in self._exact:
            return (self._exact[word],)
        folded = fold(word)
        return tuple(sorted(self._codes.get(folded) or self._names.get(folded) or ()))


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    gathered: dict[str, set[str]] = {}
    for word, code in pairs:
        if word:
            gathered.setdefault(word, set()).add(code)
    return gathered
