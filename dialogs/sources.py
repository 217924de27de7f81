"""What a file is made of, read from the stores: the same for a press in Teams and for the shell."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.exports import Kind
from dialogs.looking import list_named
from reports.formats import exported, exported_units
from reports.result_sheet import Source
from reports.sections import result_sheet
from reports.units_sheet import UnitsSource, units_sheet
from storage.results import NotPublished, Result, find_result_of
from storage.stored_results import list_stored_results
from storage.waves import list_frozen_units


async def get_shown(connection: AsyncConnection, wave: str, *, code: str) -> Result:
    """Give a unit's result or raise NotPublished: not closed, no such wave or unit, nothing to show."""
    found = await find_result_of(connection, wave, code=code)
    if found is None or found.published.tier == "none":
        raise NotPublished(wave, code)
    return found


async def read_file(
    connection: AsyncConnection, result: Result, kind: Kind, *, zone: ZoneInfo, language: str
) -> Callable[[], bytes]:
    """Read all that a file is made of; what is given writes it, without the stores and in any thread.

    Writing raises NoPango where a pdf cannot be made; reading raises NotPublished for an open wave.
    """
    if kind == "units":
        units = await _units_source(connection, result, zone=zone, language=language)
        return lambda: exported_units(units_sheet(units))
    source = await _source(connection, result, zone=zone, language=language)
    return lambda: exported(result_sheet(source), kind)


async def _source(connection: AsyncConnection, result: Result, *, zone: ZoneInfo, language: str) -> Source:
    wave, published = result.wave, result.published
    if wave.closed_at is None:
        raise NotPublished(wave.id, published.unit)
    named = await list_named(connection, result)
    return Source(
        published=published,
        unit=result.unit.unit,
        members=named.members,
        area=named.area,
        organisation=result.whole,
        instrument=wave.instrument,
        closed_at=wave.closed_at,
        zone=zone,
        language=language,
    )


async def _units_source(
    connection: AsyncConnection, result: Result, *, zone: ZoneInfo, language: str
) -> UnitsSource:
    wave, top = result.wave, result.unit.path
    if wave.closed_at is None:
        raise NotPublished(wave.id, result.published.unit)
    units = await list_frozen_units(connection, wave.id)
    within = [each.unit.code for each in units if each.path[: len(top)] == top]
    return UnitsSource(
        top=result.unit.unit,
        units={each.unit.code: each.unit for each in units},
        results=await list_stored_results(connection, wave.id, codes=within),
        instrument=wave.instrument,
        closed_at=wave.closed_at,
        zone=zone,
        language=language,
    )
