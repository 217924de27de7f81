"""A result as a table for a spreadsheet program: one figure or sentence a line, in words and as a number.

It is written for Excel on a Finnish computer, whose region decides how a file is read whatever language its
words are in: UTF-8 with a mark at the start, semicolons between the columns, and a comma in numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from locales import texts
from reports.result_sheet import Cell, ResultSheet, Section

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


def csv_file(result: ResultSheet) -> bytes:
    """Write a result as a csv file; a coded figure is words and has no number."""
    say, out = texts(result.language), StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(say(f"sheet.csv.{column}") for column in ("part", "name", "column", "text", "number"))
    for text in (result.unit, result.closed, result.verdict, result.care):
        writer.writerow(_line(result.title, text=text))
    for section in result.sections:
        writer.writerows(_lines(section))
    return (_MARK + out.getvalue()).encode()


def _lines(section: Section) -> Iterator[list[str]]:
    for name, *cells in section.rows:
        for column, cell in zip(section.columns[1:], cells, strict=True):
            yield _line(section.heading, name=name.text, column=column, text=cell.text, number=_number(cell))
    for text in (*section.said, *section.aside):
        yield _line(section.heading, text=text)


def _line(part: str, *, name: str = "", column: str = "", text: str, number: str = "") -> list[str]:
    return [_guarded(each) for each in (part, name, column, text, number)]


def _number(cell: Cell) -> str:
    return "" if cell.number is None else f"{cell.number:g}".replace(".", ",")


def _guarded(text: str) -> str:
    """Keep a text a text: no name that people gave is taken for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
