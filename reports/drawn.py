"""What is drawn of a section: only figures that are told whole, for a coded one has no place on an axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from locales import Texts
from reports.result_sheet import Section

BARS: Final = ("factors", "themes")
LINES: Final = ("trend",)
MOST_LINES: Final = 4
"""Lines that can be told apart: the index and its three factors."""
COLOURS: Final = ("0B5A66", "9AA5AE", "6B4E9B", "B7791F")
"""Of the result, of what is beside it; then of whatever more lines there are."""
LIMIT_COLOUR: Final = "9C1C1C"

Place = tuple[int, int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Series:
    """One set of bars or one line: where its name stands (row -1 is the heads), its figures and theirs."""

    name: str
    place: Place
    numbers: tuple[float, ...]
    places: tuple[Place, ...]
    colour: str

    @property
    def is_limit(self) -> bool:
        """Tell whether these are the risk limits, which are whole."""
        return self.colour == LIMIT_COLOUR


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart on a scale of `span`; every series has a figure for every category."""

    is_line: bool
    categories: tuple[str, ...]
    places: tuple[Place, ...]
    series: tuple[Series, ...]
    span: Span
    words: str


def drawn(section: Section | None, *, say: Texts) -> Drawing | None:
    """Give what may be drawn of a section; None where that is nothing."""
    if section is None or section.span is None:
        return None
    if section.name in BARS:
        return _bars(section, section.span, say=say)
    return _lines(section, section.span, say=say) if section.name in LINES else None


def _bars(section: Section, span: Span, *, say: Texts) -> Drawing | None:
    """Draw each column of figures as bars, a category a row."""
    rows = [place for place, row in enumerate(section.rows) if row[1].number is not None]
    columns = [column for column in range(1, len(section.columns)) if _is_whole(section, rows, [column])]
    if not rows or not columns:
        return None
    colours = dict(zip(columns, COLOURS, strict=False))
    if section.limits is not None:
        colours[section.limits] = LIMIT_COLOUR
    series = [
        _series(section, section.columns[c], (-1, c), [(row, c) for row in rows], colours[c]) for c in columns
    ]
    names = [(row, 0) for row in rows]
    return _drawing(section, names, series, span=span, is_line=False, say=say)


def _lines(section: Section, span: Span, *, say: Texts) -> Drawing | None:
    """Draw each row of figures as a line, a category a column."""
    columns = list(range(1, len(section.columns)))
    rows = [row for row in range(len(section.rows)) if _is_whole(section, [row], columns)][:MOST_LINES]
    if not rows:
        return None
    series = [
        _series(section, section.rows[row][0].text, (row, 0), [(row, c) for c in columns], colour)
        for row, colour in zip(rows, COLOURS, strict=False)
    ]
    names = [(-1, column) for column in columns]
    return _drawing(section, names, series, span=span, is_line=True, say=say)


def _drawing(
    section: Section,
    names: list[Place],
    series: list[Series],
    *,
    span: Span,
    is_line: bool,
    say: Texts,
) -> Drawing:
    categories = tuple(section.columns[c] if r < 0 else section.rows[r][0].text for r, c in names)
    told = [
        say(
            "sheet.chart.figure",
            name=f"{each.name}, {category}" if len(series) > 1 else category,
            figure=section.rows[row][column].text,
        )
        for each in series
        for category, (row, column) in zip(categories, each.places, strict=True)
    ]
    words = say("sheet.chart.words", heading=section.heading, figures="; ".join(told))
    return Drawing(is_line, categories, tuple(names), tuple(series), span, words)


def _series(section: Section, name: str, place: Place, places: list[Place], colour: str) -> Series:
    numbers = [section.rows[row][column].number for row, column in places]
    return Series(name, place, tuple(each for each in numbers if each is not None), tuple(places), colour)


def _is_whole(section: Section, rows: Iterable[int], columns: Sequence[int]) -> bool:
    return all(section.rows[row][column].number is not None for row in rows for column in columns)
