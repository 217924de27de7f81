"""Who hears what a follow-up has told: the team, its channel, and whoever may support it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.channels import find_channel, recipient_of
from storage.outbox import NewDelivery, record_deliveries
from storage.plans import Plan
from storage.rights import holding
from storage.shares import NEWS_FOR
from storage.tables.directory import persons
from storage.teams import find_above, find_place, list_team

PROGRESS: Final = "progress"
"""The kind that tells a team what it chose, did and changed."""
PROGRESS_POST: Final = "progress_post"
"""The same in the team's channel."""
SUPPORT: Final = "support"
"""The kind that asks for support with targets."""


async def tell_progress(
    connection: AsyncConnection, plan: Plan, number: int, *, actor: str, now: datetime
) -> None:
    """Tell the team of today, `actor` left out, and its channel."""
    team = [each for each in await list_team(connection, plan.code, now=now) if each != actor]
    await _record(connection, PROGRESS, plan, number, team, now=now)
    if await find_channel(connection, plan.code) is not None:
        await _record(connection, PROGRESS_POST, plan, number, [recipient_of(plan.code)], now=now)


async def ask_support(
    connection: AsyncConnection, plan: Plan, number: int, *, actor: str, now: datetime
) -> None:
    """Ask those who lead the unit from above and HR, as they are today, `actor` left out."""
    above = await find_above(connection, plan.code, now=now)
    place = await find_place(connection, plan.code)
    hr = await list_hr(connection, place.path if place else ())
    helping = {*(above.leaders if above else ()), *hr} - {actor}
    await _record(connection, SUPPORT, plan, number, sorted(helping), now=now)


async def list_hr(connection: AsyncConnection, path: Sequence[str] = ()) -> list[str]:
    """List HR of the whole, and the partners of a unit told by the codes from the root down to it."""
    held = holding().subquery()
    query = select(held.c.person).where(held.c.role == "hr", held.c.unit_code.in_(("", *path)))
    query = query.where(held.c.person.in_(select(persons.c.person)))
    return list(await connection.scalars(query.distinct().order_by(held.c.person)))


def about_of(plan: str, number: int) -> str:
    """Name a follow-up in the outbox."""
    return f"{plan}/{number}"


def follow_up_of(about: str) -> tuple[str, int]:
    """Read what `about_of` wrote."""
    plan, _, number = about.rpartition("/")
    return plan, int(number)


async def _record(
    connection: AsyncConnection, kind: str, plan: Plan, number: int, people: Iterable[str], *, now: datetime
) -> None:
    about = about_of(plan.id, number)
    rows = [
        NewDelivery(f"{kind}:{about}:{each}", kind, about, each, now, plan.id, now + NEWS_FOR)
        for each in people
    ]
    await record_deliveries(connection, rows)
