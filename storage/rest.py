"""Who has been asked so lately that the next wave lets them rest."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.follow_ups import IS_PULSE
from storage.tables.waves import wave_members, waves


async def list_resting(connection: AsyncConnection, *, days: int, now: datetime) -> set[str]:
    """List everybody asked less than so many days ago, in days of the zone that `now` carries.

    Days and not hours: a wave may have opened a little late, or before the clocks have changed. The few
    questions before a follow-up do not count: for them a team would miss its questionnaire of the year.
    """
    if not days:
        return set()
    first = datetime.combine(now.date() - timedelta(days=days - 1), time.min, tzinfo=now.tzinfo)
    query = (
        select(wave_members.c.person)
        .join(waves, waves.c.wave == wave_members.c.wave)
        .where(waves.c.opened_at >= first, ~IS_PULSE)
        .distinct()
    )
    return set(await connection.scalars(query))
