"""What a questionnaire is: its items, the scales they are answered on, and where each item belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from content.texts import Text

Form = Literal["full", "short"]
Measure = Literal["enps"]
ForEach = Literal["target"]

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

FEWEST_OF_A_FACTOR: Final = 2
SMALLEST_GROUP: Final = 5
FEWEST_FOR_A_PLAN: Final = 8
"""Questions of a wave that a team talks over and makes a plan of."""
SMALLEST_SENSITIVE_GROUP: Final = 7

_GRID: Final[frozenset[tuple[str | None, str | None]]] = frozenset(product(FACTORS, CAPABILITIES))


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers one can choose from, the lowest first.

    An answer is stored as 1, 2, 3, ...; `first` is the figure by which people know the lowest one, 0 or 1.
    """

    id: str
    labels: tuple[Text, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One question or statement; factor and capability are both given or both None.

    A high answer to a `reversed` item means that things are badly. An item with `for_each` is a template: its
    text holds a placeholder, `{target}`.
    """

    id: str
    text: Text
    scale: str
    factor: str | None
    capability: str | None
    theme: str | None
    reversed: bool = False
    sensitive: bool = False
    measure: Measure | None = None
    for_each: ForEach | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in all its languages, in the order in which it is asked.

    `rotation` holds the item ids of each part when waves ask one part in turn; `part` is the number of the
    part, from 1, when this is one of them.
    """

    id: str
    version: int
    name: Text
    intro: Text
    scales: tuple[Scale, ...]
    items: tuple[Item, ...]
    dont_know: Text
    comment: Text | None
    note: Text | None = None
    rotation: tuple[tuple[str, ...], ...] = ()
    part: int | None = None

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
    def form(self) -> Form | None:
        """Tell the form of what one wave asks; a rotation has the form that all its parts share."""
        parts = self.rotation or (self.item_ids,)
        forms = {form_of((i.factor, i.capability) for i in self.items if i.id in part) for part in parts}
        return forms.pop() if len(forms) == 1 else None

    @property
    def has_index(self) -> bool:
        """Tell whether what one wave asks gives an index."""
        return self.form is not None

    @property
    def calls_for_a_plan(self) -> bool:
        """Tell whether a talk and a plan follow a wave of it; the few questions of a pulse only listen."""
        asked = max(map(len, self.rotation)) if self.rotation else len(self.items)
        return asked >= FEWEST_FOR_A_PLAN

    @property
    def is_template(self) -> bool:
        """Tell whether an item still waits for the words of a team."""
        return any(item.for_each for item in self.items)

    @property
    def smallest_group(self) -> int:
        """Give the fewest respondents of whom a result may be shown."""
        return SMALLEST_SENSITIVE_GROUP if any(i.sensitive for i in self.items) else SMALLEST_GROUP


def form_of(cells: Iterable[tuple[str | None, str | None]]) -> Form | None:
    """Tell which form of the index the (factor, capability) cells of some items make, if any.

    "full": every factor meets every capability once. "short": fewer cells, none of them twice, and the same
    number, at least two, for every factor. Items outside the grid, (None, None), are left out.
    """
    counts = Counter(cell for cell in cells if cell != (None, None))
    if counts.total() > len(counts) or not counts.keys() <= _GRID:
        return None
    if counts.keys() == _GRID:
        return "full"
    shares = Counter(factor for factor, _ in counts)
    fewest, most = min(shares[f] for f in FACTORS), max(shares[f] for f in FACTORS)
    return "short" if FEWEST_OF_A_FACTOR <= fewest == most else None
