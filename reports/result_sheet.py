"""A published result as one sheet of sections: what every file format writes, and no figure beside it.

A figure is written as the card writes it. Its number is the one that is written, never a finer one, and a
coded figure has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from content.instrument import Instrument
from directory.organisation import Unit
from followups.plan import Plan
from followups.plan_words import Owners
from locales import Texts, texts
from scoring.beside import Beside, beside
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.in_words import mean_in_words, percent_in_words

Kind = Literal["words", "percent", "mean", "count"]


class NothingToExport(Exception):
    """Too few have answered for anything to be shown of a unit."""

    def __init__(self, wave: str, code: str) -> None:
        self.wave = wave
        self.code = code
        super().__init__(f"nothing is published of unit {code!r} in wave {wave!r}")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words, or a figure in words with the number that the words say; None where they say only a side."""

    text: str
    number: float | None = None
    kind: Kind = "words"


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a result: a table, drawn on a scale of `span` where there is one, then sentences.

    The first column names, the second holds the result, `limits` is the place of the risk limits; `aside`
    are lesser sentences.
    """

    name: str
    heading: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    said: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    limits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet:
    """A whole result in one language; the sections are in the order in which a team goes through them."""

    language: str
    title: str
    unit: str
    closed: str
    verdict: str
    care: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section | None:
        """Find a section by its name; None where the result has nothing of the kind."""
        return next((each for each in self.sections if each.name == name), None)


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A unit's plan and what is known of the people in it."""

    plan: Plan
    owners: Owners = field(default_factory=Owners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that a sheet is made of; `organisation` is the root's result, `members` share a group's.

    `area` is the unit that the published area names; `plan` came of this result.
    """

    published: Published
    unit: Unit
    members: Sequence[Unit]
    organisation: Published | None
    instrument: Instrument
    closed_at: datetime
    zone: ZoneInfo
    language: str
    area: Unit | None = None
    plan: PlanSource | None = None

    @property
    def say(self) -> Texts:
        """Give the words of the sheet's language."""
        return texts(self.language)

    @property
    def other(self) -> Beside | None:
        """Give what the result is read beside."""
        return beside(self.published, self.organisation)


def percent_cell(figure: Figure | None, *, say: Texts) -> Cell:
    """Write a percent to 0.1."""
    return Cell(percent_in_words(figure, say), _number(figure), "percent")


def mean_cell(figure: Figure | None, *, say: Texts) -> Cell:
    """Write a mean to 0.1."""
    return Cell(mean_in_words(figure, say), _number(figure), "mean")


def whole_percent(value: float, *, say: Texts) -> Cell:
    """Write a whole percent."""
    return Cell(say.percent(value), value, "percent")


def words(*said: str) -> Iterator[Cell]:
    """Make a cell of each text."""
    return (Cell(each) for each in said)


def _number(figure: Figure | None) -> float | None:
    """Round halves away from zero, as the words do."""
    if figure is None or figure.bound:
        return None
    return float(Decimal(str(figure.value)).quantize(Decimal("0.1"), ROUND_HALF_UP))
