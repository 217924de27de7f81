"""The state of the directory and what is asked about it, with made-up data for the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.directory import Listed, Status, directory_card, findings_card
from cards.directory_stop import answered_card, stop_card
from cards.elements import Card
from cards.samples import UNITS
from directory.findings import KINDS, Finding
from directory.guard import Stop

ZONE: Final = ZoneInfo("Europe/Helsinki")
_BY_CODE: Final = {unit.code: unit for unit in UNITS}
_LONG: Final = "Vanhuspalvelujen kotihoidon ja palveluasumisen läntinen alue *Ψ* <b>"
_STOP: Final = Stop(
    "4f1c2b9a7d3e5f60",
    412,
    1830,
    14,
    tuple((unit.code, 640 - 90 * place) for place, unit in enumerate(UNITS[:5])),
)
_STATUS: Final = Status(
    "entra",
    datetime(2026, 11, 25, 5, 30, tzinfo=UTC),
    1480,
    24_930,
    [(kind, 3 + 97 * place) for place, kind in enumerate(KINDS[2:])],
)
_ID: Final = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"

InLanguage = Callable[[str], Card]


def directory_cards() -> dict[str, InLanguage]:
    """Give every such card: name -> builder."""
    waiting = replace(_STATUS, counts=[], stop=_STOP, affected=_BY_CODE, may_decide=True)
    return {
        "directory": _status(_STATUS),
        "directory-waiting": _status(waiting),
        "directory-accepted": _status(replace(waiting, is_accepted=True)),
        "directory-people": _listed(
            Listed(
                "manager_cycle",
                12,
                [Finding("manager_cycle", person=_ID, count=3), Finding("manager_cycle", person=_ID[::-1])],
                2,
                3,
                {},
                {_ID: "Katri *Ψ* von Hertzen-Lindström"},
            )
        ),
        "directory-units": _listed(
            Listed(
                "renamed",
                2,
                [Finding("renamed", unit=unit.code, word="kasvatus-2a9f13bc") for unit in UNITS[2:4]],
                1,
                1,
                {**_BY_CODE, UNITS[2].code: replace(UNITS[2], name_fi=_LONG)},
                {},
            )
        ),
        "directory-for-hr": _listed(Listed("no_unit", 5, [], 1, 1, {}, {}, names_people=False)),
        "directory-stopped": lambda language: stop_card(_STOP, _BY_CODE, language=language),
        "directory-answered": lambda language: answered_card("accept", language=language),
    }


def _status(status: Status) -> InLanguage:
    return lambda language: directory_card(status, zone=ZONE, language=language)


def _listed(listed: Listed) -> InLanguage:
    return lambda language: findings_card(listed, language=language)
