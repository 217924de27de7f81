"""What a result is read beside: the rest of the organisation, or the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scoring.disclosure import Published
from scoring.figures import Figure


@dataclass(frozen=True, slots=True)
class Beside:
    """The figures by name that a result is read beside: the rest of the organisation's, or the whole's."""

    whose: Literal["rest", "whole"]
    figures: Mapping[str, Figure | None]


def beside(published: Published, organisation: Published | None) -> Beside | None:
    """Choose what a result is read beside; a small group is told the whole, which holds it as well."""
    if published.rest:
        return Beside("rest", published.rest)
    if organisation is None or organisation.unit == published.unit:
        return None
    kinds = {
        "factor": organisation.factors,
        "capability": organisation.capabilities,
        "theme": organisation.themes,
        "item": organisation.items,
    }
    told = {f"{kind}.{name}": each for kind, figures in kinds.items() for name, each in figures.items()}
    return Beside("whole", {"index": organisation.index, **told})


def other_figure(other: Beside | None, name: str) -> Figure | None:
    """Give the figure beside the one of that name."""
    return other.figures.get(name) if other else None
