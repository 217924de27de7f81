"""The figures of the made-up results, written as they are stored; what is left out is not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from content.instrument import CAPABILITIES, FACTORS, THEMES

Figure = float | str | None
Figures = Mapping[str, Figure]

QUALITY: Final = "tyoelaman-laatu"
PULSE: Final = "tyoelaman-laatu-pulssi"
MOOD: Final = "fiilis"
TARGETS: Final = "kohteet"
STRAIN: Final = "kuormitus"
RECOMMEND: Final = "enps"
LEADERSHIP: Final = "johtaminen"


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up result: whose, of which tier, its figures, margins by kind of figure, and its findings."""

    unit: str
    tier: str
    n: int | str | None
    rate: Figure
    index: Figure = None
    factors: Sequence[Figure] = (None,) * len(FACTORS)
    themes: Sequence[Figure] = (None,) * len(THEMES)
    items: Figures = field(default_factory=dict)
    instrument: str = QUALITY
    margins: Mapping[str, float] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)


def _quality_items(*means: Figure) -> Figures:
    """Name the means of the fifteen statements, capability by capability, in the order of the factors."""
    names = (f"{capability}-{factor}" for capability, factor in product(CAPABILITIES, FACTORS))
    return dict(zip(names, means, strict=True))


def _last(figures: Figures, *, closed: str = "2026-05-15") -> dict[str, Any]:
    return {"wave": f"made-up-{closed}", "closed": closed, "n": 14, "figures": figures, "margins": {}}


def _silent(reason: str, *, closed: str = "2026-05-15") -> dict[str, Any]:
    return {"wave": f"made-up-{closed}", "closed": closed, "reason": reason}


def _paired(strong: str, weak: str, *, tie: bool) -> dict[str, Any]:
    return {"strong": strong, "weak": weak, "tie": tie}


def _beside_area(standings: Mapping[str, str], figures: Figures) -> dict[str, Any]:
    return {"area": "K1", "beside_area": standings, "around": figures}


_OTHERS: Final[Figures] = {
    "index": 58.4,
    **dict(zip((f"factor.{name}" for name in FACTORS), (76.0, 70.5, 61.9), strict=True)),
    **dict(zip((f"theme.{name}" for name in THEMES), (73.6, 71.5, 73.2, 64.4, 60.9), strict=True)),
}
"""What the rest of the organisation has when one unit is left out."""
_BESIDE: Final = {f"capability.{name}": "level" for name in CAPABILITIES}

WHOLE: Final = Made(
    "K",
    "full",
    212,
    58,
    58.9,
    (76.4, 70.9, 62.3),
    (74.1, 72.0, 73.5, 64.8, 61.2),
    _quality_items(3.62, 3.55, 3.21, 4.02, 3.94, 3.61, 4.18, 4.05, 3.66, 4.22, 4.01, 3.72, 4.1, 3.4, 3.9),
    margins={"index": 2.0, "factor": 1.8, "theme": 2.1, "item": 0.1},
    found={
        "spread": 19.4,
        "low_share": "some",
        "strengths": ["competence-safety", "culture-safety", "processes-safety"],
        "targets": ["leadership-purpose", "processes-belonging", "leadership-safety"],
        "intelligence": _paired("competence", "leadership", tie=False),
        "changes": {"index": "level", "theme.processes": "lower"},
        "trend": [_last({"index": 60.1, "theme.processes": 66.4})],
    },
)
FEELING: Final = Made(
    "K", "full", 187, 51, items={"mood": 3.61, "service": 3.94}, instrument=MOOD, margins={"item": 0.1}
)
STRAINED: Final = Made("K", "full", 164, 47, items={"strain": 3.02}, instrument=STRAIN, margins={"item": 0.1})
RECOMMENDED: Final = Made(
    "K", "full", 201, 55, items={"recommend": 7.1}, instrument=RECOMMEND, margins={"item": 0.2}
)

QUALITY_RESULTS: Final = {
    "good": Made(
        "K11",
        "full",
        16,
        80,
        71.4,
        (86.2, 79.0, 70.8),
        (82.5, 80.1, 78.9, 73.4, 70.6),
        _quality_items(4.1, 3.9, 3.6, 4.5, 4.4, 4.1, 4.7, 4.4, 4.0, 4.4, 4.1, 3.8, 4.2, 3.7, 4.0),
        margins={"index": 7.6, "factor": 6.1, "theme": 6.6, "item": 0.4},
        found={
            "spread": 14.2,
            "low_share": "few",
            "rest": _OTHERS,
            "standings": {"index": "clearly-higher", **_BESIDE},
            **_beside_area(
                {"index": "clearly-higher", "theme.trust": "higher", "factor.safety": "higher"},
                {"index": 57.1, "theme.trust": 73.8, "factor.safety": 76.9},
            ),
            "strengths": ["culture-safety", "supervision-safety", "supervision-belonging"],
            "targets": ["leadership-purpose", "processes-belonging", "competence-purpose"],
            "intelligence": _paired("culture", "processes", tie=True),
            "changes": {
                "index": "clearly-higher",
                "theme.trust": "clearly-higher",
                "factor.purpose": "higher",
            },
            "trend": [_last({"index": 58.8, "theme.trust": 71.0, "factor.purpose": 63.9})],
        },
    ),
    "middling": Made(
        "K12",
        "full",
        12,
        63,
        52.9,
        (78.1, 68.8, 66.9),
        (71.0, 68.2, 74.4, 58.9, 55.0),
        _quality_items(3.5, 3.2, 2.9, 4.4, 4.2, 3.8, 4.1, 3.9, 3.5, 4.3, 4.0, 3.6, 3.4, 2.8, 3.2),
        margins={"index": 9.3, "factor": 7.0, "theme": 7.9, "item": 0.5},
        found={
            "spread": 22.4,
            "low_share": "some",
            "rest": _OTHERS,
            "standings": {"index": "level", **_BESIDE},
            "strengths": ["supervision-safety", "supervision-belonging", "competence-safety"],
            "targets": ["processes-belonging", "leadership-purpose", "processes-purpose"],
            "intelligence": _paired("supervision", "processes", tie=False),
            "changes": {"index": "level", "theme.processes": "clearly-lower", "theme.trust": "higher"},
            "trend": [_last({"index": 55.4, "theme.processes": 68.9, "theme.trust": 64.1})],
        },
    ),
    "poor": Made(
        "K13",
        "full",
        11,
        38,
        36.2,
        (63.5, 60.1, 57.0),
        (55.3, 61.4, 66.8, 50.2, 41.9),
        _quality_items(2.4, 2.3, 2.0, 3.5, 3.4, 3.1, 3.8, 3.7, 3.2, 4.0, 3.8, 3.4, 3.0, 2.6, 2.7),
        margins={"index": 9.8, "factor": 7.9, "theme": 8.4, "item": 0.6},
        found={
            "spread": 21.1,
            "low_share": "many",
            "rest": _OTHERS,
            "standings": {"index": "clearly-lower", **_BESIDE},
            "strengths": ["competence-safety", "competence-belonging", "culture-safety"],
            "targets": ["leadership-safety", "leadership-purpose", "processes-safety"],
            "intelligence": _paired("competence", "leadership", tie=False),
            "changes": {"index": "lower", "theme.trust": "clearly-lower"},
            "trend": [_last({"index": 46.0, "theme.trust": 68.3})],
        },
    ),
    "few": Made(
        "K14",
        "means",
        "5-9",
        "> 90",
        64.2,
        ("> 90", 74.0, None),
        ("> 90", 77.5, None, 65.0, 62.5),
        _quality_items(3.8, 3.6, None, "> 4.6", 4.4, None, 4.5, 4.2, None, 4.4, None, None, 4.3, 3.5, 4.0),
        margins={"index": 14.1, "factor": 14.0, "theme": 14.6, "item": 0.7},
        found={
            "standings": {"index": "level", **_BESIDE},
            **_beside_area({"index": "level", "theme.belonging": "higher"}, {}),
            "strengths": ["supervision-safety", "culture-safety"],
            "targets": ["processes-belonging", "leadership-belonging"],
            "trend": [_silent("reorganised")],
        },
    ),
    "extreme": Made(
        "K15",
        "means",
        "5-9",
        40,
        "< 25",
        ("< 25", 41.7, 38.3),
        ("< 25", 45.0, 50.8, 30.0, 35.8),
        margins={"factor": 14.0, "theme": 14.6},
        found={
            "standings": {"index": "clearly-lower", **_BESIDE},
            "intelligence": _paired("competence", "supervision", tie=False),
            "changes": {"index": "clearly-lower"},
            "trend": [_last({"index": 51.2})],
        },
    ),
    "group": Made(
        "K15",
        "group",
        "5-9",
        None,
        55.0,
        (75.0, 72.5, 60.0),
        (70.0, 72.5, 71.7, 60.8, 58.3),
        margins={"index": 14.1, "factor": 14.0, "theme": 14.6},
        found={
            "standings": {"index": "level"},
            "trend": [_silent("other-group")],
            "members": ["K13", "K14", "K15"],
        },
    ),
    "coverage": Made(
        "K1",
        "coverage",
        41,
        60,
        57.3,
        (77.7, 71.2, 60.4),
        (73.0, 71.8, 72.6, 62.4, 60.9),
        margins={"index": 4.6, "factor": 3.9, "theme": 4.2},
        found={"spread": 18.8, "rest": _OTHERS, "standings": {"index": "level"}, "covers": 88},
    ),
    "none": Made("K14", "none", None, None),
    "whole": WHOLE,
}
"""Results of the fifteen statements."""
