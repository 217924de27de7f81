"""What is read beside a plan: who its owners are, and when it is looked at next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from followups.follow_ups import next_follow_up
from followups.plan import Plan
from followups.plan_words import Owners
from followups.working_time import WorkingTime, is_working_day
from storage.actors import list_readers
from storage.conversations import list_names
from storage.cycle import find_cycle
from storage.follow_ups import find_open
from storage.working_hours import find_calendar


async def find_owners(connection: AsyncConnection, plans: Iterable[Plan]) -> Owners:
    """Give what is known of everybody who owns something in some plans."""
    people = {owner for plan in plans for target in plan.targets for owner in target.owners}
    if not people:
        return Owners()
    present = await list_readers(connection, people)
    return Owners(await list_names(connection, people), frozenset(present))


async def find_next_follow_up(connection: AsyncConnection, plan: Plan, *, today: date) -> date | None:
    """Give the day by which a plan is looked at next; a draft's counts from today. None when it is over."""
    if plan.ended_on:
        return None
    if plan.agreed_on and (open_one := await find_open(connection, plan.id)):
        return open_one.due_on
    months = (await find_cycle(connection)).follow_up_months
    return next_follow_up(plan.agreed_on or today, months=months, is_working_day=is_working_day)


async def find_today(connection: AsyncConnection, code: str, *, zone: ZoneInfo, now: datetime) -> date:
    """Give the day by the clocks of a unit; `zone` holds where it has no hours of its own."""
    calendar = await find_calendar(connection, WorkingTime(zone))
    return now.astimezone(calendar.of(code).zone).date()
