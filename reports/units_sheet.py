"""The results of a unit and of all below it as one table: a row a unit or group, figures as published.

A unit that shows nothing has no row: that says what its own card says, and no figure of the table counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from content.instrument import FACTORS, THEMES, Instrument
from directory.organisation import Unit
from locales import Texts, texts
from reports.result_sheet import Cell, mean_cell, percent_cell
from scoring.disclosure import Published
from scoring.figures import Count, Figure
from scoring.findings import factor_risks, index_class
from scoring.heat_map import Told, rows_of
from scoring.in_words import rate_in_words
from scoring.sentences import item_notes, limits_in_words
from scoring.standing import STANDINGS, Standing

Tone = Literal["", "green", "amber", "red", "clearly-lower", "lower", "higher", "clearly-higher"]
"""What a colour says, and words do, too: how a factor stands to its limit, or a figure to the rest."""
Width = Literal["name", "word", "figure", "sentence"]
UnitRow = tuple[tuple[Cell, Tone], ...]
GROUP: Final = " + "


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSource:
    """All that the table is made of; `results` are those of `top` and below, `units` all of the wave."""

    top: Unit
    units: Mapping[str, Unit]
    results: Iterable[Published]
    instrument: Instrument
    closed_at: datetime
    zone: ZoneInfo
    language: str

    @property
    def say(self) -> Texts:
        """Give the words of the table's language."""
        return texts(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSheet:
    """The table with what stands above it, in one language."""

    language: str
    title: str
    unit: str
    notes: tuple[str, ...]
    heads: tuple[tuple[str, Width], ...]
    rows: tuple[UnitRow, ...]


def units_sheet(source: UnitsSource) -> UnitsSheet:
    """Write down what is shown of a unit and of all below it, each group once."""
    say, instrument = source.say, source.instrument
    shown = [published for published in source.results if published.tier != "none"]
    indication = (say("findings.risk.indication"),) if instrument.has_index else ()
    return UnitsSheet(
        language=say.language,
        title=say("cardresults.title", instrument=instrument.name.say(say.language)),
        unit=source.top.name(say.language),
        notes=(
            say("cardresults.closed", moment=say.moment(source.closed_at, source.zone)),
            say("sheet.care"),
            say("export.units.how"),
            *indication,
        ),
        heads=tuple(_heads(instrument, say=say)),
        rows=tuple(_row(alike, source) for alike in _each_once(shown)),
    )


def _each_once(shown: Sequence[Published]) -> list[list[Published]]:
    """Put the results of one group together, where the first of its units stands."""
    by_code = {published.unit: published for published in shown}
    rows = rows_of(Told(each.unit, each.tier, each.members) for each in shown)
    return [[by_code[code] for code in row.nodes] for row in rows]


def _heads(instrument: Instrument, *, say: Texts) -> Iterator[tuple[str, Width]]:
    yield say("export.units.unit"), "name"
    yield say("export.units.level"), "word"
    yield say("export.units.whose"), "word"
    yield say("sheet.basis.answers"), "figure"
    yield say("sheet.basis.rate"), "figure"
    if instrument.has_index:
        yield say("cardresults.index.column"), "figure"
        yield say("cardresults.index.class"), "word"
        yield from ((say(f"terms.factor.{factor}"), "figure") for factor in FACTORS)
        yield from ((say(f"terms.theme.{theme}"), "figure") for theme in THEMES)
        yield say("export.units.limits"), "sentence"
    else:
        yield from ((_question(place, instrument, say=say), "word") for place in range(len(instrument.items)))
        yield from ((say("export.units.enps"), "figure") for _ in _scored(instrument))
    yield say("export.units.standing"), "sentence"


def _row(alike: Sequence[Published], source: UnitsSource) -> UnitRow:
    """Write one result down; `alike` are the results of a group's units, which differ in rates alone."""
    published, instrument, say = alike[0], source.instrument, source.say
    figures = _of_index(published, say=say) if instrument.has_index else _of_items(published, source)
    return (
        *((cell, "") for cell in _whose(alike, source)),
        *figures,
        (Cell(_standings(published, instrument, say=say)), ""),
    )


def _whose(alike: Sequence[Published], source: UnitsSource) -> Iterator[Cell]:
    """Say whose the figures are, of how many answers, and of how many asked."""
    published, say = alike[0], source.say
    named = dict.fromkeys(code for each in alike for code in each.members) or [published.unit]
    units = [source.units[code] for code in named]
    levels = {unit.level for unit in units}
    yield Cell(GROUP.join(unit.name(say.language) for unit in units))
    yield Cell(levels.pop() if len(levels) == 1 else "")
    covers = say.percent(published.covers) if published.covers is not None else ""
    yield Cell(say(f"export.units.tier.{published.tier}", covers=covers))
    yield _count(published.n, say=say)
    yield _rate(alike, source)


def _count(n: Count | None, *, say: Texts) -> Cell:
    if isinstance(n, int):
        return Cell(say.number(n, 0), n, "count")
    return Cell(say("cardresults.nothing" if n is None else "sheet.basis.few"), None, "count")


def _rate(alike: Sequence[Published], source: UnitsSource) -> Cell:
    """Write the response rate; in the row of a group it is each unit's own, so its name is said."""
    say = source.say
    if alike[0].tier != "group":
        rate = alike[0].response_rate
        return _rate_cell(rate, say=say) if rate else Cell(say("cardresults.nothing"), None, "percent")
    rates = [(source.units[each.unit].name(say.language), each.response_rate) for each in alike]
    told = [say("export.units.of", name=name, words=rate_in_words(rate, say)) for name, rate in rates if rate]
    return Cell("; ".join(told) or say("cardresults.nothing"), None, "percent")


def _rate_cell(rate: Figure, *, say: Texts) -> Cell:
    return Cell(rate_in_words(rate, say), None if rate.bound else rate.value, "percent")


def _of_index(published: Published, *, say: Texts) -> Iterator[tuple[Cell, Tone]]:
    key = index_class(published.index)
    yield percent_cell(published.index, say=say), ""
    yield Cell(say(f"terms.class.{key}") if key else say("cardresults.nothing")), ""
    risks = {risk.factor: risk.colour for risk in factor_risks(published)}
    for factor in FACTORS:
        yield percent_cell(published.factors.get(factor), say=say), risks.get(factor, "")
    for theme in THEMES:
        yield percent_cell(published.themes.get(theme), say=say), _tone(published, f"theme.{theme}")
    told = [each for each in limits_in_words(published, say=say) if each != say("findings.risk.indication")]
    yield Cell(" ".join(told)), ""


def _of_items(published: Published, source: UnitsSource) -> Iterator[tuple[Cell, Tone]]:
    say = source.say
    for item_id in source.instrument.item_ids:
        yield mean_cell(published.items.get(item_id), say=say), _tone(published, f"item.{item_id}")
    for item_id in _scored(source.instrument):
        score = published.enps.get(item_id)
        written = say("cardresults.nothing") if score is None else say.number(score, 0)
        yield Cell(written, score, "count"), ""


def _tone(published: Published, name: str) -> Tone:
    standing: Standing | None = published.standings.get(name)
    return "" if standing is None or standing == "level" or published.figure(name) is None else standing


def _standings(published: Published, instrument: Instrument, *, say: Texts) -> str:
    """Say of which figures the table's colours tell that they differ from the rest."""
    names = (
        {f"theme.{theme}": say(f"terms.theme.{theme}") for theme in THEMES}
        if instrument.has_index
        else {f"item.{item.id}": item.text.say(say.language) for item in instrument.items}
    )
    told = {names[name]: standing for name, standing in published.standings.items() if name in names}
    if not told:
        return say("cardresults.nothing")
    apart = {
        standing: [name for name, each in told.items() if each == standing]
        for standing in STANDINGS
        if standing != "level" and standing in told.values()
    }
    return "; ".join(
        say("export.units.of", name=say(f"sheet.standing.{standing}"), words=", ".join(alike))
        for standing, alike in apart.items()
    ) or say("sheet.standing.level")


def _question(place: int, instrument: Instrument, *, say: Texts) -> str:
    item = instrument.items[place]
    notes = item_notes(item, instrument=instrument, say=say)
    return f"{item.text.say(say.language)} ({notes})" if notes else item.text.say(say.language)


def _scored(instrument: Instrument) -> list[str]:
    return [item.id for item in instrument.items if item.measure == "enps"]
