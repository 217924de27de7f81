"""Keeps plans alive: gives each its next follow-up, and nudges leaders and channels, nobody twice a week."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from content.instrument import Instrument
from followups.cycle import Cycle
from followups.follow_ups import day_from_now, end_of_day, may_be_told
from followups.nudges import Due, due_things
from followups.own_time import OwnTime
from followups.working_time import Calendar, WorkingTime
from jobs.outcome_pulses import plan_outcome_pulses
from storage.actors import Reader, list_readers
from storage.channels import recipient_of, unit_of
from storage.cycle import find_cycle
from storage.due_facts import Leading, find_leading, list_spokesmen, list_unit_facts
from storage.engine import Stores
from storage.follow_ups import FollowUp, list_last, record_follow_up
from storage.nudges import APART, list_resting, record_nudge, remove_nudges
from storage.organisation import lock_directory
from storage.outbox import NewDelivery, list_failed, record_deliveries
from storage.plans import Plan, list_plans
from storage.reasons import NOTHING_TO_SAY, TOO_LATE
from storage.working_hours import find_calendar

NUDGE: Final = "nudge"

_log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class DueNow:
    """All that is due today, with those who are told of it: people, and channels under their recipients."""

    things: Mapping[str, tuple[Due, ...]]
    calendar: Calendar


async def nudge_teams(
    stores: Stores, instruments: Mapping[str, Instrument], *, hours: WorkingTime, now: datetime
) -> int:
    """Do what plans want done now and give the number of nudges; any number of processes do it once."""
    async with stores.identity.writing() as connection:
        await lock_directory(connection)
        await _make_follow_ups(connection, hours=hours, now=now)
    await plan_outcome_pulses(stores, instruments, hours=hours, now=now)
    async with stores.identity.writing() as connection:
        await lock_directory(connection)
        told = await _nudge(connection, await find_due(connection, hours=hours, now=now), now=now)
    if told:
        _log.info("teams_nudged", count=told)
    return told


async def find_due(connection: AsyncConnection, *, hours: WorkingTime, now: datetime) -> DueNow:
    """Find what is due now and who is told of it, by the rights, units and channels there are now."""
    cycle, calendar = await find_cycle(connection), await find_calendar(connection, hours)
    leading = await find_leading(connection, now=now)
    facts = await list_unit_facts(connection, cycle, zone=hours.zone, now=now)
    due = [
        each
        for one in facts
        for each in due_things(one, cycle, today=now.astimezone(calendar.of(one.code).zone).date())
    ]
    spokesmen = await list_spokesmen(connection)
    things: dict[str, tuple[Due, ...]] = {}
    for each in due:
        for recipient in _recipients(each, leading, spokesmen):
            things[recipient] = (*things.get(recipient, ()), each)
    return DueNow(things, calendar)


def who_stands_in(leading: Leading, code: str) -> tuple[str, ...]:
    """Give those who are told when a unit's leaders have not acted."""
    return leading.above(code)


def _recipients(due: Due, leading: Leading, spokesmen: Mapping[str, str]) -> Iterable[str]:
    if due.step == "escalated":
        return who_stands_in(leading, due.code)
    # A channel hears once of what concerns all; that a talk comes up is the leader's to say.
    speaks = due.step == "first" and due.topic != "talk" and due.code in spokesmen
    return (*leading.of(due.code), *([recipient_of(spokesmen[due.code])] if speaks else []))


async def _make_follow_ups(connection: AsyncConnection, *, hours: WorkingTime, now: datetime) -> None:
    """Give every plan that goes on the follow-up that it lacks."""
    plans = [each for each in await list_plans(connection) if each.is_going_on]
    last = await list_last(connection, [each.id for each in plans])
    cycle, calendar = await find_cycle(connection), await find_calendar(connection, hours)
    for plan in plans:
        made = _next(plan, last.get(plan.id), cycle, hours=calendar.of(plan.code), now=now)
        if made is not None:
            await record_follow_up(connection, made)


def _next(
    plan: Plan, last: FollowUp | None, cycle: Cycle, *, hours: WorkingTime, now: datetime
) -> FollowUp | None:
    """Give the follow-up that a plan lacks; None where one is open."""
    since = plan.agreed_on if last is None else last.reported_on
    if since is None:
        return None
    today = now.astimezone(hours.zone).date()
    due_on = day_from_now(since, months=cycle.follow_up_months, hours=hours, today=today)
    return FollowUp(plan.id, last.number + 1 if last else 1, due_on)


async def _nudge(connection: AsyncConnection, due: DueNow, *, now: datetime) -> int:
    """Put one row a recipient into the outbox, for those who have rested and want to be reminded."""
    today = now.astimezone(due.calendar.default.zone).date()
    await _let_go(connection, due.things, today=today)
    resting = await list_resting(connection, due.things.keys(), today=today)
    ready = sorted(due.things.keys() - resting.keys())  # one order: no deadlocks
    readers = await list_readers(connection, ready)
    rows = []
    for recipient in ready:
        hours = _hours(recipient, readers, due.calendar, today=today)
        moment = may_be_told(hours, now=now) if hours else None
        if hours and moment and await record_nudge(connection, recipient, today=today):
            # On another day it would come too close to the next one.
            expires = end_of_day(moment, hours)
            rows.append(NewDelivery(_key(recipient, today), NUDGE, NUDGE, recipient, moment, "", expires))
    return await record_deliveries(connection, rows)


async def _let_go(connection: AsyncConnection, recipients: Collection[str], *, today: date) -> None:
    """Let those be nudged again whose last nudge was never said: too late, or nothing was left to say."""
    resting = await list_resting(connection, recipients, today=today)
    keys = {_key(each, until - APART): each for each, until in resting.items()}
    unsaid = await list_failed(connection, keys, reasons=(TOO_LATE, NOTHING_TO_SAY))
    await remove_nudges(connection, [keys[key] for key in unsaid if key != _key(keys[key], today)])


def _hours(
    recipient: str, readers: Mapping[str, Reader], calendar: Calendar, *, today: date
) -> OwnTime | None:
    """Give the hours by which a recipient is told; None for those who want or can have no reminders now."""
    if (code := unit_of(recipient)) is not None:
        return OwnTime(calendar.of(code))
    reader = readers.get(recipient)
    if reader is None or (reader.paused_until is not None and today <= reader.paused_until):
        return None
    return OwnTime(calendar.of(reader.unit_code), reader.quiet)


def _key(recipient: str, day: date) -> str:
    return f"{NUDGE}:{recipient}:{day.isoformat()}"
