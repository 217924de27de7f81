"""A result as slides for the team meeting: in the order of the talk, with charts that can be edited.

As in the workbook, a coded figure is words and has no bar, and the file does not say who made it or when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

import xlsxwriter
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Length, Pt

from locales import Texts, texts
from reports.drawn import Drawing, drawn
from reports.packed import MADE, packed
from reports.result_sheet import Cell, ResultSheet, Row, Section

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _ACROSS = Inches(0.6), Inches(1.3), Inches(12.13)
_HEAD: Final = Inches(0.4)
_TITLE_ONLY: Final = 5
"""The layout with a title and nothing else."""
_ROWS: Final = 9
"""Rows of a table that a slide has room for in small letters, each in two lines."""
_FEW_ROWS: Final = 5
_MOST_SIGNS: Final = 1400
"""Characters that a table may have on a slide, where people have written much."""
_SMALL, _LARGE = (14, Inches(0.48)), (18, Inches(0.7))
"""Letters and rows of a long table and of a short one."""
_FULL, _HALF = Inches(5.8), Inches(2.7)
"""How high a chart is by itself, and above its table."""
_FEW_COLUMNS, _TINY = 5, 12
"""Columns that fit in usual letters, and the letters of a wider table."""
_FIGURE, _NOTE = Inches(1.4), Inches(4.4)
_NARROW_FIGURE, _NARROW_NOTE = Inches(1.0), Inches(2.9)
_ACCENT, _INK, _TINT = (RGBColor.from_string(each) for each in ("0B5A66", "1D2429", "F1F5F7"))
_LANGUAGES: Final = {
    "fi": MSO_LANGUAGE_ID.FINNISH,
    "sv": MSO_LANGUAGE_ID.SWEDISH_FINLAND,
    "en": MSO_LANGUAGE_ID.ENGLISH_UK,
}


def slides(result: ResultSheet) -> bytes:
    """Write a result as a pptx file; the same result makes the same bytes."""
    deck, say, out = _deck(result), texts(result.language), BytesIO()
    slide = _slide(deck, result.title, top=Inches(2.4))
    _text(slide, [result.unit, result.closed, result.care], top=Inches(3.8), size=22, say=say)
    slide = _slide(deck, say("sheet.slide.verdict"))
    _text(slide, [result.verdict], top=Inches(2.2), size=36, say=say)
    for section in result.sections:
        _section(deck, section, say=say)
    deck.save(out)
    return packed(out.getvalue())


def _deck(result: ResultSheet) -> Deck:
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = result.title, "", ""
    about.created = about.modified = MADE
    # The template brings the settings of a printer and a picture of itself.
    for rels, kind in ((deck.part.rels, "printerSettings"), (deck.part.package._rels, "thumbnail")):  # noqa: SLF001  # there is no public way
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(kind)]:
            rels.pop(key)
    return deck


def _section(deck: Deck, section: Section, *, say: Texts) -> None:
    """Show a section: its chart, its table on as many slides as it takes, and what is said of it."""
    said = [*section.said, *section.aside]
    drawing = drawn(section, say=say)
    if drawing and len(section.rows) <= _FEW_ROWS:
        slide = _slide(deck, section.heading)
        _chart(slide, drawing, height=_HALF)
        below = _table(slide, section, section.rows, top=Length(_TOP + _HALF), say=say)
        _text(slide, said, top=below, size=14, say=say)
        return
    if drawing:
        _chart(_slide(deck, section.heading), drawing, height=_FULL)
    parts = list(_parts(section.rows))
    for number, rows in enumerate(parts, 1):
        slide = _slide(deck, _numbered(section.heading, number, of=len(parts), say=say))
        below = _table(slide, section, rows, top=_TOP, say=say)
        if number == len(parts):
            _text(slide, said, top=below, size=16, say=say)
    if not parts:
        _text(_slide(deck, section.heading), said, top=_TOP, size=24, say=say)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Give the rows that fit on a slide together."""
    start, signs = 0, 0
    for number, row in enumerate(rows):
        length = sum(len(cell.text) for cell in row)
        if number > start and (number - start == _ROWS or signs + length > _MOST_SIGNS):
            yield rows[start:number]
            start, signs = number, 0
        signs += length
    if rows:
        yield rows[start:]


def _numbered(heading: str, number: int, *, of: int, say: Texts) -> str:
    return heading if of == 1 else say("sheet.slide.part", heading=heading, part=number, parts=of)


def _slide(deck: Deck, heading: str, *, top: Length = _HEAD) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, top, _ACROSS, Inches(0.9)
    title.text_frame.text = heading
    title.text_frame.word_wrap = True
    paragraph = title.text_frame.paragraphs[0]
    paragraph.font.size, paragraph.font.bold = Pt(30), True
    paragraph.font.color.rgb, paragraph.alignment = _ACCENT, PP_ALIGN.LEFT
    return slide


def _text(slide: Slide, said: Sequence[str], *, top: Length, size: int, say: Texts) -> None:
    """Put sentences one under the other."""
    if not said:
        return
    frame = slide.shapes.add_textbox(_LEFT, top, _ACROSS, Length(_HEIGHT - top - Inches(0.3))).text_frame
    frame.word_wrap = True
    for paragraph, text in zip(_paragraphs(frame, len(said)), said, strict=True):
        _write(paragraph, text, size=size, say=say)
        paragraph.space_after = Pt(size * 0.5)


def _paragraphs(frame: TextFrame, count: int) -> Iterator[_Paragraph]:
    yield frame.paragraphs[0]
    yield from (frame.add_paragraph() for _ in range(count - 1))


def _write(paragraph: _Paragraph, text: str, *, size: int, say: Texts, is_bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.language_id = Pt(size), is_bold, _LANGUAGES[say.language]
    run.font.color.rgb = _INK


def _table(slide: Slide, section: Section, rows: Sequence[Row], *, top: Length, say: Texts) -> Length:
    """Set a table and say where it ends at the latest."""
    count = len(section.columns)
    size, tall = _LARGE if len(section.rows) <= _FEW_ROWS and top == _TOP else _SMALL
    size = _TINY if count > _FEW_COLUMNS else size
    height = Length(tall * (1 + len(rows)))
    frame = slide.shapes.add_table(1 + len(rows), count, _LEFT, top, _ACROSS, height)
    frame.name = section.heading
    for column, width in enumerate(_widths(section)):
        frame.table.columns[column].width = width
    head = tuple(Cell(name) for name in section.columns)
    for number, row in enumerate((head, *rows)):
        for column, cell in enumerate(row):
            place = frame.table.cell(number, column)
            place.fill.solid()
            place.fill.fore_color.rgb = _TINT if number == 0 else RGBColor(255, 255, 255)
            _write(place.text_frame.paragraphs[0], cell.text, size=size, say=say, is_bold=number == 0)
    return Length(top + height + Inches(0.1))


def _widths(section: Section) -> Iterator[Length]:
    """Give figures what they need, notes more, and the names the rest."""
    is_wide = len(section.columns) > _FEW_COLUMNS
    figure, note = (_NARROW_FIGURE, _NARROW_NOTE) if is_wide else (_FIGURE, _NOTE)
    rest = [
        note if all(row[column].kind == "words" for row in section.rows) else figure
        for column in range(1, len(section.columns))
    ]
    if len(rest) == 1 and rest[0] == _NOTE:
        rest = [Length(_ACROSS // 2)]
    yield Length(_ACROSS - sum(rest))
    yield from rest


def _chart(slide: Slide, drawing: Drawing, *, height: Length) -> None:
    data = CategoryChartData(number_format="0.0")
    data.categories = drawing.categories
    for series in drawing.series:
        data.add_series(series.name, series.numbers, "General" if series.is_limit else "0.0")
    kind = XL_CHART_TYPE.LINE_MARKERS if drawing.is_line else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, _LEFT, _TOP, _ACROSS, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", drawing.words)  # noqa: SLF001  # there is no public way
    _dress(frame.chart, drawing)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(_numbers(drawing))


def _dress(chart: Chart, drawing: Drawing) -> None:
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size = Pt(12)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = drawing.span
    chart.category_axis.reverse_order = not drawing.is_line
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.show_value, plot.data_labels.number_format_is_linked = True, True
    for series, look in zip(plot.series, drawing.series, strict=True):
        colour = RGBColor.from_string(look.colour)
        if drawing.is_line:
            series.smooth = False
            series.format.line.color.rgb = colour
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour


def _numbers(drawing: Drawing) -> bytes:
    """Write the sheet behind a chart: its own figures, where the chart looks for them, and nothing else."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Sheet1")
        for row, category in enumerate(drawing.categories, 1):
            sheet.write_string(row, 0, category)
        for column, series in enumerate(drawing.series, 1):
            sheet.write_string(0, column, series.name)
            for row, number in enumerate(series.numbers, 1):
                sheet.write_number(row, column, number)
    return out.getvalue()
