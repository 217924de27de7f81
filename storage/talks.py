"""Which teams have gone through their result together, and agendas of meetings that go to their channels."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.agenda import FORMS, Form
from storage.channels import recipient_of
from storage.chunks import in_chunks
from storage.outbox import NewDelivery, find_due_moment, record_deliveries, repeat_failed
from storage.tables.plans import talks

AGENDA: Final = "agenda"
"""The kind of message that brings the agenda of a meeting to a team's channel."""
NEWS_FOR: Final = timedelta(days=7)
"""How long an agenda is worth posting that could not be posted at once."""


async def record_talk(connection: AsyncConnection, wave: str, code: str, *, today: date) -> bool:
    """Record that a unit has gone through its result of a wave; False when that was recorded before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(talks).values(wave=wave, code=code, held_on=today).on_conflict_do_nothing()
    return await connection.scalar(statement.returning(talks.c.code)) is not None


async def find_talk(connection: AsyncConnection, wave: str, code: str) -> date | None:
    """Find the day on which a unit's talk about its result of a wave was marked; None before that."""
    query = select(talks.c.held_on).where(talks.c.wave == wave, talks.c.code == code)
    day: date | None = await connection.scalar(query)
    return day


async def list_talks(connection: AsyncConnection, waves: Collection[str]) -> set[tuple[str, str]]:
    """List which units have gone through their results of some waves, as pairs of wave and unit."""
    found: set[tuple[str, str]] = set()
    for some in in_chunks(sorted(waves)):
        rows = await connection.execute(select(talks.c.wave, talks.c.code).where(talks.c.wave.in_(some)))
        found.update((row.wave, row.code) for row in rows)
    return found


async def post_agenda(
    connection: AsyncConnection, wave: str, code: str, *, form: Form, now: datetime
) -> datetime | None:
    """Let the agenda of a meeting go to a unit's channel; give when that was done before, else None.

    What failed meanwhile is not done.
    """
    new = NewDelivery(
        key=f"{AGENDA}:{wave}:{code}:{form}",
        kind=AGENDA,
        about=f"{form}/{wave}",
        person=recipient_of(code),
        due_at=now,
        expires_at=now + NEWS_FOR,
    )
    if await record_deliveries(connection, [new]) or await repeat_failed(connection, new):
        return None
    return await find_due_moment(connection, new.key)


def read_about(about: str) -> tuple[Form | None, str]:
    """Give the meeting and the wave that a delivery of an agenda is about."""
    named, _, wave = about.partition("/")
    return next((form for form in FORMS if form == named), None), wave
