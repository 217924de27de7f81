"""Changes of the directory that are too large to happen unasked: what would go, and HR's word about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, buttons, card, execute, line, paragraph, plain, small, title
from directory.guard import Stop
from directory.organisation import Unit
from locales import Texts, texts

VERB: Final = "admin.sync"
STATUS: Final = "admin.directory"

Answer = Literal["accept", "wait"]
ANSWERS: Final[tuple[Answer, ...]] = ("accept", "wait")
Units = Mapping[str, Unit]
"""Units by their codes."""


def stop_card(stop: Stop, units: Units, *, language: str) -> Card:
    """Ask somebody of HR whether the changes may happen."""
    say = texts(language)
    body = [
        title(say("carddirectory.stopped.heading")),
        *stop_parts(stop, units, say=say),
        *answer_buttons(stop, say=say, is_accepted=False),
    ]
    return card([*body, small(say("carddirectory.stopped.later"))], language=language)


def answered_card(answer: Answer, *, language: str) -> Card:
    """Say what follows from an answer."""
    say = texts(language)
    body = [
        title(say(f"carddirectory.{answer}.heading")),
        paragraph(say(f"carddirectory.{answer}.sentence")),
        buttons([execute(say("carddirectory.heading"), STATUS)]),
    ]
    return card(body, language=language)


def stop_parts(stop: Stop, units: Units, *, say: Texts) -> list[CardElement]:
    """Tell what would go or move, in figures and by the units where most does."""
    told = [
        plain(say.count(f"carddirectory.stopped.{figure}", count))
        for figure, count in stop.figures.items()
        if count
    ]
    named: list[CardElement] = [
        line(units[code].name(say.language), note=say.count("carddirectory.people", count))
        for code, count in stop.units
        if code in units
    ]
    most = [box([small(say("carddirectory.stopped.most")), *named], tone="emphasis")] if named else []
    return [paragraph(say("carddirectory.stopped.why")), *told, *most]


def answer_buttons(stop: Stop, *, say: Texts, is_accepted: bool) -> list[CardElement]:
    """Ask for an answer; one that allows the changes may be taken back."""
    if is_accepted:
        taken_back = _button(say("carddirectory.take_back"), stop, "wait")
        return [paragraph(say("carddirectory.stopped.accepted")), taken_back]
    return [
        paragraph(say("carddirectory.stopped.ask")),
        *(_button(say(f"carddirectory.{answer}"), stop, answer) for answer in ANSWERS),
    ]


def _button(label: str, stop: Stop, answer: Answer) -> CardElement:
    return buttons([execute(label, VERB, data={"stop": stop.name, "answer": answer})])
