"""The facts that nudges follow from, of all units at once: a few queries, however many units there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.cycle import Cycle
from followups.nudges import HISTORY, LastResult, PlanFacts, UnitFacts
from storage.results import told_in
from storage.rights import leading
from storage.tables.channels import channels
from storage.tables.directory import units
from storage.tables.plans import GOING_ON, choices, follow_ups, plans, talks
from storage.tables.results import results
from storage.teams import teams
from storage.waves import list_calling_for_plans


@dataclass(frozen=True, slots=True)
class Leading:
    """Who leads which unit today, and which unit each lies below."""

    leaders: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, str | None]

    def of(self, code: str) -> tuple[str, ...]:
        """Give those who lead a unit itself."""
        return self.leaders.get(code, ())

    def above(self, code: str) -> tuple[str, ...]:
        """Give those who lead the nearest unit above that somebody else leads."""
        own, above = set(self.of(code)), self.parents.get(code)
        while above is not None:
            others = tuple(each for each in self.of(above) if each not in own)
            if others:
                return others
            above = self.parents.get(above)
        return ()


async def find_leading(connection: AsyncConnection, *, now: datetime) -> Leading:
    """Find who leads what at a moment."""
    leaders: dict[str, tuple[str, ...]] = {}
    led = leading(now).subquery()
    for person, code in await connection.execute(select(led).order_by(led.c.person, led.c.unit_code)):
        leaders[code] = (*leaders.get(code, ()), person)
    tree = await connection.execute(select(units.c.code, units.c.parent_code))
    return Leading(leaders, {row.code: row.parent_code for row in tree})


async def list_spokesmen(connection: AsyncConnection) -> dict[str, str]:
    """Give, for each unit with a channel that can be written to, the unit in whose name that is done.

    A channel may belong to several units, and is one listener all the same.
    """
    usable = select(channels.c.code, channels.c.channel_id).where(channels.c.blocked.is_(None))
    found = (await connection.execute(usable.order_by(channels.c.code.desc()))).all()
    first = {row.channel_id: row.code for row in found}
    return {row.code: first[row.channel_id] for row in found}


async def list_unit_facts(
    connection: AsyncConnection, cycle: Cycle, *, zone: ZoneInfo, now: datetime
) -> list[UnitFacts]:
    """List what is known of every unit with a team or a plan, in the order of codes."""
    since = now - HISTORY - timedelta(days=cycle.plan_days + 1)
    found = await _results(connection, zone=zone, since=since)
    going = await _plans(connection, since=since.astimezone(zone).date())
    has_team = set(await connection.scalars(teams(now)))
    there = set(await connection.scalars(select(units.c.code)))
    codes = sorted(has_team | (going.keys() & there))
    return [UnitFacts(code, found.get(code) if code in has_team else None, going.get(code)) for code in codes]


async def _results(connection: AsyncConnection, *, zone: ZoneInfo, since: datetime) -> dict[str, LastResult]:
    """Give the newest result of each unit that shows something."""
    closed = await list_calling_for_plans(connection, since=since)
    tier = told_in(connection)["tier"].as_string()
    shown = select(results.c.wave, results.c.code).where(results.c.wave.in_(list(closed)), tier != "none")
    talked, choosing = await _pairs(connection, talks, closed), await _pairs(connection, choices, closed)
    found: dict[str, LastResult] = {}
    for row in sorted(await connection.execute(shown), key=lambda row: (closed[row.wave], row.wave)):
        pair = (row.wave, row.code)
        day = closed[row.wave].astimezone(zone).date()
        found[row.code] = LastResult(row.wave, day, pair in talked, pair in choosing)
    return found


async def _pairs(connection: AsyncConnection, table: Table, known: Collection[str]) -> set[tuple[Any, ...]]:
    """Give the waves and units of a table's rows."""
    query = select(table.c.wave, table.c.code).where(table.c.wave.in_(sorted(known)))
    return {tuple(row) for row in await connection.execute(query)}


async def _plans(connection: AsyncConnection, *, since: date) -> dict[str, PlanFacts]:
    """Give each unit's plan: the one that goes on, else the one that ended last and not long ago."""
    c = plans.c
    coming = select(follow_ups.c.plan, follow_ups.c.number, follow_ups.c.due_on)
    coming = coming.join(plans, c.plan == follow_ups.c.plan).where(
        GOING_ON, follow_ups.c.reported_on.is_(None)
    )
    due = {row.plan: (row.number, row.due_on) for row in await connection.execute(coming)}
    query = select(c.code, c.plan, c.agreed_on, c.ended_on).where(or_(GOING_ON, c.ended_on >= since))
    # Last comes what goes on, so that it stays.
    rows = await connection.execute(query.order_by(c.ended_on.is_(None), c.ended_on))
    return {
        row.code: PlanFacts(row.plan, row.agreed_on, row.ended_on, *due.get(row.plan, (None, None)))
        for row in rows
    }
