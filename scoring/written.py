"""Published figures as JSON and back; the same form in storage and at the shell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from scoring.figures import Figure, figure_from_json
from scoring.trend import Past

Written = float | str | None


def written(figure: Figure | None) -> Written:
    """Write a figure; None stays None."""
    return None if figure is None else figure.to_json()


def read(figure: Written) -> Figure | None:
    """Read what `written` wrote."""
    return None if figure is None else figure_from_json(figure)


def figures_written(figures: Mapping[str, Figure | None] | Mapping[str, Figure]) -> dict[str, Written]:
    """Write figures by name."""
    return {name: written(figure) for name, figure in figures.items()}


def figures_read(figures: Mapping[str, Written]) -> MappingProxyType[str, Any]:
    """Read what `figures_written` wrote."""
    return MappingProxyType({name: read(figure) for name, figure in figures.items()})


def past_written(point: Past) -> dict[str, Any]:
    """Write a point of a trend."""
    head = {"wave": point.wave, "closed": point.closed.isoformat()}
    if point.reason:
        return head | {"reason": point.reason}
    figures = figures_written(point.figures)
    return head | {"n": point.n, "figures": figures, "margins": dict(point.margins)}


def past_read(point: Mapping[str, Any]) -> Past:
    """Read what `past_written` wrote."""
    return Past(
        wave=point["wave"],
        closed=date.fromisoformat(point["closed"]),
        reason=point.get("reason"),
        n=point.get("n"),
        figures=figures_read(point.get("figures", {})),
        margins=MappingProxyType(dict(point.get("margins", {}))),
    )
