"""Wakes workers of other processes on PostgreSQL; on SQLite they look for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store

CHANNEL = "pulssi_outbox"
_LOOK_SECONDS = 1.0


async def tell_workers(connection: AsyncConnection) -> None:
    """Say, when the transaction commits, that there is something new to deliver."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))


async def listen(store: Store, wake: Callable[[], None], stop: asyncio.Event) -> None:
    """Call `wake` at once and at every notice until `stop`; raise when the connection is lost."""
    async with store.outside() as connection:
        await connection.execute(text(f"LISTEN {CHANNEL}"))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        wake()  # whatever came while nobody listened
        while not stop.is_set():
            async for _notice in driver.notifies(timeout=_LOOK_SECONDS):
                wake()
        await connection.execute(text(f"UNLISTEN {CHANNEL}"))
