"""The card on which each member of a team chooses alone, and the receipt, which tells nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, TextInput

from cards.choose import Matter
from cards.elements import Card, card, execute, paragraph, plain_name, small, title
from locales import Texts, texts

STRENGTHS, TARGETS = "strengths", "targets"
OWN_STRENGTH, OWN_TARGET = "own_strength", "own_target"
OWN_LIMIT: Final = 200
_MARKS: Final = str.maketrans("", "", "*_`[]<>#~|\\")
"""Teams reads Markdown in the names of choices, and a question may hold a team's own words."""


def vote_card(matter: Matter, *, closes: datetime, zone: ZoneInfo, language: str) -> Card:
    """Make the form: up to three strengths and three targets, with room for one's own words for each."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardchoose.vote.heading")),
        plain_name(matter.unit.name(language)),
        paragraph(say("cardchoose.vote.intro")),
        paragraph(say("cardchoose.vote.closes", moment=say.moment(closes, zone))),
        small(say("cardchoose.vote.secret")),
        *_options(STRENGTHS, matter.offered.strengths, matter, say=say),
        _own(OWN_STRENGTH, say=say),
        *_options(TARGETS, matter.offered.targets, matter, say=say),
        _own(OWN_TARGET, say=say),
    ]
    send = execute(
        say("cardchoose.vote.send"),
        "choose.vote",
        data={"choice": matter.choice},
        inputs="auto",
        style="positive",
    )
    return card(body, language=language, actions=[send])


def voted_card(matter: Matter, *, language: str) -> Card:
    """Thank for the vote; a second vote gets this very card too."""
    say = texts(language)
    body = [
        title(say("cardchoose.voted.heading")),
        plain_name(matter.unit.name(language)),
        paragraph(say("cardchoose.voted.next")),
        small(say("cardchoose.voted.once")),
    ]
    return card(body, language=language)


def _options(name: str, items: Sequence[str], matter: Matter, *, say: Texts) -> list[CardElement]:
    if not items:
        return []
    texts_of = ((item, matter.text(item, say.language).translate(_MARKS)) for item in items)
    choices = [Choice(title=text, value=item) for item, text in texts_of]
    # Not required by the client: words of one's own are enough.
    return [
        ChoiceSetInput(
            id=name,
            label=say(f"cardchoose.vote.{name}"),
            style="expanded",
            is_multi_select=True,
            choices=choices,
            wrap=True,
            spacing="Large",
            separator=True,
        )
    ]


def _own(name: str, *, say: Texts) -> TextInput:
    return TextInput(
        id=name,
        label=say(f"cardchoose.vote.{name}"),
        placeholder=say("cardchoose.vote.own_hint"),
        max_length=OWN_LIMIT,
        is_multiline=True,
    )
