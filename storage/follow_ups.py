"""Follow-ups of plans: one open at a time, and what was reported of each target."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.plan_states import State
from storage.tables.plans import follow_up_reports, follow_ups
from storage.tables.waves import waves

IS_PULSE: Final = exists().where(follow_ups.c.wave == waves.c.wave)
"""Says of a row of `waves` that it asks a team about its targets before a follow-up."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up of a plan with a number, 1 first; `wave` is the pulse that belongs to it."""

    plan: str
    number: int
    due_on: date
    snoozes: int = 0
    reported_on: date | None = None
    wave: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a follow-up says of a target, in the words of whoever leads the unit."""

    plan: str
    number: int
    target: str
    state: State
    went_well: str
    changed: str
    next_step: str
    needs_support: bool


async def record_follow_up(connection: AsyncConnection, follow_up: FollowUp) -> bool:
    """Record a follow-up; False when the plan has one of this number."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(follow_ups).values(asdict(follow_up)).on_conflict_do_nothing()
    return await connection.scalar(statement.returning(follow_ups.c.number)) is not None


async def find_open(connection: AsyncConnection, plan: str) -> FollowUp | None:
    """Find the follow-up of a plan that has not been reported."""
    return (await list_open(connection, [plan])).get(plan)


async def list_open(connection: AsyncConnection, plans: Collection[str]) -> dict[str, FollowUp]:
    """List the follow-ups that have not been reported, by plan."""
    query = select(follow_ups).where(follow_ups.c.plan.in_(sorted(plans)), follow_ups.c.reported_on.is_(None))
    rows = await connection.execute(query.order_by(follow_ups.c.number.desc()))
    return {row.plan: FollowUp(*row) for row in rows}


async def list_last(connection: AsyncConnection, plans: Collection[str]) -> dict[str, FollowUp]:
    """List the follow-up with the highest number of each of the plans that have one, by plan."""
    query = select(follow_ups).where(follow_ups.c.plan.in_(sorted(plans)))
    rows = await connection.execute(query.order_by(follow_ups.c.number))
    return {row.plan: FollowUp(*row) for row in rows}


async def list_follow_ups(connection: AsyncConnection, plan: str) -> list[FollowUp]:
    """List all follow-ups of a plan, the first first."""
    query = select(follow_ups).where(follow_ups.c.plan == plan).order_by(follow_ups.c.number)
    return [FollowUp(*row) for row in await connection.execute(query)]


async def mark_reported(connection: AsyncConnection, follow_up: FollowUp, *, today: date) -> bool:
    """Mark a follow-up as reported; False when it has been."""
    statement = update(follow_ups).where(_is(follow_up), follow_ups.c.reported_on.is_(None))
    return (await connection.execute(statement.values(reported_on=today))).rowcount == 1


async def mark_snoozed(connection: AsyncConnection, follow_up: FollowUp, *, due_on: date) -> bool:
    """Put a follow-up off to a day; False when it was put off or reported meanwhile."""
    as_read = (follow_ups.c.snoozes == follow_up.snoozes) & follow_ups.c.reported_on.is_(None)
    statement = update(follow_ups).where(_is(follow_up), as_read)
    later = statement.values(due_on=due_on, snoozes=follow_up.snoozes + 1)
    return (await connection.execute(later)).rowcount == 1


async def mark_asked(connection: AsyncConnection, follow_up: FollowUp, *, wave: str) -> None:
    """Keep which pulse asks the team before a follow-up."""
    await connection.execute(update(follow_ups).where(_is(follow_up)).values(wave=wave))


async def list_asked(connection: AsyncConnection, waves: Collection[str]) -> set[str]:
    """List those of the waves that ask a team before a follow-up of its plan."""
    query = select(follow_ups.c.wave).where(follow_ups.c.wave.in_(sorted(waves)))
    return {wave for wave in await connection.scalars(query) if wave is not None}


async def record_reports(connection: AsyncConnection, reports: Iterable[Report]) -> None:
    """Record what was reported in a follow-up that has just been marked."""
    rows = [asdict(each) for each in reports]
    if rows:
        await connection.execute(insert(follow_up_reports), rows)


async def list_reports(connection: AsyncConnection, plans: Collection[str]) -> list[Report]:
    """List what has been reported of plans, the first follow-up first."""
    c = follow_up_reports.c
    query = select(follow_up_reports).where(c.plan.in_(sorted(plans))).order_by(c.plan, c.number, c.target)
    return [Report(*row) for row in await connection.execute(query)]


def _is(follow_up: FollowUp) -> ColumnElement[bool]:
    return (follow_ups.c.plan == follow_up.plan) & (follow_ups.c.number == follow_up.number)
