"""Why a unit may need support, and in which order units stand; keys and values, no words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Literal, Protocol

from scoring.disclosure import Tier
from scoring.figures import Bound, Figure
from scoring.findings import FACTORS_THAT_SINK, index_class
from scoring.heat_map import Row, Told, rows_of
from scoring.risks import factor_risk

Why = Literal["index-very-low", "index-low", "factors", "no-plan"]

VERY_LOW: Final = 40.0
"""Index under which there is very much to develop (published)."""
LOW: Final = 50.0
"""Index under which units have been offered workshops (published)."""

_SIDES: Final[Mapping[Bound, int]] = {"<": -1, "": 0, ">": 1}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for support; not sure where chance may have put the figure on this side of its limit.

    `units` counts those of a result that have no plan though its time is over.
    """

    why: Why
    is_sure: bool
    factors: tuple[str, ...] = ()
    units: int = 0


class Placeable(Protocol):
    """What must be known of a result to give it its place: of a published one, or of a sketch of it."""

    @property
    def unit(self) -> str:
        """Give the code of the unit."""

    @property
    def tier(self) -> Tier:
        """Say what kind of result it is."""

    @property
    def members(self) -> tuple[str, ...]:
        """List the members of a group."""

    @property
    def index(self) -> Figure | None:
        """Give the index."""

    @property
    def factors(self) -> Mapping[str, Figure | None]:
        """Give the factors."""

    @property
    def margins(self) -> Mapping[str, float]:
        """Give how sure figures are."""

    @property
    def response_rate(self) -> Figure | None:
        """Give the response rate."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A few words of a stored result, to order thousands by; what is shown is restored whole."""

    unit: str
    tier: Tier
    members: tuple[str, ...]
    index: Figure | None
    factors: Mapping[str, Figure | None]
    margins: Mapping[str, float]
    response_rate: Figure | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place from 1; equal ones share theirs."""

    place: int
    row: Row


@dataclass(frozen=True, slots=True)
class Orders:
    """All that is below a node by its index, by the reasons for support, and by the response rate."""

    index: tuple[Placed, ...]
    support: tuple[Placed, ...]
    rates: tuple[Placed, ...]


def reasons_of(published: Placeable, *, unplanned: Collection[str] = ()) -> list[Reason]:
    """Give the reasons for support that a result holds, the index first.

    That there is no plan, by the codes of units in `unplanned`, is one beside others and none alone.
    """
    held = [each for each in (_index_reason(published), _factors_reason(published)) if each]
    units = sum(code in unplanned for code in {published.unit, *published.members})
    return [*held, Reason("no-plan", is_sure=True, units=units)] if held and units else held


def orders_of(results: Iterable[Placeable], *, unplanned: Collection[str] = ()) -> Orders:
    """Put results, given in tree order, into their orders: own results and groups, of rates every node's.

    The highest index first; of those that need support the ones without a plan, then most reasons first, then
    the lowest index; the lowest rate first.
    """
    shown = [each for each in results if each.tier != "none"]
    by_code = {each.unit: each for each in shown}
    rows = rows_of(Told(each.unit, each.tier, each.members) for each in shown if each.tier != "coverage")
    read = [(row, by_code[row.nodes[0]]) for row in rows]
    indexed = [(_height(each.index), row) for row, each in read if each.index is not None]
    needy = [
        (_need(reasons, each), row)
        for row, each in read
        if (reasons := reasons_of(each, unplanned=unplanned))
    ]
    rates = [(_height(each.response_rate), Row((each.unit,))) for each in shown if each.response_rate]
    return Orders(
        index=_placed([((-value, -side), row) for (value, side), row in indexed]),
        support=_placed(needy),
        rates=_placed(rates),
    )


def _need(reasons: Sequence[Reason], each: Placeable) -> tuple[float, ...]:
    """Give what is ordered by: units in need without a plan are those that are offered a workshop."""
    has_plan = all(reason.why != "no-plan" for reason in reasons)
    return (has_plan, -len(reasons), *_height(each.index))


def _index_reason(published: Placeable) -> Reason | None:
    index = published.index
    if index is None or index.value >= LOW:
        return None
    why: Why = "index-very-low" if index_class(index) == "very-much" else "index-low"
    limit = VERY_LOW if why == "index-very-low" else LOW
    return Reason(why, limit - index.value >= published.margins.get("index", 0.0))


def _factors_reason(published: Placeable) -> Reason | None:
    """Name the factors clearly under their limits; sure when there are enough without the uncertain ones."""
    risks = (
        factor_risk(name, figure, margin=published.margins.get(f"factor.{name}"))
        for name, figure in published.factors.items()
    )
    under = [risk for risk in risks if risk and risk.colour == "red"]
    if len(under) < FACTORS_THAT_SINK:
        return None
    sure = sum(not risk.uncertain for risk in under)
    return Reason("factors", sure >= FACTORS_THAT_SINK, tuple(risk.factor for risk in under))


def _height(figure: Figure | None) -> tuple[float, int]:
    """Give what a figure is ordered by: a coded one stands by its bound, just beyond it."""
    return (0.0, 0) if figure is None else (figure.value, _SIDES[figure.bound])


def _placed(keyed: Sequence[tuple[tuple[float, ...], Row]]) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    key_of: Callable[[tuple[tuple[float, ...], Row]], tuple[float, ...]] = itemgetter(0)
    ordered = sorted(keyed, key=key_of)
    for number, (key, row) in enumerate(ordered):
        is_equal = number > 0 and ordered[number - 1][0] == key
        placed.append(Placed(placed[-1].place if is_equal else number + 1, row))
    return tuple(placed)
