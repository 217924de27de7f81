"""What typed words mean: a few phrases in three languages, any case, small slips forgiven."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz, process

from content.texts import Language

Phrases = dict[Language, tuple[str, ...]]

# The first phrase of each language is the one that Teams offers in its command list.
INTENTS: Final[dict[str, Phrases]] = {
    "results": {
        "fi": ("näytä yksikköni tulokset", "näytä tulokset", "yksikköni tulokset", "tulokset"),
        "sv": ("visa min enhets resultat", "visa resultat", "min enhets resultat", "resultat"),
        "en": ("show my unit results", "show results", "my unit results", "results"),
    },
    "survey": {
        "fi": ("avaa oma kyselyni", "vastaa kyselyyn", "kysely"),
        "sv": ("öppna min enkät", "svara på enkäten", "enkät"),
        "en": ("open my survey", "answer the survey", "survey"),
    },
    "privacy": {
        "fi": ("mitä esihenkilöni näkee", "tietosuoja"),
        "sv": ("vad ser min chef", "dataskydd"),
        "en": ("what does my supervisor see", "privacy"),
    },
    "language": {
        "fi": ("kieli", "vaihda kieli"),
        "sv": ("språk", "byt språk"),
        "en": ("language", "change language"),
    },
    "help": {
        "fi": ("apua", "ohje", "moi", "hei"),
        "sv": ("hjälp", "hej"),
        "en": ("help", "hello", "hi"),
    },
}

LONGEST: Final = 120
"""Characters beyond which a message is a story and no command."""
_CLOSE_ENOUGH: Final = 84
_SHORT: Final = 4
"""Words this short are taken to the letter."""
_PHRASES: Final = {
    phrase: intent for intent, phrases in INTENTS.items() for spoken in phrases.values() for phrase in spoken
}
_NOISE = re.compile(r"[^\w\s]", re.UNICODE)


def intent_of(words: str) -> str | None:
    """Give the intent of typed words, or None."""
    text = " ".join(_NOISE.sub(" ", words[: LONGEST + 1]).casefold().split())
    if not text or len(text) > LONGEST:
        return None
    if text in _PHRASES:
        return _PHRASES[text]
    if len(text) <= _SHORT:
        return None
    long = [phrase for phrase in _PHRASES if len(phrase) > _SHORT]
    found = process.extractOne(text, long, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return _PHRASES[found[0]] if found else None
