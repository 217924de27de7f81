"""For whom the bot is to be installed, and when it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.directory import conversations, persons
from storage.tables.installs import installs

TOLD_WITHIN: Final = timedelta(hours=1)
"""How long Teams may take to tell of a chat; then it is looked for, and from then on every day."""
AGAIN: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""When a refusal is tried again: after the first, after the second, after every further one."""

_HAS_CHAT = exists().where(conversations.c.person == persons.c.person)


async def list_due_installs(
    connection: AsyncConnection, *, now: datetime, limit: int, refused_before: datetime | None = None
) -> list[str]:
    """List people of the directory who have never been met and are due, those never tried first.

    Whoever was refused before `refused_before` is due whatever the pause. Who has removed the bot was met.
    """
    query = select(persons.c.person).where(_is_due(now, refused_before))
    query = query.outerjoin(installs, installs.c.person == persons.c.person)
    order = (func.coalesce(installs.c.attempts, 0), persons.c.person)
    return list(await connection.scalars(query.order_by(*order).limit(limit)))


async def count_due_installs(
    connection: AsyncConnection, *, now: datetime, refused_before: datetime | None = None
) -> int:
    """Count them."""
    query = select(func.count()).select_from(persons).where(_is_due(now, refused_before))
    query = query.outerjoin(installs, installs.c.person == persons.c.person)
    return await connection.scalar(query) or 0


async def record_install(
    connection: AsyncConnection, person: str, *, reason: str | None, now: datetime
) -> None:
    """Write down that Teams is to tell of an install, or, with a reason, that it was refused."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    known = {"state": "refused" if reason else "waiting", "reason": reason, "tried_at": now}
    first = insert(installs).values(person=person, attempts=1, **known)
    again = {**known, "attempts": installs.c.attempts + 1}
    await connection.execute(first.on_conflict_do_update(index_elements=[installs.c.person], set_=again))


async def forget_install(connection: AsyncConnection, person: str) -> None:
    """Let go of what was tried for somebody who has been met."""
    await connection.execute(delete(installs).where(installs.c.person == person))


async def forget_settled_installs(connection: AsyncConnection) -> None:
    """Let go of what was tried for those who have been met, or are in the directory no more."""
    is_met = exists().where(conversations.c.person == installs.c.person)
    is_known = exists().where(persons.c.person == installs.c.person)
    await connection.execute(delete(installs).where(is_met | ~is_known))


def _is_due(now: datetime, refused_before: datetime | None) -> ColumnElement[bool]:
    tried, attempts = installs.c.tried_at, installs.c.attempts
    is_late = tried < case((attempts == 1, now - TOLD_WITHIN), else_=now - AGAIN[0])
    pauses = ((attempts == number, now - pause) for number, pause in enumerate(AGAIN[:-1], start=1))
    latest = case(*pauses, else_=now - AGAIN[-1])
    is_rested = tried < (latest if refused_before is None else refused_before)
    is_untold = and_(installs.c.state == "waiting", is_late)
    is_refused = and_(installs.c.state == "refused", is_rested)
    return ~_HAS_CHAT & or_(installs.c.person.is_(None), is_untold, is_refused)
