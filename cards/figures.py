"""The figures of a result with an index: the index itself, its three factors and the five themes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from microsoft_teams.cards import CardElement, Table

from cards.compared import PERCENTS, Beside, Line, compared, other_figure
from cards.elements import Cell, Segment, Tone, gauge, heading, paragraph, small, table
from cards.in_words import PERCENT, margin_in_words, percent_in_words, standing_in_words
from content.instrument import FACTORS, THEMES
from locales import Texts
from scoring.disclosure import Published
from scoring.figures import Figure
from scoring.findings import factor_risks, index_class
from scoring.index import RISK_LIMITS
from scoring.risks import FactorRisk

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
    shown = [heading(name), instead] if figure.bound else drawn
    return [*shown, *_index_in_words(published, other, say=say)]


def factors_part(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    """Show the three factors against their risk limits, and say which are, or may be, under them."""
    risks = {risk.factor: risk for risk in factor_risks(published)}
    lines = [
        _factor(
            key, published.factors.get(key), other_figure(other, f"factor.{key}"), risks.get(key), say=say
        )
        for key in FACTORS
    ]
    shown = compared("factors", lines, PERCENTS, other=other, say=say)
    return [*shown, *_limits_in_words(risks.values(), say=say)]


def themes_part(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    """Show the five themes."""
    lines = [
        Line(say(f"terms.theme.{key}"), published.themes.get(key), other_figure(other, f"theme.{key}"))
        for key in THEMES
    ]
    return compared("themes", lines, PERCENTS, other=other, say=say)


def _factor(
    key: str, figure: Figure | None, other: Figure | None, risk: FactorRisk | None, *, say: Texts
) -> Line:
    name, limit = say(f"terms.factor.{key}"), say.percent(RISK_LIMITS[key])
    in_chart = say("cardresults.factors.bar", name=name, limit=limit)
    if risk is None:
        return Line(name, figure, other, say("cardresults.factors.limit", limit=limit), in_chart=in_chart)
    note = say("cardresults.factors.risk", risk=say(f"terms.risk.{risk.colour}"), limit=limit)
    if risk.uncertain:
        note = say("findings.risk.note", note=note)
    return Line(name, figure, other, note, _RISK_TONES[risk.colour], in_chart)


def _limits_in_words(risks: Iterable[FactorRisk], *, say: Texts) -> list[CardElement]:
    found = list(risks)
    unsure = [risk for risk in found if risk.uncertain]
    under = [risk for risk in found if risk.colour != "green" and not risk.uncertain]
    said: list[CardElement] = []
    if under:
        said.append(paragraph(say("cardresults.factors.below", names=_names(under, say))))
    if unsure:
        said.append(paragraph(say("findings.risk.uncertain", names=_names(unsure, say))))
    if said:
        return [*said, small(say("findings.risk.indication"))]
    return [paragraph(say("cardresults.factors.clear"))] if len(found) == len(FACTORS) else []


def _names(risks: Iterable[FactorRisk], say: Texts) -> str:
    return ", ".join(
        say(
            "cardresults.factors.name",
            name=say(f"terms.factor.{risk.factor}"),
            limit=say.percent(RISK_LIMITS[risk.factor]),
        )
        for risk in risks
    )


def _index_in_words(published: Published, other: Beside | None, *, say: Texts) -> list[CardElement]:
    margin = margin_in_words(published, "index", span=PERCENT, say=say)
    stands = [standing_in_words(published, "index", say)]
    if other is not None and (figure := other.figures.get("index")):
        stands.append(say(f"cardresults.index.{other.whose}", figure=percent_in_words(figure, say)))
    beside = " ".join(sentence for sentence in stands if sentence)
    return [paragraph(sentence) for sentence in (margin, beside) if sentence]


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
