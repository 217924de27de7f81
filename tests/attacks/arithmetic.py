"""What a reader gets out of the figures themselves: how many people, what they answered, what is left.

Only printed figures go in. Their rounding is taken into account, so that what comes out is certain. The
reader knows how figures are made: of few, coded items stand at their limits in factors and themes, which
are then no lower and no higher than the limits either, and coded with all their items only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from content.instrument import FACTORS, THEMES
from tests.attacks.county import QWL
from tests.scoring.spans import subtrees

Printed = Mapping[str, Any]
"""A result as the shell prints it."""
Between = tuple[float, float]

STEPS: Final = 4
"""From the lowest answer to the highest."""
HIDDEN: Final = range(5, 10)
"""What "5-9" may stand for."""
LIMITS: Final = (25.0, 90.0)
"""Where what is coded stands, in percent."""
MADE_OF: Final = {
    **{f"factor.{factor}": tuple(i.id for i in QWL.items if i.factor == factor) for factor in FACTORS},
    **{f"theme.{theme}": tuple(i.id for i in QWL.items if i.theme == theme) for theme in THEMES},
}
"""By a factor or theme its items."""
_SMALLEST_STEP: Final = 1e-6


@dataclass(frozen=True)
class Totals:
    """Some people, how many they are, and between which totals their answers to each item lie."""

    cells: frozenset[str]
    n: int
    items: dict[str, Between]

    def whole(self, item: str) -> range:
        """Give the totals that are possible for people who all answered 1..5."""
        low, high = self.items[item]
        lowest = max(self.n, math.ceil(low - _SMALLEST_STEP))
        return range(lowest, min((STEPS + 1) * self.n, math.floor(high + _SMALLEST_STEP)) + 1)

    @cached_property
    def known(self) -> dict[str, int]:
        """Give the totals that are certain."""
        found = {item: self.whole(item) for item in self.items}
        return {item: possible[0] for item, possible in found.items() if len(possible) == 1}


def item_between(value: float | str) -> Between:
    """Give between what the mean of an item lies that is printed so."""
    if isinstance(value, str):
        return (1.0, 1.95) if value.startswith("<") else (4.65, 5.0)
    half = 0.05 if round(value, 1) == value else 0.005
    return value - half, value + half


def percent_between(value: float | str) -> Between:
    """Give between what a percent lies that is printed so."""
    if isinstance(value, str):
        return (0.0, 24.95) if value.startswith("<") else (90.05, 100.0)
    return value - 0.05, value + 0.05


@dataclass(frozen=True)
class Told:
    """Some items, and between what the sum of their shares lies, in percent."""

    items: tuple[str, ...]
    low: float
    high: float

    def of(self, n: int) -> Told:
        """Narrow it down to what n people's whole answers may add up to; low over high where they may not."""
        parts = n * STEPS / 100
        low, high = (
            math.ceil(self.low * parts - _SMALLEST_STEP),
            math.floor(self.high * parts + _SMALLEST_STEP),
        )
        return Told(self.items, low / parts, high / parts)

    def allows(self, n: int) -> bool:
        """Say whether n people's answers may add up to this."""
        whole = self.of(n)
        return whole.low <= whole.high


def by_name(result: Printed) -> dict[str, float | str]:
    """Give the items, factors and themes that a result shows, by their full names."""
    kinds = {"item": "items", "factor": "factors", "theme": "themes"}
    figures = {f"{kind}.{name}": each for kind, some in kinds.items() for name, each in result[some].items()}
    return {name: each for name, each in figures.items() if each is not None}


def share_between(name: str, value: float | str) -> Between:
    """Give between what an item, a factor or a theme lies that is printed so, in percent."""
    if not name.startswith("item."):
        return percent_between(value)
    low, high = item_between(value)
    return (low - 1) / STEPS * 100, (high - 1) / STEPS * 100


def as_means(figures: Mapping[str, float | str]) -> Iterator[Told]:
    """Take factors and themes for the means of their items, coded or not."""
    for name, value in figures.items():
        items = _items_of(name)
        low, high = share_between(name, value)
        yield Told(items, len(items) * low, len(items) * high)


def as_made(figures: Mapping[str, float | str]) -> Iterator[Told]:
    """Take figures of few for what they are made of: coded items stand at their limits."""
    coded = {
        item: value for name, value in figures.items() if isinstance(value, str) for item in _items_of(name)
    }
    for item, bound in coded.items():
        yield Told((item,), *share_between(f"item.{item}", _coded_item(bound)))
    for name, value in figures.items():
        if not isinstance(value, str):
            yield _without(coded, name, value)


def _without(coded: Mapping[str, str], name: str, value: float) -> Told:
    """Give what a figure says of those of its items that are not coded; at a limit it gives a side only."""
    items = _items_of(name)
    rest = tuple(item for item in items if item not in coded)
    at_limits = sum(LIMITS[coded[item][0] == ">"] for item in items if item in coded)
    low, high = share_between(name, value)
    if name in MADE_OF and value in LIMITS:
        low, high = (0.0, high) if value == LIMITS[0] else (low, 100.0)
    return Told(rest, len(items) * low - at_limits, len(items) * high - at_limits)


def _items_of(name: str) -> tuple[str, ...]:
    return MADE_OF.get(name, (name.removeprefix("item."),))


def _coded_item(bound: str) -> str:
    return "< 2.0" if bound[0] == "<" else "> 4.6"


def numbers_possible(result: Printed) -> list[int]:
    """Say how many people there may be: the printed number, or those that the decimals allow.

    Means of n whole answers are n-ths; a factor's five items and a theme's three make finer parts of them.
    """
    if isinstance(result["n"], int):
        return [result["n"]]
    told = list(as_made(by_name(result)))
    return [n for n in HIDDEN if all(each.allows(n) for each in told)]


def is_counted(result: Printed) -> bool:
    """Say whether a result shows figures and their number of people is certain."""
    return result["n"] is not None and len(numbers_possible(result)) == 1


def totals(result: Printed, cells: frozenset[str]) -> Totals:
    """Add up what a result says of its people, who all answered everything."""
    (n,) = numbers_possible(result)
    half_up = {item: _mean_between(value, n=n) for item, value in result["items"].items()}
    return Totals(cells, n, {item: (n * low, n * high) for item, (low, high) in half_up.items()})


def combined(parts: Sequence[Totals], recipe: np.ndarray) -> Totals:
    """Add and subtract totals."""
    pairs = [(part, round(times)) for part, times in zip(parts, recipe, strict=True) if round(times)]
    n = sum(times * part.n for part, times in pairs)
    items = {
        item: (
            sum(times * part.items[item][times < 0] for part, times in pairs),
            sum(times * part.items[item][times > 0] for part, times in pairs),
        )
        for item in parts[0].items
    }
    plus = frozenset().union(*(part.cells for part, times in pairs if times > 0))
    return Totals(plus.difference(*(part.cells for part, times in pairs if times < 0)), n, items)


def left_over(parents: Mapping[str, str | None], results: Mapping[str, Printed]) -> Iterator[Totals]:
    """Take from every unit the results of the units nearest below it, over as many levels as there are."""
    below = subtrees(parents)
    own = {
        code: totals(result, frozenset(below[code]))
        for code, result in results.items()
        if result["tier"] in {"full", "means"} and is_counted(result)
    }
    for code, whole in own.items():
        inside = [part for other, part in own.items() if other != code and part.cells < whole.cells]
        nearest = [part for part in inside if not any(part.cells < other.cells for other in inside)]
        yield combined([whole, *nearest], np.array([1, *(-1 for _ in nearest)]))


def every_total(parents: Mapping[str, str | None], results: Mapping[str, Printed]) -> Iterator[Totals]:
    """Give what units show themselves, and what is left of each."""
    below = subtrees(parents)
    for code, result in results.items():
        if result["tier"] in {"full", "means", "group"} and is_counted(result):
            yield totals(result, frozenset(result["members"] or below[code]))
    yield from left_over(parents, results)


def parts_of_one(names: Iterable[str]) -> dict[str, np.ndarray]:
    """Give how an item, a factor or a theme is made of the items' shares."""
    made = {f"item.{item.id}": np.eye(len(QWL.items))[place] for place, item in enumerate(QWL.items)}
    made |= {f"factor.{factor}": _mean_of(item.factor == factor for item in QWL.items) for factor in FACTORS}
    made |= {f"theme.{theme}": _mean_of(item.theme == theme for item in QWL.items) for theme in THEMES}
    return {name: made[name] for name in names}


def _mean_of(chosen: Iterable[bool]) -> np.ndarray:
    found = np.array(list(chosen), dtype=float)
    return found / found.sum()


def _mean_between(value: float | str, *, n: int) -> Between:
    if n >= HIDDEN.stop and not isinstance(value, str):
        return value - 0.005, value + 0.005
    return item_between(value)
