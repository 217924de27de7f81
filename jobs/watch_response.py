"""Tells HR once when a wave closes soon though few have answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Stores
from storage.low_response import LOW_RESPONSE, list_low_waves
from storage.outbox import NewDelivery, record_deliveries
from storage.progress import list_hr
from storage.waves import Wave, find_frozen_unit


async def watch_response(stores: Stores, *, now: datetime) -> int:
    """Put the news of such waves into the outbox, once a wave and person; give the number of new rows."""
    async with stores.identity.reading() as connection:
        if not await list_low_waves(connection, now=now):
            return 0
    async with stores.identity.writing() as connection:
        found = await list_low_waves(connection, now=now)
        return sum([await _tell(connection, wave, now=now) for wave in found])


async def _tell(connection: AsyncConnection, wave: Wave, *, now: datetime) -> int:
    frozen = await find_frozen_unit(connection, wave.id, code=wave.unit_code)
    path = frozen.path if frozen else ()
    people = await list_hr(connection, path)
    news = (
        NewDelivery(
            key=f"{LOW_RESPONSE}:{wave.id}:{person}",
            kind=LOW_RESPONSE,
            about=wave.id,
            person=person,
            due_at=now,
            expires_at=wave.closes_at,
        )
        for person in people
    )
    return await record_deliveries(connection, news)
