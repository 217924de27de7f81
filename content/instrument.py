"""What a questionnaire is: its items, the scales they are answered on, and where each item belongs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import Final

from content.texts import Text

FACTORS: Final = ("safety", "belonging", "purpose")
CAPABILITIES: Final = ("leadership", "supervision", "culture", "competence", "processes")
THEMES: Final = ("trust", "belonging", "capability", "autonomy", "processes")

THEME_OF: Final[dict[tuple[str, str], str]] = {
    ("leadership", "safety"): "trust",
    ("leadership", "belonging"): "belonging",
    ("leadership", "purpose"): "autonomy",
    ("supervision", "safety"): "trust",
    ("supervision", "belonging"): "trust",
    ("supervision", "purpose"): "autonomy",
    ("culture", "safety"): "belonging",
    ("culture", "belonging"): "belonging",
    ("culture", "purpose"): "autonomy",
    ("competence", "safety"): "capability",
    ("competence", "belonging"): "capability",
    ("competence", "purpose"): "capability",
    ("processes", "safety"): "processes",
    ("processes", "belonging"): "processes",
    ("processes", "purpose"): "processes",
}
"""The theme of each cell of the grid, keyed by (capability, factor)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers one can choose from: the label of 1 first, the label of the highest value last."""

    id: str
    labels: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question or statement; factor and capability are both given or both None."""

    id: str
    text: Text
    scale: str
    factor: str | None
    capability: str | None
    theme: str | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in all its languages, in the order in which it is asked."""

    id: str
    version: int
    name: Text
    intro: Text
    scales: tuple[Scale, ...]
    items: tuple[Item, ...]
    dont_know: Text
    comment: Text | None

    def scale_of(self, item: Item) -> Scale:
        """Give the scale `item` is answered on; raise KeyError when it is not one of ours."""
        for scale in self.scales:
            if scale.id == item.scale:
                return scale
        raise KeyError(item.scale)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Give the ids of the items in the order in which they are asked."""
        return tuple(item.id for item in self.items)

    @property
    def has_index(self) -> bool:
        """Tell whether every factor meets every capability exactly once, as the index needs."""
        cells = Counter((i.factor, i.capability) for i in self.items if i.factor or i.capability)
        return cells == Counter(product(FACTORS, CAPABILITIES))
