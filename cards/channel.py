"""A team's channel: linked to a unit on a card in it, let go, and what other cards say of its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.elements import Card, buttons, card, execute, heading, paragraph, plain, plain_name, small, title
from content.texts import LANGUAGES
from directory.organisation import Unit
from locales import Texts, texts

Link = Literal["linked", "broken", "none"]
"""How it stands with a unit's channel; "broken" when Teams refuses what is said there."""

MOST_CHOICES: Final = 60
"""Units in the list; more of the longest names would not fit into a message."""
MOST_NAMED: Final = 10
MOST_LET_GO: Final = 4
_FEW: Final = 10
_VERB: Final = "admin.channel"


@dataclass(frozen=True, slots=True)
class Linking:
    """What somebody may do in a channel: it belongs to `linked`, of which they may let `own` go.

    `offered` are the units that they may link it to; `is_unknown` says that the name they wrote is none.
    """

    linked: Sequence[Unit] = ()
    own: Sequence[Unit] = ()
    offered: Sequence[Unit] = ()
    is_unknown: bool = False


def link_card(linking: Linking, *, language: str) -> Card:
    """Ask in a channel which unit it belongs to; sends `unit`, a code, and `language`."""
    say = texts(language)
    body: list[CardElement] = [
        title(say("cardchannel.heading")),
        paragraph(say("cardchannel.what")),
        *_belongs(linking, say=say),
        *_choice(linking, say=say),
    ]
    return card(body, language=language, actions=_link(linking, say=say))


def linked_card(unit: Unit, *, language: str) -> Card:
    """Tell a channel which unit it belongs to from now on, and what comes here."""
    say = texts(language)
    body = [
        title(say("cardchannel.linked.heading")),
        plain_name(unit.name(language)),
        paragraph(say("cardchannel.what")),
        small(say("cardchannel.linked.undo")),
    ]
    return card(body, language=language)


def let_go_card(unit: Unit, *, language: str) -> Card:
    """Tell a channel that it does not belong to a unit any more."""
    say = texts(language)
    name = plain_name(unit.name(language))
    body = [title(say("cardchannel.free.heading")), name, paragraph(say("cardchannel.free.sentence"))]
    return card(body, language=language)


def how_card(*, language: str) -> Card:
    """Tell, where there is no channel, how one is linked."""
    say = texts(language)
    steps = (plain(f"{number}. {say(f'cardchannel.how.{number}')}") for number in (1, 2, 3))
    body = [title(say("cardchannel.how.heading")), *steps, small(say("cardchannel.what"))]
    return card(body, language=language)


def channel_line(link: Link, *, say: Texts) -> list[CardElement]:
    """Say in one line what is wrong with a unit's channel; nothing where it works."""
    return [] if link == "linked" else [small(say(f"cardchannel.line.{link}"))]


def _belongs(linking: Linking, *, say: Texts) -> list[CardElement]:
    """Name the units that the channel belongs to, and let go of those that are the reader's."""
    if not linking.linked:
        return []
    names = [plain(_name(unit, say=say)) for unit in linking.linked[:MOST_NAMED]]
    left = len(linking.linked) - MOST_NAMED
    more = [small(say.count("cardchannel.more", left))] if left > 0 else []
    letting = (buttons([_let_go(unit, say=say)]) for unit in linking.own[:MOST_LET_GO])
    return [heading(say("cardchannel.belongs")), *names, *more, *letting]


def _let_go(unit: Unit, *, say: Texts) -> Action:
    label = say("cardchannel.let_go", unit=unit.name(say.language))
    return execute(label, _VERB, data={"unit": unit.code, "remove": "yes"})


def _choice(linking: Linking, *, say: Texts) -> list[CardElement]:
    if linking.is_unknown:
        return [paragraph(say("cardchannel.unknown"))]
    if not linking.offered:
        return [] if linking.own else [paragraph(say("cardchannel.nobody"))]
    left = len(linking.offered) - MOST_CHOICES
    more = [small(say.count("cardchannel.left", left))] if left > 0 else []
    again = [heading(say("cardchannel.another"))] if linking.linked else []
    return [*again, _units(linking.offered[:MOST_CHOICES], say=say), *more, _languages(say=say)]


def _units(offered: Sequence[Unit], *, say: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="unit",
        label=say("cardchannel.unit.label"),
        style="filtered" if len(offered) > _FEW else "compact",
        choices=[Choice(title=_name(unit, say=say), value=unit.code) for unit in offered],
        value=offered[0].code if len(offered) == 1 else None,
        placeholder=say("cardchannel.unit.placeholder"),
        is_required=True,
        error_message=say("cardchannel.unit.required"),
    )


def _languages(*, say: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="language",
        label=say("cardchannel.language.label"),
        style="compact",
        choices=[Choice(title=texts(each)("cardwelcome.switch"), value=each) for each in LANGUAGES],
        value=say.language,
        is_required=True,
        error_message=say("cardchannel.language.required"),
    )


def _link(linking: Linking, *, say: Texts) -> list[Action]:
    if linking.is_unknown or not linking.offered:
        return []
    return [execute(say("cardchannel.link"), _VERB, inputs="auto", style="positive")]


def _name(unit: Unit, *, say: Texts) -> str:
    return f"{unit.name(say.language)} ({unit.code})"
