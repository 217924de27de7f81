"""What a figure means, one press away: under its heading, or all of it on the card of explanations."""

from __future__ import annotations

from typing import Literal

from microsoft_teams.cards import CardElement

from cards.elements import heading, unfolding
from locales import Texts
from scoring.findings import DIFFERENT_FROM
from scoring.index import RISK_LIMITS

Topic = Literal[
    "index",
    "factors",
    "themes",
    "capabilities",
    "picks",
    "picks-means",
    "margin",
    "change",
    "area",
    "spread",
    "response",
]
"""What has an explanation; "picks-means" are strengths and targets where there is no index."""


def explained(name: str, topic: Topic, *, say: Texts) -> list[CardElement]:
    """Give a heading, and below it the words that unfold what stands there; a topic once in a card."""
    return [heading(name), *unfolding(say("explain.ask"), meaning(topic, say=say), name=f"explain-{topic}")]


def meaning(topic: Topic, *, say: Texts) -> str:
    """Say in a few plain words what something is and how to read it."""
    return say(f"explain.what.{topic}", **_facts(say))


def more(topic: Topic, *, say: Texts) -> str:
    """Say what else there is to know of it, such as what it is not."""
    return say(f"explain.more.{topic}", **_facts(say))


def _facts(say: Texts) -> dict[str, str]:
    limits = {factor: say.percent(limit) for factor, limit in RISK_LIMITS.items()}
    return {**limits, "spread": say.number(DIFFERENT_FROM, 0)}
