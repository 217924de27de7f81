"""The receipt of an answer: the same for everybody in a wave and language, whatever was answered."""

from __future__ import annotations

from functools import lru_cache

from cards.elements import Card, card, paragraph, small, title
from content.instrument import Instrument
from locales import texts


def receipt_card(instrument: Instrument, *, language: str) -> Card:
    """Thank for the answer and tell what happens next; a second answer gets this very card too."""
    return _receipt(instrument.name.say(language), language)


@lru_cache(maxsize=64)
def _receipt(name: str, language: str) -> Card:
    say = texts(language)
    body = [
        title(say("cardsurvey.receipt.heading")),
        paragraph(say("cardsurvey.receipt.thanks", instrument=name)),
        paragraph(say("cardsurvey.receipt.next")),
        small(say("cardsurvey.receipt.once")),
    ]
    return card(body, language=language)
