"""Which process installs the bot for people: one at a time, for as long as it says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.installs import install_run


async def claim_install_run(connection: AsyncConnection, *, now: datetime, until: datetime) -> bool:
    """Claim the installing for a while, or for longer; False when another process is at it."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    first = insert(install_run).values(id=1, held_until=until).on_conflict_do_nothing()
    if await connection.scalar(first.returning(install_run.c.id)) is not None:
        return True
    free = update(install_run).where(install_run.c.held_until <= now).values(held_until=until)
    return (await connection.execute(free)).rowcount == 1


async def extend_install_run(connection: AsyncConnection, *, held: datetime, until: datetime) -> bool:
    """Hold on for longer; False when another process has taken over."""
    mine = update(install_run).where(install_run.c.held_until == held).values(held_until=until)
    return (await connection.execute(mine)).rowcount == 1


async def release_install_run(connection: AsyncConnection, *, held: datetime) -> None:
    """Let another process begin at once."""
    await connection.execute(delete(install_run).where(install_run.c.held_until == held))
