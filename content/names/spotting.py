"""Tells whether a text seems to name somebody: first names, and surnames that an ending gives away.

A capital letter says most where a sentence does not begin, so a name that is an ordinary word as well counts
only there. What is written in capitals throughout is read like small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from content.names.lists import first_names, no_surnames, surnames

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_OWNER: Final = re.compile(r"['\u2019](?:s|n|in|lle|lla|lta)?$", re.IGNORECASE)
_CLITIC: Final = re.compile(r"(?:kin|kaan|kään|han|hän|ko|kö|pa|pä)$")
_CASE: Final = r"i?(?:n|lle|ll[aä]|lt[aä]|ss[aä]|st[aä])"
_GIVEN_AWAY: Final = re.compile(
    rf"(?:nen|[aeiouyäö]se{_CASE}|(?:ström|[kq]vist|gren|sson|lund|berg|stedt)(?:s|i|{_CASE})?)$"
)
# Kehittäminen and kunnallinen are no surnames; whoever is called Nieminen is known by the first name.
_ADJECTIVE: Final = re.compile(rf"(?:mi|li)(?:nen|se{_CASE})$")
_HOUSE: Final = re.compile(
    r"(?:päivä|hoiva|hoito|palvelu|ryhmä|vanhain)(?:ko[td]|talo)\w*|(?:perhekesku|asumisyksik)\w*"
    r"|(?:dag|service|vård)(?:hem|hus)\w*|villa"
)
_WITHIN_A_SENTENCE: Final = frozenset(" \N{NO-BREAK SPACE},/&")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as written; `begins` when a sentence may begin with it, `follows` right after a space."""

    written: str
    begins: bool
    follows: bool

    @property
    def folded(self) -> str:
        return self.written.lower()

    @property
    def is_capital(self) -> bool:
        return self.written[0].isupper() and not self.written.isupper()


_NOTHING: Final = _Word("-", begins=True, follows=False)


def names_somebody(text: str) -> bool:
    """Say whether the text seems to hold the name of a person."""
    words = [_NOTHING, *_words(normalize("NFC", text)), _NOTHING]
    return any(
        _is_first_name(word, before=before, after=after) or _is_surname_alone(word)
        for (before, word), (_, after) in pairwise(pairwise(words))
    )


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        begins = not end or not _WITHIN_A_SENTENCE.issuperset(between)
        yield from _parts(_OWNER.sub("", found.group()), begins=begins, follows=between == " ")
        end = found.end()


def _parts(written: str, *, begins: bool, follows: bool) -> Iterator[_Word]:
    """Take Anna-Liisa apart; in Helmi-talo the capital of the first part says as little as at a beginning."""
    first, *others = (part for part in written.split("-") if part)
    is_compound = any(not part[0].isupper() for part in others)
    yield _Word(first, begins=begins or is_compound, follows=follows)
    for part in others:
        yield _Word(part, begins=False, follows=False)


def _is_first_name(word: _Word, *, before: _Word, after: _Word) -> bool:
    use = first_names().get(word.folded) or first_names().get(_CLITIC.sub("", word.folded))
    if use is None or use == "anywhere":
        return use is not None
    if not word.is_capital:
        return False
    is_plainly_capital = not word.begins and not _HOUSE.fullmatch(before.folded)
    return (use == "capital" and is_plainly_capital) or _is_surname(after)


def _is_surname(word: _Word) -> bool:
    is_surname = word.folded in surnames() or _GIVEN_AWAY.search(word.folded) is not None
    return word.follows and word.is_capital and is_surname and word.folded not in no_surnames()


def _is_surname_alone(word: _Word) -> bool:
    if word.begins or not word.is_capital or not _GIVEN_AWAY.search(word.folded):
        return False
    return not _ADJECTIVE.search(word.folded) and word.folded not in no_surnames()
