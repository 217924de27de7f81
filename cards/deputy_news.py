"""What is told of a deputy: to the one who stands in, and to those who lead the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from microsoft_teams.cards import Action, CardElement

from cards.deputy_parts import days_of, name_of, press
from cards.elements import Card, buttons, card, execute, line, paragraph, plain, plain_name, small, title
from directory.organisation import Unit
from followups.deputies import Term
from locales import Texts, texts

News = Literal["appointed", "begun", "ended", "withdrawn"]
_MOST_BUTTONS = 5
"""Units with a button each; a card has room for no more."""


@dataclass(frozen=True, slots=True)
class Told:
    """News of somebody who stands in in some units; the term is unknown of what was withdrawn.

    `name` is empty for the deputy, and where Teams has told none. `shows_results` where the reader has the
    right to see them now.
    """

    news: News
    units: Sequence[Unit]
    term: Term | None = None
    name: str = ""
    is_deputy: bool = False
    shows_results: bool = False


def deputy_news_card(told: Told, *, language: str) -> Card:
    """Say what has been decided, or begins, or is over, and what may be done."""
    say = texts(language)
    reader = "you" if told.is_deputy else "leader"
    body: list[CardElement] = [
        title(say(f"carddeputies.news.{told.news}.{reader}")),
        *(plain_name(unit.name(language)) for unit in told.units),
        *_who_and_when(told, say=say),
        paragraph(say(f"carddeputies.news.{told.news}.{reader}.sentence")),
        *_may(told, say=say),
        *(buttons([each]) for each in _buttons(told, say=say)),
    ]
    return card(body, language=language)


def _who_and_when(told: Told, *, say: Texts) -> Sequence[CardElement]:
    days = days_of(told.term, say=say) if told.term else ""
    if told.is_deputy:
        return [plain(days)] if days else []
    if told.term is None:
        return []
    return [line(name_of(told.name, say=say), note=days)]


def _may(told: Told, *, say: Texts) -> Sequence[CardElement]:
    """Say what a deputy may do, to whoever is or will be one."""
    if not told.is_deputy or told.news not in {"appointed", "begun"}:
        return []
    return [paragraph(say("carddeputies.news.may")), small(say("carddeputies.news.answers"))]


def _buttons(told: Told, *, say: Texts) -> Sequence[Action]:
    named = len(told.units) > 1
    results = [
        execute(
            say("carddeputies.news.results_of", unit=unit.name(say.language))
            if named
            else say("carddeputies.news.results"),
            "results.show",
            data={"unit": unit.code},
        )
        for unit in told.units[:_MOST_BUTTONS]
        if told.shows_results
    ]
    if told.is_deputy or len(told.units) > 1:
        return results
    shown = [press(say("carddeputies.news.show"), {"unit": unit.code}) for unit in told.units]
    return [*results, *shown]
