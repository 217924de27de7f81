"""Who was nudged last when: nobody, neither a person nor a channel, more than once a week."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import in_chunks
from storage.tables.channels import nudges

APART: Final = timedelta(days=7)


async def record_nudge(connection: AsyncConnection, recipient: str, *, today: date) -> bool:
    """Record that a recipient of the outbox is nudged today; False when that would be too often."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(nudges).values(recipient=recipient, nudged_on=today)
    rested = statement.on_conflict_do_update(
        index_elements=["recipient"], set_={"nudged_on": today}, where=nudges.c.nudged_on <= today - APART
    )
    return await connection.scalar(rested.returning(nudges.c.recipient)) is not None


async def remove_nudges(connection: AsyncConnection, recipients: Collection[str]) -> None:
    """Forget the last nudges of some: they were never said."""
    for some in in_chunks(sorted(recipients)):
        await connection.execute(delete(nudges).where(nudges.c.recipient.in_(some)))


async def list_resting(
    connection: AsyncConnection, recipients: Collection[str], *, today: date
) -> dict[str, date]:
    """List those of the recipients who cannot be nudged today, with the first day when they can."""
    found: dict[str, date] = {}
    for some in in_chunks(sorted(recipients)):
        lately = select(nudges).where(nudges.c.recipient.in_(some), nudges.c.nudged_on > today - APART)
        found.update({row.recipient: row.nudged_on + APART for row in await connection.execute(lately)})
    return found
