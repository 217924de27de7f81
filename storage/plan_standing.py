"""Where units stand on the way from their result to a plan: a few queries for however many units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, func, or_, select, true
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Unit
from followups.cycle import Cycle
from followups.plan_standing import LATEST, Handed, Planned, Standing, standing_of
from storage.organisation import list_units
from storage.results import told_in
from storage.tables.directory import units
from storage.tables.plans import follow_up_reports, follow_ups, plans, talks
from storage.tables.results import results
from storage.teams import teams
from storage.waves import list_calling_for_plans

MOST_KEPT: Final = 500
"""Waves of a store of which it is remembered whom they show."""

_kept: WeakKeyDictionary[Engine, dict[str, frozenset[str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Today:
    """The moment at which units stand somewhere, and the times that HR has set."""

    now: datetime
    zone: ZoneInfo
    cycle: Cycle

    @property
    def today(self) -> date:
        """Give the day by the clocks of `zone`."""
        return self.now.astimezone(self.zone).date()


async def list_units_in(connection: AsyncConnection, led: Collection[str] | None) -> list[Unit]:
    """List the units that somebody leads with all below them, or the whole (None), in tree order."""
    known = await list_units(connection)
    if led is None:
        return known
    inside: dict[str, Unit] = {}
    for unit in known:
        if unit.code in led or unit.parent_code in inside:
            inside[unit.code] = unit
    return list(inside.values())


async def list_standings(
    connection: AsyncConnection, codes: Collection[str] | None, *, on: Today
) -> list[Standing]:
    """List where units stand, in tree order: those with a team or a plan, of some units or of all (None)."""
    planned = await _planned(connection, codes)
    handed = await _handed(connection, codes, planned, on=on)
    return [
        standing_of(code, handed.get(code), planned.get(code), cycle=on.cycle, today=on.today)
        for code in await _with_teams(connection, codes, now=on.now)
    ]


async def _with_teams(
    connection: AsyncConnection, codes: Collection[str] | None, *, now: datetime
) -> list[str]:
    """List where some work who do not lead the unit, and where a plan is: nobody agrees on one alone."""
    has_one = or_(units.c.code.in_(teams(now)), units.c.code.in_(select(plans.c.code)))
    query = select(units.c.code).where(has_one, _is_among(units.c.code, codes))
    return list(await connection.scalars(query.order_by(units.c.position)))


async def _planned(connection: AsyncConnection, codes: Collection[str] | None) -> dict[str, Planned]:
    """Find each unit's newest plan: the one that goes on, else the one that ended last."""
    p = plans.c
    newest = (p.ended_on.is_(None).desc(), p.ended_on.desc(), p.made_on.desc(), p.plan)
    query = select(p.code, p.plan, p.made_on, p.agreed_on, p.ended_on).order_by(p.code, *newest)
    rows = await connection.execute(query.where(_is_among(p.code, codes)))
    due, needy = await _due(connection), await _needy(connection)
    found: dict[str, Planned] = {}
    for code, plan, made_on, agreed_on, ended_on in rows:
        one = Planned(plan, made_on, agreed_on, ended_on, due.get(plan), needs_support=plan in needy)
        found.setdefault(code, one)
    return found


async def _due(connection: AsyncConnection) -> dict[str, date]:
    query = select(follow_ups.c.plan, follow_ups.c.due_on).where(follow_ups.c.reported_on.is_(None))
    return {row.plan: row.due_on for row in await connection.execute(query)}


async def _needy(connection: AsyncConnection) -> set[str]:
    """List the plans whose latest follow-up asks for support."""
    c = follow_ups.c
    latest = select(c.plan, func.max(c.number).label("number")).where(c.reported_on.is_not(None))
    last = latest.group_by(c.plan).subquery()
    is_last = (follow_up_reports.c.plan == last.c.plan) & (follow_up_reports.c.number == last.c.number)
    query = select(follow_up_reports.c.plan).join(last, is_last).where(follow_up_reports.c.needs_support)
    return set(await connection.scalars(query))


async def _handed(
    connection: AsyncConnection, codes: Collection[str] | None, planned: Mapping[str, Planned], *, on: Today
) -> dict[str, Handed]:
    """Find the first result of each unit since its last plan ended, and whether any was gone through."""
    talked = await _talked(connection)
    found: dict[str, Handed] = {}
    for wave, closed_on, shown in await _results(connection, on=on):
        for code in shown if codes is None else shown.intersection(codes):
            plan = planned.get(code)
            if plan is not None and plan.ended_on is not None and closed_on <= plan.ended_on:
                continue
            first = found.get(code) or Handed(wave, closed_on)
            talked_on = first.talked_on or talked.get((wave, code))
            found[code] = replace(first, talked_on=talked_on)
    return found


async def _talked(connection: AsyncConnection) -> dict[tuple[str, str], date]:
    rows = await connection.execute(select(talks.c.wave, talks.c.code, talks.c.held_on))
    return {(row.wave, row.code): row.held_on for row in rows}


async def _results(connection: AsyncConnection, *, on: Today) -> list[tuple[str, date, frozenset[str]]]:
    """List the waves of a year that call for a plan with the units that they show, the first first."""
    since = datetime.combine(on.today - LATEST, time(), tzinfo=on.zone)
    closed = await list_calling_for_plans(connection, since=since)
    shown = await _shown(connection, list(closed))
    return [(wave, closed_at.astimezone(on.zone).date(), shown[wave]) for wave, closed_at in closed.items()]


async def _shown(connection: AsyncConnection, closed: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Give the units that closed waves show; a closed wave never changes, so each is read once."""
    kept = _kept.setdefault(connection.engine.sync_engine, {})
    known = {wave: kept[wave] for wave in closed if wave in kept}
    if new := [wave for wave in closed if wave not in known]:
        is_shown = told_in(connection)["tier"].as_string() != "none"
        query = select(results.c.wave, results.c.code).where(results.c.wave.in_(new), is_shown)
        codes: dict[str, set[str]] = {wave: set() for wave in new}
        for wave, code in await connection.execute(query):
            codes[wave].add(code)
        known |= {wave: frozenset(some) for wave, some in codes.items()}
        kept.update(known)
        for wave in list(kept)[:-MOST_KEPT]:
            del kept[wave]
    return known


def _is_among(column: Column[str], codes: Collection[str] | None) -> ColumnElement[bool]:
    return true() if codes is None else column.in_(sorted(codes))
