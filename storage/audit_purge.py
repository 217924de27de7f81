"""Lets old lines of the audit log go, from the beginning of the chain only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit_chain import lock_chain
from storage.tables.audit import audit_chain, audit_log


async def count_old_lines(connection: AsyncConnection, *, before: datetime) -> int:
    """Count the sealed lines at the beginning of the chain that are older than a moment."""
    end = await _end_of_old(connection, before)
    query = select(func.count()).select_from(audit_log).where(audit_log.c.sealed <= end)
    return await connection.scalar(query) or 0


async def remove_old_lines(connection: AsyncConnection, *, before: datetime) -> int:
    """Remove the sealed lines at the beginning of the chain that are older than a moment; give how many.

    The chain then begins with the hash of the last line that went.
    """
    await lock_chain(connection)
    end = await _end_of_old(connection, before)
    old = select(audit_log.c.hash).where(audit_log.c.sealed <= end)
    last = await connection.scalar(old.order_by(audit_log.c.sealed.desc()).limit(1))
    if last is None:
        return 0
    # What was noted at the last verification may be among what goes.
    is_noted = audit_chain.c.verified_hash.in_(old)
    await connection.execute(update(audit_chain).where(is_noted).values(verified_hash=last))
    await connection.execute(update(audit_chain).values(purged=end, purged_hash=last))
    return (await connection.execute(delete(audit_log).where(audit_log.c.sealed <= end))).rowcount


async def _end_of_old(connection: AsyncConnection, before: datetime) -> int:
    """Find the position of the last line before the first young one; no hole is ever made."""
    c = audit_log.c
    young = await connection.scalar(select(func.min(c.sealed)).where(c.at >= before))
    if young is not None:
        return int(young) - 1
    return await connection.scalar(select(func.max(c.sealed))) or 0
