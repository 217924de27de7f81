"""Whether the outbox moves: a queue that nobody works on, and what somebody has paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.claims import measure_queue
from storage.engine import Stores
from storage.holds import list_held

STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Stuck:
    """So many messages are due and none leaves; the first has waited for so long."""

    due: int
    waited: timedelta


async def find_stuck(stores: Stores, *, now: datetime) -> Stuck | None:
    """Find a queue that does not move: a long one of which something is on its way is no trouble."""
    async with stores.identity.reading() as connection:
        queue = await measure_queue(connection, now=now)
    if queue.oldest is None or queue.on_their_way or now - queue.oldest <= STUCK_AFTER:
        return None
    return Stuck(queue.due, now - queue.oldest)


async def list_paused(stores: Stores) -> dict[str, datetime]:
    """List what is paused, and since when."""
    async with stores.identity.reading() as connection:
        return await list_held(connection)
