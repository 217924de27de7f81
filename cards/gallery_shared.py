"""What is said unasked of a closed wave, and what a team gets of it, with made-up data for the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cards.elements import Card
from cards.named import Named
from cards.ready import Next, choose_ready_card, nothing_ready_card, ready_card
from cards.results import result_card
from cards.sample_results import QUALITY
from cards.samples import UNITS, made_up
from cards.shared import Team, already_card, confirm_card, done_card, nobody_card, shared_card
from content.instrument import Instrument

CLOSED: Final = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Helsinki")
_DAY: Final = date(2026, 11, 13)
_OWN: Final = Next("own", _DAY + timedelta(days=14), _DAY + timedelta(days=14))
_ALONE: Final = Next("own", _DAY + timedelta(days=14), None)
_OTHERS: Final = Next("others", _DAY + timedelta(days=14), _DAY + timedelta(days=14))
_BOTH: Final = Next("both", _DAY + timedelta(days=14), _DAY + timedelta(days=14))
_SHARED: Final = ("good", "middling", "poor", "few", "group", "coverage", "mood-few", "recommend", "strain")
"""The made-up results that a team gets."""

InLanguage = Callable[[str], Card]


def shared_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    return {**_ready(instruments), **_sharing(instruments), **_team_cards(instruments)}


def _ready(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def ready(name: str, following: Next) -> InLanguage:
        return lambda language: ready_card(
            _result(name, instruments, language), following=following, language=language
        )

    def choose(count: int) -> InLanguage:
        return lambda language: choose_ready_card(
            UNITS[2 : 2 + count] if count < len(UNITS) else UNITS,
            wave="made-up",
            following=_OWN,
            language=language,
        )

    name = instruments[QUALITY].name
    return {
        "ready": ready("middling", _OWN),
        "ready-unshared": ready("group", _ALONE),
        "ready-whole": ready("whole", _OTHERS),
        "ready-whole-and-own": ready("whole", _BOTH),
        "ready-few-units": choose(3),
        "ready-many-units": choose(len(UNITS)),
        "ready-nothing": lambda language: nothing_ready_card(name.say(language), language=language),
    }


def _sharing(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    team, above = _team("middling", instruments), _team("coverage", instruments)
    shown, unit = team.published, team.unit
    return {
        "share-confirm": lambda language: confirm_card(team, staff=11, zone=ZONE, language=language),
        "share-confirm-above": lambda language: confirm_card(above, staff=1, zone=ZONE, language=language),
        "share-done": lambda language: done_card(shown, unit=unit, staff=11, language=language),
        "share-already": lambda language: already_card(shown, unit=unit, day=_DAY, language=language),
        "share-nobody": lambda language: nobody_card(above.published, unit=above.unit, language=language),
    }


def _team_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    def shared(name: str) -> InLanguage:
        return lambda language: shared_card(_team(name, instruments), zone=ZONE, language=language)

    return {f"shared-{name}": shared(name) for name in _SHARED}


def _team(name: str, instruments: Mapping[str, Instrument]) -> Team:
    shown = made_up(name)
    asked = instruments[shown.published.instrument]
    k, has_below = asked.smallest_group, name == "coverage"
    return Team(shown.published, shown.unit, shown.members, asked, CLOSED, k, has_below)


def _result(name: str, instruments: Mapping[str, Instrument], language: str) -> Card:
    shown = made_up(name)
    return result_card(
        shown.published,
        unit=shown.unit,
        named=Named(shown.members, shown.area),
        organisation=shown.organisation,
        instrument=instruments[shown.published.instrument],
        closed_at=CLOSED,
        zone=ZONE,
        language=language,
    )
