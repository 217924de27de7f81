"""Charts of several figures at a time; under a heading, with a table for clients that draw none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from microsoft_teams.cards import (
    ChartColor,
    LineChart,
    LineChartData,
    LineChartValue,
    StackedHorizontalBarChart,
    StackedHorizontalBarChartData,
    StackedHorizontalBarChartDataPoint,
    Table,
)

from cards.elements import CHART_COLOURS, Bar

_LINE_COLOURS: Final[tuple[ChartColor, ...]] = (
    "categoricalBlue",
    "categoricalGreen",
    "categoricalPurple",
    "categoricalMarigold",
)
MOST_LINES: Final = len(_LINE_COLOURS)
"""Lines that an eye can follow through one chart."""


@dataclass(frozen=True, slots=True)
class Course:
    """One line of a chart: its name and its points, (day, figure), the oldest first."""

    name: str
    points: Sequence[tuple[str, float]]


def line_chart(name: str, courses: Sequence[Course], *, span: tuple[int, int], instead: Table) -> LineChart:
    """Draw at most MOST_LINES lines over the same days, on the whole of their scale."""
    lowest, highest = span
    data = [
        LineChartData(
            legend=course.name,
            values=[LineChartValue(x=day, y=figure) for day, figure in course.points],
            color=colour,
        )
        for course, colour in zip(courses, _LINE_COLOURS, strict=False)
    ]
    return LineChart(title=name, data=data, y_min=lowest, y_max=highest, show_legend=True, fallback=instead)


def stacked_chart(
    name: str, rows: Iterable[tuple[str, Sequence[Bar]]], *, instead: Table
) -> StackedHorizontalBarChart:
    """Draw each row, a name with its parts, as parts of one bar; their names are the legend of all."""
    data = [
        StackedHorizontalBarChartData(
            title=row,
            data=[
                StackedHorizontalBarChartDataPoint(
                    legend=part.label, value=part.value, color=CHART_COLOURS[part.tone]
                )
                for part in parts
            ],
        )
        for row, parts in rows
    ]
    return StackedHorizontalBarChart(title=name, data=data, show_legend=True, fallback=instead)
