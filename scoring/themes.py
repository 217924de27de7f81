"""Which themes a result raises for the talk in the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from content.instrument import Instrument, Item
from scoring.disclosure import Published

Pick = Literal["target", "strength"]

SUPERVISION: Final = "supervision"
"""The capability that is a theme of the talk, too."""


def raised_themes(published: Published, *, instrument: Instrument) -> Mapping[str, frozenset[Pick]]:
    """Give the themes of the published targets and strengths, each with which of the two it holds.

    The first is the theme of the first target, or else of the first strength.
    """
    items = {item.id: item for item in instrument.items}
    raised: dict[str, set[Pick]] = {}
    picked: tuple[tuple[Pick, tuple[str, ...]], ...] = (
        ("target", published.targets),
        ("strength", published.strengths),
    )
    for pick, names in picked:
        for name in names:
            for theme in _themes_of(items[name]):
                raised.setdefault(theme, set()).add(pick)
    return {theme: frozenset(picks) for theme, picks in raised.items()}


def _themes_of(item: Item) -> Iterator[str]:
    if item.theme is not None:
        yield item.theme
    if item.capability == SUPERVISION:
        yield SUPERVISION
