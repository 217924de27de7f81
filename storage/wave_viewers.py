"""Where those who will see what their own answer is part of are among those who were asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.rights import RIGHTS
from storage.rights import holding, leading
from storage.tables.waves import wave_members, wave_units
from storage.waves import PATH_STEP, Wave


async def list_cells_of_viewers(connection: AsyncConnection, wave: Wave, *, now: datetime) -> frozenset[str]:
    """List the cells where somebody was asked who may see them at a moment, alone or with more.

    That is whoever sees the whole, and whoever has come to lead the own unit or one above since the opening.
    """
    held, led = holding().subquery(), leading(now).subquery()
    sees = union(
        select(held.c.person, held.c.unit_code).where(held.c.role.in_(RIGHTS["see"])),
        select(led.c.person, led.c.unit_code),
    ).subquery()
    query = (
        select(wave_members.c.cell, wave_units.c.path, sees.c.unit_code)
        .join(sees, sees.c.person == wave_members.c.person)
        .join(
            wave_units,
            (wave_units.c.wave == wave_members.c.wave) & (wave_units.c.code == wave_members.c.cell),
        )
        .where(wave_members.c.wave == wave.id)
    )
    rows = await connection.execute(query)
    return frozenset(cell for cell, path, code in rows if not code or code in path.split(PATH_STEP))
