"""Wakes workers of other processes on PostgreSQL; on SQLite they look for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store

CHANNEL = "pulssi_outbox"
_AGAIN_SECONDS = 5.0
_LOOK_SECONDS = 1.0


async def tell_workers(connection: AsyncConnection) -> None:
    """Say, when the transaction commits, that there is something new to deliver."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"NOTIFY {CHANNEL}"))


async def listen(store: Store, wake: Callable[[], None], stop: asyncio.Event) -> None:
    """Call `wake` at every notice until `stop`; after a lost connection listen anew, and wake once."""
    if store.is_sqlite:
        return
    while not stop.is_set():
        try:
            await _listen_once(store, wake, stop)
        except Exception as error:  # noqa: BLE001 - a worker without notices still looks by itself
            structlog.get_logger().warning("notices_interrupted", error=type(error).__name__)
            await _nap(_AGAIN_SECONDS, stop)


async def _listen_once(store: Store, wake: Callable[[], None], stop: asyncio.Event) -> None:
    async with store.outside() as connection:
        await connection.execute(text(f"LISTEN {CHANNEL}"))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        wake()  # whatever came while nobody listened
        while not stop.is_set():
            async for _notice in driver.notifies(timeout=_LOOK_SECONDS):
                wake()
        await connection.execute(text(f"UNLISTEN {CHANNEL}"))


async def _nap(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
