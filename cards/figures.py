"""The figures of a result with an index: the index itself, its three factors and the five themes."""

from __future__ import annotations

from typing import Final

from microsoft_teams.cards import CardElement, Table

from cards.compared import PERCENTS, Kind, Line, compared
from cards.elements import Cell, Segment, Tone, gauge, meter, paragraph, small, table
from cards.explained import explained
from content.instrument import FACTORS, THEMES
from locales import Texts
from scoring.beside import Beside, other_figure
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.findings import factor_risks, index_class
from scoring.in_words import percent_in_words
from scoring.index import RISK_LIMITS
from scoring.risks import FactorRisk
from scoring.sentences import index_in_words, limit_in_words, limits_in_words

CLASSES: Final[dict[str, tuple[int, Tone]]] = {
    "very-much": (40, "attention"),
    "much": (25, "warning"),
    "some": (10, "accent"),
    "excellent": (25, "good"),
}
"""The classes of the index from the lowest: how many percent each spans, and its tone."""

_RISK_TONES: Final[dict[str, Tone]] = {"green": "good", "amber": "warning", "red": "attention"}


def index_part(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    """Show the index with its class and its margin, and say how it stands to what it is read beside."""
    figure = published.index
    if figure is None:
        return []
    instead = _index_table(figure, say=say)
    segments = [Segment(size, say(f"cardresults.range.{key}"), tone) for key, (size, tone) in CLASSES.items()]
    name = say("cardresults.index.heading")
    # A coded extreme has no place on a gauge: the needle would claim a figure that is not published.
    drawn = gauge(
        name, _on_gauge(figure), below=_class_in_words(figure, say), segments=segments, instead=instead
    )
    shown = [instead] if figure.bound else drawn[1:]
    told = map(paragraph, index_in_words(published, other, say=say))
    return [*explained(name, "index", say=say), *shown, *told]


def factors_part(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    """Show the three factors against their risk limits, and say which are, or may be, under them."""
    risks = {risk.factor: risk for risk in factor_risks(published)}
    lines = [
        _factor(
            key, published.factors.get(key), other_figure(other, f"factor.{key}"), risks.get(key), say=say
        )
        for key in FACTORS
    ]
    kind = Kind(say("cardresults.factors.heading"), say("cardresults.factors.column"), "factors")
    shown = compared(kind, lines, PERCENTS, other=other, say=say)
    told = limits_in_words(published, say=say)
    # What is told of a limit ends with a word of care; that no factor is under one needs none.
    return [*shown, *map(paragraph, told[:1]), *map(paragraph, told[1:-1]), *map(small, told[1:][-1:])]


def themes_part(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    """Show the five themes."""
    lines = [
        Line(say(f"terms.theme.{key}"), published.themes.get(key), other_figure(other, f"theme.{key}"))
        for key in THEMES
    ]
    kind = Kind(say("cardresults.themes.heading"), say("cardresults.themes.column"), "themes")
    return compared(kind, lines, PERCENTS, other=other, say=say)


def _factor(
    key: str, figure: Figure | None, other: Figure | None, risk: FactorRisk | None, *, say: Texts
) -> Line:
    name = say(f"terms.factor.{key}")
    in_chart = say("cardresults.factors.bar", name=name, limit=say.percent(RISK_LIMITS[key]))
    tone = _RISK_TONES[risk.colour] if risk else "default"
    return Line(name, figure, other, limit_in_words(key, risk, say=say), tone, in_chart)


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
    tone = CLASSES[key][1]
    drawn = None if figure.bound else meter(figure.value / 100, tone=tone)
    named = Cell(say(f"terms.class.{key}"), note=say(f"cardresults.range.{key}"), drawn=drawn)
    row = [Cell(percent_in_words(figure, say), tone=tone), named]
    return table([say("cardresults.index.column"), say("cardresults.index.class")], [row], widths=[2, 3])
