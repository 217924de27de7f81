"""What cards of deputies share: their values, their one verb, and how names and days are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from microsoft_teams.cards import Action

from cards.elements import execute
from directory.organisation import Unit
from followups.deputies import Mistake, Term
from locales import Texts

MOST_SHOWN: Final = 4
"""Deputies on a card: each has a button, beside the one that appoints and the one that goes on."""

Wrong = Mistake | Literal["person", "self", "leads", "overlap", "unit"]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in, by the id of the appointment; `name` is empty where Teams has told none."""

    id: str
    name: str
    unit: Unit
    term: Term
    has_begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputiesView:
    """What a card of deputies shows: of one `unit`, or of `units` to choose from.

    `people` can be picked, by id; `typed` stands in the inputs. `every` is what stands for all own units,
    nothing where there is one. `left` counts the deputies before and after those shown from `page`.
    """

    unit: Unit | None
    units: Sequence[Unit] = ()
    every: str = ""
    people: Mapping[str, str]
    standing: Sequence[StandIn]
    left: int = 0
    page: int = 0
    typed: Mapping[str, str]
    today: date


def press(
    label: str,
    sent: Mapping[str, str],
    *,
    inputs: Literal["auto", "none"] = "none",
    style: Literal["positive"] | None = None,
) -> Action:
    """Make a button of the one verb that all of this goes by."""
    return execute(label, "admin.deputy", data=dict(sent), inputs=inputs, style=style)


def among(view: DeputiesView) -> dict[str, str]:
    """Tell that the card shows all units, so that the answer shows them again."""
    return {} if view.unit else {"among": "all"}


def days_of(term: Term, *, say: Texts) -> str:
    """Write from when until when somebody stands in."""
    return say("carddeputies.days", first=say.short_date(term.first), last=say.short_date(term.last))


def name_of(name: str, *, say: Texts) -> str:
    """Give a name, or what stands for one that Teams has not told."""
    return name or say("carddeputies.unnamed")
