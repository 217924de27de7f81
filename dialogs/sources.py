"""What a file is made of, read from the stores: the same for a press in Teams and for the shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.exports import Kind
from dialogs.looking import list_named
from directory.organisation import Person
from directory.rights import may_see
from reports.formats import exported, exported_units
from reports.result_sheet import PlanSource, Source
from reports.sections import result_sheet
from reports.units_sheet import UnitsSource, units_sheet
from storage.plan_reading import find_owners
from storage.plans import list_plans
from storage.results import NotPublished, Result, find_result_of
from storage.stored_results import list_stored_results
from storage.teams import find_place
from storage.waves import list_frozen_units


async def get_shown(connection: AsyncConnection, wave: str, *, code: str) -> Result:
    """Give a unit's result or raise NotPublished: not closed, no such wave or unit, nothing to show."""
    found = await find_result_of(connection, wave, code=code)
    if found is None or found.published.tier == "none":
        raise NotPublished(wave, code)
    return found


async def read_file(
    connection: AsyncConnection,
    result: Result,
    kind: Kind,
    *,
    zone: ZoneInfo,
    language: str,
    reader: Person | None = None,
) -> Callable[[], bytes]:
    """Read all that a file is made of; what is given writes it, without the stores and in any thread.

    The plan that came of the result is a part of it, where `reader` may see that; None, the shell, may.
    Writing raises NoPango where a pdf cannot be made; reading raises NotPublished for an open wave.
    """
    if kind == "units":
        units = await _units_source(connection, result, zone=zone, language=language)
        return lambda: exported_units(units_sheet(units))
    source = await _source(connection, result, zone=zone, language=language)
    source = replace(source, plan=await _plan(connection, result, reader))
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


async def _plan(connection: AsyncConnection, result: Result, reader: Person | None) -> PlanSource | None:
    """Find the plan that came of a result, by the rights of today: units move, and plans with them."""
    plans = await list_plans(connection, codes=[result.unit.unit.code], ended=True)
    plan = next((each for each in reversed(plans) if each.wave == result.wave.id), None)
    if plan is None:
        return None
    place = await find_place(connection, plan.code)
    if reader is not None and (place is None or not may_see(reader, place.path)):
        return None
    return PlanSource(plan, await find_owners(connection, [plan]))


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
