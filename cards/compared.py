"""Figures of one kind: a chart for wide screens, and behind it the narrow table that phones get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from microsoft_teams.cards import CardElement

from cards.elements import Bar, Cell, Tone, bars, table
from locales import Texts
from scoring.beside import Beside
from scoring.figures import Figure
from scoring.in_words import mean_in_words, percent_in_words


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
    """One figure: its name, which a chart may say otherwise, its value, the one beside it, how it stands."""

    name: str
    figure: Figure | None
    other: Figure | None = None
    note: str = ""
    tone: Tone = "default"
    in_chart: str = ""


PERCENTS: Final = Notation(percent_in_words, 0, 100, (5, 3, 3))


def means(top: int | None) -> Notation:
    """Give the notation of means on a scale that ends at `top`."""
    return Notation(mean_in_words, 1, top, (5, 2, 2))


def compared(
    kind: str, lines: Sequence[Line], notation: Notation, *, other: Beside | None, say: Texts
) -> list[CardElement]:
    """Show figures of one kind, with those beside them where there are any."""
    columns = [say(f"cardresults.{kind}.column"), say("cardresults.column.result")]
    rows = [
        [Cell(line.name, note=line.note), Cell(notation.in_words(line.figure, say), tone=line.tone)]
        for line in lines
    ]
    if other is not None:
        columns.append(say(f"cardresults.column.{other.whose}"))
        rows = [
            [*row, Cell(notation.in_words(line.other, say))] for row, line in zip(rows, lines, strict=True)
        ]
    instead = table(columns, rows, widths=notation.widths[: len(columns)])
    drawn = _bars(lines, notation, other=other, say=say)
    return bars(say(f"cardresults.{kind}.heading"), drawn, instead=instead)


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
