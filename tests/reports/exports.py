"""What the tests of exports share: made-up results as sheets, and every format read back."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO, StringIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from pptx import Presentation
from pypdf import PdfReader

from cards.named import Named
from cards.results import result_card
from cards.samples import MADE_UP, as_asked, made_up
from content.loader import load_instruments
from reports.formats import exported
from reports.result_sheet import Source
from reports.sections import result_sheet
from scoring.disclosure import restore


def has_pango() -> bool:
    """Say whether pdf files can be made here; where that is promised, its absence is a failure."""
    try:
        import weasyprint  # noqa: F401, PLC0415  # it looks for Pango at once
    except OSError:
        return bool(os.environ.get("CI"))
    return True


needs_pango = pytest.mark.skipif(not has_pango(), reason="no Pango on this computer")

INSTRUMENTS = as_asked(load_instruments())
CLOSED = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
FORMATS = ("xlsx", "pptx", "csv", *(("pdf",) if has_pango() else ()))
SHOWN = tuple(name for name in MADE_UP if name != "none")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def source(name, *, language="fi", found=None, **changes) -> Source:
    """Make a source of a made-up result; `found` replaces what is stored, `changes` what stands around it."""
    sample = replace(made_up(name), **changes)
    if found is not None:
        stored = json.loads(sample.published.to_json()) | found
        sample = replace(sample, published=restore(json.dumps(stored)))
    return Source(
        published=sample.published,
        unit=sample.unit,
        members=sample.members,
        area=sample.area,
        organisation=sample.organisation,
        instrument=INSTRUMENTS[sample.published.instrument],
        closed_at=CLOSED,
        zone=HELSINKI,
        language=language,
    )


def sheet(name, **given):
    return result_sheet(source(name, **given))


def card(name, *, language="fi"):
    given = source(name, language=language)
    drawn = result_card(
        given.published,
        unit=given.unit,
        named=Named(given.members, given.area),
        organisation=given.organisation,
        instrument=given.instrument,
        closed_at=CLOSED,
        zone=HELSINKI,
        language=language,
    )
    # What unfolds explains results of any kind and says nothing of this one.
    return {**drawn, "body": [element for element in drawn["body"] if element.get("isVisible", True)]}


@cache
def made(name, file_format, language="fi") -> bytes:
    return exported(sheet(name, language=language), file_format)


def read_back(content: bytes, file_format: str) -> str:
    """Give all that a reader of the file sees, one cell or sentence a line."""
    return {"xlsx": in_workbook, "pptx": on_slides, "pdf": on_pages, "csv": in_table}[file_format](content)


def in_workbook(content: bytes) -> str:
    return "\n".join(written for written, _ in cells(content))


def cells(content: bytes):
    """Give the text of every cell, numbers as their sheet stores them, and whether it is a number."""
    with ZipFile(BytesIO(content)) as book:
        root = fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(node.itertext()) for node in root.iter(f"{MAIN}si")]
        for name in sorted(each for each in book.namelist() if each.startswith("xl/worksheets/sheet")):
            for cell in fromstring(book.read(name)).iter(f"{MAIN}c"):
                value = cell.findtext(f"{MAIN}v")
                if value is not None:
                    is_text = cell.get("t") == "s"
                    yield shared[int(value)] if is_text else value, not is_text


def on_slides(content: bytes) -> str:
    told = []
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                told.append(shape.text_frame.text)
            elif shape.has_table:
                told += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(told)


def on_pages(content: bytes) -> str:
    """Give the words of a pdf; lines are broken anywhere, so every run of space is one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def in_table(content: bytes) -> str:
    rows = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    return "\n".join(cell for row in rows for cell in row)


def drawn_numbers(content: bytes) -> list[float]:
    """Give every number that a chart of an office file holds."""
    with ZipFile(BytesIO(content)) as archive:
        return [
            float(value.text or "")
            for name in archive.namelist()
            if re.search(r"/charts/chart\d+\.xml$", name)
            for values in fromstring(archive.read(name)).iter(f"{CHART}numCache")
            for value in values.iter(f"{CHART}v")
        ]


def plain(text: str) -> str:
    """Take no-break spaces for spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
