"""All that is explained, on one card: how to take a result, what is hidden in it, what its figures mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from microsoft_teams.cards import CardElement

from cards.details import Reading, detail_card
from cards.elements import Card, card, heading, paragraph, small, title
from cards.explained import Topic, meaning, more
from content.instrument import SMALLEST_GROUP
from locales import Texts, texts
from scoring.findings import verdict

_WITH_INDEX: Final[tuple[Topic, ...]] = (
    *("index", "factors", "themes", "capabilities", "picks"),
    *("margin", "change", "area", "spread", "response"),
)
_WITHOUT_INDEX: Final[tuple[Topic, ...]] = ("picks-means", "margin", "change", "area", "response")


def explain_card(reading: Reading) -> Card:
    """Explain a result by what it holds."""
    published, say = reading.published, reading.say
    key = verdict(published.index, published.factors) or "any"
    topics = _WITH_INDEX if reading.instrument.has_index else _WITHOUT_INDEX
    hidden = [
        say(f"explain.hidden.{published.tier}"),
        say("explain.hidden.limit", k=reading.k),
        *([say("explain.hidden.comments")] if reading.instrument.comment else []),
    ]
    body = [*_take(key, say=say), *_hidden(hidden, say=say), *_topics(topics, say=say)]
    return detail_card("explain", say("explain.title"), body, reading=reading)


def general_explain_card(*, language: str) -> Card:
    """Explain results to somebody who sees none yet."""
    say = texts(language)
    hidden = [
        say("explain.hidden.limit", k=SMALLEST_GROUP),
        say("explain.hidden.ten"),
        say("explain.hidden.comments"),
    ]
    body = [
        title(say("explain.title")),
        paragraph(say("explain.general")),
        *_take("any", say=say),
        *_hidden(hidden, say=say),
        *_topics(_WITH_INDEX, say=say),
    ]
    return card(body, language=language)


def _take(key: str, *, say: Texts) -> Iterator[CardElement]:
    yield heading(say("explain.take.heading"))
    yield paragraph(say(f"explain.take.{key}"))
    yield paragraph(say("explain.take.together"))


def _hidden(told: Sequence[str], *, say: Texts) -> Iterator[CardElement]:
    yield heading(say("explain.hidden.heading"))
    yield from map(paragraph, told)


def _topics(topics: Sequence[Topic], *, say: Texts) -> Iterator[CardElement]:
    for topic in topics:
        yield heading(say(f"explain.heading.{topic}"))
        yield paragraph(meaning(topic, say=say))
        yield small(more(topic, say=say))
