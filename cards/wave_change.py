"""Before a survey is open for longer, closes early or is cancelled: what that means, and the second press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement, DateInput, TimeInput

from cards.elements import Card, box, card, execute, paragraph, plain, plain_name, small, title
from cards.wave_form import problem_in_words
from directory.organisation import Unit
from followups.annual_clock import MOST_DAYS
from followups.clock_rules import Problem
from locales import Texts, texts

Change = Literal["close", "cancel"]


@dataclass(frozen=True, slots=True)
class Changing:
    """The survey that is to be changed; `unit` is None when the organisation no longer has it."""

    wave: str
    instrument: str
    unit: Unit | None
    closes: datetime
    zone: ZoneInfo


def extend_card(
    changing: Changing,
    typed: Mapping[str, str],
    *,
    problems: Sequence[Problem] = (),
    language: str,
) -> Card:
    """Ask until when a survey shall be open, with what was typed and what is wrong with it."""
    say = texts(language)
    wrong = [plain(problem_in_words(each, zone=changing.zone, say=say)) for each in problems]
    day, at = say("cardpulse.field.closes"), say("cardpulse.field.closes_time")
    body: list[CardElement] = [
        title(say("cardpulse.extend.heading")),
        *([box(wrong, tone="attention")] if wrong else []),
        *_named(changing, say=say),
        _until(changing, say=say),
        DateInput(
            id="closes",
            label=day,
            value=typed.get("closes") or None,
            is_required=True,
            error_message=say("cardpulse.needed", label=day),
        ),
        TimeInput(
            id="closes_time",
            label=at,
            value=typed.get("closes_time") or None,
            is_required=True,
            error_message=say("cardpulse.needed", label=at),
        ),
        small(say("cardpulse.extend.most", most=MOST_DAYS)),
        paragraph(say("cardpulse.extend.cards")),
        paragraph(say("cardpulse.extend.final")),
    ]
    sent = {"wave": changing.wave, "confirmed": "yes"}
    yes = execute(say("cardpulse.extend.yes"), "waves.extend", data=sent, inputs="auto", style="positive")
    return card(body, language=language, actions=[yes, _back(changing, say=say)])


def sure_card(changing: Changing, change: Change, *, language: str) -> Card:
    """Ask whether a survey shall really close now, or never open."""
    say = texts(language)
    body: list[CardElement] = [
        title(say(f"cardpulse.{change}.heading")),
        *_named(changing, say=say),
        *([_until(changing, say=say)] if change == "close" else []),
        paragraph(say(f"cardpulse.{change}.sentence")),
    ]
    sent = {"wave": changing.wave, "confirmed": "yes"}
    yes = execute(say(f"cardpulse.{change}.yes"), f"waves.{change}", data=sent)
    return card(body, language=language, actions=[yes, _back(changing, say=say)])


def cancelled_card(instrument: str, *, language: str) -> Card:
    """Say that a survey will not open."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardpulse.cancelled.heading")),
        plain_name(instrument),
        paragraph(say("cardpulse.cancelled.sentence")),
    ]
    return card(body, language=language, actions=[execute(say("cardpulse.one.all"), "waves.status")])


def _named(changing: Changing, *, say: Texts) -> list[CardElement]:
    unit = [plain(changing.unit.name(say.language))] if changing.unit else []
    return [plain_name(changing.instrument), *unit]


def _until(changing: Changing, *, say: Texts) -> CardElement:
    return paragraph(say("cardpulse.extend.now", closes=say.moment(changing.closes, changing.zone)))


def _back(changing: Changing, *, say: Texts) -> Action:
    return execute(say("cardpulse.one.back"), "waves.status", data={"wave": changing.wave})
