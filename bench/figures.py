"""What a measurement gives: one line of the table, and whether it is what was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure of ours, with its baseline or its limit.

    `wanted` is the least ratio to the baseline, or else the most that ours may be; `None` only reports.
    `better` says whether more is better, or less.
    """

    name: str
    unit: str
    ours: float
    baseline: float | None = None
    wanted: float | None = None
    limit: float | None = None
    better: Literal["more", "less"] = "more"

    @property
    def ratio(self) -> float | None:
        """Say how many times better than the baseline ours is."""
        if self.baseline is None:
            return None
        return self.ours / self.baseline if self.better == "more" else self.baseline / self.ours

    @property
    def is_met(self) -> bool:
        """Say whether it is what was wanted; true when nothing was."""
        if self.wanted is not None:
            return self.ratio is not None and self.ratio >= self.wanted
        return self.limit is None or self.ours <= self.limit

    @property
    def target(self) -> str:
        """Say in short what was wanted."""
        if self.wanted is not None:
            return f">= {self.wanted:g}x"
        return "" if self.limit is None else f"<= {self.limit:g}"

    @property
    def verdict(self) -> str:
        """Say how it went, nothing where nothing was wanted."""
        if not self.target:
            return ""
        return "ok" if self.is_met else "missed"

    def as_json(self) -> dict[str, Any]:
        """Give the line for programs."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours,
            "baseline": self.baseline,
            "ratio": self.ratio,
            "wanted": self.target,
            "ok": self.is_met,
        }


class WrongResult(Exception):
    """Something was answered or counted wrongly while it was measured: the figures mean nothing."""
