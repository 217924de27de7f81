"""Made-up results with all that details show: distributions, capabilities and a longer past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from cards.sample_pulses import PULSE_RESULTS
from cards.sample_results import QUALITY_RESULTS, Made
from content.instrument import CAPABILITIES, FACTORS

Thirds = tuple[int, int, int]

_ALIKE: Final[tuple[Thirds, ...]] = ((10, 20, 70), (25, 25, 50), (0, 30, 70), (45, 30, 25), (5, 0, 95))


def _detailed(made: Made, **found: Any) -> Made:
    return replace(made, found={**made.found, **found})


def _fell(made: Made, *, thirds: Sequence[Thirds] = _ALIKE) -> dict[str, Thirds]:
    """Give each question a distribution, one after the other."""
    return {item: thirds[place % len(thirds)] for place, item in enumerate(made.items)}


def _elsewhere(made: Made, figures: Sequence[float]) -> dict[str, float]:
    return {f"item.{item}": figures[place % len(figures)] for place, item in enumerate(made.items)}


def _by_capability(*figures: float | None) -> dict[str, float | None]:
    return dict(zip(CAPABILITIES, figures, strict=True))


def _was(closed: str, index: float | str, *factors: float) -> dict[str, Any]:
    named = zip((f"factor.{name}" for name in FACTORS), factors, strict=True)
    figures: Mapping[str, float | str] = {"index": index, **dict(named)}
    return {"wave": f"made-up-{closed}", "closed": closed, "n": 14, "figures": figures, "margins": {}}


def _silent(closed: str, reason: str) -> dict[str, Any]:
    return {"wave": f"made-up-{closed}", "closed": closed, "reason": reason}


_MIDDLING: Final = QUALITY_RESULTS["middling"]
_FEW: Final = QUALITY_RESULTS["few"]
_LEADERSHIP: Final = PULSE_RESULTS["leadership"]
_MOOD: Final = PULSE_RESULTS["mood"]

DETAILED: Final = {
    "in-full": _detailed(
        _MIDDLING,
        capabilities=_by_capability(44.1, 68.4, 57.2, 70.4, 38.3),
        distributions=_fell(_MIDDLING),
        rest={
            **_MIDDLING.found["rest"],
            **_elsewhere(_MIDDLING, (3.82, 3.64, 3.4, 4.11, 4.02)),
            **{
                f"capability.{name}": figure
                for name, figure in _by_capability(52.0, 61.2, 56.9, 66.0, 49.8).items()
            },
        },
        standings={
            **_MIDDLING.found["standings"],
            "item.leadership-purpose": "clearly-lower",
            "item.processes-belonging": "lower",
            "item.supervision-safety": "clearly-higher",
            "item.culture-safety": "level",
            "capability.processes": "clearly-lower",
            "capability.supervision": "higher",
        },
        trend=[
            _was("2026-05-15", 55.4, 79.0, 70.2, 66.1),
            _was("2025-11-14", 51.0, 74.3, 69.9, 63.8),
            _silent("2025-05-16", "reorganised"),
            _was("2024-11-15", "< 25", 61.5, 58.2, 55.9),
            _silent("2024-05-17", "other-version"),
        ],
    ),
    "in-full-few": _detailed(
        _FEW,
        capabilities=_by_capability(48.2, None, 66.3, 71.0, 62.5),
        standings={**_FEW.found["standings"], "item.processes-belonging": "lower"},
    ),
    "in-full-leadership": _detailed(_LEADERSHIP, distributions=_fell(_LEADERSHIP)),
    "in-full-mood": _detailed(
        _MOOD,
        distributions=_fell(_MOOD),
        trend=[
            *_MOOD.found["trend"],
            {
                "wave": "made-up-2026-02-13",
                "closed": "2026-02-13",
                "n": 12,
                "figures": {"item.mood": 3.5, "item.service": 4.0},
                "margins": {},
            },
        ],
    ),
}
"""Results by name, each made of one of those of the same kind."""
