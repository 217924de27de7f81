"""The vocabulary of all cards, so that one place keeps the rules about phones, readers and names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    ChartColor,
    ColumnDefinition,
    Container,
    ExecuteAction,
    GaugeChart,
    GaugeChartLegend,
    HorizontalBarChart,
    HorizontalBarChartDataValue,
    RichTextBlock,
    SubmitAction,
    Table,
    TableCell,
    TableRow,
    TextBlock,
    TextRun,
    ToggleVisibilityAction,
)

Card = dict[str, Any]
Tone = Literal["default", "emphasis", "accent", "good", "warning", "attention"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text, a smaller note, what is drawn below, a tone that repeats the words."""

    text: str
    note: str = ""
    tone: Tone = "default"
    drawn: CardElement | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its label, its length and its tone."""

    label: str
    value: float
    tone: Tone = "default"


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a gauge: how long it is, what it is called and its tone."""

    size: float
    label: str
    tone: Tone


CHART_COLOURS: Final[dict[Tone, ChartColor]] = {
    "default": "categoricalBlue",
    "emphasis": "neutral",
    "accent": "categoricalBlue",
    "good": "good",
    "warning": "warning",
    "attention": "attention",
}
BLOCKS: Final = 10
"""Blocks of a full bar: a phone has room for no more beside two figures."""
_FULL: Final = "\N{FULL BLOCK}"
_HALF: Final = "\N{MEDIUM SHADE}"
_EMPTY: Final = "\N{LIGHT SHADE}"

TextColour = Literal["Default", "Accent", "Good", "Warning", "Attention"]
_TEXT_COLOURS: Final[dict[Tone, TextColour]] = {
    "default": "Accent",
    "emphasis": "Default",
    "accent": "Accent",
    "good": "Good",
    "warning": "Warning",
    "attention": "Attention",
}


def card(
    body: Iterable[CardElement], *, language: str, actions: Sequence[Action] = (), spoken: str = ""
) -> Card:
    """Put a card together as plain JSON values, version 1.5; `spoken` is what screen readers say of it."""
    made = AdaptiveCard(
        version="1.5",
        lang=language,
        speak=spoken or None,
        body=list(body),
        actions=list(actions) or None,
    )
    written = made.model_dump_json(by_alias=True, exclude_none=True)
    read: Card = json.loads(written, parse_float=_number)
    return read


def title(text: str) -> TextBlock:
    """Name the card; for texts of ours only."""
    return TextBlock(text=text, style="heading", size="Large", weight="Bolder", wrap=True)


def heading(text: str) -> TextBlock:
    """Name a part of the card; for texts of ours only."""
    return TextBlock(
        text=text, style="heading", size="Medium", weight="Bolder", wrap=True, spacing="Large", separator=True
    )


def paragraph(text: str) -> TextBlock:
    """Say something in a text of ours, which may hold Markdown."""
    return TextBlock(text=text, wrap=True)


def small(text: str) -> TextBlock:
    """Say something of lesser weight in a text of ours."""
    return TextBlock(text=text, wrap=True, size="Small", is_subtle=True, spacing="Small")


def plain(text: str) -> RichTextBlock:
    """Say something with words that people wrote: never read as Markdown or HTML."""
    return RichTextBlock(inlines=_runs(TextRun(text=text)))


def plain_name(text: str) -> RichTextBlock:
    """Show a name that people gave, such as a unit's, under the card's title."""
    return RichTextBlock(inlines=_runs(TextRun(text=text, weight="Bolder", size="Medium")), spacing="Small")


def line(text: str, *, note: str) -> Container:
    """Put a small note under words that people may have written; neither is read as Markdown."""
    return Container(items=_noted(text, note))


def meter(share: float, *, tone: Tone = "default") -> TextBlock:
    """Draw a share, 0..1, as a bar of blocks, which stands in for a chart on phones."""
    full = min(BLOCKS, max(0, int(share * BLOCKS + 0.5)))
    drawn = _FULL * full + _EMPTY * (BLOCKS - full)
    return TextBlock(text=drawn, color=_TEXT_COLOURS[tone], spacing="None", size="Small")


def stretches(parts: Iterable[tuple[int, Tone]]) -> RichTextBlock:
    """Draw stretches of so many blocks one after the other; those of the tone "emphasis" stand back."""
    return RichTextBlock(inlines=_runs(*(_stretch(*part) for part in parts if part[0])), spacing="None")


def unfolding(label: str, text: str, *, name: str) -> list[CardElement]:
    """Say `text` right here when `label` is pressed, and no more when it is pressed again.

    `name` is the id of the hidden text, of which a card holds one.
    """
    press = ToggleVisibilityAction(target_elements=[name])
    link = TextBlock(text=label, size="Small", color="Accent", wrap=True)
    hidden = TextBlock(text=text, id=name, is_visible=False, size="Small", wrap=True, spacing="Small")
    return [Container(items=[link], select_action=press, spacing="None"), hidden]


def box(items: Iterable[CardElement], *, tone: Tone) -> Container:
    """Set something apart from the rest of the card."""
    return Container(items=list(items), style=tone, rounded_corners=True, spacing="Medium")


def execute(
    label: str,
    verb: str,
    *,
    data: dict[str, str] | None = None,
    inputs: Literal["auto", "none"] = "none",
    style: Literal["positive"] | None = None,
) -> ExecuteAction:
    """Make a button; an old client that knows no Execute submits the same data as a message."""
    sent: dict[str, Any] = {"verb": verb, **(data or {})}
    fallback = SubmitAction(title=label, data=sent, associated_inputs=inputs, style=style)
    return ExecuteAction(
        title=label, verb=verb, data=sent, associated_inputs=inputs, style=style, fallback=fallback
    )


def buttons(actions: Sequence[Action]) -> ActionSet:
    """Place a row of buttons inside the card; a phone has room for one long or two short ones."""
    return ActionSet(actions=list(actions), spacing="Small")


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int]) -> Table:
    """Make a narrow table with a header row; widths are relative."""
    head = TableRow(cells=[TableCell(items=[_column_name(name)]) for name in header])
    body = [TableRow(cells=[_cell(cell) for cell in row]) for row in rows]
    return Table(
        columns=[ColumnDefinition(width=width) for width in widths],
        rows=[head, *body],
        first_row_as_headers=True,
        show_grid_lines=False,
        vertical_cell_content_alignment="Center",
    )


def bars(name: str, data: Iterable[Bar], *, instead: Table) -> list[CardElement]:
    """Draw horizontal bars under a heading; clients without charts show the table instead."""
    values = [
        HorizontalBarChartDataValue(x=bar.label, y=bar.value, color=CHART_COLOURS[bar.tone]) for bar in data
    ]
    if not values:
        return [heading(name), instead]
    chart = HorizontalBarChart(
        title=name, data=values, display_mode="AbsoluteNoAxis", color_set="categorical", fallback=instead
    )
    return [heading(name), chart]


def gauge(
    name: str, value: float, *, below: str, segments: Sequence[Segment], instead: Table
) -> list[CardElement]:
    """Draw a gauge from 0 to the sum of its segments, with words below; elsewhere show the table instead."""
    parts = [
        GaugeChartLegend(size=part.size, legend=part.label, color=CHART_COLOURS[part.tone])
        for part in segments
    ]
    chart = GaugeChart(
        min=0,
        max=sum(part.size for part in segments),
        value=value,
        value_format="Percentage",
        sub_label=below,
        segments=parts,
        show_legend=True,
        fallback=instead,
    )
    return [heading(name), chart]


def _stretch(size: int, tone: Tone) -> TextRun:
    if tone == "emphasis":
        return TextRun(text=_HALF * size, is_subtle=True, size="Small")
    return TextRun(text=_FULL * size, color=_TEXT_COLOURS[tone], size="Small")


def _runs(*runs: TextRun) -> list[CardElement]:
    return list(runs)


def _column_name(text: str) -> TextBlock:
    return TextBlock(text=text, style="columnHeader", weight="Bolder", size="Small", wrap=True)


def _cell(cell: Cell) -> TableCell:
    drawn = [cell.drawn] if cell.drawn else []
    items = [*_noted(cell.text, cell.note), *drawn]
    return TableCell(items=items, style=None if cell.tone == "default" else cell.tone)


def _noted(text: str, note: str) -> list[CardElement]:
    if not note:
        return [plain(text)]
    below = _runs(TextRun(text=note, size="Small", is_subtle=True))
    return [plain(text), RichTextBlock(inlines=below, spacing="None")]


def _number(written: str) -> float:
    # The models turn every number into a float; some phones refuse 1000.0 where a whole number belongs.
    return int(written.removesuffix(".0")) if written.endswith(".0") else float(written)
