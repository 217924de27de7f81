"""The figures of the made-up results of shorter questionnaires, written as they are stored."""

from __future__ import annotations

from typing import Any, Final

from cards.sample_results import LEADERSHIP, MOOD, PULSE, RECOMMEND, STRAIN, TARGETS, Made

_SPRING: Final[dict[str, Any]] = {
    "wave": "made-up-2026-05-15",
    "closed": "2026-05-15",
    "n": 14,
    "margins": {},
}

PULSE_RESULTS: Final = {
    "short": Made(
        "K11",
        "full",
        13,
        65,
        61.8,
        (79.3, 74.2, 66.3),
        (75.0, 78.8, 71.2, 58.7, 69.2),
        {
            "competence-belonging": 3.9,
            "processes-purpose": 3.8,
            "culture-belonging": 4.2,
            "supervision-safety": 4.3,
            "leadership-safety": 3.7,
            "leadership-purpose": 3.3,
        },
        instrument=PULSE,
        margins={"index": 8.8, "factor": 7.1, "theme": 8.0, "item": 0.5},
        found={
            "spread": 17.5,
            "low_share": "some",
            "rest": {
                "index": 60.2,
                "factor.safety": 78.0,
                "factor.belonging": 72.4,
                "factor.purpose": 64.1,
                "theme.trust": 73.8,
                "theme.belonging": 74.9,
                "theme.capability": 70.3,
                "theme.autonomy": 60.1,
                "theme.processes": 66.6,
            },
            "standings": {"index": "level"},
            "strengths": ["supervision-safety", "culture-belonging", "competence-belonging"],
            "targets": ["leadership-purpose", "leadership-safety"],
            "changes": {"index": "higher"},
            "trend": [
                {"wave": "made-up-2026-10-15", "closed": "2026-10-15", "reason": "other-items"},
                {"wave": "made-up-2026-09-15", "closed": "2026-09-15", "reason": "other-items"},
                _SPRING | {"figures": {"index": 55.1}},
            ],
        },
    ),
    "mood": Made(
        "K11",
        "full",
        14,
        70,
        items={"mood": 3.86, "service": 4.21},
        instrument=MOOD,
        margins={"item": 0.5},
        found={
            "rest": {"item.mood": 3.59, "item.service": 3.92},
            "standings": {"item.mood": "level", "item.service": "higher"},
            "strengths": ["service"],
            "trend": [_SPRING | {"figures": {"item.mood": 3.74, "item.service": 4.1}}],
        },
    ),
    "mood-few": Made("K12", "means", "5-9", 55, items={"mood": "< 2.0", "service": None}, instrument=MOOD),
    "leadership": Made(
        "K1",
        "full",
        38,
        56,
        items={
            "core-motivation": 3.42,
            "core-shared-work": 4.16,
            "core-self-steering": 3.71,
            "factor-involvement": 3.05,
            "factor-professions": 3.88,
            "factor-coaching": 3.63,
            "factor-goals": 3.29,
            "factor-feedback": 2.84,
            "factor-ground-rules": 3.97,
            "factor-agility": 3.34,
            "factor-competence": 3.79,
        },
        instrument=LEADERSHIP,
        margins={"item": 0.3},
        found={
            "rest": {"item.factor-feedback": 3.21, "item.factor-goals": 3.48, "item.core-shared-work": 3.86},
            "standings": {"item.factor-feedback": "lower", "item.factor-goals": "level"},
            "strengths": ["core-shared-work", "factor-ground-rules", "factor-professions"],
            "targets": ["factor-feedback", "factor-involvement", "factor-goals"],
            "changes": {"item.factor-feedback": "clearly-higher", "item.factor-agility": "lower"},
            "trend": [_SPRING | {"figures": {"item.factor-feedback": 2.41, "item.factor-agility": 3.6}}],
        },
    ),
    "targets": Made(
        "K12",
        "full",
        12,
        71,
        items={"target-1": 4.08, "target-2": 3.25, "talked-together": 4.42},
        instrument=TARGETS,
        margins={"item": 0.5},
        found={"strengths": ["talked-together", "target-1"], "targets": ["target-2"]},
    ),
    "strain": Made(
        "K13",
        "full",
        13,
        60,
        items={"strain": 3.69},
        instrument=STRAIN,
        margins={"item": 0.5},
        found={
            "rest": {"item.strain": 2.97},
            "standings": {"item.strain": "clearly-higher"},
            "distributions": {"strain": [15, 25, 60]},
            "changes": {"item.strain": "higher"},
            "trend": [_SPRING | {"figures": {"item.strain": 3.36}}],
        },
    ),
    "recommend": Made(
        "K11",
        "full",
        20,
        77,
        items={"recommend": 7.65},
        instrument=RECOMMEND,
        margins={"item": 0.9},
        found={
            "rest": {"item.recommend": 7.02},
            "standings": {"item.recommend": "level"},
            "distributions": {"recommend": [20, 40, 40]},
            "enps": {"recommend": 20},
            "trend": [{"wave": "made-up-2026-05-15", "closed": "2026-05-15", "reason": "new-unit"}],
        },
    ),
    "recommend-few": Made(
        "K14", "means", "5-9", 80, items={"recommend": 6.8}, instrument=RECOMMEND, margins={"item": 1.8}
    ),
}
"""Results of a part of the fifteen statements, and of questionnaires without an index."""
