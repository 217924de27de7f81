"""A result as a workbook: a table for each section, and native charts of factors, themes and the trend.

What is written is what the card says: a coded figure is text and has no bar. Nothing is hidden, nothing is a
formula, and the file does not say who made it or when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from locales import texts
from reports.drawn import Drawing, Place, drawn
from reports.packed import MADE
from reports.result_sheet import Cell, ResultSheet, Section

PAGES: Final = {
    "summary": ("basis", "index", "change", "area", "within", "enps", "strengths", "targets", "intelligence"),
    "figures": ("factors", "themes", "capabilities"),
    "items": ("items",),
    "trend": ("trend",),
    "talk": ("talk", "choose", "reading"),
    "plan": ("plan", "plan-1", "plan-2", "plan-3"),
}
"""The sections of each worksheet."""
_QUIET: Final = "#55606A"
_ACCENT: Final = "#0B5A66"
_FORMATS: Final[Mapping[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _ACCENT},
    "heading": {"bold": True, "font_size": 13, "font_color": _ACCENT},
    "head": {"bold": True, "bg_color": "#F1F5F7", "bottom": 1, "text_wrap": True, "valign": "top"},
    "words": {"text_wrap": True, "valign": "top"},
    "running": {"valign": "top"},
    "coded": {"align": "right", "valign": "top"},
    "aside": {"italic": True, "font_color": _QUIET, "text_wrap": True, "valign": "top"},
    "percent": {"num_format": '0.0" %"', "align": "right", "valign": "top"},
    "whole": {"num_format": '0" %"', "align": "right", "valign": "top"},
    "mean": {"num_format": "0.0", "align": "right", "valign": "top"},
    "count": {"num_format": "0", "align": "right", "valign": "top"},
}
_NAMES, _FIGURES, _NOTES = 48, 14, 52
"""Widths, in characters, of the column of names, of figures and of notes."""
_WIDTH, _LINE = 88, 15
"""Characters in a line that runs over several columns, and how high a line is in points."""
_A4: Final = 9
_LEAST: Final = 3
"""The least number of the column of notes: sentences run over the columns before it."""
_CHART: Final = {"width": 760, "height": 320}
_CHART_ROWS: Final = 17


@dataclass(slots=True)
class _Page:
    """A worksheet that is filled from the top; charts come below, when their tables stand.

    Notes of all its tables stand in one wide column, `notes`, behind the narrow ones of figures.
    """

    sheet: Worksheet
    formats: Mapping[str, Format]
    notes: int
    row: int = 0
    tables: list[tuple[Section, int]] = field(default_factory=list)

    def write(self, text: str, style: str, *, column: int = 0) -> None:
        """Write a text as nothing but a text, whatever sign it begins with."""
        self.sheet.write_string(self.row, column, text, self.formats[style])


def workbook(result: ResultSheet) -> bytes:
    """Write a result as an xlsx file; the same result makes the same bytes."""
    say, out = texts(result.language), BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": result.title, "created": MADE})
        formats = {name: book.add_format(settings) for name, settings in _FORMATS.items()}
        for name, wanted in PAGES.items():
            sections = [section for each in wanted if (section := result.section(each))]
            if not sections:
                continue
            most = max(_LEAST, *(len(section.columns) - 1 for section in sections))
            # A plan has no figures: its words get the wide column right beside their names.
            notes = 1 if name == "plan" else most
            sheet = _worksheet(book, say(f"sheet.page.{name}"))
            sheet.set_column(1, notes, _FIGURES)
            sheet.set_column(notes, notes, _NOTES if any(map(_ends_in_words, sections)) else _FIGURES)
            page = _Page(sheet, formats, notes)
            if name == "summary":
                _head(page, result)
            for section in sections:
                _section(page, section)
            for section, top in page.tables:
                if drawing := drawn(section, say=say):
                    _chart(book, page, drawing, top=top, heading=section.heading)
    return out.getvalue()


def _worksheet(book: xlsxwriter.Workbook, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, _NAMES)
    return sheet


def _head(page: _Page, result: ResultSheet) -> None:
    for text, style in ((result.title, "title"), (result.unit, "heading")):
        page.write(text, style)
        page.row += 1
    for text, style in ((result.closed, "words"), (result.verdict, "words"), (result.care, "aside")):
        _sentence(page, text, style)
    page.row += 1


def _section(page: _Page, section: Section) -> None:
    page.write(section.heading, "heading")
    page.row += 1
    if section.rows:
        _table(page, section)
    for text in section.said:
        _sentence(page, text, "words")
    for text in section.aside:
        _sentence(page, text, "aside")
    page.row += 1


def _table(page: _Page, section: Section) -> None:
    for column, name in enumerate(section.columns):
        page.write(name, "head", column=_column(page, section, column))
    page.row += 1
    page.tables.append((section, page.row))
    for row in section.rows:
        for column, cell in enumerate(row):
            _cell(page, cell, column=_column(page, section, column))
        page.row += 1


def _column(page: _Page, section: Section, column: int) -> int:
    """Give the place of a column; words behind figures are notes, words behind names stay beside them."""
    is_last = 1 < column == len(section.columns) - 1
    return page.notes if is_last and _ends_in_words(section) else column


def _ends_in_words(section: Section) -> bool:
    return all(row[-1].kind == "words" for row in section.rows)


def _cell(page: _Page, cell: Cell, *, column: int) -> None:
    if cell.number is not None:
        has_decimals = any(sign in cell.text for sign in ",.")
        style = "whole" if cell.kind == "percent" and not has_decimals else cell.kind
        page.sheet.write_number(page.row, column, cell.number, page.formats[style])
    elif cell.kind != "words":
        page.write(cell.text, "coded", column=column)
    else:
        # Beside a name words may run on over the empty cells that follow.
        page.write(cell.text, "words" if column in {0, page.notes} else "running", column=column)


def _sentence(page: _Page, text: str, style: str) -> None:
    """Let a sentence run over several columns, in as many lines as it takes."""
    page.sheet.merge_range(page.row, 0, page.row, _LEAST, "", page.formats[style])
    page.write(text, style)
    page.sheet.set_row(page.row, _LINE * (1 + len(text) // _WIDTH))
    page.row += 1


def _chart(book: xlsxwriter.Workbook, page: _Page, drawing: Drawing, *, top: int, heading: str) -> None:
    chart = book.add_chart({"type": "line" if drawing.is_line else "bar"})
    for series in drawing.series:
        look = {"line": {"color": f"#{series.colour}", "width": 2.25}, "marker": {"type": "circle"}}
        chart.add_series(
            {
                "name": _places(page, [series.place], top=top),
                "categories": _places(page, drawing.places, top=top),
                "values": _places(page, series.places, top=top),
                "data_labels": {"value": True, "num_format": "General" if series.is_limit else "0.0"},
                **(look if drawing.is_line else {"fill": {"color": f"#{series.colour}"}, "gap": 60}),
            }
        )
    axes = (chart.set_x_axis, chart.set_y_axis)
    figures, names = reversed(axes) if drawing.is_line else axes
    bottom, highest = drawing.span
    figures(
        {"min": bottom, "max": highest, "major_gridlines": {"visible": True, "line": {"color": "#C9D1D8"}}}
    )
    # Bars are drawn from below; the first row of the table belongs on top.
    names({"reverse": not drawing.is_line})
    chart.set_title({"name": heading, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_CHART)
    page.sheet.insert_chart(page.row, 0, chart, {"description": drawing.words})
    page.row += _CHART_ROWS


def _places(page: _Page, places: Sequence[Place], *, top: int) -> str:
    """Name a range; where a row with a coded figure lies between, its cells one by one."""
    sheet = page.sheet.get_name()
    rows, columns = [top + row for row, _ in places], [column for _, column in places]
    if len(places) == (1 + rows[-1] - rows[0]) * (1 + columns[-1] - columns[0]):
        return str(xl_range_formula(sheet, rows[0], columns[0], rows[-1], columns[-1]))
    cells = (xl_range_formula(sheet, *place, *place) for place in zip(rows, columns, strict=True))
    return f"=({','.join(cell.removeprefix('=') for cell in cells)})"
