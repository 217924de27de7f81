"""The log of who did what with rights, waves and results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import in_chunks
from storage.engine import Store
from storage.tables.audit import audit_log
from storage.together import Together

SHELL = "shell"
"""The actor of what an administrator does at the shell."""
CLOCK = "clock"
"""The actor of what happens by time alone."""
TEAMS = "teams"
"""The actor of what Teams tells of without a person, such as that a channel is gone."""


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
    await _record(connection, "", [AuditEntry(now, actor, action, subject)])


async def record_audits(
    connection: AsyncConnection, action: str, *, subjects: Iterable[str], actor: str, now: datetime
) -> None:
    """Add a line for each of many subjects at once; none where there are none."""
    entries = (AuditEntry(now, actor, action, subject) for subject in subjects)
    for some in in_chunks(entries):
        await _record(connection, "", some)


async def record_audit_once(
    connection: AsyncConnection, action: str, *, subject: str, actor: str, now: datetime
) -> None:
    """Add a line unless the log tells of this already: what fails every minute is told once."""
    known = select(audit_log.c.id).where(audit_log.c.action == action, audit_log.c.subject == subject)
    if await connection.scalar(known.limit(1)) is None:
        await record_audit(connection, action, subject=subject, actor=actor, now=now)


class AuditBook:
    """Keep who looked at what; a look that cannot be written down does not happen."""

    def __init__(self, store: Store) -> None:
        self._arriving: Together[AuditEntry] = Together(store, _record)

    async def note(self, action: str, *, subject: str, actor: str, now: datetime) -> None:
        """Add a line; it is committed when this returns."""
        await self._arriving.add("", AuditEntry(now, actor, action, subject))


async def _record(connection: AsyncConnection, _topic: str, entries: Sequence[AuditEntry]) -> None:
    await connection.execute(insert(audit_log), [asdict(entry) for entry in entries])


async def list_parts(connection: AsyncConnection, action: str, *, of: str) -> list[str]:
    """List what comes after `of/` in the subjects of an action, the oldest first."""
    subject = audit_log.c.subject
    query = select(subject).where(audit_log.c.action == action, subject.startswith(f"{of}/", autoescape=True))
    return [told.removeprefix(f"{of}/") for told in await connection.scalars(query.order_by(audit_log.c.id))]


async def list_audit(connection: AsyncConnection, *, newest: int) -> list[AuditEntry]:
    """List the newest lines, the oldest of them first."""
    table = audit_log.c
    query = select(table.at, table.actor, table.action, table.subject).order_by(table.id.desc()).limit(newest)
    return [AuditEntry(*row) for row in reversed((await connection.execute(query)).all())]


async def list_told(connection: AsyncConnection, action: str, *, wave: str) -> list[str]:
    """List what the audit log tells of a wave by an action: its id, alone or with `: ` and more, in order."""
    subject = audit_log.c.subject
    is_about = or_(subject == wave, subject.startswith(f"{wave}: ", autoescape=True))
    query = select(subject).where(audit_log.c.action == action, is_about)
    return list(await connection.scalars(query.order_by(audit_log.c.id)))


async def find_last_moment(connection: AsyncConnection, actions: Iterable[str]) -> datetime | None:
    """Find when one of some actions was written down last."""
    found = select(audit_log.c.at).where(audit_log.c.action.in_(list(actions)))
    moment: datetime | None = await connection.scalar(found.order_by(audit_log.c.id.desc()).limit(1))
    return moment
