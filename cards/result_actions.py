"""Where a result leads: the buttons under it, each there only when it leads somewhere for this reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from microsoft_teams.cards import Action, ActionSet

from cards.elements import buttons, execute
from directory.organisation import Person
from directory.rights import may_do, may_see
from locales import Texts
from scoring.disclosure import Published

Offer = Literal["more", "trend", "choose", "questions", "level", "export", "share"]


@dataclass(frozen=True, slots=True)
class _Button:
    verb: str
    view: str = ""


_BUTTONS: Final[dict[Offer, _Button]] = {
    "more": _Button("results.detail", "items"),
    "trend": _Button("results.detail", "trend"),
    "choose": _Button("results.detail", "choose"),
    "questions": _Button("guide.theme"),
    "level": _Button("results.level"),
    "export": _Button("results.export"),
    "share": _Button("results.share"),
}
_ROWS: Final[tuple[tuple[Offer, ...], ...]] = (
    ("more", "trend"),
    ("choose",),
    ("questions",),
    ("level", "export"),
    ("share",),
)
"""A phone has room for one long button or two short ones."""
ALWAYS: Final[tuple[Offer, ...]] = ("more", "questions", "export")
"""What every result offers."""
MOST: Final = 6
"""Buttons of a card; sharing, which is last, can be had where strengths and targets are chosen as well."""


def offers_of(
    published: Published,
    *,
    person: Person,
    path: Sequence[str],
    above: Sequence[str],
    others: Collection[Offer],
) -> tuple[Offer, ...]:
    """Give what leads somewhere for a person; `others` are what the store knows of: "trend" and "level".

    `path` leads down to the unit, `above` to the one above it that was asked as well. A level is also there
    where that one may be seen.
    """
    leading: dict[Offer, bool] = {
        **dict.fromkeys(ALWAYS, True),
        "trend": "trend" in others,
        "choose": bool(published.strengths or published.targets),
        "level": "level" in others or may_see(person, above),
        "share": may_do(person, "share", path),
    }
    return tuple(offer for offer in _BUTTONS if leading[offer])


def result_actions(offers: Collection[Offer], *, published: Published, say: Texts) -> list[ActionSet]:
    """Make the buttons of a result, in the order of the talk; each sends its unit and wave."""
    shown = [offer for offer in _BUTTONS if offer in offers][:MOST]
    rows = ([offer for offer in row if offer in shown] for row in _ROWS)
    return [
        buttons([result_action(offer, published=published, say=say) for offer in row]) for row in rows if row
    ]


def result_action(offer: Offer, *, published: Published, say: Texts) -> Action:
    """Make one of the buttons of a result."""
    button = _BUTTONS[offer]
    view = {"view": button.view} if button.view else {}
    data = {"unit": published.unit, "wave": published.wave, **view}
    return execute(say(f"cardresults.action.{offer}"), button.verb, data=data)
