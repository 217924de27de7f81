"""The cards about connections with made-up data, for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.connections import Connections, Place, connections_card
from cards.elements import Card
from cards.samples import UNITS

InLanguage = Callable[[str], Card]

_ZONE: Final = ZoneInfo("Europe/Helsinki")
_CHANGED: Final = datetime(2026, 11, 9, 1, 20, tzinfo=UTC)
_PEOPLE: Final = {
    "reachable": 3519,
    "never_met": 41,
    "waiting": 12,
    "removed": 9,
    "blocked_by_person": 3,
    "blocked_by_organisation": 188,
    "no_teams": 56,
    "not_allowed": 7,
}
_FAILED: Final = {
    "unreached": 214,
    "rejected": 2,
    "too_big": 1,
    "host_not_allowed": 4,
    "gave_up": 17,
    "other_tenant": 5,
}


def connection_cards() -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    places = [
        Place(unit, others=(0, 1, 7)[number % 3], reached=number * 2, people=5 + number * 3)
        for number, unit in enumerate(UNITS[:10])
    ]
    told = {
        "connections": Connections(_PEOPLE, places, 1204, _FAILED, _CHANGED, page=2, pages=3),
        "connections-good": Connections({"reachable": 3835}, (), 0, {}, _CHANGED),
        "connections-few": Connections({}, (), 1, {}, None),
    }

    def built(connections: Connections) -> InLanguage:
        return lambda language: connections_card(connections, zone=_ZONE, language=language)

    return {name: built(each) for name, each in told.items()}
