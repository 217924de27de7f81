"""Telling of a plan: the team and its channel of what was agreed, those above of what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.plan import Plan, Target
from storage.audit import record_audit
from storage.channels import find_channel, recipient_of
from storage.outbox import NewDelivery, record_deliveries
from storage.plans import find_version
from storage.tables.plans import plan_versions
from storage.teams import find_above, list_leaders, list_team

PLAN_NEWS: Final = "plan_news"
"""The kind that tells a team of its plan."""
PLAN_POSTED: Final = "plan_posted"
"""The kind that posts it in the unit's channel."""
PLAN_ASKS: Final = "plan_asks"
"""The kind that asks whoever leads above for what the unit cannot do itself; about a target."""
PLAN_ANSWERED: Final = "plan_answered"
"""The kind that tells those who lead the unit what came of it; about a target."""
NEWS_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PlanShare:
    """Which version of a plan was shared last, and when."""

    version: int
    shared_at: datetime


async def find_plan_share(connection: AsyncConnection, plan: str) -> PlanShare | None:
    """Find which version of a plan its team was told of last; None before the first."""
    c = plan_versions.c
    told = select(c.version, c.shared_at).where(c.plan == plan, c.shared_at.is_not(None))
    row = (await connection.execute(told.order_by(c.version.desc()).limit(1))).one_or_none()
    return PlanShare(*row) if row else None


async def find_shared_version(connection: AsyncConnection, plan: str) -> Plan | None:
    """Find a plan as its team was told of it last."""
    share = await find_plan_share(connection, plan)
    return await find_version(connection, plan, share.version) if share else None


async def share_plan(
    connection: AsyncConnection, plan: Plan, *, asks: Sequence[Target], actor: str, now: datetime
) -> None:
    """Tell a unit's team and channel of its plan, and those above what `asks` holds; each of it once."""
    c = plan_versions.c
    this = update(plan_versions).where(c.plan == plan.id, c.version == plan.version)
    await connection.execute(this.values(shared_at=now))
    subject = f"{plan.id}/{plan.version}"
    await record_audit(connection, "plan.shared", subject=subject, actor=actor, now=now)
    team = [each for each in await list_team(connection, plan.code, now=now) if each != actor]
    rows = [_row(PLAN_NEWS, plan.id, plan.version, person, now=now) for person in team]
    if await find_channel(connection, plan.code):
        rows.append(_row(PLAN_POSTED, plan.id, plan.version, recipient_of(plan.code), now=now))
    above = await find_above(connection, plan.code, now=now) if asks else None
    for person in above.leaders if above else ():
        rows += [_row(PLAN_ASKS, each.id, plan.version, person, now=now) for each in asks]
    await record_deliveries(connection, rows)


async def tell_answer(
    connection: AsyncConnection, plan: Plan, target: str, *, actor: str, now: datetime
) -> None:
    """Tell those who lead a unit that an answer to what it asked has come."""
    leaders: Iterable[str] = await list_leaders(connection, plan.code, now=now)
    rows = [_row(PLAN_ANSWERED, target, plan.version, each, now=now) for each in leaders if each != actor]
    await record_deliveries(connection, rows)


def _row(kind: str, about: str, version: int, person: str, *, now: datetime) -> NewDelivery:
    return NewDelivery(
        key=f"{kind}:{about}:{version}:{person}",
        kind=kind,
        about=about,
        person=person,
        due_at=now,
        expires_at=now + NEWS_FOR,
    )
