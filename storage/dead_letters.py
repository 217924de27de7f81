"""What could not be delivered: counted, named and tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.notices import tell_workers
from storage.outbox import AFTER_CLOSE
from storage.reasons import GUARD_REASONS, REACH_REASONS
from storage.tables.directory import conversations
from storage.tables.outbox import FAILED, outbox
from storage.tables.waves import waves


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """So many deliveries of one kind about one thing failed for one reason."""

    kind: str
    about: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody whom one of them did not reach."""

    kind: str
    about: str
    reason: str
    person: str


async def list_dead_letters(connection: AsyncConnection, *, about: str | None = None) -> list[DeadLetters]:
    """List what failed by kind, thing and reason; of everything, or about one thing."""
    columns = (outbox.c.about, outbox.c.kind, outbox.c.reason)
    query = (
        select(outbox.c.kind, outbox.c.about, outbox.c.reason, func.count())
        .where(FAILED, *_about(about))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [DeadLetters(*row) for row in await connection.execute(query)]


async def list_addressees(connection: AsyncConnection, *, about: str | None = None) -> list[Addressee]:
    """List whom the same did not reach."""
    columns = (outbox.c.kind, outbox.c.about, outbox.c.reason, outbox.c.person)
    query = select(*columns).where(FAILED, *_about(about))
    query = query.order_by(outbox.c.about, outbox.c.kind, outbox.c.reason, outbox.c.person)
    return [Addressee(*row) for row in await connection.execute(query)]


async def count_retriable(
    connection: AsyncConnection, *, about: str | None, reason: str | None, now: datetime
) -> dict[str, int]:
    """Count by reason what `retry_failed` would let wait again."""
    query = (
        select(outbox.c.reason, func.count().label("n"))
        .where(*_retriable(about, reason, now=now))
        .group_by(outbox.c.reason)
        .order_by(outbox.c.reason)
    )
    return {row.reason: row.n for row in await connection.execute(query)}


async def retry_failed(
    connection: AsyncConnection, *, about: str | None, reason: str | None, now: datetime
) -> None:
    """Let what failed wait again, due now; Teams is asked anew also where it had closed the chat to us.

    Not what has become senseless: an invitation to a wave that is over, anything after its own end, or,
    unless `reason` names it, what one of our guards had decided.
    """
    which = _retriable(about, reason, now=now)
    asked_anew = select(outbox.c.person).where(*which, outbox.c.reason.in_(sorted(REACH_REASONS)))
    await connection.execute(
        update(conversations)
        .where(conversations.c.person.in_(asked_anew), conversations.c.blocked.is_not(None))
        .values(blocked=None)
    )
    result = await connection.execute(
        update(outbox)
        .where(*which)
        .values(state="waiting", reason=None, due_at=now, attempts=0, leased_until=None)
    )
    if result.rowcount:
        await tell_workers(connection)


def _about(about: str | None) -> list[ColumnElement[bool]]:
    return [] if about is None else [outbox.c.about == about]


def _retriable(about: str | None, reason: str | None, *, now: datetime) -> list[ColumnElement[bool]]:
    wanted = outbox.c.reason.not_in(sorted(GUARD_REASONS)) if reason is None else outbox.c.reason == reason
    over = select(waves.c.wave).where(waves.c.closes_at <= now)
    is_over = outbox.c.about.in_(over) & outbox.c.kind.not_in(sorted(AFTER_CLOSE))
    is_late = outbox.c.expires_at <= now
    is_failed: ColumnElement[bool] = outbox.c.state == "failed"
    return [is_failed, wanted, ~is_over, or_(outbox.c.expires_at.is_(None), ~is_late), *_about(about)]
