"""Deputies with made-up data, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from cards.deputies import deputies_card
from cards.deputy_news import Told, deputy_news_card
from cards.deputy_parts import DeputiesView, StandIn, days_of
from cards.deputy_questions import end_card, find_unit_card
from cards.elements import Card
from cards.samples import UNITS
from followups.deputies import Term
from locales import texts

TODAY: Final = date(2026, 11, 25)
_NOW: Final = Term(date(2026, 11, 23), date(2026, 12, 13))
_LATER: Final = Term(date(2027, 2, 1), date(2027, 7, 31))
_LONG: Final = "Maximiliana-Aleksandra Österberg-Virtanen-Lindström *Ψ* <b>"
_PEOPLE: Final = {"a": "Aino Aalto", "b": "Eero Eskola"}

InLanguage = Callable[[str], Card]


def deputy_cards() -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    standing = [
        StandIn("1", "Onni Ojala", UNITS[2], _NOW, has_begun=True),
        StandIn("2", _LONG, UNITS[3], _LATER, has_begun=False),
        StandIn("3", "", UNITS[2], _LATER, has_begun=False),
    ]
    one = DeputiesView(unit=UNITS[2], people=_PEOPLE, standing=standing[::2], typed={}, today=TODAY)
    typed = {"unit": "*", "person": "a", "from": "2026-11-02", "until": "2026-11-01"}
    many = DeputiesView(
        unit=None,
        units=UNITS[2:6],
        every="*",
        people=_PEOPLE,
        standing=standing[1:2],
        left=5,
        typed=typed,
        today=TODAY,
    )
    none = DeputiesView(unit=UNITS[2], people={}, standing=[], typed={}, today=TODAY)
    sent = {"end": "1", "unit": "K1"}
    return {
        "deputies": lambda language: deputies_card(one, done=[_done(language)], language=language),
        "deputies-wrong": lambda language: deputies_card(
            many, wrong=[("past", ""), ("order", ""), ("overlap", UNITS[2].name(language))], language=language
        ),
        "deputies-none": lambda language: deputies_card(none, language=language),
        "deputies-end": lambda language: end_card(standing[0], sent=sent, language=language),
        "deputies-which": lambda language: find_unit_card(
            typed="kotihotoi", found=UNITS[2:4], was_sought=True, language=language
        ),
        **_news(),
    }


def _done(language: str) -> str:
    say = texts(language)
    return say("carddeputies.done.appointed", name="Onni Ojala", days=days_of(_NOW, say=say))


def _news() -> dict[str, InLanguage]:
    def named(told: Told) -> InLanguage:
        return lambda language: deputy_news_card(told, language=language)

    return {
        "deputy-appointed": named(
            Told("appointed", UNITS[2:4], _LATER, is_deputy=True),
        ),
        "deputy-begun": named(
            Told("begun", UNITS[2:4], _NOW, is_deputy=True, shows_results=True),
        ),
        "deputy-begun-leader": named(Told("begun", UNITS[2:3], _NOW, _LONG, shows_results=True)),
        "deputy-ended": named(Told("ended", UNITS[2:3], _NOW, is_deputy=True)),
        "deputy-withdrawn": named(Told("withdrawn", UNITS[2:3])),
    }
