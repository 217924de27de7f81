"""The log of who did what with rights, waves and results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.audit import audit_log

SHELL = "shell"
"""The actor of what an administrator does at the shell."""
CLOCK = "clock"
"""The actor of what happens by time alone."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    at: datetime
    actor: str
    action: str
    subject: str


async def record_audit(
    connection: AsyncConnection, action: str, *, subject: str, actor: str, now: datetime
) -> None:
    """Add a line; it becomes true with the transaction it is written in."""
    line = {"at": now, "actor": actor, "action": action, "subject": subject}
    await connection.execute(insert(audit_log), line)


async def list_audit(connection: AsyncConnection, *, newest: int) -> list[AuditEntry]:
    """List the newest lines, the oldest of them first."""
    table = audit_log.c
    query = select(table.at, table.actor, table.action, table.subject).order_by(table.id.desc()).limit(newest)
    return [AuditEntry(*row) for row in reversed((await connection.execute(query)).all())]
