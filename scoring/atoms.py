"""The stored sums of a wave: what is left of the answers once they are destroyed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument

Integers = NDArray[np.int64]

MEASURES: Final = (
    "index",
    *(f"factor.{factor}" for factor in FACTORS),
    *(f"capability.{capability}" for capability in CAPABILITIES),
    *(f"theme.{theme}" for theme in THEMES),
)
COLUMN: Final = {measure: column for column, measure in enumerate(MEASURES)}
SCALE: Final = 10_000
"""Sums of shares are stored as whole numbers of one ten-thousandth."""
GAIN_SCALE: Final = 1_000
"""Sums of gains are stored as whole thousandths: they only put items in an order."""

_PER_ATOM: Final = ("members", "low")
_PER_MEASURE: Final = ("counts", "sums", "squares")


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Sums per atom, atoms numbered as in the plan.

    members (atoms,), histograms (atoms, items, widest scale), counts, sums and squares (atoms, MEASURES) in
    shares 0..1 times SCALE, low (atoms,): respondents whose index is under 0.40, gains (atoms, items): what
    the indices would rise by if every answer to an item rose one step, times GAIN_SCALE.

    `cells` names the staffed cells of each atom, `silent` those that are in none because nobody answered:
    later waves need them to know what they may be compared with, as they need the trend `line`.
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
    gains: Integers
    cells: tuple[tuple[str, ...], ...] = ()
    silent: tuple[str, ...] = ()
    line: str = ""

    def placed(self, atoms: Sequence[Sequence[str]], *, staffed: Collection[str]) -> Atoms:
        """Remember which staffed cells the plan's atoms hold, and which of them none holds."""
        wanted = set(staffed)
        cells = tuple(tuple(cell for cell in atom if cell in wanted) for atom in atoms)
        held = {cell for atom in cells for cell in atom}
        return replace(self, cells=cells, silent=tuple(cell for cell in staffed if cell not in held))

    def to_json(self) -> str:
        """Write the sums so that `from_json` gives them back unchanged."""
        arrays = (*_PER_ATOM, *_PER_MEASURE, "histograms", "gains")
        written = {
            "k": self.k,
            "items": self.items,
            "steps": self.steps,
            "shape": self.histograms.shape,
            "measures": MEASURES,
            "cells": self.cells,
            "silent": self.silent,
            "line": self.line,
            **{name: getattr(self, name).ravel().tolist() for name in arrays},
        }
        return json.dumps(written, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Atoms:
        """Read what `to_json` wrote; raise ValueError when the measures are not those of this version."""
        read = json.loads(text)
        if tuple(read["measures"]) != MEASURES:
            raise ValueError(read["measures"])
        return cls(
            k=read["k"],
            items=tuple(read["items"]),
            steps=tuple(read["steps"]),
            cells=tuple(map(tuple, read.get("cells", ()))),
            silent=tuple(read.get("silent", ())),
            line=read.get("line", ""),
            **_arrays(read),
        )


def groups_of(instrument: Instrument) -> NDArray[np.float64]:
    """Give (items, measures): 1 where an item belongs to a factor or theme."""
    groups = np.zeros((len(instrument.items), len(MEASURES)))
    for row, item in enumerate(instrument.items):
        if instrument.has_index and item.factor in FACTORS:
            groups[row, COLUMN[f"factor.{item.factor}"]] = 1
        if item.theme in THEMES:
            groups[row, COLUMN[f"theme.{item.theme}"]] = 1
    return groups


def _arrays(read: dict[str, Any]) -> dict[str, Integers]:
    size, items, widest = read["shape"]
    shapes: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(_PER_ATOM, (size,)),
        **dict.fromkeys(_PER_MEASURE, (size, len(MEASURES))),
        "histograms": (size, items, widest),
        "gains": (size, items),
    }
    # Waves that closed before gains were kept have none.
    nothing = {"gains": [0] * (size * items)}
    return {
        name: np.array(read.get(name, nothing.get(name)), dtype=np.int64).reshape(shape)
        for name, shape in shapes.items()
    }
