"""The figures of a result as sections: its basis, the index, the trend, and what the index is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument, Item
from locales import Texts
from reports.result_sheet import (
    Cell,
    Row,
    Section,
    Source,
    mean_cell,
    percent_cell,
    whole_percent,
    words,
)
from scoring.beside import other_figure
from scoring.figures import EXACT_FROM, Figure
from scoring.findings import factor_risks, index_class
from scoring.in_words import PERCENT, name_in_words, rate_in_words, shared_span
from scoring.index import RISK_LIMITS
from scoring.sentences import (
    count_in_words,
    index_in_words,
    item_notes,
    limit_in_words,
    limits_in_words,
    response_in_words,
    sureness_in_words,
    whose_in_words,
)
from scoring.trend import Past


def basis_section(source: Source) -> Section:
    """Say whose answers these are, how many they are, and of how many."""
    published, say = source.published, source.say
    rows: list[Row] = []
    if published.n is not None:
        n = published.n
        shown = Cell(say.number(n, 0), n, "count") if isinstance(n, int) else Cell(say("sheet.basis.few"))
        rows.append((Cell(say("sheet.basis.answers")), shown))
    if (rate := published.response_rate) is not None:
        told = Cell(rate_in_words(rate, say), None if rate.bound else rate.value, "percent")
        rows.append((Cell(say("sheet.basis.rate")), told))
    if published.tier == "coverage" and published.covers is not None:
        rows.append((Cell(say("sheet.basis.covers")), whole_percent(published.covers, say=say)))
    names = " + ".join(member.name(say.language) for member in source.members)
    said = [whose_in_words(published, say=say), names if published.tier == "group" else ""]
    # The table has the figures: what is left to say is why a number is coded, and how far the rate carries.
    few = "" if isinstance(published.n, int) else count_in_words(published, say=say)
    said += [few, *response_in_words(published, say=say)[1:]]
    return Section(
        name="basis",
        heading=say("sheet.basis.heading"),
        columns=(say("sheet.basis.column"), say("cardresults.column.result")),
        rows=tuple(rows),
        said=tuple(each for each in said if each),
        aside=() if rate is not None else (say("sheet.basis.no_rate"),),
    )


def index_section(source: Source) -> Section:
    """Show the index with its class, and say how it stands."""
    published, other, say = source.published, source.other, source.say
    if published.index is None:
        return Section(name="index", heading="")
    key = index_class(published.index)
    in_class = say(
        "cardresults.index.in_class", name=say(f"terms.class.{key}"), range=say(f"cardresults.range.{key}")
    )
    name = say("cardresults.index.heading")
    columns = [say("cardresults.index.column"), say("cardresults.column.result")]
    row = [Cell(name), percent_cell(published.index, say=say)]
    if other is not None:
        columns.append(say(f"cardresults.column.{other.whose}"))
        row.append(percent_cell(other_figure(other, "index"), say=say))
    return Section(
        name="index",
        heading=name,
        columns=(*columns, say("cardresults.index.class")),
        rows=((*row, Cell(in_class)),),
        said=tuple(index_in_words(published, other, say=say)),
    )


def trend_section(source: Source) -> Section:
    """Put the result beside all earlier waves it may be compared with, the oldest first."""
    published, instrument, say = source.published, source.instrument, source.say
    heading = say("sheet.trend.heading")
    points = [past for past in reversed(published.trend) if past.reason is None]
    silent = [past for past in reversed(published.trend) if past.reason is not None]
    if not points:
        return Section(name="trend", heading=heading)

    def row(name: str) -> Row:
        figures = [*(past.figures.get(name) for past in points), published.figure(name)]
        return (
            Cell(name_in_words(name, instrument=instrument, say=say)),
            *(_cell(name, figure, source) for figure in figures),
        )

    return Section(
        name="trend",
        heading=heading,
        columns=(
            say("sheet.column.figure"),
            *(say.date(past.closed) for past in points),
            say.date(source.closed_at.astimezone(source.zone).date()),
        ),
        rows=tuple(row(name) for name in _in_trend(instrument)),
        aside=tuple(_silence(past, say=say) for past in silent),
        span=PERCENT if instrument.has_index else shared_span(instrument),
    )


def factors_section(source: Source) -> Section:
    """Show the factors against their risk limits."""
    published, say = source.published, source.say
    risks = {risk.factor: risk for risk in factor_risks(published)}
    notes = {f"factor.{key}": limit_in_words(key, risks.get(key), say=say) for key in FACTORS}
    drawn = _percents(source, "factors", {f"factor.{key}": published.factors[key] for key in FACTORS}, notes)
    limits = [whole_percent(RISK_LIMITS[key], say=say) for key in FACTORS]
    place = len(drawn.columns) - 1
    return Section(
        name="factors",
        heading=drawn.heading,
        columns=(*drawn.columns[:-1], say("sheet.column.limit"), drawn.columns[-1]),
        rows=tuple((*row[:-1], limit, row[-1]) for row, limit in zip(drawn.rows, limits, strict=True)),
        said=tuple(limits_in_words(published, say=say)),
        span=PERCENT,
        limits=place,
    )


def themes_section(source: Source) -> Section:
    """Show the five themes."""
    figures = {f"theme.{key}": source.published.themes[key] for key in THEMES}
    return _percents(source, "themes", figures, {})


def capabilities_section(source: Source) -> Section:
    """Leave them out where none is shown: the card pairs them in words."""
    say = source.say
    figures = {f"capability.{key}": source.published.capabilities[key] for key in CAPABILITIES}
    if not any(figures.values()):
        return Section(name="capabilities", heading="")
    how = (say("sheet.capabilities.how"),)
    return _percents(source, "capabilities", figures, {}, aside=how)


def items_section(source: Source) -> Section:
    """Show every question with its mean and, from ten answers on, how the answers fell."""
    published, instrument, say, other = source.published, source.instrument, source.say, source.other
    if not any(published.items.values()):
        return Section(name="items", heading="")
    columns: tuple[str, ...] = (say("cardresults.items.column"), say("cardresults.column.result"))
    if other is not None:
        columns = (*columns, say(f"cardresults.column.{other.whose}"))
    thirds = _thirds(source)
    if thirds:
        columns = (*columns, *(say(f"sheet.column.{third}") for third in ("low", "middle", "high")))
    columns, rows = _filled(
        (*columns, say("sheet.column.note")),
        tuple(_item(item, source, has_thirds=bool(thirds)) for item in instrument.items),
        say=say,
    )
    how = say("sheet.items.how") if thirds else say("sheet.items.hidden", n=say.number(EXACT_FROM, 0))
    return Section(
        name="items",
        heading=say("cardresults.items.heading"),
        columns=columns,
        rows=rows,
        said=tuple(sureness_in_words(published, instrument=instrument, say=say)),
        aside=() if published.enps else (how,),
        span=shared_span(instrument),
    )


def _silence(past: Past, *, say: Texts) -> str:
    reason = say(f"findings.reason.{past.reason}")
    return say("sheet.trend.silent", date=say.date(past.closed), reason=reason)


def _percents(
    source: Source,
    kind: str,
    figures: Mapping[str, Figure | None],
    notes: Mapping[str, str],
    *,
    aside: tuple[str, ...] = (),
) -> Section:
    """Show percents of one kind: name, result, what is beside it, how it stands."""
    say, other = source.say, source.other
    of_sheet = kind == "capabilities"
    first = say("sheet.capabilities.column") if of_sheet else say(f"cardresults.{kind}.column")
    heading = say("sheet.capabilities.heading") if of_sheet else say(f"cardresults.{kind}.heading")
    columns: tuple[str, ...] = (first, say("cardresults.column.result"))
    if other is not None:
        columns = (*columns, say(f"cardresults.column.{other.whose}"))
    rows = tuple(
        (
            Cell(say(f"terms.{name}")),
            percent_cell(figure, say=say),
            *([percent_cell(other_figure(other, name), say=say)] if other else []),
            Cell(_joined(notes.get(name, ""), _standing(source, name))),
        )
        for name, figure in figures.items()
    )
    columns, rows = _filled((*columns, say("sheet.column.note")), rows, say=say)
    return Section(
        name=kind,
        heading=heading,
        columns=columns,
        rows=rows,
        aside=aside,
        span=PERCENT,
    )


def _item(item: Item, source: Source, *, has_thirds: bool) -> Row:
    say, other, name = source.say, source.other, f"item.{item.id}"
    note = item_notes(item, instrument=source.instrument, say=say)
    return (
        Cell(item.text.say(say.language)),
        mean_cell(source.published.items.get(item.id), say=say),
        *([mean_cell(other_figure(other, name), say=say)] if other else []),
        *(_shares(item, source) if has_thirds else ()),
        Cell(_joined(note, _standing(source, name))),
    )


def _shares(item: Item, source: Source) -> Iterator[Cell]:
    shares = _thirds(source).get(item.id)
    if shares is None:
        yield from words(*[source.say("cardresults.nothing")] * 3)
        return
    yield from (whole_percent(share, say=source.say) for share in shares)


def _thirds(source: Source) -> Mapping[str, tuple[int, int, int]]:
    """Give low, middle and high answers by item; those of an eNPS are other thirds, told by themselves."""
    published = source.published
    return {item: told for item, told in published.distributions.items() if item not in published.enps}


def _in_trend(instrument: Instrument) -> tuple[str, ...]:
    if instrument.has_index:
        return ("index", *(f"factor.{key}" for key in FACTORS), *(f"theme.{key}" for key in THEMES))
    return tuple(f"item.{item_id}" for item_id in instrument.item_ids)


def _cell(name: str, figure: Figure | None, source: Source) -> Cell:
    cell = mean_cell if name.startswith("item.") else percent_cell
    return cell(figure, say=source.say)


def _filled(
    columns: tuple[str, ...], rows: tuple[Row, ...], *, say: Texts
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Leave out columns of figures beside the result, and of notes, that say nothing of any row."""
    nothing = say("cardresults.nothing")
    kept = [
        place
        for place in range(len(columns))
        if place <= 1 or any(row[place].text not in {"", nothing} for row in rows)
    ]
    return tuple(columns[c] for c in kept), tuple(tuple(row[c] for c in kept) for row in rows)


def _standing(source: Source, name: str) -> str:
    standing = source.published.standings.get(name)
    return source.say(f"sheet.standing.{standing}") if standing else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
