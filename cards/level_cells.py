"""The cells of a heat map: figures beside each other under short names, in a tone that a mark repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from microsoft_teams.cards import CardElement, Column, ColumnSet, RichTextBlock, TextRun

from cards.elements import Tone, small
from content.instrument import THEMES, Instrument
from locales import Texts
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.heat_map import WIDEST, Cell, cells_of
from scoring.sentences import item_notes
from scoring.standing import Standing

MARKS: Final[dict[Standing, str]] = {
    "clearly-higher": "\N{BLACK UP-POINTING TRIANGLE}",
    "higher": "\N{WHITE UP-POINTING TRIANGLE}",
    "level": "",
    "lower": "\N{WHITE DOWN-POINTING TRIANGLE}",
    "clearly-lower": "\N{BLACK DOWN-POINTING TRIANGLE}",
}
"""Filled for what is clear, hollow for what is indicative."""
_TONES: Final[dict[Standing, Tone]] = {
    "clearly-higher": "good",
    "higher": "good",
    "level": "default",
    "lower": "warning",
    "clearly-lower": "attention",
}
_TURNED: Final[dict[Standing, Standing]] = {
    "clearly-higher": "clearly-lower",
    "higher": "lower",
    "level": "level",
    "lower": "higher",
    "clearly-lower": "clearly-higher",
}


def header_row(names: Sequence[str], *, instrument: Instrument, say: Texts) -> CardElement:
    """Put short names above the cells: those of the themes, or the numbers of the items."""
    return _beside([_cell(_short(name, instrument=instrument, say=say), weight="Bolder") for name in names])


def cell_row(
    published: Published, names: Sequence[str], *, instrument: Instrument, say: Texts
) -> CardElement:
    """Put a row's figures beside each other."""
    return _beside(
        [
            _cell(_written(cell, say=say), mark=_mark(cell), tone=_tone(cell, instrument=instrument))
            for cell in cells_of(published, names)
        ]
    )


def words_part(names: Sequence[str], *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Say which questions the numbers above the cells stand for; themes need no line each."""
    if instrument.has_index:
        return []
    # A team's own words may stand among the items.
    return [_small_plain(_named(name, instrument=instrument, say=say)) for name in names]


def legend_part(instrument: Instrument, *, say: Texts) -> list[CardElement]:
    """Say what the figures, the short names, the marks and the signs stand for."""
    names = {say(f"level.short.{theme}"): say(f"terms.theme.{theme}") for theme in THEMES}
    shortened = [f"{short} = {name}" for short, name in names.items() if short != name]
    percent = say("level.legend.percent", names=" · ".join(shortened))
    marks = {key.replace("-", "_"): mark for key, mark in MARKS.items()}
    return [
        small(percent if instrument.has_index else say("level.legend.means")),
        small(say("level.legend.marks", **marks)),
        small(say("level.legend.coded")),
    ]


def _named(name: str, *, instrument: Instrument, say: Texts) -> str:
    place = _place(name, instrument)
    item = instrument.items[place]
    notes = item_notes(item, instrument=instrument, say=say)
    return f"{place + 1} = {item.text.say(say.language)}" + (f" ({notes})" if notes else "")


def _place(name: str, instrument: Instrument) -> int:
    return instrument.item_ids.index(name.removeprefix("item."))


def _small_plain(text: str) -> RichTextBlock:
    run = TextRun(text=text, size="Small", is_subtle=True)
    return RichTextBlock(inlines=list[CardElement]([run]), spacing="Small")


def _short(name: str, *, instrument: Instrument, say: Texts) -> str:
    kind, _, rest = name.partition(".")
    return say(f"level.short.{rest}") if kind == "theme" else str(_place(name, instrument) + 1)


def _written(cell: Cell, *, say: Texts) -> str:
    return say("cardresults.nothing") if cell.figure is None else _number(cell.figure, cell.name, say=say)


def _number(figure: Figure, name: str, *, say: Texts) -> str:
    """Write a percent whole and a mean to 0.1, a coded one with the sign of its side: cells are narrow."""
    return figure.bound + say.number(figure.value, 0 if name.startswith("theme.") else 1)


def _mark(cell: Cell) -> str:
    return MARKS[cell.standing] if cell.standing and cell.figure else ""


def _tone(cell: Cell, *, instrument: Instrument) -> Tone:
    if cell.standing is None or cell.figure is None:
        return "default"
    bad_when_high = {f"item.{item.id}" for item in instrument.items if item.reversed}
    return _TONES[_TURNED[cell.standing] if cell.name in bad_when_high else cell.standing]


def _beside(cells: Sequence[Column]) -> ColumnSet:
    """Set so many columns in every row that cells stand under each other."""
    empty = [Column(width="stretch", spacing="None", items=[])] * (WIDEST - len(cells))
    return ColumnSet(columns=[*cells, *empty], spacing="Small")


def _cell(
    text: str, *, mark: str = "", tone: Tone = "default", weight: Literal["Bolder"] | None = None
) -> Column:
    """Put the mark under the figure: beside it there is no room on a phone."""
    lines = [_centred(text, weight=weight), *([_centred(mark, spacing="None")] if mark else [])]
    return Column(
        width="stretch",
        spacing="None",
        items=list[CardElement](lines),
        style=None if tone == "default" else tone,
        vertical_content_alignment=None if mark else "Center",
    )


def _centred(
    text: str, *, weight: Literal["Bolder"] | None = None, spacing: Literal["None"] | None = None
) -> RichTextBlock:
    run = TextRun(text=text, size="Small", weight=weight)
    return RichTextBlock(inlines=list[CardElement]([run]), horizontal_alignment="Center", spacing=spacing)
