"""Waves: planned, opened with everything frozen, counted, closed. Their state is computed, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import RowMapping, exists, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from content.instrument import Instrument
from content.loader import instrument_from_json, instrument_to_json
from directory.organisation import Organisation, Unit
from followups.reminders import Whom
from storage.chunks import in_chunks
from storage.tables.wave_requests import wave_requests
from storage.tables.waves import wave_members, wave_units, waves

PATH_STEP = "\x1f"  # in no code: the import refuses control characters
_IS_REQUESTED: Final = exists().where(wave_requests.c.wave == waves.c.wave)
_NOBODY: Final[Mapping[str, int]] = MappingProxyType({})

UNIT_COLUMNS = (
    wave_units.c.code,
    wave_units.c.parent_code,
    wave_units.c.path,
    wave_units.c.level,
    wave_units.c.name_fi,
    wave_units.c.name_sv,
    wave_units.c.name_en,
)

State = Literal["planned", "missed", "open", "closing", "closed"]


class UnknownWave(LookupError):
    """No wave has this id."""

    def __init__(self, wave: str) -> None:
        self.wave = wave
        super().__init__(f"unknown wave {wave!r}")


class WaveExists(Exception):
    """A wave of this id has been planned already."""

    def __init__(self, wave: str) -> None:
        self.wave = wave
        super().__init__(f"wave {wave!r} is planned already")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom a wave asks: nobody asked within `rest_days`, and of `shares` shares of the units this one."""

    rest_days: int = 0
    share: int = 0
    shares: int = 1


EVERYBODY = Turn()


@dataclass(frozen=True, slots=True)
class Wave:
    """A survey round; `instrument` is the one frozen at opening."""

    id: str
    instrument: Instrument
    unit_code: str
    k: int
    reminders: int
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None = None
    counted_at: datetime | None = None
    closed_at: datetime | None = None
    turn: Turn = EVERYBODY
    remind_whom: Whom = "all"

    def state(self, now: datetime) -> State:
        """Say where the wave is; "missed" when nobody was there to open it in its time."""
        if self.closed_at:
            return "closed"
        if self.opened_at is None:
            return "planned" if now < self.closes_at else "missed"
        return "open" if now < self.closes_at else "closing"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody asked in a wave and the cell where the answer counts."""

    person: str
    cell: str


@dataclass(frozen=True, slots=True)
class FrozenUnit:
    """A unit as it was when the wave opened; `path` leads from the organisation's root to the unit."""

    unit: Unit
    path: tuple[str, ...]

    @property
    def above(self) -> tuple[str, ...]:
        """Give the codes down to the unit above; nothing for the topmost that was asked."""
        return self.path[:-1] if self.unit.parent_code is not None else ()


async def record_wave(connection: AsyncConnection, wave: Wave) -> None:
    """Record a planned wave or raise WaveExists, also when another process has it in its hands."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(waves).values(
        wave=wave.id,
        instrument_id=wave.instrument.id,
        instrument=instrument_to_json(wave.instrument),
        unit_code=wave.unit_code,
        k=wave.k,
        reminders=wave.reminders,
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        remind_whom=wave.remind_whom,
        **asdict(wave.turn),
    )
    if await connection.scalar(statement.on_conflict_do_nothing().returning(waves.c.wave)) is None:
        raise WaveExists(wave.id)


async def find_wave(connection: AsyncConnection, wave: str) -> Wave | None:
    """Find a wave."""
    row = (await connection.execute(select(waves).where(waves.c.wave == wave))).mappings().one_or_none()
    return wave_from(row) if row else None


async def get_wave(connection: AsyncConnection, wave: str) -> Wave:
    """Give a wave or raise UnknownWave."""
    found = await find_wave(connection, wave)
    if found is None:
        raise UnknownWave(wave)
    return found


async def list_waves(connection: AsyncConnection) -> list[Wave]:
    """List every wave, the newest last."""
    rows = await connection.execute(select(waves).order_by(waves.c.opens_at, waves.c.wave))
    return [wave_from(row) for row in rows.mappings()]


async def list_recent_waves(connection: AsyncConnection, *, since: datetime) -> list[Wave]:
    """List the waves that still go on and those that ended after a moment, the newest last."""
    is_awaited = waves.c.opened_at.is_not(None) & waves.c.closed_at.is_(None)
    recent = or_(is_awaited, waves.c.closes_at > since)
    rows = await connection.execute(select(waves).where(recent).order_by(waves.c.opens_at, waves.c.wave))
    return [wave_from(row) for row in rows.mappings()]


async def list_calling_for_plans(connection: AsyncConnection, *, since: datetime) -> dict[str, datetime]:
    """List when the waves closed that call for a plan, of those after a moment, the first first."""
    query = select(waves).where(waves.c.closed_at > since).order_by(waves.c.closed_at, waves.c.wave)
    found = map(wave_from, (await connection.execute(query)).mappings())
    return {wave.id: wave.closed_at for wave in found if wave.closed_at and wave.instrument.calls_for_a_plan}


async def find_overlapping(
    connection: AsyncConnection, wave: Wave, *, organisation: Organisation, now: datetime
) -> Wave | None:
    """Find a planned or open wave that asks the same of a unit of a new one's at the same time.

    With an import between two openings, their difference would be the answer of whoever has come.
    """
    await _lock_plans(connection)
    query = select(waves).where(
        waves.c.instrument_id == wave.instrument.id,
        waves.c.wave != wave.id,
        waves.c.opens_at < wave.closes_at,
        waves.c.closes_at > max(wave.opens_at, now),
    )
    asked = frozenset(organisation.below(wave.unit_code))
    for row in (await connection.execute(query.order_by(waves.c.opens_at, waves.c.wave))).mappings():
        other = wave_from(row)
        if not asked.isdisjoint(await _units_of(connection, other, organisation)):
            return other
    return None


async def _lock_plans(connection: AsyncConnection) -> None:
    """Let one at a time compare a new wave with the others: two at once would find nothing; readers go on."""
    if connection.dialect.name != "sqlite":  # BEGIN IMMEDIATE admits one writer
        await connection.execute(text("LOCK TABLE waves IN SHARE ROW EXCLUSIVE MODE"))


async def _units_of(connection: AsyncConnection, wave: Wave, organisation: Organisation) -> Collection[str]:
    """List a wave's units: as they were frozen, or as they are now when it has not opened yet."""
    if wave.opened_at:
        return [each.unit.code for each in await list_frozen_units(connection, wave.id)]
    return organisation.below(wave.unit_code) if wave.unit_code in organisation.units else ()


async def list_due_to_open(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """List planned waves whose time has come and is not over, and that wait for nobody."""
    due = select(waves.c.wave).where(
        waves.c.opened_at.is_(None), waves.c.opens_at <= now, waves.c.closes_at > now, ~_IS_REQUESTED
    )
    return list(await connection.scalars(due.order_by(waves.c.opens_at)))


async def list_due_to_close(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """List opened waves whose time is over and that are not closed yet."""
    due = select(waves.c.wave).where(
        waves.c.opened_at.is_not(None), waves.c.closed_at.is_(None), waves.c.closes_at <= now
    )
    return list(await connection.scalars(due.order_by(waves.c.closes_at)))


async def freeze(
    connection: AsyncConnection,
    wave: str,
    *,
    organisation: Organisation,
    members: Iterable[Member],
    above: Sequence[str] = (),
    newcomers: Mapping[str, int] = _NOBODY,
    leavers: Mapping[str, int] = _NOBODY,
) -> None:
    """Keep the tree and the membership of a wave as they are now; `organisation` is the wave's own part.

    `above` are the codes from the organisation's root down to the unit above that part. `newcomers` counts by
    cell who of the members came lately, `leavers` by unit who left; both may be forgotten before the close.
    """
    for some in in_chunks(_unit_rows(wave, organisation, above, newcomers, leavers)):
        await connection.execute(insert(wave_units), some)
    rows: Iterator[dict[str, object]] = (
        {"wave": wave, "person": member.person, "cell": member.cell} for member in members
    )
    for some in in_chunks(rows):
        await connection.execute(insert(wave_members), some)


async def mark_opened(connection: AsyncConnection, wave: str, *, now: datetime) -> bool:
    """Mark a planned wave as opened; False when somebody else has, or when it waits for a second person."""
    may = (waves.c.wave == wave, waves.c.opened_at.is_(None), ~_IS_REQUESTED)
    return (await connection.execute(update(waves).where(*may).values(opened_at=now))).rowcount == 1


async def mark_ended(connection: AsyncConnection, wave: str, *, now: datetime) -> bool:
    """End an open wave's answering time now; False when it is over already."""
    statement = update(waves).where(
        waves.c.wave == wave, waves.c.opened_at.is_not(None), waves.c.opens_at < now, waves.c.closes_at > now
    )
    return (await connection.execute(statement.values(closes_at=now))).rowcount == 1


async def claim_closing(connection: AsyncConnection, wave: str, *, now: datetime, until: datetime) -> bool:
    """Claim the closing of a wave for a while; False when it is not due, done, or another process has it."""
    free = or_(waves.c.closing_until.is_(None), waves.c.closing_until < now)
    statement = update(waves).where(
        waves.c.wave == wave,
        waves.c.opened_at.is_not(None),
        waves.c.closes_at <= now,
        waves.c.closed_at.is_(None),
        free,
    )
    return (await connection.execute(statement.values(closing_until=until))).rowcount == 1


async def release_closing(connection: AsyncConnection, wave: str) -> None:
    """Let another process try to close the wave at once."""
    await connection.execute(update(waves).where(waves.c.wave == wave).values(closing_until=None))


async def mark_counted(connection: AsyncConnection, wave: str, *, now: datetime) -> bool:
    """Mark that the snapshot is written, in the transaction that writes it; False when it was before."""
    statement = update(waves).where(waves.c.wave == wave, waves.c.counted_at.is_(None))
    return (await connection.execute(statement.values(counted_at=now))).rowcount == 1


async def mark_closed(connection: AsyncConnection, wave: str, *, now: datetime) -> bool:
    """Mark that single answers are destroyed: results are shown, newcomers forgotten; False when it was."""
    came_or_went = wave_units.c.newcomers.is_not(None) | wave_units.c.leavers.is_not(None)
    forgotten = update(wave_units).where(wave_units.c.wave == wave, came_or_went)
    await connection.execute(forgotten.values(newcomers=None, leavers=None))
    statement = update(waves).where(waves.c.wave == wave, waves.c.closed_at.is_(None))
    return (await connection.execute(statement.values(closed_at=now, closing_until=None))).rowcount == 1


async def find_open_wave(connection: AsyncConnection, *, person: str, now: datetime) -> Wave | None:
    """Find the wave that somebody can answer now, the one that closes first."""
    query = (
        select(waves)
        .join(wave_members, wave_members.c.wave == waves.c.wave)
        .where(wave_members.c.person == person, waves.c.opened_at.is_not(None), waves.c.closes_at > now)
        .order_by(waves.c.closes_at)
        .limit(1)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return wave_from(row) if row else None


async def count_invited(connection: AsyncConnection, wave: str) -> dict[str, int]:
    """Count the members of each cell."""
    query = (
        select(wave_members.c.cell, func.count().label("invited"))
        .where(wave_members.c.wave == wave)
        .group_by(wave_members.c.cell)
    )
    return {row.cell: row.invited for row in await connection.execute(query)}


async def list_frozen_units(connection: AsyncConnection, wave: str) -> list[FrozenUnit]:
    """List a wave's units in tree order."""
    query = select(wave_units).where(wave_units.c.wave == wave).order_by(wave_units.c.position)
    return [frozen_from(row) for row in (await connection.execute(query)).mappings()]


async def find_frozen_unit(connection: AsyncConnection, wave: str, *, code: str) -> FrozenUnit | None:
    """Find one unit as it was when the wave opened."""
    query = select(wave_units).where(wave_units.c.wave == wave, wave_units.c.code == code)
    row = (await connection.execute(query)).mappings().one_or_none()
    return frozen_from(row) if row else None


async def list_units_of_wave(connection: AsyncConnection, wave: str, *, codes: Collection[str]) -> list[Unit]:
    """List some units as they were when the wave opened."""
    if not codes:
        return []
    query = select(wave_units).where(wave_units.c.wave == wave, wave_units.c.code.in_(codes))
    rows = await connection.execute(query.order_by(wave_units.c.position))
    return [frozen_from(row).unit for row in rows.mappings()]


def _unit_rows(
    wave: str,
    organisation: Organisation,
    above: Sequence[str],
    newcomers: Mapping[str, int],
    leavers: Mapping[str, int],
) -> Iterator[dict[str, object]]:
    for position, (code, unit) in enumerate(organisation.units.items()):
        yield {
            "wave": wave,
            "code": code,
            "parent_code": unit.parent_code,
            "position": position,
            "path": PATH_STEP.join((*above, *organisation.path(code))),
            "level": unit.level,
            "name_fi": unit.name_fi,
            "name_sv": unit.name_sv,
            "name_en": unit.name_en,
            "newcomers": newcomers.get(code),
            "leavers": leavers.get(code),
        }


@lru_cache(maxsize=64)
def _instrument(text: str) -> Instrument:
    return instrument_from_json(text)


def wave_from(row: RowMapping) -> Wave:
    """Read a wave from a row of its table."""
    return Wave(
        id=row["wave"],
        instrument=_instrument(row["instrument"]),
        unit_code=row["unit_code"],
        k=row["k"],
        reminders=row["reminders"],
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        opened_at=row["opened_at"],
        counted_at=row["counted_at"],
        closed_at=row["closed_at"],
        turn=Turn(row["rest_days"], row["share"], row["shares"]),
        remind_whom=row["remind_whom"],
    )


def frozen_from(row: RowMapping) -> FrozenUnit:
    """Read a unit from a row that holds UNIT_COLUMNS."""
    names = (row["name_fi"], row["name_sv"], row["name_en"])
    return FrozenUnit(
        Unit(row["code"], row["parent_code"], row["level"], *names), tuple(row["path"].split(PATH_STEP))
    )
