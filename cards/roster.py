"""Many have come to some units or left them: what those who watch over it are told, without any person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from microsoft_teams.cards import CardElement

from cards.elements import Card, box, card, paragraph, plain, small, title
from directory.organisation import Unit
from locales import texts

MOST: Final = 15
"""Units that are named; a phone has no room for a whole town."""

Moment = Literal["opened", "closed"]


@dataclass(frozen=True, slots=True)
class Shifted:
    """Units of which, alone or with those they are shown with, over `share` percent changed in `days`."""

    units: Sequence[Unit]
    share: float
    days: int


def roster_card(instrument: str, shifted: Shifted, *, at: Moment, language: str) -> Card:
    """Say which units it is, what it may mean, and what to do while a survey is open or has just closed."""
    say = texts(language)
    share = say.percent(shifted.share)
    told = f"cardroster.{at}."
    body = [
        title(say("cardroster.heading")),
        plain(say(f"{told}which", instrument=instrument, share=share, days=shifted.days)),
        box(_named(shifted.units, language=language), tone="emphasis"),
        paragraph(say("cardroster.means")),
        paragraph(say("cardroster.risk")),
        paragraph(say(f"{told}todo")),
        small(say("cardroster.to_whom")),
    ]
    return card(body, language=language)


def _named(units: Sequence[Unit], *, language: str) -> list[CardElement]:
    names: list[CardElement] = [plain(unit.name(language)) for unit in units[:MOST]]
    more = len(units) - MOST
    return [*names, small(texts(language).count("cardroster.more", more))] if more > 0 else names
