"""The productivity scenario on a card: three figures to think with, and what they would amount to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import CardElement, NumberInput

from cards.elements import Card, box, buttons, card, execute, paragraph, small, title
from cards.scenario import scenario_in_words
from locales import Texts, texts
from scoring.scenario import Scenario

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "person_years": (1, 100_000),
    "index_then": (1, 100),
    "cost": (1, 1_000_000),
}
"""The inputs, and between which figures each may lie."""


@dataclass(frozen=True, slots=True)
class Now:
    """The whole organisation's index in percent, when its wave closed, and where one may go back to."""

    index: float
    closed_at: datetime
    zone: ZoneInfo
    unit: str
    wave: str


def scenario_card(now: Now, *, thought: Scenario | None, language: str) -> Card:
    """Ask for what is thought of; with a scenario, say it above with all that went in."""
    say = texts(language)
    told: list[CardElement] = []
    if thought is not None:
        sentence, assumed = scenario_in_words(thought, say=say)
        told = [box([paragraph(sentence)], tone="emphasis"), small(assumed)]
    body = [
        title(say("level.scenario.title")),
        paragraph(say("level.scenario.intro")),
        small(_now_in_words(now, say=say)),
        *told,
        *(_input(name, thought=thought, say=say) for name in LIMITS),
        small(say("level.scenario.kept")),
        buttons([execute(say("level.scenario.count"), "results.scenario", inputs="auto", style="positive")]),
        buttons([execute(say("level.back"), "results.level", data={"unit": now.unit, "wave": now.wave})]),
    ]
    return card(body, language=language)


def no_scenario_card(*, language: str) -> Card:
    """Say that there is no index to think from."""
    say = texts(language)
    return card(
        [title(say("level.scenario.title")), paragraph(say("level.scenario.none"))], language=language
    )


def nonsense_in_words(*, language: str) -> str:
    """Say between which figures each input may lie."""
    say = texts(language)
    between = {
        name: "\N{EN DASH}".join(say.number(limit, 0) for limit in limits) for name, limits in LIMITS.items()
    }
    return say("level.scenario.nonsense", **between)


def _now_in_words(now: Now, *, say: Texts) -> str:
    index = say("cardresults.percent", figure=say.number(now.index))
    return say("level.scenario.now", index=index, moment=say.moment(now.closed_at, now.zone))


def _input(name: str, *, thought: Scenario | None, say: Texts) -> NumberInput:
    lowest, highest = LIMITS[name]
    between = {"lowest": say.number(lowest, 0), "highest": say.number(highest, 0)}
    return NumberInput(
        id=name,
        label=say(f"level.scenario.{name}"),
        min=lowest,
        max=highest,
        is_required=True,
        error_message=say("level.scenario.between", **between),
        value=None if thought is None else getattr(thought, name),
    )
