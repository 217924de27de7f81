"""Holds all processes together to one rate of calls, on one shared row."""

from __future__ import annotations

from sqlalchemy import Float, case, cast, literal, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from storage.tables.outbox import pace

# No honest queue is this long: a row further ahead was written by a clock that was wrong.
HORIZON_SECONDS = 3600.0


async def reserve_calls(connection: AsyncConnection, *, now: float, calls: int, rate: float) -> float:
    """Reserve `calls` at `rate` a second; give the epoch second at which the first may leave (GCRA)."""
    span = calls / rate
    row = await connection.execute(_push(connection, earliest=now, now=now, span=span))
    return float(row.scalar_one()) - span


async def calls_ahead(connection: AsyncConnection, *, now: float) -> float:
    """Tell how many seconds of calls are reserved from now on."""
    next_at = await connection.scalar(select(pace.c.next_at))
    return 0.0 if next_at is None or next_at > now + HORIZON_SECONDS else max(0.0, next_at - now)


async def hold_calls(connection: AsyncConnection, *, now: float, until: float) -> None:
    """Let nobody reserve a call before `until` (epoch seconds)."""
    earliest = min(until, now + HORIZON_SECONDS)
    await connection.execute(_push(connection, earliest=earliest, now=now, span=0.0))


def _push(connection: AsyncConnection, *, earliest: float, now: float, span: float) -> ReturningInsert[float]:
    """Write `next_at = max(next_at, earliest) + span` in one statement, so that no two callers overlap."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    start = cast(literal(earliest), Float(53))
    is_ahead = (pace.c.next_at > start) & (pace.c.next_at <= now + HORIZON_SECONDS)
    return (
        insert(pace)
        .values(id=1, next_at=earliest + span)
        .on_conflict_do_update(
            index_elements=[pace.c.id],
            set_={"next_at": case((is_ahead, pace.c.next_at), else_=start) + span},
        )
        .returning(pace.c.next_at)
    )
