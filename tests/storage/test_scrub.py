from __future__ import annotations

import asyncio

from sqlalchemy import text

from storage.engine import Store
from storage.pace import hold_calls
from storage.scrub import empty_log


async def write(store: Store) -> None:
    async with asyncio.timeout(2), store.writing() as connection:
        await hold_calls(connection, now=0.0, until=1.0)


async def test_who_reads_and_is_about_to_write_does_not_wait_for_a_log_that_waits_for_them(sqlite_stores):
    store = sqlite_stores.identity
    async with store.reading() as reader:
        await reader.execute(text("SELECT * FROM units"))
        await write(store)  # the log holds more than the reader has seen
        emptying = asyncio.create_task(empty_log(store))
        await asyncio.sleep(0.05)
        await write(store)
        assert not emptying.done()
    await asyncio.wait_for(emptying, 2)
