"""The figures of a result: charts for wide screens, and behind each the narrow table that phones get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from microsoft_teams.cards import CardElement, Table

from cards.elements import Bar, Cell, Segment, Tone, bars, gauge, heading, paragraph, table
from content.instrument import FACTORS, THEMES, Instrument
from locales import Texts
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.findings import factor_risk, index_class
from scoring.index import RISK_LIMITS

CLASSES: Final[dict[str, tuple[int, Tone]]] = {
    "very-much": (40, "attention"),
    "much": (25, "warning"),
    "some": (10, "accent"),
    "excellent": (25, "good"),
}
"""The classes of the index from the lowest: how many percent each spans, and its tone."""

_RISK_TONES: Final[dict[str, Tone]] = {"green": "good", "amber": "warning", "red": "attention"}


@dataclass(frozen=True, slots=True)
class _Notation:
    """How a kind of figure is written in words, to how many decimals a chart prints it, and its highest."""

    in_words: Callable[[Figure | None, Texts], str]
    bar_decimals: int
    top: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One figure of a part: what it is called, the unit's and the organisation's value, and how it stands."""

    name: str
    figure: Figure | None
    other: Figure | None
    note: str = ""
    tone: Tone = "default"
    limit: str = ""


def percent_in_words(figure: Figure | None, say: Texts) -> str:
    """Write a published percent to 0.1, such as "52,9 %", or a whole bound, such as "alle 25 %"."""
    if figure is None:
        return say("cardresults.nothing")
    written = say.number(figure.value, 0 if figure.bound else 1)
    return _bounded(figure, say("cardresults.percent", figure=written), say=say)


def mean_in_words(figure: Figure | None, say: Texts) -> str:
    """Write a published mean to 0.1, such as "3,4" or "yli 4,6"."""
    if figure is None:
        return say("cardresults.nothing")
    return _bounded(figure, say.number(figure.value), say=say)


def index_part(published: Published, organisation: Published | None, *, say: Texts) -> list[CardElement]:
    """Show the index with its class, and the organisation's index in words."""
    figure = published.index
    if figure is None:
        return []
    name = say("cardresults.index.heading")
    instead = _index_table(figure, say=say)
    segments = [Segment(size, say(f"cardresults.range.{key}"), tone) for key, (size, tone) in CLASSES.items()]
    # A coded extreme has no place on a gauge: the needle would claim a figure that is not published.
    drawn = gauge(
        name, _on_gauge(figure), below=_class_in_words(figure, say), segments=segments, instead=instead
    )
    shown = [heading(name), instead] if figure.bound else drawn
    if organisation is None or organisation.index is None:
        return shown
    compared = say("cardresults.index.organisation", figure=percent_in_words(organisation.index, say))
    return [*shown, paragraph(compared)]


def factors_part(published: Published, organisation: Published | None, *, say: Texts) -> list[CardElement]:
    """Show the three factors against their risk limits, and say in words which of them are under."""
    other = organisation.factors if organisation else {}
    lines = [_factor(key, published.factors.get(key), other.get(key), say=say) for key in FACTORS]
    shown = _compared("factors", lines, _PERCENT, organisation=organisation, say=say)
    return [*shown, *_limits_in_words(published, say=say)]


def themes_part(published: Published, organisation: Published | None, *, say: Texts) -> list[CardElement]:
    """Show the five themes."""
    other = organisation.themes if organisation else {}
    lines = [_Line(say(f"terms.theme.{key}"), published.themes.get(key), other.get(key)) for key in THEMES]
    return _compared("themes", lines, _PERCENT, organisation=organisation, say=say)


def items_part(
    published: Published, organisation: Published | None, *, instrument: Instrument, say: Texts
) -> list[CardElement]:
    """Show the mean of every question, for an instrument that has no index."""
    other = organisation.items if organisation else {}
    lines = [
        _Line(item.text.say(say.language), published.items.get(item.id), other.get(item.id))
        for item in instrument.items
    ]
    return _compared("items", lines, _MEAN, organisation=organisation, say=say)


_PERCENT: Final = _Notation(percent_in_words, 0, 100)
_MEAN: Final = _Notation(mean_in_words, 1, 5)


def _factor(key: str, figure: Figure | None, other: Figure | None, *, say: Texts) -> _Line:
    limit = say.percent(RISK_LIMITS[key])
    risk = factor_risk(key, figure)
    note = say("cardresults.factors.limit", limit=limit)
    if risk is not None:
        note = say("cardresults.factors.risk", risk=say(f"terms.risk.{risk}"), limit=limit)
    return _Line(
        say(f"terms.factor.{key}"), figure, other, note, _RISK_TONES.get(risk or "", "default"), limit
    )


def _limits_in_words(published: Published, *, say: Texts) -> list[CardElement]:
    risks = {key: factor_risk(key, published.factors.get(key)) for key in FACTORS}
    under = [
        say("cardresults.factors.name", name=say(f"terms.factor.{key}"), limit=say.percent(RISK_LIMITS[key]))
        for key, risk in risks.items()
        if risk in {"amber", "red"}
    ]
    if under:
        return [paragraph(say("cardresults.factors.below", names=", ".join(under)))]
    return [] if None in risks.values() else [paragraph(say("cardresults.factors.clear"))]


def _on_gauge(figure: Figure) -> float:
    """Round to whole percent unless that would lift the figure into another class."""
    whole = Figure(round(figure.value))
    return whole.value if index_class(whole) == index_class(figure) else figure.value


def _class_in_words(figure: Figure, say: Texts) -> str:
    key = index_class(figure)
    return say(
        "cardresults.index.in_class", name=say(f"terms.class.{key}"), range=say(f"cardresults.range.{key}")
    )


def _index_table(figure: Figure, *, say: Texts) -> Table:
    key = index_class(figure) or ""
    named = Cell(say(f"terms.class.{key}"), note=say(f"cardresults.range.{key}"))
    row = [Cell(percent_in_words(figure, say), tone=CLASSES[key][1]), named]
    return table([say("cardresults.index.column"), say("cardresults.index.class")], [row], widths=[2, 3])


def _compared(
    kind: str, lines: Sequence[_Line], notation: _Notation, *, organisation: Published | None, say: Texts
) -> list[CardElement]:
    columns = [say(f"cardresults.{kind}.column"), say("cardresults.column.result")]
    rows = [
        [Cell(line.name, note=line.note), Cell(notation.in_words(line.figure, say), tone=line.tone)]
        for line in lines
    ]
    if organisation is not None:
        columns.append(say("cardresults.column.organisation"))
        rows = [
            [*row, Cell(notation.in_words(line.other, say))] for row, line in zip(rows, lines, strict=True)
        ]
    instead = table(columns, rows, widths=[5, 3, 3][: len(columns)])
    drawn = [_bar(line, line.figure, notation, say=say) for line in lines if line.figure]
    if drawn:
        # The chart has no axis: without this the longest bar would look like a full score.
        drawn.append(Bar(say("cardresults.scale", top=notation.top), notation.top, "emphasis"))
    return bars(say(f"cardresults.{kind}.heading"), drawn, instead=instead)


def _bar(line: _Line, figure: Figure, notation: _Notation, *, say: Texts) -> Bar:
    # The name holds the figure in the reader's own notation; a chart clips long ones and knows no bounds.
    name = say("cardresults.factors.bar", name=line.name, limit=line.limit) if line.limit else line.name
    told = say("cardresults.bar", name=name, figure=notation.in_words(figure, say))
    if line.other is not None:
        told = say("cardresults.bar_compared", bar=told, other=notation.in_words(line.other, say))
    return Bar(told, round(figure.value, notation.bar_decimals), line.tone)


def _bounded(figure: Figure, written: str, *, say: Texts) -> str:
    match figure.bound:
        case "<":
            return say("cardresults.under", figure=written)
        case ">":
            return say("cardresults.over", figure=written)
        case _:
            return written
