"""What a closed wave left: sums of atoms and the published results of every node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import SystemRandom
from typing import Any, Final, Literal

from sqlalchemy import (
    JSON,
    ColumnElement,
    RowMapping,
    Select,
    bindparam,
    cast,
    exists,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Unit
from scoring.aggregate import Atoms
from scoring.disclosure import PastWave, Published, Tier, restore
from storage.chunks import in_chunks
from storage.follow_ups import IS_PULSE
from storage.response_rates import remove_rates
from storage.tables.results import atoms, results
from storage.tables.waves import wave_units, waves
from storage.waves import UNIT_COLUMNS, FrozenUnit, Wave, frozen_from, list_units_of_wave, wave_from

_MOST_EARLIER: Final = 20
"""Earlier waves that are looked through for one that shows something."""


class NotPublished(LookupError):
    """There is no published result of this unit in this wave."""

    def __init__(self, wave: str, code: str) -> None:
        self.wave = wave
        self.code = code
        super().__init__(f"nothing is published of unit {code!r} in wave {wave!r}")


@dataclass(frozen=True, slots=True)
class Result:
    """A unit's published result with what is needed to show it; `whole` is the wave's root's.

    `has_below` tells that the wave had units below this one, `has_others` that other closed waves had it.
    """

    wave: Wave
    unit: FrozenUnit
    published: Published
    whole: Published
    has_below: bool = False
    has_others: bool = False

    @property
    def leads_to(self) -> tuple[Literal["trend", "level"], ...]:
        """Say what else there is: other waves of the unit, units below it."""
        told: dict[Literal["trend", "level"], bool] = {"trend": self.has_others, "level": self.has_below}
        return tuple(name for name, is_there in told.items() if is_there)


async def record_results(
    connection: AsyncConnection, wave: str, *, sums: Atoms, published: Mapping[str, Published]
) -> None:
    """Record a wave's snapshot once, in random order; a second one is refused by the primary key.

    It takes the place of the response rates that were told while the wave was open.
    """
    await remove_rates(connection, wave)
    await connection.execute(insert(atoms).values(wave=wave, body=sums.to_json()))
    rows = [{"wave": wave, "code": code, "body": each.to_json()} for code, each in published.items()]
    SystemRandom().shuffle(rows)
    for some in in_chunks(rows):
        await connection.execute(insert(results), some)


async def find_result(connection: AsyncConnection, wave: str, *, code: str) -> Published | None:
    """Find a node's published result; None before the wave is closed."""
    query = (
        select(results.c.body)
        .join(waves, waves.c.wave == results.c.wave)
        .where(results.c.wave == wave, results.c.code == code, waves.c.closed_at.is_not(None))
    )
    body = await connection.scalar(query)
    return restore(body) if body else None


async def get_result(connection: AsyncConnection, wave: str, *, code: str) -> Published:
    """Give a node's published result or raise NotPublished: not closed, no such wave, no such unit."""
    found = await find_result(connection, wave, code=code)
    if found is None:
        raise NotPublished(wave, code)
    return found


async def list_results(connection: AsyncConnection, wave: str) -> list[Published]:
    """List a closed wave's published results in tree order."""
    query = (
        select(results.c.body)
        .join(waves, waves.c.wave == results.c.wave)
        .join(wave_units, (wave_units.c.wave == results.c.wave) & (wave_units.c.code == results.c.code))
        .where(results.c.wave == wave, waves.c.closed_at.is_not(None))
        .order_by(wave_units.c.position)
    )
    return [restore(body) for body in await connection.scalars(query)]


async def list_tiers(connection: AsyncConnection, wave: str) -> list[tuple[FrozenUnit, Tier]]:
    """List a closed wave's units in tree order with what may be shown of each; none of one given up."""
    tier = told_in(connection)["tier"].as_string()
    query = (
        select(*UNIT_COLUMNS, tier.label("tier"))
        .join(waves, waves.c.wave == results.c.wave)
        .join(wave_units, (wave_units.c.wave == results.c.wave) & (wave_units.c.code == results.c.code))
        .where(results.c.wave == wave, waves.c.closed_at.is_not(None))
        .order_by(wave_units.c.position)
    )
    rows = (await connection.execute(query)).mappings()
    return [(frozen_from(row), row["tier"]) for row in rows]


def told_in(connection: AsyncConnection) -> ColumnElement[Any]:
    """Give stored results as JSON that the database reads: thousands may be asked for a word each."""
    is_sqlite = connection.dialect.name == "sqlite"
    return type_coerce(results.c.body, JSON) if is_sqlite else cast(results.c.body, JSON)


async def list_past_waves(connection: AsyncConnection, wave: Wave, *, most: int) -> list[PastWave]:
    """List the newest closed waves that asked the same instrument of a tree with this wave's unit in it."""
    covers = wave_units.c.code == wave.unit_code
    query = (
        select(waves, atoms.c.body)
        .join(atoms, atoms.c.wave == waves.c.wave)
        .join(wave_units, (wave_units.c.wave == waves.c.wave) & covers)
        .where(
            waves.c.instrument_id == wave.instrument.id,
            waves.c.closed_at.is_not(None),
            waves.c.closes_at < wave.closes_at,
            waves.c.wave != wave.id,
        )
        .order_by(waves.c.closes_at.desc(), waves.c.wave)
        .limit(most)
    )
    return [_past(wave_from(row), row["body"]) for row in (await connection.execute(query)).mappings()]


def _past(wave: Wave, body: str) -> PastWave:
    return PastWave(wave.id, wave.closes_at.date(), wave.instrument, Atoms.from_json(body), wave.unit_code)


async def find_latest_result(connection: AsyncConnection, *, code: str) -> Result | None:
    """Find what the wave closed last says of a unit; where that shows nothing, an earlier one that does.

    Pulses before follow-ups are left out: what they say is on the form of the follow-up.
    """
    found = [result_from(row) for row in (await connection.execute(_LATEST, {"of": code})).mappings()]
    if not found or _is_shown(found[0]):
        return found[0] if found else None
    earlier = (await connection.execute(_EARLIER, {"of": code})).mappings()
    return next((each for each in map(result_from, earlier) if _is_shown(each)), found[0])


async def find_result_of(connection: AsyncConnection, wave: str, *, code: str) -> Result | None:
    """Find what a closed wave says of a unit; None before it is closed and for other units than its own."""
    row = (await connection.execute(_OF_WAVE, {"of": code, "in": wave})).mappings().one_or_none()
    return result_from(row) if row else None


async def list_results_of_unit(connection: AsyncConnection, *, code: str) -> list[Result]:
    """List what the newest closed waves show of a unit, the one closed last first."""
    found = (await connection.execute(_NEWEST, {"of": code})).mappings()
    return [each for each in map(result_from, found) if _is_shown(each)]


async def list_named_units(connection: AsyncConnection, result: Result) -> tuple[list[Unit], Unit | None]:
    """Give the units that a result names as its wave had them: those who share it, and its area."""
    members, area = result.published.members, result.published.area
    codes = [*members, area] if area else members
    units = await list_units_of_wave(connection, result.wave.id, codes=codes)
    return [unit for unit in units if unit.code in members], next(
        (unit for unit in units if unit.code == area), None
    )


def result_from(row: RowMapping) -> Result:
    """Read a result from a row of one of this module's queries."""
    return Result(
        wave_from(row),
        frozen_from(row),
        _restored(row["body"]),
        _restored(row["whole"]),
        has_below=bool(row["has_below"]),
        has_others=bool(row["has_others"]),
    )


@lru_cache(maxsize=256)
def _restored(body: str) -> Published:
    return restore(body)


def _is_shown(result: Result) -> bool:
    return result.published.tier != "none"


def _query() -> Select[Any]:
    """Select what closed waves say of a unit, the one closed last first."""
    whole, code = results.alias("whole"), bindparam("of", type_=results.c.code.type)
    below, elsewhere, other = wave_units.alias("below"), results.alias("elsewhere"), waves.alias("other")
    has_below = exists().where(below.c.wave == waves.c.wave, below.c.parent_code == code)
    has_others = exists().where(
        elsewhere.c.code == code,
        elsewhere.c.wave != waves.c.wave,
        other.c.wave == elsewhere.c.wave,
        other.c.closed_at.is_not(None),
    )
    return (
        select(
            waves,
            *UNIT_COLUMNS,
            results.c.body.label("body"),
            whole.c.body.label("whole"),
            has_below.label("has_below"),
            has_others.label("has_others"),
        )
        .join(results, (results.c.wave == waves.c.wave) & (results.c.code == code))
        .join(wave_units, (wave_units.c.wave == waves.c.wave) & (wave_units.c.code == code))
        .join(whole, (whole.c.wave == waves.c.wave) & (whole.c.code == waves.c.unit_code))
        .where(waves.c.closed_at.is_not(None))
        .order_by(waves.c.closed_at.desc(), waves.c.closes_at.desc(), waves.c.wave)
    )


_LATEST = _query().where(~IS_PULSE).limit(1)
_NEWEST = _query().limit(_MOST_EARLIER)
_EARLIER = _query().where(~IS_PULSE).offset(1).limit(_MOST_EARLIER)
_OF_WAVE = _query().where(waves.c.wave == bindparam("in", type_=waves.c.wave.type))
