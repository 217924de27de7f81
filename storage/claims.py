"""Who gets which delivery: one worker at a time, one message at a time to a person, a fair turn for all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.outbox import Delivery
from storage.tables.outbox import LEASED, WAITING, holds, outbox

FIRST_LANE = ""
_LOCK = 0x50756C7374  # any number that only claiming uses
_COLUMNS = [outbox.c[name] for name in (*Delivery.__slots__, "due_at")]


@dataclass(frozen=True, slots=True)
class Queue:
    """How many deliveries are due, held by nobody and not paused, and since when the oldest.

    `on_their_way` are those that a worker holds.
    """

    due: int
    oldest: datetime | None
    on_their_way: int


async def claim_deliveries(
    connection: AsyncConnection, *, now: datetime, until: datetime, limit: int
) -> list[Delivery]:
    """Lease at most `limit` due deliveries until `until`; nobody else gets them.

    The first lane goes before all others, which share evenly; in a lane the longest due go first. Somebody to
    whom another message is on its way gets nothing: two could arrive in the wrong order, or too fast.
    """
    if connection.dialect.name == "postgresql":  # SQLite admits one writer anyway
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    lanes = await _due_lanes(connection, now=now)
    claimed: list[Delivery] = []
    if lanes[:1] == [FIRST_LANE]:
        claimed += await _claim(connection, lanes.pop(0), now=now, until=until, limit=limit)
    while lanes and len(claimed) < limit:
        share = -(-(limit - len(claimed)) // len(lanes))
        kept = []
        for lane in lanes:
            most = min(share, limit - len(claimed))
            got = await _claim(connection, lane, now=now, until=until, limit=most) if most else []
            claimed += got
            kept += [lane] if len(got) == share else []
        lanes = kept
    return claimed


async def list_run_out(connection: AsyncConnection, *, now: datetime) -> set[str]:
    """List the deliveries that somebody has held for too long: whoever claims them takes them over."""
    query = select(outbox.c.key).where(WAITING, LEASED, outbox.c.leased_until <= now)
    return set(await connection.scalars(query))


async def measure_queue(connection: AsyncConnection, *, now: datetime) -> Queue:
    """Measure what could be claimed now, and what is on its way."""
    due = (WAITING, outbox.c.due_at <= now, _is_free(now), _IS_NOT_HELD)
    row = (await connection.execute(select(func.count(), func.min(outbox.c.due_at)).where(*due))).one()
    on_their_way = select(func.count()).where(LEASED, outbox.c.leased_until > now)
    return Queue(row[0], row[1], await connection.scalar(on_their_way) or 0)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """Tell when the next delivery can be claimed: it is due then, or its lease has run out."""
    moments = [
        await connection.scalar(
            select(outbox.c.due_at)
            .where(WAITING, outbox.c.lane == lane, outbox.c.leased_until.is_(None), _IS_NOT_HELD)
            .order_by(outbox.c.due_at)
            .limit(1)
        )
        for lane in await _lanes(connection)
    ]
    leased = select(outbox.c.leased_until).where(LEASED).order_by(outbox.c.leased_until).limit(1)
    moments.append(await connection.scalar(leased))
    return min((moment for moment in moments if moment is not None), default=None)


async def leave_alone(connection: AsyncConnection, persons: Collection[str], *, until: datetime) -> None:
    """Let what waits for some persons wait until a moment at least."""
    if persons:
        await connection.execute(
            update(outbox)
            .where(
                outbox.c.person.in_(sorted(persons)),
                WAITING,
                outbox.c.leased_until.is_(None),
                outbox.c.due_at < until,
            )
            .values(due_at=until)
        )


async def _due_lanes(connection: AsyncConnection, *, now: datetime) -> list[str]:
    """List the lanes in which something is due, the first lane first."""
    due = exists().where(WAITING, outbox.c.lane == _LANES.c.lane, outbox.c.due_at <= now, _is_free(now))
    return list(await connection.scalars(_list_lanes().where(due)))


async def _lanes(connection: AsyncConnection) -> list[str]:
    return list(await connection.scalars(_list_lanes()))


def _list_lanes() -> Select[tuple[str]]:
    is_held = exists().where(holds.c.about == _LANES.c.lane)
    return select(_LANES.c.lane).where(_LANES.c.lane.is_not(None), ~is_held).order_by(_LANES.c.lane)


def _all_lanes() -> Any:
    """Jump from lane to lane on the index: reading every row would take longer with every message."""
    first = select(func.min(outbox.c.lane).label("lane")).where(WAITING).cte("lanes", recursive=True)
    following = select(func.min(outbox.c.lane)).where(WAITING, outbox.c.lane > first.c.lane)
    return first.union_all(select(following.scalar_subquery()).where(first.c.lane.is_not(None)))


async def _claim(
    connection: AsyncConnection, lane: str, *, now: datetime, until: datetime, limit: int
) -> list[Delivery]:
    due = (
        select(outbox.c.key)
        .where(
            WAITING,
            outbox.c.lane == lane,
            outbox.c.due_at <= now,
            _is_free(now),
            _IS_NOT_HELD,
            ~_other_first(now),
        )
        .order_by(outbox.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite leaves this out: BEGIN IMMEDIATE admits one writer
        .cte("due")
    )
    claimed = await connection.execute(
        update(outbox)
        .where(outbox.c.key.in_(select(due.c.key)))
        .values(leased_until=until)
        .returning(*_COLUMNS)
    )
    rows = sorted(claimed, key=lambda row: (row.due_at, row.key))
    return [Delivery(*row[:-1]) for row in rows]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)


def _other_first(now: datetime) -> ColumnElement[bool]:
    """Say whether the person is being written to, or has something due that goes before."""
    other = outbox.alias("other")
    before = tuple_(other.c.lane, other.c.due_at, other.c.key) < tuple_(
        outbox.c.lane, outbox.c.due_at, outbox.c.key
    )
    is_held = exists().where(holds.c.about == other.c.about)
    return exists().where(
        other.c.person == outbox.c.person,
        other.c.key != outbox.c.key,
        other.c.state == "waiting",
        or_(other.c.leased_until > now, and_(other.c.due_at <= now, before, ~is_held)),
    )


_IS_NOT_HELD = ~exists().where(holds.c.about == outbox.c.about)
_LANES = _all_lanes()
