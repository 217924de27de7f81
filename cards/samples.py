"""A made-up organisation and made-up results, one of each kind a supervisor can meet, for the gallery."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from content.instrument import CAPABILITIES, FACTORS, THEMES
from directory.organisation import Unit
from scoring.disclosure import Published, restore

UNITS: Final = (
    Unit("K", None, "organisaatio", "Koivulan kunta", "Koivula kommun", "Municipality of Koivula"),
    Unit("K1", "K", "tulosalue", "Sivistys", "Bildning", "Education"),
    Unit("K11", "K1", "työyksikkö", "Päiväkoti Satu", "Daghemmet Saga", "Satu Day Care Centre"),
    Unit("K12", "K1", "työyksikkö", "Päiväkoti Tähti", "Daghemmet Stjärnan", "Tähti Day Care Centre"),
    Unit("K13", "K1", "työyksikkö", "Kirkonkylän koulu", "Kyrkbyns skola", "Church Village School"),
    Unit("K14", "K1", "työyksikkö", "Lukio", "Gymnasiet", "Upper Secondary School"),
    Unit("K15", "K1", "työyksikkö", "Kirjasto", "Biblioteket", "Library"),
)
"""The units, root first."""

QUALITY: Final = "tyoelaman-laatu"
MOOD: Final = "fiilis"

Figure = float | str | None


@dataclass(frozen=True, slots=True)
class _Made:
    """One made-up result: whose, of which tier, and its figures as they are stored."""

    unit: str
    tier: str
    n: int | str | None
    rate: Figure
    index: Figure = None
    factors: tuple[Figure, ...] = (None, None, None)
    themes: tuple[Figure, ...] = (None, None, None, None, None)
    mood: tuple[Figure, ...] = ()
    covers: int | None = None
    members: tuple[str, ...] = ()


_WHOLE: Final = _Made("K", "full", 212, 58, 58.9, (76.4, 70.9, 62.3), (74.1, 72.0, 73.5, 64.8, 61.2))
_FEELING: Final = _Made("K", "full", 187, 51, mood=(3.61, 3.94))
_MADE: Final = {
    "good": _Made("K11", "full", 16, 80, 71.4, (86.2, 79.0, 70.8), (82.5, 80.1, 78.9, 73.4, 70.6)),
    "middling": _Made("K12", "full", 12, 63, 52.9, (78.1, 68.8, 66.9), (71.0, 68.2, 74.4, 58.9, 55.0)),
    "poor": _Made("K13", "full", 11, 38, 36.2, (63.5, 60.1, 57.0), (55.3, 61.4, 66.8, 50.2, 41.9)),
    "few": _Made("K14", "means", "5-9", "> 90", 64.2, ("> 90", 74.0, None), ("> 90", 77.5, None, 65.0, 62.5)),
    "extreme": _Made(
        "K15", "means", "5-9", 40, "< 25", ("< 25", 41.7, 38.3), ("< 25", 45.0, 50.8, 30.0, 35.8)
    ),
    "group": _Made(
        "K15",
        "group",
        "5-9",
        None,
        55.0,
        (75.0, 72.5, 60.0),
        (70.0, 72.5, 71.7, 60.8, 58.3),
        members=("K13", "K14", "K15"),
    ),
    "coverage": _Made(
        "K1", "coverage", 41, 60, 57.3, (77.7, 71.2, 60.4), (73.0, 71.8, 72.6, 62.4, 60.9), covers=88
    ),
    "none": _Made("K14", "none", None, None),
    "whole": _WHOLE,
    "mood": _Made("K11", "full", 14, 70, mood=(3.86, 4.21)),
    "mood-few": _Made("K12", "means", "5-9", 55, mood=("< 2.0", None)),
}
COMMENTS: Final = (
    "Kiitos, että palavereja on nyt vähemmän.",
    "Mer tid för att planera tillsammans, tack!",
    "Sijaisten perehdytys jää usein <yhden> ihmisen *harteille*.",
)
"""Made-up comments, each in the language of its writer."""
MADE_UP: Final = tuple(_MADE)
"""The names of the made-up results, each after what is special in it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up result with what its card needs besides."""

    published: Published
    unit: Unit
    members: tuple[Unit, ...]
    organisation: Published


def made_up(name: str) -> Sample:
    """Give one of MADE_UP."""
    made = _MADE[name]
    by_code = {unit.code: unit for unit in UNITS}
    return Sample(
        published=_published(made),
        unit=by_code[made.unit],
        members=tuple(by_code[code] for code in made.members),
        organisation=_published(_FEELING if made.mood else _WHOLE),
    )


def _published(made: _Made) -> Published:
    stored: dict[str, Any] = {
        "wave": "made-up",
        "unit": made.unit,
        "instrument": MOOD if made.mood else QUALITY,
        "parameters": "",
        "tier": made.tier,
        "n": made.n,
        "response_rate": made.rate,
        "index": made.index,
        "spread": None,
        "factors": dict(zip(FACTORS, made.factors, strict=True)),
        "capabilities": dict.fromkeys(CAPABILITIES),
        "themes": dict(zip(THEMES, made.themes, strict=True)),
        "items": dict(zip(("mood", "service"), made.mood, strict=True)) if made.mood else {},
        "distributions": {},
        "covers": made.covers,
        "members": list(made.members),
    }
    return restore(json.dumps(stored))
