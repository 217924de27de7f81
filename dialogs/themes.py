"""Which theme typed words name: its name in three languages, inflected and with small slips."""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz

from dialogs.intents import CLOSE_ENOUGH, LONGEST, folded

STEMS: Final[dict[str, tuple[str, ...]]] = {
    "trust": ("luottamu", "fortroende", "tillit", "trust", "confidence"),
    "belonging": (
        "yhteenkuuluv",
        "yhteishen",
        "me hen",
        "samhorighet",
        "sammanhallning",
        "vi anda",
        "laganda",
        "belonging",
        "team spirit",
    ),
    "capability": (
        "kyvykky",
        "osaami",
        "formag",
        "kompetens",
        "kunnande",
        "capabilit",
        "competence",
        "skill",
    ),
    "autonomy": ("autonom", "osallisuu", "vaikuttami", "delaktighet", "inflytande", "influence"),
    "processes": ("prosess", "palveluprosess", "process", "serviceprocess"),
    "supervision": ("esihenkilo", "johtami", "chef", "ledarskap", "ledning", "supervis", "leadership"),
}
"""How the words for each theme begin, as `folded` gives them."""
_LONG: Final = 6
"""Letters from which on a stem is known in spite of a slip."""


def theme_in(words: str) -> str:
    """Give the theme that words name; nothing when they name none."""
    said = folded(words[:LONGEST])
    for theme, stems in STEMS.items():
        if any(f" {stem}" in f" {said}" for stem in stems):
            return theme
    likeness, theme = max(
        (_likeness(word, stem), theme)
        for theme, stems in STEMS.items()
        for stem in stems
        for word in ("", *said.split())
        if len(stem) >= _LONG
    )
    return theme if likeness >= CLOSE_ENOUGH else ""


def _likeness(word: str, stem: str) -> float:
    """Tell how alike the stem and the beginning of a word are, of 100."""
    return fuzz.ratio(word[: len(stem)], stem)
