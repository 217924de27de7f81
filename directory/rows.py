"""Rows of a CSV file with their line numbers, and every defect of form named instead of raised.

A quoted field may run over a few lines, as spreadsheets write it, but a quotation mark left open costs one
row, not the rest of the file. What is not UTF-8 is reported once and read on, so that the other problems
of the same file are found in the same run.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from directory.problems import Problems

LONGEST_FIELD = 200

_LINES_IN_A_ROW = 20
_LONGEST_LINE = 100_000
_UNDECODED = re.compile("[\udc80-\udcff]")
_BREAKS = re.compile(r"[\t\n\v\f\r\x85]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Row(NamedTuple):
    """The cleaned cells of one row and the line it begins on; of an unsound row, the first cell at most."""

    line: int
    cells: list[str]
    is_sound: bool = True


def read_rows(path: Path, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    """Yield the rows below the header; a file with no right header yields none.

    Rows of a wrong form are reported here and yielded as unsound.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
            lines = _Lines(file, problems)
            if _header_is_right(lines, columns, problems):
                yield from _rows(lines, columns, problems)
    except OSError as error:
        problems.add(0, "unreadable", reason=error.strerror or type(error).__name__)


class _Lines:
    """The numbered lines of a file, with a way to put read ones back."""

    def __init__(self, file: TextIO, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._returned: deque[tuple[int, str]] = deque()
        self._read = 0
        self._undecoded = False

    def next(self) -> tuple[int, str] | None:
        if self._returned:
            return self._returned.popleft()
        text = self._readline()
        if not text:
            return None
        if not self._undecoded and not text.isascii() and _UNDECODED.search(text):
            self._undecoded = True
            self._problems.add(self._read, "encoding")
        return self._read, text

    def put_back(self, lines: Sequence[tuple[int, str]]) -> None:
        self._returned.extendleft(reversed(lines))

    def _readline(self) -> str:
        while len(text := self._file.readline(_LONGEST_LINE)) == _LONGEST_LINE and text[-1] != "\n":
            self._read += 1
            self._problems.add(self._read, "long_line", limit=_LONGEST_LINE)
            while text and text[-1] != "\n":
                text = self._file.readline(_LONGEST_LINE)
        self._read += 1
        return text


def _header_is_right(lines: _Lines, columns: Sequence[str], problems: Problems) -> bool:
    found = lines.next()
    text = found[1] if found else ""
    if text.startswith(("\udcff\udcfe", "\udcfe\udcff")):
        return False  # the byte order mark of UTF-16: already reported as no UTF-8
    if "\x00" in text:
        problems.add(1, "encoding")
        return False
    if [name.strip(' \t"').lower() for name in text.rstrip("\n").split(",")] != list(columns):
        problems.add(1, "header", columns=",".join(columns))
        return False
    return True


def _rows(lines: _Lines, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    while (found := lines.next()) is not None:
        line, text = found
        if not text.strip():
            continue
        if text.count('"') % 2:
            text = _with_following(lines, text)
        cells = _cells(line, text, problems)
        if cells is None:
            yield Row(line, [_cleaned(text.partition(",")[0])], is_sound=False)
        elif len(cells) != len(columns):
            problems.add(line, "columns", found=len(cells), expected=len(columns))
            yield Row(line, cells[:1], is_sound=False)
        else:
            yield Row(line, cells)


def _with_following(lines: _Lines, text: str) -> str:
    """Add the lines that close the open quotation mark, or none when it never closes."""
    taken: list[tuple[int, str]] = []
    while len(taken) < _LINES_IN_A_ROW and (found := lines.next()) is not None:
        taken.append(found)
        if found[1].count('"') % 2:
            return text + "".join(part for _, part in taken)
    lines.put_back(taken)
    return text


def _cells(line: int, text: str, problems: Problems) -> list[str] | None:
    if "\x00" in text:
        problems.add(line, "nul")
        return None
    try:
        row = next(csv.reader((text,), strict=True))
    except csv.Error:
        problems.add(line, "quotes")
        return None
    return [_cleaned(cell) for cell in row]


def _cleaned(cell: str) -> str:
    if cell.isprintable():
        return cell.strip()
    return _CONTROLS.sub("", _BREAKS.sub(" ", cell)).strip()
