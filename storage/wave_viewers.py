"""Where those who will see all of a wave are among those who were asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.rights import RIGHTS
from storage.rights import holding, leading
from storage.tables.waves import wave_members
from storage.waves import Wave


async def list_cells_of_viewers(connection: AsyncConnection, wave: Wave, *, now: datetime) -> frozenset[str]:
    """List the cells where somebody who may see all of a wave's results was asked."""
    held, led = holding().subquery(), leading(now).subquery()
    places = ("", wave.unit_code)
    by_role = select(held.c.person).where(held.c.role.in_(RIGHTS["see"]), held.c.unit_code.in_(places))
    leads = select(led.c.person).where(led.c.unit_code == wave.unit_code)
    query = select(wave_members.c.cell).where(
        wave_members.c.wave == wave.id,
        or_(wave_members.c.person.in_(by_role), wave_members.c.person.in_(leads)),
    )
    return frozenset(await connection.scalars(query.distinct()))
