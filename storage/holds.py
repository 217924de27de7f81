"""What nothing is told about for the time being: somebody has paused it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.notices import tell_workers
from storage.tables.outbox import holds


async def hold(connection: AsyncConnection, about: str, *, now: datetime) -> bool:
    """Let all messages about something wait; False when they do already."""
    known = await connection.scalar(select(holds.c.about).where(holds.c.about == about))
    if known is None:
        await connection.execute(insert(holds).values(about=about, since=now))
    return known is None


async def release(connection: AsyncConnection, about: str) -> bool:
    """Let the messages about something go on; False when nothing held them."""
    result = await connection.execute(delete(holds).where(holds.c.about == about))
    if result.rowcount:
        await tell_workers(connection)
    return bool(result.rowcount)


async def list_held(connection: AsyncConnection) -> dict[str, datetime]:
    """List what is paused, and since when."""
    rows = await connection.execute(select(holds).order_by(holds.c.about))
    return {row.about: row.since for row in rows}
