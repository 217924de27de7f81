"""The times that HR has set for handling results; the usual ones until then."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.cycle import USUAL, Cycle
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
