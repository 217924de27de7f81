"""How a unit's figures have gone from wave to wave, why some are silent, and the way to its other waves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, Table

from cards.charts import MOST_LINES, Course, line_chart
from cards.compared import PERCENTS, Line, bar_of, figures_table, means
from cards.details import Reading, detail_card
from cards.elements import Card, Cell, buttons, execute, heading, paragraph, small, table
from cards.explained import explained
from content.instrument import FACTORS
from scoring.figures import Figure
from scoring.in_words import PERCENT, figure_in_words, name_in_words, shared_span, span_of


@dataclass(frozen=True, slots=True)
class OtherWave:
    """Another closed wave of the unit: its id, the name of what was asked and the day it closed, in words."""

    wave: str
    instrument: str
    day: str


@dataclass(frozen=True, slots=True)
class _Point:
    """One wave of the trend: the day it closed, and its figures by name."""

    day: date
    figures: dict[str, Figure | None]


def trend_card(reading: Reading, others: Sequence[OtherWave]) -> Card:
    """Show the trend over comparable waves, the oldest first, and `others` to choose from."""
    body = [*_trend(reading), *_silent(reading), *_others(others, reading)]
    inside = 1 if others else 0
    return detail_card("trend", reading.say("detail.view.trend"), body, reading=reading, inside=inside)


def _trend(reading: Reading) -> Iterator[CardElement]:
    say, points = reading.say, _points(reading)
    if len(points) == 1:
        yield paragraph(say("detail.trend.first"))
        return
    name, names = say("sheet.trend.heading"), _names(reading)
    yield from explained(name, "change", say=say)
    has_lead = reading.instrument.has_index or len(names) == 1
    instead = (_over_time if has_lead else _by_figure)(names, points, reading)
    span = PERCENT if reading.instrument.has_index else shared_span(reading.instrument)
    drawn = _drawable(names, points)
    if span is None or len(names) > MOST_LINES or len(drawn) <= 1:
        yield instead
    else:
        courses = [_course(each, drawn, reading) for each in names]
        yield line_chart(name, courses, span=span, instead=instead)
    if has_lead and len(names) > 1:
        yield heading(say("detail.trend.figures"))
        yield _by_figure(names, points, reading)


def _names(reading: Reading) -> list[str]:
    if reading.instrument.has_index:
        return ["index", *(f"factor.{factor}" for factor in FACTORS)]
    return [f"item.{item_id}" for item_id in reading.instrument.item_ids]


def _points(reading: Reading) -> list[_Point]:
    """Give what may be compared, the oldest first and this wave last."""
    published = reading.published
    past = [
        _Point(each.closed, dict(each.figures)) for each in reversed(published.trend) if each.reason is None
    ]
    today = {name: published.figure(name) for name in _names(reading)}
    return [*past, _Point(reading.closed_at.astimezone(reading.zone).date(), today)]


def _drawable(names: Sequence[str], points: Sequence[_Point]) -> list[_Point]:
    """Leave out waves that lack a figure or code one: a line would claim what is not published."""
    return [point for point in points if all(_is_whole(point.figures.get(name)) for name in names)]


def _is_whole(figure: Figure | None) -> bool:
    return figure is not None and not figure.bound


def _course(name: str, points: Sequence[_Point], reading: Reading) -> Course:
    figures = [(reading.say.short_date(point.day), point.figures[name]) for point in points]
    return Course(_short(name, reading), [(day, figure.value) for day, figure in figures if figure])


def _short(name: str, reading: Reading) -> str:
    """Name a figure where there is little room."""
    if name == "index":
        return reading.say("cardresults.index.column")
    return name_in_words(name, instrument=reading.instrument, say=reading.say)


def _over_time(names: Sequence[str], points: Sequence[_Point], reading: Reading) -> Table:
    """List the first of the figures wave by wave."""
    rows = [_row(names[0], point, reading) for point in points]
    columns = [reading.say("detail.trend.column"), _short(names[0], reading)]
    return table(columns, rows, widths=[1, 1])


def _row(name: str, point: _Point, reading: Reading) -> list[Cell]:
    figure = point.figures.get(name)
    day = reading.say.date(point.day)
    drawn = bar_of(Line(day, figure, span=_span(name, reading)))
    return [Cell(day, drawn=drawn), Cell(figure_in_words(name, figure, reading.say))]


def _by_figure(names: Sequence[str], points: Sequence[_Point], reading: Reading) -> Table:
    """List figures as they are now, each with what it was, the oldest first."""
    say = reading.say
    lines = []
    for name in names:
        past = [figure_in_words(name, point.figures.get(name), say) for point in points[:-1]]
        told = say("detail.trend.earlier", figures=" · ".join(past))
        figure = points[-1].figures.get(name)
        said = name_in_words(name, instrument=reading.instrument, say=say)
        lines.append(Line(said, figure, note=told, span=_span(name, reading)))
    notation = PERCENTS if reading.instrument.has_index else means(None)
    return figures_table(say("sheet.column.figure"), lines, notation, other=None, say=say)


def _span(name: str, reading: Reading) -> tuple[int, int]:
    instrument = reading.instrument
    spans = {f"item.{item.id}": span_of(instrument, item) for item in instrument.items}
    return spans.get(name, PERCENT)


def _silent(reading: Reading) -> Iterator[CardElement]:
    """Say of each wave that cannot be compared why not."""
    say = reading.say
    silent = [past for past in reversed(reading.published.trend) if past.reason is not None]
    if silent:
        yield heading(say("detail.trend.silent"))
    for past in silent:
        yield small(say(f"detail.reason.{past.reason}", date=say.date(past.closed)))


def _others(others: Sequence[OtherWave], reading: Reading) -> Iterator[CardElement]:
    """Offer the unit's other waves; a drop-down, whose rows are plain text."""
    if not others:
        return
    say = reading.say
    yield heading(say("detail.others.heading"))
    choices = [
        Choice(title=say("detail.others.choice", instrument=each.instrument, day=each.day), value=each.wave)
        for each in others
    ]
    yield ChoiceSetInput(
        id="wave",
        label=say("detail.others.label"),
        style="compact",
        choices=choices,
        placeholder=say("detail.others.placeholder"),
        is_required=True,
        error_message=say("detail.others.required"),
    )
    where = {"unit": reading.published.unit}
    yield buttons([execute(say("detail.others.show"), "results.show", data=where, inputs="auto")])
