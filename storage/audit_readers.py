"""Who may read the audit log."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.rights import RIGHTS
from storage.rights import holding
from storage.tables.directory import persons


async def list_audit_readers(connection: AsyncConnection) -> list[str]:
    """List those in the directory who may read the log: a right to the whole, which comes from a role."""
    held = holding().subquery()
    reads = held.c.role.in_(RIGHTS["audit"]) & (held.c.unit_code == "")
    query = select(persons.c.person).where(persons.c.person.in_(select(held.c.person).where(reads)))
    return list(await connection.scalars(query.order_by(persons.c.person)))
