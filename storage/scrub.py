"""Makes sure that what was deleted is not left in files: free pages, write-ahead logs, dead row versions."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from storage.engine import BUSY_MS, Store
from storage.tables import BALLOTS, SECRETS

_TABLES = {"ballots": BALLOTS, "secrets": SECRETS}
_LOOKS = 50
_STEP_MS = 20
_PAUSE = 0.1


class NotScrubbed(Exception):
    """Somebody reads the store for so long that its log cannot be emptied; try again later."""

    def __init__(self, store: str) -> None:
        self.store = store
        super().__init__(f"the log of the store {store} could not be emptied: somebody is reading it")


async def scrub(store: Store) -> None:
    """Rewrite what held deleted rows or raise NotScrubbed; SQLite overwrote its pages and empties its log."""
    if store.is_sqlite:
        await empty_log(store)
        return
    async with store.outside() as connection:
        for table in _TABLES[store.name].sorted_tables:
            await connection.execute(text(f"VACUUM FULL {table.name}"))


async def empty_log(store: Store) -> None:
    """Empty SQLite's log or raise NotScrubbed.

    It waits for readers in short steps: a reader that is about to write would wait for us as we for it.
    """
    for _ in range(_LOOKS):
        async with store.outside() as connection:
            await connection.execute(text(f"PRAGMA busy_timeout = {_STEP_MS}"))
            try:
                busy = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).scalar_one()
            finally:
                await connection.execute(text(f"PRAGMA busy_timeout = {BUSY_MS}"))
        if not busy:
            return
        await asyncio.sleep(_PAUSE)
    raise NotScrubbed(store.name)
