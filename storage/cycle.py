"""The times that HR has set for handling results; the usual ones until then."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.cycle import USUAL, Cycle
from storage.audit import record_audit
from storage.tables.channels import cycle


async def find_cycle(connection: AsyncConnection) -> Cycle:
    """Give the times in force."""
    query = select(cycle.c.talk_days, cycle.c.plan_days, cycle.c.follow_up_months)
    row = (await connection.execute(query)).one_or_none()
    return Cycle(*row) if row else USUAL


async def record_cycle(connection: AsyncConnection, times: Cycle) -> None:
    """Put other times in force."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(cycle).values(id=1, **asdict(times))
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=asdict(times)))


async def change_cycle(
    connection: AsyncConnection, before: Cycle, after: Cycle, *, actor: str, now: datetime
) -> None:
    """Put other times in force with a line in the log; the same ones again are no change."""
    if after != before:
        await record_cycle(connection, after)
        told = f"{after.talk_days}/{after.plan_days}/{after.follow_up_months}"
        await record_audit(connection, "clock.times", subject=told, actor=actor, now=now)
