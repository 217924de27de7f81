"""The stored sums of a wave: what is left of the answers once they are destroyed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, THEMES

Integers = NDArray[np.int64]

MEASURES: Final = (
    "index",
    *(f"factor.{factor}" for factor in FACTORS),
    *(f"capability.{capability}" for capability in CAPABILITIES),
    *(f"theme.{theme}" for theme in THEMES),
)
SCALE: Final = 10_000
"""Sums of shares are stored as whole numbers of one ten-thousandth."""

_ARRAYS: Final = ("members", "histograms", "counts", "sums", "squares", "low")


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Sums per atom, atoms numbered as in the plan.

    members (atoms,), histograms (atoms, items, widest scale), counts, sums and squares (atoms, MEASURES) in
    shares 0..1 times SCALE, low (atoms,): respondents whose index is under 0.40.
    """

    k: int
    items: tuple[str, ...]
    steps: tuple[int, ...]
    members: Integers
    histograms: Integers
    counts: Integers
    sums: Integers
    squares: Integers
    low: Integers

    def to_json(self) -> str:
        """Write the sums so that `from_json` gives them back unchanged."""
        written = {
            "k": self.k,
            "items": self.items,
            "steps": self.steps,
            "shape": self.histograms.shape,
            "measures": MEASURES,
            **{name: getattr(self, name).ravel().tolist() for name in _ARRAYS},
        }
        return json.dumps(written, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Atoms:
        """Read what `to_json` wrote; raise ValueError when the measures are not those of this version."""
        read = json.loads(text)
        if tuple(read["measures"]) != MEASURES:
            raise ValueError(read["measures"])
        size, items, widest = read["shape"]
        shapes = {"members": (size,), "low": (size,), "histograms": (size, items, widest)}
        arrays = {
            name: np.array(read[name], dtype=np.int64).reshape(shapes.get(name, (size, len(MEASURES))))
            for name in _ARRAYS
        }
        return cls(k=read["k"], items=tuple(read["items"]), steps=tuple(read["steps"]), **arrays)
