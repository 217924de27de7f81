"""Where somebody's answer counts in a wave, read straight from the tables."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.waves import wave_members
from storage.waves import Wave, find_wave


async def find_membership(
    connection: AsyncConnection, wave: str, *, person: str
) -> tuple[Wave | None, str | None]:
    query = select(wave_members.c.cell).where(wave_members.c.wave == wave, wave_members.c.person == person)
    return await find_wave(connection, wave), await connection.scalar(query)
