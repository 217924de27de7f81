"""The sections of a result's sheet, in the order in which a team goes through them."""

from __future__ import annotations

from collections.abc import Iterator

from reports.figures import (
    basis_section,
    capabilities_section,
    factors_section,
    index_section,
    items_section,
    themes_section,
    trend_section,
)
from reports.findings import (
    area_section,
    change_section,
    choose_section,
    enps_section,
    intelligence_section,
    picks_section,
    reading_section,
    talk_section,
    within_section,
)
from reports.plan_section import plan_sections
from reports.result_sheet import NothingToExport, ResultSheet, Section, Source
from scoring.sentences import verdict_in_words


def result_sheet(source: Source) -> ResultSheet:
    """Write a result down; raise NothingToExport where nothing is published."""
    published, instrument, say = source.published, source.instrument, source.say
    if published.tier == "none":
        raise NothingToExport(published.wave, published.unit)
    return ResultSheet(
        language=say.language,
        title=say("cardresults.title", instrument=instrument.name.say(say.language)),
        unit=source.unit.name(say.language),
        closed=say("cardresults.closed", moment=say.moment(source.closed_at, source.zone)),
        verdict=verdict_in_words(published, instrument=instrument, say=say),
        care=say("sheet.care"),
        sections=tuple(section for section in _sections(source) if section.rows or section.said),
    )


def _sections(source: Source) -> Iterator[Section]:
    """Give the sections in the order of the talk: first whose voice it is, last what is done with it."""
    yield basis_section(source)
    if source.instrument.has_index:
        yield index_section(source)
    yield change_section(source)
    yield trend_section(source)
    if source.instrument.has_index:
        yield factors_section(source)
        yield themes_section(source)
        yield capabilities_section(source)
    yield area_section(source)
    yield items_section(source)
    yield enps_section(source)
    yield within_section(source)
    yield from (picks_section(source, kind) for kind in ("strengths", "targets"))
    yield intelligence_section(source)
    yield talk_section(source)
    yield choose_section(source)
    yield from plan_sections(source.plan, say=source.say)
    yield reading_section(source)
