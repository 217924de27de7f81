"""What a result is like, in one sentence and a tone that repeats it."""

from __future__ import annotations

from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import Tone, box, paragraph
from content.instrument import Instrument
from locales import Texts
from scoring.disclosure import Published
from scoring.findings import verdict
from scoring.sentences import verdict_in_words

_TONES: Final[dict[str, Tone]] = {"good": "good", "middling": "warning", "poor": "attention"}


def verdict_part(published: Published, *, instrument: Instrument, say: Texts) -> CardElement:
    """Say first what the result is like."""
    key = verdict(published.index, published.factors) if instrument.has_index else None
    sentence = verdict_in_words(published, instrument=instrument, say=say)
    return box([paragraph(sentence)], tone=_TONES.get(key or "", "emphasis"))
