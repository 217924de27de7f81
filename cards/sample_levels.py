"""Made-up results of the units of one level, beside each other; figures are written as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cards.sample_pulses import PULSE_RESULTS
from cards.sample_results import FEELING, LEADERSHIP, MOOD, QUALITY, WHOLE, Figure, Made
from content.instrument import THEMES

_CORE: Final = ("core-motivation", "core-shared-work", "core-self-steering")
_FACTORS: Final = ("involvement", "professions", "coaching", "goals", "feedback", "ground-rules", "agility")
_LEADING: Final = (*_CORE, *(f"factor-{name}" for name in _FACTORS), "factor-competence")


def _themes(*standings: str) -> dict[str, str]:
    return dict(zip((f"theme.{theme}" for theme in THEMES), standings, strict=True))


def _leading(means: Sequence[Figure]) -> dict[str, Figure]:
    return dict(zip(_LEADING, means, strict=True))


def _shown(**found: Any) -> dict[str, Any]:
    return found


ROWS: Final = {
    "K1": Made(
        "K1",
        "coverage",
        41,
        60,
        57.3,
        (77.7, 71.2, 60.4),
        (73.0, 71.8, 72.6, 62.4, 60.9),
        margins={"index": 4.6, "factor": 3.9, "theme": 4.2},
        found=_shown(standings=_themes("level", "level", "level", "level", "level"), covers=88),
    ),
    "K11": Made(
        "K11",
        "full",
        16,
        80,
        71.4,
        (86.2, 79.0, 70.8),
        (82.5, 80.1, 78.9, 73.4, 70.6),
        margins={"index": 7.6, "factor": 6.1, "theme": 6.6},
        found=_shown(standings=_themes("clearly-higher", "higher", "higher", "level", "clearly-higher")),
    ),
    "K12": Made(
        "K12",
        "means",
        "5-9",
        55,
        47.9,
        (76.2, 68.8, 63.1),
        (71.0, 68.2, "> 90", 58.9, None),
        margins={"index": 14.1, "factor": 14.0, "theme": 14.6},
        found=_shown(standings=_themes("level", "lower", "clearly-higher", "level", "level")),
    ),
    "K13": Made(
        "K13",
        "full",
        11,
        38,
        24.2,
        (63.5, 60.1, 57.0),
        (55.3, 61.4, 66.8, 50.2, 41.9),
        margins={"index": 9.8, "factor": 7.9, "theme": 8.4},
        found=_shown(standings=_themes("clearly-lower", "lower", "level", "clearly-lower", "clearly-lower")),
    ),
    "group": Made(
        "K14",
        "group",
        "5-9",
        None,
        55.0,
        (75.0, 72.5, 60.0),
        (70.0, 72.5, 71.7, "< 25", 58.3),
        margins={"index": 14.1, "factor": 14.0, "theme": 14.6},
        found=_shown(
            standings=_themes("level", "level", "level", "clearly-lower", "level"), members=["K14", "K15"]
        ),
    ),
}
"""Rows of the fifteen statements, by unit."""

LEADING: Final = {
    "K11": Made(
        "K11",
        "full",
        14,
        70,
        items=_leading((4.1, 3.8, 3.5, 4.2, 4.4, 3.9, 3.6, 3.2, 4.0, 3.7, 4.3)),
        instrument=LEADERSHIP,
        found=_shown(standings={"item.core-motivation": "higher", "item.factor-feedback": "clearly-lower"}),
    ),
    "K12": Made(
        "K12",
        "means",
        "5-9",
        60,
        items=_leading(("> 4.6", 3.1, None, 2.9, 3.8, "< 2.0", 3.0, 2.6, 3.3, 3.4, 3.7)),
        instrument=LEADERSHIP,
        found=_shown(standings={"item.core-motivation": "clearly-higher", "item.factor-coaching": "lower"}),
    ),
    "mood": PULSE_RESULTS["mood"],
}
"""Rows of questions without an index."""

TOWN: Final = {QUALITY: WHOLE, MOOD: FEELING, LEADERSHIP: PULSE_RESULTS["leadership"]}
"""The unit above, by questionnaire."""
