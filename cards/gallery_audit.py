"""The audit log in the gallery: a page, nothing found in a log that was changed, and the news of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.audit import Shown, Standing, Told, audit_card, broken_card
from cards.audit_words import Names, about_in_words, who_in_words
from cards.elements import Card
from cards.samples import UNITS
from locales import texts

_ZONE: Final = ZoneInfo("Europe/Helsinki")
_NOON: Final = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
_EERO: Final = "5d0f4c1e-2f5b-4a8a-9a39-6f2f0f6f7a11"
_LEFT: Final = "0b1d3f77-54a3-4b7e-8a49-2e1f6a0c9d22"
_NAMES: Final = Names(
    people={_EERO: "Eero Esihenkilö"},
    marks={_LEFT: "2096c135"},
    units={unit.code: unit for unit in UNITS},
    waves={"w": ("QWL", _NOON)},
)
_UNIT: Final = UNITS[2].code
_LINES: Final = (
    (_EERO, "result.viewed", f"w/{_UNIT}"),
    (_LEFT, "result.exported", f"w/{_UNIT}"),
    ("clock", "wave.opened", "w"),
    ("shell", "right.given", f"hr:{_UNIT}/{_LEFT}"),
    ("shell", "right.taken", f"management/{_EERO}"),
    ("erased", "plan.saved", _UNIT),
    ("clock", "purged", "comments 12"),
    ("teams", "channel.unlinked", _UNIT),
    (_EERO, "audit.viewed", "results/all"),
    ("clock", "wave.not_closed", "w: TamperedBallot"),
    ("shell", "something.new", "*"),
)


def audit_cards() -> Mapping[str, Callable[[str], Card]]:
    """Build the cards of the audit log by name."""
    changed = Standing(_NOON, 1234)
    nothing = Shown((), "erasures", "day", None, is_newest=False)
    return {
        "audit": lambda language: audit_card(
            _page(language), Standing(_NOON, None), zone=_ZONE, language=language
        ),
        "audit-changed": lambda language: audit_card(nothing, changed, zone=_ZONE, language=language),
        "audit-news": lambda language: broken_card(0, language=language),
    }


def _page(language: str) -> Shown:
    say = texts(language)
    lines = [
        Told(
            _NOON,
            who_in_words(actor, _NAMES, say=say),
            action,
            about_in_words(subject, _NAMES, say=say, zone=_ZONE),
        )
        for actor, action, subject in _LINES
    ]
    return Shown(lines, "all", "month", 77, is_newest=False)
