"""What became of a development target by its figures: the mean now, and whether it has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.standing import Standing, standing_of
from scoring.statistics import Z, detectable, verdict_of_difference


@dataclass(frozen=True, slots=True)
class Reading:
    """A published mean with its margin, and the day when its wave closed."""

    closed_on: date
    figure: Figure
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an item that asks about a target stands in a result, on its scale `span`, and how it did `before`.

    `is_pulse` tells the pulse about the plan's own targets from the questionnaire the target came from.
    """

    published: Published
    name: str
    span: tuple[int, int]
    now: Reading
    before: Reading | None = None
    is_pulse: bool = True

    @property
    def change(self) -> Standing | None:
        """Say how the mean moved; None where that cannot be told."""
        return None if self.before is None else change_between(self.before, self.now, span=self.span)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is shown of targets, by id; `was_asked` tells that a pulse has closed, whatever it shows."""

    shown: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    was_asked: bool = False


def reading_of(published: Published, name: str, *, closed_on: date) -> Reading | None:
    """Read an item's mean of the group itself; None where nothing is shown, or that of several groups."""
    figure = published.items.get(name.removeprefix("item."))
    if figure is None or published.tier in {"none", "group"}:
        return None
    return Reading(closed_on, figure, published.margins.get(name))


def reading_before(
    figures: Mapping[str, Figure], margins: Mapping[str, float], name: str, *, closed_on: date
) -> Reading | None:
    """Read an item's mean from a comparable point of a trend."""
    figure = figures.get(name)
    return None if figure is None else Reading(closed_on, figure, margins.get(name))


def change_between(before: Reading, now: Reading, *, span: tuple[int, int]) -> Standing | None:
    """Judge the difference of two published means by MDC90; None where one is coded or has no margin.

    A margin is the standard error times a t that is never below Z: margin / Z errs on the careful side.
    """
    is_coded = bool(before.figure.bound or now.figure.bound)
    if is_coded or before.margin is None or now.margin is None:
        return None
    points = 100 / (span[1] - span[0])
    errors = [reading.margin * points / Z for reading in (before, now) if reading.margin is not None]
    difference = (now.figure.value - before.figure.value) * points
    return standing_of(int(verdict_of_difference(difference, mdc=detectable(*errors))))
