"""Where a result leads: the buttons under it, each there only when it leads somewhere for this reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from microsoft_teams.cards import Action

from cards.elements import execute
from locales import Texts
from scoring.disclosure import Published

Offer = Literal["more", "share", "choose", "questions", "trend", "level", "export"]


@dataclass(frozen=True, slots=True)
class _Button:
    verb: str
    view: str = ""
    is_rare: bool = False


_BUTTONS: Final[dict[Offer, _Button]] = {
    "more": _Button("results.detail", "items"),
    "share": _Button("results.share"),
    "choose": _Button("results.detail", "choose"),
    "questions": _Button("guide.theme"),
    "trend": _Button("results.detail", "trend"),
    "level": _Button("results.level"),
    "export": _Button("results.export", is_rare=True),
}
"""In the order of the talk; what is rare stands behind the menu, for Teams shows six."""

ALWAYS: Final[tuple[Offer, ...]] = ("more", "questions", "export")
"""What every result offers."""


def result_actions(offers: Collection[Offer], *, published: Published, say: Texts) -> list[Action]:
    """Make the buttons of a result; each sends its unit and wave."""
    return [
        execute(
            say(f"cardresults.action.{offer}"),
            button.verb,
            data={
                "unit": published.unit,
                "wave": published.wave,
                **({"view": button.view} if button.view else {}),
            },
            mode="secondary" if button.is_rare else None,
        )
        for offer, button in _BUTTONS.items()
        if offer in offers
    ]
