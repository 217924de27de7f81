"""What typed words mean: a few phrases in three languages, any case, small slips forgiven."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from unicodedata import combining, normalize

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
    "plan": {
        "fi": (
            "suunnitelma",
            "kehittämissuunnitelma",
            "suunnitelmamme",
            "kehittämissuunnitelmamme",
            "meidän suunnitelma",
            "näytä suunnitelma",
            "tiimin suunnitelma",
            "yksikön suunnitelma",
            "suunnitelmaa",
            "suunnitelman",
        ),
        "sv": (
            "plan",
            "planen",
            "utvecklingsplan",
            "utvecklingsplanen",
            "vår plan",
            "vår utvecklingsplan",
            "visa planen",
            "teamets plan",
            "enhetens plan",
        ),
        "en": (
            "plan",
            "development plan",
            "our plan",
            "the plan",
            "our development plan",
            "show our plan",
            "show the plan",
            "team plan",
        ),
    },
    "explain": {
        "fi": ("mitä tämä tarkoittaa", "mitä tulos tarkoittaa", "mitä indeksi tarkoittaa"),
        "sv": ("vad betyder det här", "vad betyder resultatet", "vad betyder indexet"),
        "en": ("what does this mean", "what does the result mean", "what does the index mean"),
    },
    "survey": {
        "fi": ("vastaa kyselyyn", "kysely"),
        "sv": ("svara på enkäten", "enkät"),
        "en": ("answer the survey", "survey"),
    },
    "questions": {
        "fi": ("kysymyksiä keskusteluun", "kysymyksiä", "keskustelukysymyksiä", "apukysymyksiä"),
        "sv": ("frågor till samtalet", "frågor", "samtalsfrågor", "diskussionsfrågor"),
        "en": ("questions for discussion", "questions", "guiding questions", "discussion questions"),
    },
    "link": {
        "fi": ("liitä kanava", "liitä yksikkö", "liitä kanava yksikköön", "kanava"),
        "sv": ("koppla kanal", "koppla enhet", "koppla kanalen till en enhet", "kanal"),
        "en": ("link channel", "link unit", "link channel to a unit", "channel"),
    },
    "choose": {
        "fi": ("valinta", "yhteinen valinta", "valitaan yhdessä"),
        "sv": ("val", "det gemensamma valet", "välj tillsammans"),
        "en": ("choice", "shared choice", "choose together"),
    },
    "next": {
        "fi": ("mitä seuraavaksi", "mitä nyt", "mitä minulla on tulossa", "mitä tapahtuu seuraavaksi"),
        "sv": ("vad händer härnäst", "vad härnäst", "vad händer nu", "vad nu"),
        "en": ("what next", "what's next", "what comes next", "what now"),
    },
    "plans": {
        "fi": ("suunnitelmien tilanne", "suunnitelmat", "kehittämissuunnitelmat"),
        "sv": ("läget för planerna", "planer", "planerna", "utvecklingsplaner", "utvecklingsplanerna"),
        "en": ("status of plans", "plans", "development plans"),
    },
    "clock": {
        "fi": ("vuosikello", "näytä vuosikello"),
        "sv": ("årsklocka", "årsklockan", "visa årsklockan"),
        "en": ("annual clock", "show the annual clock"),
    },
    "directory": {
        "fi": ("hakemiston tilanne", "hakemisto", "näytä hakemiston tilanne"),
        "sv": ("läget för katalogen", "katalogens läge", "katalogen"),
        "en": ("directory status", "status of the directory", "directory"),
    },
    "deputies": {
        "fi": ("nimeä sijainen", "sijainen", "sijaiset", "sijaisuus", "sijaisuudet"),
        "sv": ("utse en ställföreträdare", "utse ställföreträdare", "ställföreträdare"),
        "en": ("appoint a deputy", "appoint deputy", "deputy", "deputies"),
    },
    "review": {
        "fi": ("tarkista kommentit", "tarkista kommentteja"),
        "sv": ("granska kommentarer", "granska kommentarerna"),
        "en": ("review comments", "review the comments"),
    },
    "status": {
        "fi": ("kyselyiden tilanne", "kyselyjen tilanne", "kyselyn tilanne", "miten kyselyt etenevät"),
        "sv": ("läget för enkäterna", "enkäternas läge", "läget för enkäten", "hur går det med enkäterna"),
        "en": ("survey status", "status of surveys", "status of the surveys", "how are the surveys going"),
    },
    "audit": {
        "fi": ("tapahtumaloki", "näytä tapahtumaloki"),
        "sv": ("händelselogg", "händelseloggen", "visa händelseloggen"),
        "en": ("audit log", "show the audit log"),
    },
    "pulse": {
        "fi": ("avaa kysely", "avaa uusi kysely", "avaa pulssikysely"),
        "sv": ("öppna enkät", "öppna en enkät", "öppna en ny enkät", "öppna pulsenkät"),
        "en": ("open a pulse", "open pulse", "open a survey", "open a new survey"),
    },
    "connections": {
        "fi": ("yhteydet", "näytä yhteydet", "keitä pulssi tavoittaa"),
        "sv": ("anslutningar", "visa anslutningar", "vilka når pulssi"),
        "en": ("connections", "show connections", "who can be reached"),
    },
    "privacy": {
        "fi": ("mitä esihenkilöni näkee", "tietosuoja"),
        "sv": ("vad ser min chef", "dataskydd"),
        "en": ("what does my supervisor see", "privacy"),
    },
    "reminders": {
        "fi": ("tauko muistutuksista", "muistutukset", "en halua muistutuksia", "lopeta tauko"),
        "sv": (
            "paus i påminnelserna",
            "påminnelser",
            "jag vill inte ha påminnelser",
            "avsluta pausen",
        ),
        "en": ("pause reminders", "reminders", "i want no reminders", "end the pause"),
    },
    "settings": {
        "fi": ("asetukset", "omat asetukset", "hiljainen aika"),
        "sv": ("inställningar", "mina inställningar", "tyst tid"),
        "en": ("settings", "my settings", "quiet hours"),
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
CLOSE_ENOUGH: Final = 84
"""How alike two words must be, of 100, for one to be a slip of the other."""
_SHORT: Final = 4
"""Words this short are taken to the letter."""
_QUESTIONS: Final = ("kysymyksia", "kysymykset", "fragor", "fragorna", "questions")
"""The words for questions, as `folded` gives them; a theme may follow."""
_LINKING: Final = ("liita", "koppla", "link")
_LINKED: Final = ("kanava", "kanavan", "yksikko", "kanal", "kanalen", "enhet", "enheten", "channel", "unit")
"""The words for linking a channel; a unit's name or code may follow."""
_OPENING: Final = ("avaa", "oppna", "open")
_OPENED: Final = (
    *("kysely", "kyselyn", "pulssi", "pulssikysely", "enkat", "enkaten", "pulsenkat"),
    *("pulse", "survey"),
)
"""The words for opening a survey; a unit's name or code may follow."""
_ARTICLES: Final = ("uusi", "uuden", "en", "ny", "a", "new", "the")
_FEW: Final = 5
"""Words beyond which talk of questions is no request for them."""
_NEAR_WORD: Final = 82
_SLIP: Final = 70
"""How near a word must be to one of ours; less where the phrase is near as a whole."""
_SHOW: Final = ("nayta", "nayttaisitko", "visa", "show", "give", "get")
_RESULTS: Final = ("tulos", "tulokset", "tuloksia", "resultat", "resultaten", "resultatet", "results")
_SMALL: Final = frozenset(
    re.findall(
        r"\w+",
        "minulle minun mulle oma oman omat tiimin ja nyt kiitos "
        "yksikko yksikon yksikkoni yksikolle yksikosta "
        "mig min mina mitt var vara enhet enheten enhetens enhets for fran av pa nu tack "
        "me my our the of for from in at unit units team now please s",
    )
)
"""Words around a unit's name, folded."""
_OWN_WORDS: Final = (*_SHOW, *_RESULTS, *(word for word in _SMALL if len(word) >= _SHORT))
_NOISE = re.compile(r"[^\w\s]", re.UNICODE)


def intent_of(words: str) -> str | None:
    """Give the intent of typed words, or None."""
    text = _short_text(words)
    if text in _PHRASES:
        return _PHRASES[text]
    if _asks_for_questions(text):
        return "questions"
    if _asked_to_link(text) is not None:
        return "link"
    if _asked_to_open(text) is not None:
        return "pulse"
    if _asked(text) is not None:
        return "results"
    found = _nearest_phrase(text)
    return _PHRASES[found] if found else None


def unit_in(words: str) -> str:
    """Give the name or code of a unit whose results are asked for, folded; nothing where none is named."""
    text = _short_text(words)
    return "" if text in _PHRASES else _asked(text) or ""


def linked_unit_in(words: str) -> str:
    """Give the name or code of a unit that a channel shall be linked to, folded; nothing for none."""
    text = _short_text(words)
    return "" if text in _PHRASES else _asked_to_link(text) or ""


def pulsed_unit_in(words: str) -> str:
    """Give the name or code of a unit that a survey shall be opened for, folded; nothing for none."""
    text = _short_text(words)
    return "" if text in _PHRASES else _asked_to_open(text) or ""


def folded(words: str) -> str:
    """Leave out case, punctuation and the dots and rings that a hurried thumb leaves out."""
    plain = (sign for sign in normalize("NFKD", words.casefold()) if not combining(sign))
    return " ".join(_NOISE.sub(" ", "".join(plain)).split())


def _asks_for_questions(text: str) -> bool:
    """Say whether few words begin with questions, or with a verb and questions; a theme may follow."""
    said = text.split()
    return len(said) <= _FEW and any(
        process.extractOne(word, _QUESTIONS, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
        for word in said[:2]
    )


def _asked_to_link(text: str) -> str | None:
    """Give what a sentence names after the words for linking a channel or a unit; None when it has none."""
    verb, _, rest = text.partition(" ")
    noun, _, name = rest.partition(" ")
    return name if _is(verb, _LINKING) and _is(noun, _LINKED) else None


def _asked_to_open(text: str) -> str | None:
    """Give what a sentence names after the words for opening a survey; None when it has none."""
    verb, *said = text.split() or [""]
    while said and said[0] in _ARTICLES:
        said = said[1:]
    if not said or not _is(verb, _OPENING) or not _is(said[0], _OPENED):
        return None
    return bare(" ".join(said[1:]))


def _short_text(words: str) -> str:
    text = folded(words[: LONGEST + 1])
    return text if len(text) <= LONGEST else ""


def _nearest_phrase(text: str) -> str | None:
    if len(text) <= _SHORT:
        return None
    found = process.extractOne(text, _LONG_PHRASES, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return found[0] if found else None


def bare(text: str) -> str:
    """Leave out, of a folded text, the words that stand around a unit's name or are a part of many."""
    return " ".join(word for word in text.split() if word not in _SMALL and not _is(word, _RESULTS))


def _asked(text: str) -> str | None:
    """Give whose results a sentence asks for: what is left without its own words; None when it asks for none.

    The word for results stands first or last: the results were awful asks for nothing. What is left of a
    phrase with a slip in it is no name.
    """
    said = text.split()
    if said and _is(said[0], _SHOW):
        said = said[1:]
        while said and said[0] in _SMALL:
            said = said[1:]
    if not said or not (_is(said[0], _RESULTS) or _is(said[-1], _RESULTS)):
        return None
    name = bare(" ".join(said))
    if _nearest_phrase(text) and all(_is(word, _OWN_WORDS, least=_SLIP) for word in name.split()):
        return ""
    return name


def _is(word: str, words: Collection[str], *, least: int = _NEAR_WORD) -> bool:
    """Say whether a word is one of some, or one of the longer ones with a slip in it."""
    if word in words:
        return True
    near = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=least)
    return len(word) >= _SHORT and near is not None


_PHRASES: Final = {
    folded(phrase): intent
    for intent, phrases in INTENTS.items()
    for spoken in phrases.values()
    for phrase in spoken
}
_LONG_PHRASES: Final = [phrase for phrase in _PHRASES if len(phrase) > _SHORT]
