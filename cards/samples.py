"""A made-up organisation and made-up results, one of each kind a supervisor can meet, for the gallery."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cards.comments import Waiting
from cards.sample_details import DETAILED
from cards.sample_pulses import PULSE_RESULTS
from cards.sample_results import (
    FEELING,
    MOOD,
    PULSE,
    QUALITY,
    QUALITY_RESULTS,
    RECOMMEND,
    RECOMMENDED,
    STRAIN,
    STRAINED,
    TARGETS,
    WHOLE,
    Figure,
    Made,
)
from content.asked import part_of, with_targets
from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument
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
COMMENTS: Final = (
    "Kiitos, että palavereja on nyt vähemmän.",
    "Mer tid för att planera tillsammans, tack!",
    "Sijaisten perehdytys jää usein <yhden> ihmisen *harteille*.",
)
"""Made-up comments, each in the language of its writer."""
HELD: Final = (
    Waiting(
        "00" * 16,
        "Kiitos *Annalle*, joka jaksaa neuvoa kaikkia.",
        QUALITY,
        datetime(2026, 11, 13, tzinfo=UTC),
    ),
    Waiting("01" * 16, "Ring mig gärna: 040 123 4567", QUALITY, datetime(2026, 11, 13, tzinfo=UTC)),
    Waiting("02" * 16, "Our team lead Mark never answers.", MOOD, datetime(2026, 9, 4, tzinfo=UTC)),
)
"""Made-up comments that wait for a review; `wave` is the instrument, whose name the card says."""
WORDS: Final = ("Rauhallinen *aamu* ryhmissä", "Uudet [tulijat](https://example.org) mukaan heti")
"""Made-up targets in a team's own words; none of the signs in them is meant as Markdown."""

_MADE: Final[dict[str, Made]] = QUALITY_RESULTS | PULSE_RESULTS | DETAILED
_WHOLES: Final = {QUALITY: WHOLE, MOOD: FEELING, STRAIN: STRAINED, RECOMMEND: RECOMMENDED}
_NOTHING_FOUND: Final[dict[str, Any]] = {
    "wave": "made-up",
    "parameters": "",
    "spread": None,
    "distributions": {},
    "covers": None,
    "members": [],
}

MADE_UP: Final = (*QUALITY_RESULTS, *PULSE_RESULTS)
"""The names of the made-up results that have a card of their own, each after what is special in it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up result with what its card needs besides."""

    published: Published
    unit: Unit
    members: tuple[Unit, ...]
    area: Unit | None
    organisation: Published | None


def made_up(name: str) -> Sample:
    """Give one of MADE_UP, or one of DETAILED."""
    made = _MADE[name]
    by_code = {unit.code: unit for unit in UNITS}
    published = _published(made)
    whole = _WHOLES.get(made.instrument)
    return Sample(
        published=published,
        unit=by_code[made.unit],
        members=tuple(by_code[code] for code in published.members),
        area=by_code[published.area] if published.area else None,
        organisation=None if whole is None else _published(whole),
    )


def published_of(made: Made) -> Published:
    """Give a made-up result as it is published."""
    return _published(made)


def as_asked(instruments: Mapping[str, Instrument]) -> dict[str, Instrument]:
    """Give the instruments as the made-up waves asked them: a part of the rotation, a team's own targets."""
    return {
        **instruments,
        PULSE: part_of(instruments[PULSE], 1),
        TARGETS: with_targets(instruments[TARGETS], WORDS),
    }


def _published(made: Made) -> Published:
    stored: dict[str, Any] = {
        **_NOTHING_FOUND,
        "unit": made.unit,
        "instrument": made.instrument,
        "tier": made.tier,
        "n": made.n,
        "response_rate": made.rate,
        "index": made.index,
        "factors": dict(zip(FACTORS, made.factors, strict=True)),
        "capabilities": dict.fromkeys(CAPABILITIES),
        "themes": dict(zip(THEMES, made.themes, strict=True)),
        "items": dict(made.items),
        "margins": dict(_margins(made)),
        **made.found,
    }
    return restore(json.dumps(stored))


def _margins(made: Made) -> Iterator[tuple[str, float]]:
    """Give every figure that is shown whole the margin of its kind."""
    named: list[tuple[str, Figure]] = [
        ("index", made.index),
        *((f"factor.{name}", figure) for name, figure in zip(FACTORS, made.factors, strict=True)),
        *((f"theme.{name}", figure) for name, figure in zip(THEMES, made.themes, strict=True)),
        *((f"item.{name}", figure) for name, figure in made.items.items()),
    ]
    for name, figure in named:
        kind = name.partition(".")[0]
        if kind in made.margins and isinstance(figure, int | float):
            yield name, made.margins[kind]
