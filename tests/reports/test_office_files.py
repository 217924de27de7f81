"""Workbook and slides hide nothing, do not say who made them, and can be read without seeing the charts."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader

from content.texts import LANGUAGES
from locales import texts
from reports.workbook import PAGES
from tests.reports.exports import SHOWN, made, needs_pango, sheet

OFFICE = ("xlsx", "pptx")
MADE = "2000-01-01T00:00:00Z"
HIDING = re.compile("comment|vba|external|custom|connection|pivot")
NEVER = (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("name", SHOWN)
def test_a_workbook_has_no_hidden_sheet_row_column_name_or_formula(name):
    parts = parts_of(made(name, "xlsx"))
    book = parts["xl/workbook.xml"].decode()
    assert "state=" not in book
    assert "definedName" not in book
    assert not [each for each in parts if HIDING.search(each.lower())]
    for each, content in parts.items():
        if each.startswith("xl/worksheets/sheet"):
            assert b"hidden" not in content
            assert b"<f>" not in content


@pytest.mark.parametrize("name", SHOWN)
def test_slides_are_all_shown_and_have_no_notes(name):
    parts = parts_of(made(name, "pptx"))
    assert not [each for each in parts if re.search("notes|comment|printer|thumbnail|custom", each.lower())]
    slides = [content for each, content in parts.items() if each.startswith("ppt/slides/slide")]
    assert slides
    assert not [content for content in slides if b'show="0"' in content]


@pytest.mark.parametrize("file_format", OFFICE)
def test_no_property_says_who_made_a_file_or_when(file_format):
    for parts in (parts_of(made("middling", file_format)), *embedded(made("middling", file_format))):
        core = parts["docProps/core.xml"].decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {MADE}
        assert not re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+", core)
        assert b"Company>" not in parts["docProps/app.xml"].replace(b"<Company></Company>", b"")


@pytest.mark.parametrize("file_format", OFFICE)
def test_no_part_of_a_file_is_dated(file_format):
    content = made("middling", file_format)
    with ZipFile(BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {NEVER}


@needs_pango
def test_a_pdf_says_its_title_and_what_wrote_it():
    assert set(PdfReader(BytesIO(made("middling", "pdf"))).metadata) == {"/Title", "/Producer"}


@pytest.mark.parametrize("name", SHOWN)
def test_every_section_has_a_place_in_the_workbook(name):
    placed = {each for sections in PAGES.values() for each in sections}
    assert {section.name for section in sheet(name).sections} <= placed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_worksheets_are_such_as_excel_takes(language):
    names = [texts(language)(f"sheet.page.{page}") for page in PAGES]
    assert [name for name in names if len(name) > 31 or set(name) & set("[]:*?/\\'")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_draws_factors_themes_and_the_trend_with_words_for_who_cannot_see(language):
    parts = parts_of(made("middling", "xlsx", language))
    drawn = b"".join(content for each, content in parts.items() if each.startswith("xl/drawings/drawing"))
    assert len([each for each in parts if each.startswith("xl/charts/chart")]) == 3
    assert len(re.findall(rb'descr="[^"]{40,}"', drawn)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_slides_are_wide_each_has_a_title_and_each_chart_words(name, language):
    deck = Presentation(BytesIO(made(name, "pptx", language)))
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_chart:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 40


def test_slides_come_in_the_order_of_the_talk():
    deck = Presentation(BytesIO(made("middling", "pptx")))
    titles = list(dict.fromkeys(slide.shapes.title.text_frame.text for slide in deck.slides))
    wanted = [
        "Tulokset: Työelämän laatu",
        "Kokonaisuus",
        "Keiden vastauksista tulos kertoo",
        "Verrattuna viime kertaan",
        "Kolme osatekijää ja riskirajat",
        "Viisi teemaa",
        "Keskiarvot kysymyksittäin (1/2)",
        "Vahvuudet",
        "Kehittämiskohteet",
        "Keskustelkaa",
        "Valitkaa 1–3 vahvuutta ja 1–3 kehittämiskohdetta".replace("–", "\N{EN DASH}"),  # noqa: RUF001
    ]
    assert [title for title in titles if title in wanted] == wanted


def test_a_coded_factor_has_no_bar():
    deck = Presentation(BytesIO(made("few", "pptx")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert list(charts[0].plots[0].categories) == ["Yhteenkuuluvuus ja identiteetti"]
    assert [list(series.values) for series in charts[0].plots[0].series] == [[74.0], [70.9], [75.0]]


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def embedded(content: bytes) -> list[dict[str, bytes]]:
    """Give the workbooks behind the charts of slides."""
    return [parts_of(inner) for name, inner in parts_of(content).items() if name.endswith(".xlsx")]
