"""The forms in which a name turns up: the Finnish cases, of whatever name, and the genitive in -s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_VOWELS: Final = frozenset("aeiouyåäöé")
_BACK: Final = frozenset("aouå")
_DOUBLED: Final = {"kk": "k", "pp": "p", "tt": "t"}
_SOFTENED: Final = {"nt": "nn", "mp": "mm", "lt": "ll", "ht": "hd"}
_ONE_OR_TWO_VOWELS: Final = ("n", "lla", "lle", "lta", "ssa", "sta", "ksi")
"""Endings of a closed syllable, written with back vowels."""


def forms_of(name: str) -> frozenset[str]:
    """Give the forms of a first name in lower case; words that no one would write may be among them."""
    nominative = name.lower()
    return frozenset({nominative, *_genitives_in_s(nominative), *_cases(nominative)})


def surname_forms_of(name: str) -> frozenset[str]:
    """Give the forms of a surname: as of a first name, and of -nen as in Virtanen, Virtasen."""
    nominative = name.lower()
    if not nominative.endswith("nen"):
        return forms_of(name)
    stem = f"{nominative[:-3]}se"
    return frozenset(
        {nominative, f"{nominative[:-3]}sta", f"{stem}en", *_closed(stem, harmony_of=nominative)}
    )


def _genitives_in_s(nominative: str) -> Iterator[str]:
    if not nominative.endswith(("s", "x", "z")):
        yield f"{nominative}s"


def _cases(nominative: str) -> Iterator[str]:
    if nominative[-1] in _VOWELS:
        yield from _cases_of_vowel_stem(nominative)
    else:
        # Foreign names take an i: Janin, Larsille.
        yield from _cases_of_vowel_stem(f"{nominative}i")
    if nominative.endswith("s"):
        stem = nominative[:-1]
        yield from _closed(f"{stem}kse", harmony_of=nominative)
        yield _harmonised(f"{nominative}ta", harmony_of=nominative)


def _cases_of_vowel_stem(strong: str) -> Iterator[str]:
    yield _harmonised(f"{strong}a", harmony_of=strong)
    yield f"{strong}{strong[-1]}n"
    for weak in _weakened(strong):
        yield from _closed(weak, harmony_of=strong)


def _closed(stem: str, *, harmony_of: str) -> Iterator[str]:
    for ending in _ONE_OR_TWO_VOWELS:
        yield stem + _harmonised(ending, harmony_of=harmony_of)


def _weakened(strong: str) -> Iterator[str]:
    """Give the stem before a closed syllable: Pekka, Peka-; a word that has become a name may do both."""
    cluster, vowel = strong[-3:-1], strong[-1]
    if cluster in _DOUBLED:
        yield strong[:-3] + _DOUBLED[cluster] + vowel
        return
    yield strong
    if cluster in _SOFTENED:
        yield strong[:-3] + _SOFTENED[cluster] + vowel
    elif cluster[-1:] == "t" and cluster[:1] in _VOWELS:
        yield f"{strong[:-2]}d{vowel}"


def _harmonised(ending: str, *, harmony_of: str) -> str:
    """Write an ending with ä after a name that has no a, o or u."""
    return ending if _BACK & set(harmony_of) else ending.replace("a", "ä")
