"""Exports say what the card says, figure for figure, in every format, tier and language."""

from __future__ import annotations

import builtins
import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from content.texts import LANGUAGES
from reports.formats import exported
from reports.pdf import NoPango
from reports.result_sheet import NothingToExport
from scoring.index import RISK_LIMITS
from tests.reports.exports import (
    FORMATS,
    NUMBER,
    SHOWN,
    card,
    cells,
    drawn_numbers,
    made,
    needs_pango,
    plain,
    read_back,
    sheet,
    source,
)

CODED = ("few", "extreme", "mood-few")
DASH = "\N{EN DASH}"


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("name", SHOWN)
def test_every_number_of_the_card_is_in_the_file(name, file_format):
    told = numbers(read_back(made(name, file_format), file_format))
    assert numbers("\n".join(texts_of(card(name)))) - told == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_file_says_every_sentence_of_the_card_that_is_about_its_result(name, language):
    """What the card says and no file does: buttons, names in charts, and figures that stand in a table."""
    told = plain(read_back(made(name, "csv", language), "csv"))
    counts = sheet(name, language=language).section("basis").rows
    left_out = {plain(text) for text in texts_of(card(name, language=language)) if plain(text) not in told}
    shown = {plain(cell.text) for row in counts for cell in row if cell.kind != "words"}
    assert [text for text in left_out if len(text) > 60 and not any(each in text for each in shown)] == []


@pytest.mark.parametrize("name", SHOWN)
def test_no_cell_holds_a_number_that_is_not_published(name):
    given = source(name)
    known = {float(limit) for limit in RISK_LIMITS.values()} | published_numbers(given.published.in_full())
    if given.organisation:
        known |= published_numbers(given.organisation.in_full())
    assert {cell.number for cell in figures(sheet(name))} - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_the_number_of_a_cell_is_the_one_its_words_say(name, language):
    for cell in figures(sheet(name, language=language)):
        (written,) = NUMBER.findall(cell.text)
        assert float(written.replace(",", ".")) == cell.number


@pytest.mark.parametrize("name", SHOWN)
def test_workbook_and_table_hold_exactly_the_numbers_of_the_sheet(name):
    expected = sorted(cell.number for cell in figures(sheet(name)))
    rows = list(csv.reader(StringIO(made(name, "csv").decode("utf-8-sig")), delimiter=";"))[1:]
    assert sorted(float(row[4].replace(",", ".")) for row in rows if row[4]) == expected
    stored = [float(text) for text, is_number in cells(made(name, "xlsx")) if is_number]
    assert sorted(stored) == expected


@pytest.mark.parametrize("file_format", ["xlsx", "pptx"])
@pytest.mark.parametrize("name", SHOWN)
def test_charts_hold_only_numbers_of_the_sheet(name, file_format):
    known = {cell.number for cell in figures(sheet(name))}
    assert set(drawn_numbers(made(name, file_format))) <= known


@pytest.mark.parametrize("name", CODED)
def test_a_coded_figure_is_words_and_has_no_number(name):
    coded = [
        cell
        for section in sheet(name).sections
        for row in section.rows
        for cell in row
        if re.match("alle|yli|enintään|vähintään", cell.text)
    ]
    assert coded or name == "mood-few"
    assert [cell for cell in coded if cell.number is not None] == []
    for file_format in FORMATS:
        told = plain(read_back(made(name, file_format), file_format))
        assert all(plain(cell.text) in told for cell in coded), file_format


def test_the_number_of_a_small_unit_is_told_as_between_five_and_nine():
    for file_format in FORMATS:
        assert f"5{DASH}9" in read_back(made("few", file_format), file_format)


def test_a_group_names_its_units_and_a_part_its_share():
    for file_format in FORMATS:
        assert "Kirkonkylän koulu + Lukio + Kirjasto" in read_back(made("group", file_format), file_format)
        assert "88 %" in plain(read_back(made("coverage", file_format), file_format)) or file_format == "xlsx"
    assert "88" in read_back(made("coverage", "xlsx"), "xlsx").splitlines()


def test_nothing_is_written_of_a_unit_of_which_nothing_is_published():
    with pytest.raises(NothingToExport, match="nothing is published of unit 'K14'"):
        sheet("none")


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_result_makes_the_same_bytes(file_format, language):
    again = exported(sheet("middling", language=language), file_format)
    assert again == made("middling", file_format, language)


def test_shares_of_answers_are_shown_from_ten_answers_on():
    given = sheet("middling", found={"distributions": {"leadership-safety": [20, 30, 50]}})
    items = given.section("items")
    row = next(row for row in items.rows if row[0].text.startswith("Luotan siihen, että johto"))
    assert [cell.number for cell in row if cell.kind == "percent"] == [20, 30, 50]
    assert "Matala" in items.columns
    assert "Matala" not in sheet("few").section("items").columns


def test_capabilities_are_shown_with_how_they_stand_where_they_are_published():
    shown = dict(zip(("leadership", "supervision", "culture", "competence", "processes"), range(50, 100, 10)))  # noqa: B905
    section = sheet("middling", found={"capabilities": shown}).section("capabilities")
    assert [row[1].number for row in section.rows] == list(shown.values())
    assert section.rows[0][-1].text == "Ero muuhun organisaatioon ei erotu sattumasta"


def test_the_trend_names_the_waves_that_it_cannot_compare():
    trend = [
        {"wave": "b", "closed": "2026-05-15", "n": 14, "figures": {"index": 50.0}, "margins": {}},
        {"wave": "a", "closed": "2025-05-15", "reason": "reorganised"},
    ]
    section = sheet("middling", found={"trend": trend}).section("trend")
    assert section.columns == ("Luku", "15.5.2026", "13.11.2026")
    assert section.aside[0].startswith("15.5.2025: Yksikkö on organisoitu uudelleen")


def test_a_name_is_never_taken_for_a_formula_in_a_table():
    for sign in "=+-@":
        content = exported(named(f"{sign}HYPERLINK(1)"), "csv").decode("utf-8-sig")
        assert f";'{sign}HYPERLINK(1);" in content


@pytest.mark.parametrize("file_format", [each for each in FORMATS if each != "csv"])
@pytest.mark.parametrize("name", ["=1+1", "<b>A & B</b> &lt; {{ 1 }}", "Ä" * 60, "Varhaiskasvatuksen " * 3])
def test_a_name_stands_in_a_file_as_it_was_given(name, file_format):
    told = read_back(exported(named(name), file_format), file_format)
    assert name.strip().replace(" ", "") in told.replace(" ", "").replace("\n", "")


@needs_pango
def test_a_pdf_is_tagged_says_its_language_and_reaches_for_nothing():
    content = made("middling", "pdf", "sv")
    root = PdfReader(BytesIO(content)).root_object
    assert root["/Lang"] == "sv"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in PdfReader(BytesIO(content)).xmp_metadata.stream.get_data()
    assert b"/URI" not in content


def test_without_pango_only_pdf_is_refused_with_one_line(monkeypatch):
    load = builtins.__import__

    def without(name, *more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return load(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoPango, match="Pango"):
        exported(sheet("middling"), "pdf")
    assert exported(sheet("middling"), "csv")


def named(name):
    given = source("middling")
    unit = type(given.unit)(given.unit.code, given.unit.parent_code, given.unit.level, name, "", "")
    return sheet("middling", unit=unit)


def figures(result):
    return [cell for s in result.sections for row in s.rows for cell in row if cell.number is not None]


def published_numbers(part) -> set[float]:
    """Give every number of a part, rounded as it is written."""
    if isinstance(part, dict):
        return set().union(*map(published_numbers, part.values()))
    if isinstance(part, list):
        return set().union(*map(published_numbers, part))
    if isinstance(part, int | float) and not isinstance(part, bool):
        return {float(Decimal(str(part)).quantize(Decimal("0.1"), ROUND_HALF_UP))}
    return set()


def numbers(text: str) -> set[float]:
    return {float(each.replace(",", ".")) for each in NUMBER.findall(text)}


def texts_of(part) -> list[str]:
    """Give every text that a card shows, those for clients without charts too."""
    if isinstance(part, list):
        return [text for each in part for text in texts_of(each)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for key, each in part.items() if key != "actions" for text in texts_of(each)]
