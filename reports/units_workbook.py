"""The table of units as a workbook: one sheet that can be sorted and filtered, with nothing hidden in it."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from locales import texts
from reports.packed import MADE
from reports.result_sheet import Cell
from reports.units_sheet import Tone, UnitsSheet, Width

_WIDTHS: Final[Mapping[Width, int]] = {"name": 40, "word": 20, "figure": 18, "sentence": 48}
_HEAD: Final = 48
"""How high the row of heads is, in points."""
_A4: Final = 9
_KINDS: Final[Mapping[str, dict[str, Any]]] = {
    "words": {"text_wrap": True},
    "coded": {"align": "right", "text_wrap": True},
    "percent": {"num_format": '0.0" %"', "align": "right"},
    "whole": {"num_format": '0" %"', "align": "right"},
    "mean": {"num_format": "0.0", "align": "right"},
    "count": {"num_format": "0", "align": "right"},
}
_COLOURS: Final[Mapping[Tone, str]] = {
    "": "",
    "green": "#DCEFDF",
    "amber": "#FCE8B8",
    "red": "#F4C7C3",
    "clearly-lower": "#F2B88B",
    "lower": "#FBE3D0",
    "higher": "#D6E8F5",
    "clearly-higher": "#9CC8E8",
}
"""Light enough for black letters. A standing is orange or blue: a high figure is not always a good one."""
Formats = Mapping[tuple[str, Tone], Format]


def units_workbook(sheet: UnitsSheet) -> bytes:
    """Write the table as an xlsx file; the same table makes the same bytes."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": sheet.title, "created": MADE})
        page = book.add_worksheet(texts(sheet.language)("export.units.page"))
        top = _above(book, page, sheet)
        _heads(book, page, sheet, row=top)
        formats = _formats(book)
        for number, row in enumerate(sheet.rows, top + 1):
            for column, (cell, tone) in enumerate(row):
                _cell(page, cell, tone, place=(number, column), formats=formats)
    return out.getvalue()


def _above(book: xlsxwriter.Workbook, page: Worksheet, sheet: UnitsSheet) -> int:
    """Write what stands above the table, and give the row where the table begins."""
    title = book.add_format({"bold": True, "font_size": 16, "font_color": "#0B5A66"})
    heading = book.add_format({"bold": True, "font_size": 13, "font_color": "#0B5A66"})
    aside = book.add_format({"font_color": "#55606A"})
    lines = [(sheet.title, title), (sheet.unit, heading), *((note, aside) for note in sheet.notes)]
    for row, (text, style) in enumerate(lines):
        page.write_string(row, 0, text, style)
    return len(lines) + 1


def _heads(book: xlsxwriter.Workbook, page: Worksheet, sheet: UnitsSheet, *, row: int) -> None:
    head = book.add_format(
        {"bold": True, "bg_color": "#F1F5F7", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    for column, (name, width) in enumerate(sheet.heads):
        page.set_column(column, column, _WIDTHS[width])
        page.write_string(row, column, name, head)
    page.set_row(row, _HEAD)
    page.freeze_panes(row + 1, 1)
    page.autofilter(row, 0, row + len(sheet.rows), len(sheet.heads) - 1)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(row)


def _formats(book: xlsxwriter.Workbook) -> Formats:
    return {
        (kind, tone): book.add_format({"valign": "top", **looks, **({"bg_color": colour} if colour else {})})
        for kind, looks in _KINDS.items()
        for tone, colour in _COLOURS.items()
    }


def _cell(page: Worksheet, cell: Cell, tone: Tone, *, place: tuple[int, int], formats: Formats) -> None:
    """Write a figure as a number, what is coded as words, and a name never as anything but a text."""
    if cell.number is None:
        page.write_string(*place, cell.text, formats["words" if cell.kind == "words" else "coded", tone])
        return
    has_decimals = any(sign in cell.text for sign in ",.")
    style = "whole" if cell.kind == "percent" and not has_decimals else cell.kind
    page.write_number(*place, cell.number, formats[style, tone])
