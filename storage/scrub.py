"""Makes sure that what was deleted is not left in files: free pages, write-ahead logs, dead row versions."""

from __future__ import annotations

from sqlalchemy import text

from storage.engine import Store
from storage.tables import BALLOTS, SECRETS

_TABLES = {"ballots": BALLOTS, "secrets": SECRETS}


class NotScrubbed(Exception):
    """Somebody reads the store for so long that its log cannot be emptied; try again later."""

    def __init__(self, store: str) -> None:
        self.store = store
        super().__init__(f"the log of the store {store} could not be emptied: somebody is reading it")


async def scrub(store: Store) -> None:
    """Rewrite what held deleted rows or raise NotScrubbed; SQLite overwrote its pages and empties its log."""
    async with store.outside() as connection:
        if store.is_sqlite:
            busy = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).scalar_one()
            if busy:
                raise NotScrubbed(store.name)
            return
        for table in _TABLES[store.name].sorted_tables:
            await connection.execute(text(f"VACUUM FULL {table.name}"))
