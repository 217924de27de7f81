"""Figures of one kind: a chart for wide screens, and behind it the narrow table with bars that phones get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from microsoft_teams.cards import CardElement, Table

from cards.elements import Bar, Cell, Tone, bars, meter, table
from cards.explained import Topic, explained
from locales import Texts
from scoring.beside import Beside
from scoring.figures import Figure
from scoring.in_words import PERCENT, mean_in_words, percent_in_words


@dataclass(frozen=True, slots=True)
class Notation:
    """How a kind of figure is written in words and to how many decimals a chart prints it.

    Without a `top` there is no chart: the figures have no scale in common. `widths` are those of the table.
    """

    in_words: Callable[[Figure | None, Texts], str]
    bar_decimals: int
    top: int | None
    widths: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: its name, which a chart may say otherwise, its value, the one beside it, how it stands.

    `span` is the scale that its bar fills, `margin` what stands under the figure.
    """

    name: str
    figure: Figure | None
    other: Figure | None = None
    note: str = ""
    tone: Tone = "default"
    in_chart: str = ""
    span: tuple[int, int] = PERCENT
    margin: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the figures are: a heading above them, the head of the column of their names, an explanation."""

    heading: str
    column: str
    topic: Topic | None = None


PERCENTS: Final = Notation(percent_in_words, 0, 100, (9, 6, 5))


def means(top: int | None) -> Notation:
    """Give the notation of means on a scale that ends at `top`."""
    return Notation(mean_in_words, 1, top, (5, 2, 2))


def compared(
    kind: Kind, lines: Sequence[Line], notation: Notation, *, other: Beside | None, say: Texts
) -> list[CardElement]:
    """Show figures of one kind, with those beside them where there are any."""
    instead = figures_table(kind.column, lines, notation, other=other, say=say)
    drawn = _bars(lines, notation, other=other, say=say)
    named, *shown = bars(kind.heading, drawn, instead=instead)
    meaning = explained(kind.heading, kind.topic, say=say) if kind.topic else [named]
    return [*meaning, *shown]


def figures_table(
    column: str, lines: Sequence[Line], notation: Notation, *, other: Beside | None, say: Texts
) -> Table:
    """List figures with a bar under the name of each that is shown whole."""
    columns = [column, say("cardresults.column.result")]
    rows = [
        [
            Cell(line.name, note=line.note, drawn=bar_of(line)),
            Cell(notation.in_words(line.figure, say), note=line.margin, tone=line.tone),
        ]
        for line in lines
    ]
    if other is not None:
        columns.append(say(f"cardresults.column.{other.whose}"))
        rows = [
            [*row, Cell(notation.in_words(line.other, say))] for row, line in zip(rows, lines, strict=True)
        ]
    return table(columns, rows, widths=notation.widths[: len(columns)])


def bar_of(line: Line) -> CardElement | None:
    """Draw a figure as the share of its scale; None for what is not shown, or only on which side it lies."""
    if line.figure is None or line.figure.bound:
        return None
    lowest, highest = line.span
    return meter((line.figure.value - lowest) / (highest - lowest), tone=line.tone)


def _bars(lines: Sequence[Line], notation: Notation, *, other: Beside | None, say: Texts) -> list[Bar]:
    if notation.top is None:
        return []
    drawn = [
        Bar(
            _bar_name(line, notation, other=other, say=say),
            _as_written(line.figure.value, notation.bar_decimals),
            line.tone,
        )
        for line in lines
        if line.figure
    ]
    # The chart has no axis: without the top the longest bar would look like a full score.
    top = Bar(say("cardresults.scale", top=notation.top), notation.top, "emphasis")
    return [*drawn, top] if drawn else []


def _as_written(value: float, decimals: int) -> float:
    """Round halves away from zero, as the words beside the bar do."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _bar_name(line: Line, notation: Notation, *, other: Beside | None, say: Texts) -> str:
    # The name holds the figure in the reader's own notation; a chart clips long ones and knows no bounds.
    told = say("cardresults.bar", name=line.in_chart or line.name, figure=notation.in_words(line.figure, say))
    if other is None or line.other is None:
        return told
    return say(f"cardresults.beside.{other.whose}", bar=told, other=notation.in_words(line.other, say))
