"""The thresholds and rules of publication in force, taken from where the code keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from content.instrument import SMALLEST_SENSITIVE_GROUP
from locales import Texts
from scoring.comments import COMMENTS, RESPONDENTS
from scoring.figures import (
    EXACT_FROM,
    HIDDEN_RATE_FROM,
    HIGH_SHARE,
    LOW_SHARE,
    RATE_FROM,
    RATE_HIGH,
    RATE_LOW,
    STEP,
)
from scoring.planner import LOWEST_K
from scoring.statistics import CONFIDENCE

_COMMON_STEPS: Final = 5
"""Steps of the scale by which coded means are explained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Numbers of people and answers are counts; `step` and `rate_*` are percent, `*_share` are 0..1."""

    k: int
    k_sensitive: int
    exact_from: int
    comment_respondents: int
    comment_count: int
    rate_from: int
    rate_hidden_from: int
    rate_low: int
    rate_high: int
    step: int
    low_share: float
    high_share: float
    confidence: float

    def in_words(self, say: Texts) -> Mapping[str, str]:
        """Write every rule as it is said in a text, by the name of its placeholder."""
        counts = ("k", "k_sensitive", "exact_from", "comment_respondents", "comment_count", "rate_from")
        whole = {name: say.number(getattr(self, name), 0) for name in (*counts, "rate_hidden_from", "step")}
        return whole | {
            "few": f"{self.k}\N{EN DASH}{self.exact_from - 1}",
            "rate_low": say.percent(self.rate_low),
            "rate_high": say.percent(self.rate_high),
            "low_percent": say.percent(100 * self.low_share),
            "high_percent": say.percent(100 * self.high_share),
            "low_mean": say.number(_on_common_scale(self.low_share)),
            "high_mean": say.number(_on_common_scale(self.high_share)),
            "confidence": say.percent(100 * self.confidence),
        }


IN_FORCE: Final = Rules(
    k=LOWEST_K,
    k_sensitive=SMALLEST_SENSITIVE_GROUP,
    exact_from=EXACT_FROM,
    comment_respondents=RESPONDENTS,
    comment_count=COMMENTS,
    rate_from=RATE_FROM,
    rate_hidden_from=HIDDEN_RATE_FROM,
    rate_low=RATE_LOW,
    rate_high=RATE_HIGH,
    step=STEP,
    low_share=LOW_SHARE,
    high_share=HIGH_SHARE,
    confidence=CONFIDENCE,
)
"""What this version of the program does."""


def _on_common_scale(share: float) -> float:
    return 1 + share * (_COMMON_STEPS - 1)
