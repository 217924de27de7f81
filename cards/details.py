"""What lies behind a result: the frame that its details share, with the ways to the others and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from microsoft_teams.cards import Action, CardElement

from cards.elements import Card, buttons, card, execute, plain, plain_name, small, title
from cards.result_actions import Offer
from content.action import Action as Idea
from content.instrument import SMALLEST_GROUP, Instrument
from directory.organisation import Unit
from locales import Texts, texts
from scoring.beside import Beside, beside
from scoring.disclosure import Published
from scoring.sentences import whose_in_words

View = Literal["items", "capabilities", "trend", "comments", "choose", "explain"]

MOST_BUTTONS: Final = 6
"""More primary actions than this are hidden behind a menu in Teams."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A result as somebody reads its details; `organisation` is the root's, `k` the wave's smallest group.

    `has_others` tells that other closed waves had this unit, `members` share a group's result, `actions`
    are ideas for what to do about targets, `offers` where the result leads for this reader. `leads` tells
    that the reader acts for the unit.
    """

    published: Published
    unit: Unit
    organisation: Published | None
    instrument: Instrument
    closed_at: datetime
    zone: ZoneInfo
    language: str
    k: int = SMALLEST_GROUP
    has_others: bool = False
    members: Sequence[Unit] = ()
    actions: Sequence[Idea] = ()
    offers: Sequence[Offer] = ()
    leads: bool = False

    @property
    def say(self) -> Texts:
        """Give the words of the reader's language."""
        return texts(self.language)

    @property
    def other(self) -> Beside | None:
        """Give what the figures are read beside."""
        return beside(self.published, self.organisation)


def views_of(reading: Reading) -> tuple[View, ...]:
    """List the details that a result has; comments also where none can be shown, so that it tells nothing."""
    published = reading.published
    has: dict[View, bool] = {
        "items": True,
        "capabilities": any(published.capabilities.values()) or published.intelligence is not None,
        "trend": bool(published.trend) or reading.has_others,
        "comments": reading.instrument.comment is not None,
        "choose": True,
        "explain": True,
    }
    return tuple(view for view, is_there in has.items() if is_there)


def detail_card(
    view: View,
    name: str,
    body: Iterable[CardElement],
    *,
    reading: Reading,
    own: Sequence[Action] = (),
    inside: int = 0,
) -> Card:
    """Put a view under its name and the unit's, and the ways on below; `own` buttons come before those.

    `inside` buttons stand in the body already and take their place among the few that a card has room for.
    """
    say = reading.say
    closed = say("cardresults.closed", moment=say.moment(reading.closed_at, reading.zone))
    heads = [title(name), plain_name(reading.unit.name(reading.language)), small(closed), *_whose(reading)]
    ways = [*own, *ways_on(view, reading=reading)][: MOST_BUTTONS - inside]
    return card([*heads, *body, *rows(ways)], language=reading.language)


def _whose(reading: Reading) -> list[CardElement]:
    """Say whose answers these are, where they are not all of the unit's own."""
    whose = whose_in_words(reading.published, say=reading.say)
    named = " + ".join(member.name(reading.language) for member in reading.members)
    said: list[CardElement] = [small(whose)] if whose else []
    return [*said, plain(named)] if said and named else said


def rows(ways: Sequence[Action]) -> list[CardElement]:
    """Place buttons two in a row: a phone cuts the words of more off."""
    return [buttons(ways[begin : begin + 2]) for begin in range(0, len(ways), 2)]


def ways_on(view: View, *, reading: Reading) -> list[Action]:
    """Give a button back to the result, then one to each other view."""
    published = reading.published
    others = [each for each in views_of(reading) if each != view]
    back = way_back(published.unit, published.wave, language=reading.language)
    return [back, *(way_to(each, reading=reading) for each in others)]


def way_back(unit: str, wave: str, *, language: str) -> Action:
    """Give the button back to the result of a unit, a code, in a wave."""
    return execute(texts(language)("detail.back"), "results.show", data={"unit": unit, "wave": wave})


def way_to(view: View, *, reading: Reading, label: str = "", page: int = 0) -> Action:
    """Give the button to a view of the same result, or to one of its pages."""
    where = {"unit": reading.published.unit, "wave": reading.published.wave, "view": view}
    turned = {"page": str(page)} if page else {}
    return execute(label or reading.say(f"detail.view.{view}"), "results.detail", data=where | turned)
