"""The form that records what a team has agreed on, and what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from microsoft_teams.cards import CardElement, TextInput

from cards.choose import Matter, listed
from cards.elements import (
    Card,
    box,
    buttons,
    card,
    execute,
    heading,
    paragraph,
    plain,
    plain_name,
    small,
    title,
)
from locales import Texts, texts
from scoring.choices import MOST_CHOSEN

WORDS_LIMIT: Final = 200
SCRIBE_LIMIT: Final = 100
SCRIBE: Final = "scribe"
NUMBERS: Final = range(1, MOST_CHOSEN + 1)

Source = Literal["sum", "open", "result", "meeting"]
"""Where the words in the fields come from: counted votes, or the result.

That is so while a vote is open, without one, and in a team too small for one.
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the fields; each target with the id of the item it came from, or nothing."""

    strengths: Sequence[str] = ()
    targets: Sequence[tuple[str, str]] = ()
    scribe: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was recorded; `is_asked` tells that the team is asked whether it feels shared."""

    strengths: Sequence[str]
    targets: Sequence[str]
    scribe: str
    is_asked: bool = field(default=False, kw_only=True)


def agree_card(
    matter: Matter, draft: Draft, *, source: Source, language: str, going_on: date | None = None
) -> Card:
    """Make the form; `going_on` is the day of a plan that would end with it."""
    say = texts(language)
    body = [
        title(say("cardchoose.agree.heading")),
        plain_name(matter.unit.name(language)),
        *_warned(going_on, say=say),
        paragraph(say(f"cardchoose.agree.from.{source}")),
        *_fields("strength", draft.strengths, say=say),
        *_fields("target", [words for words, _ in draft.targets], say=say),
        TextInput(
            id=SCRIBE,
            label=say("cardchoose.agree.scribe"),
            placeholder=say("cardchoose.agree.scribe_hint"),
            max_length=SCRIBE_LIMIT,
            value=draft.scribe or None,
            separator=True,
        ),
    ]
    replace = {"replace": "yes"} if going_on else {}
    items = {f"item{number}": item for number, (_, item) in enumerate(draft.targets, 1) if item}
    save = execute(
        say("cardchoose.agree.replace" if going_on else "cardchoose.agree.save"),
        "choose.agree",
        data={**matter.where, **items, **replace, "save": "yes"},
        inputs="auto",
        style="positive",
    )
    return card(body, language=language, actions=[save])


def agreed_card(matter: Matter, agreed: Agreed, *, language: str) -> Card:
    """Show what was recorded, and lead to the plan."""
    say = texts(language)
    asked = "cardchoose.agreed.asked" if agreed.is_asked else "cardchoose.agreed.not_asked"
    body = [
        title(say("cardchoose.agreed.heading")),
        plain_name(matter.unit.name(language)),
        *agreed_part(agreed, say=say),
        paragraph(say("cardchoose.agreed.next")),
        small(say(asked)),
        buttons([execute(say("cardchoose.agreed.plan"), "plan.edit", data={"unit": matter.unit.code})]),
    ]
    felt = execute(say("cardchoose.agreed.felt"), "choose.felt", data={"choice": matter.choice})
    return card([*body, *([buttons([felt])] if agreed.is_asked else [])], language=language)


def agreed_part(agreed: Agreed, *, say: Texts) -> list[CardElement]:
    """List what was agreed and who wrote it down."""
    parts: list[CardElement] = []
    for kind, words in (("strengths", agreed.strengths), ("targets", agreed.targets)):
        if words:
            parts += [heading(say(f"cardchoose.part.{kind}")), *listed(words)]
    return [*parts, plain(say("cardchoose.agreed.scribe", scribe=agreed.scribe))] if agreed.scribe else parts


def _warned(going_on: date | None, *, say: Texts) -> list[CardElement]:
    if going_on is None:
        return []
    told = paragraph(say("cardchoose.agree.going_on", day=say.date(going_on)))
    return [box([told], tone="warning")]


def _fields(name: str, words: Sequence[str], *, say: Texts) -> list[CardElement]:
    filled = [*words, *[""] * MOST_CHOSEN]
    return [
        TextInput(
            id=f"{name}{number}",
            label=say(f"cardchoose.agree.{name}", number=number),
            max_length=WORDS_LIMIT,
            is_multiline=True,
            value=filled[number - 1] or None,
            separator=number == 1,
        )
        for number in NUMBERS
    ]
