"""What is changed of a wave after it was planned: cancelled before it opens, or open for longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from followups.annual_clock import MOST_DAYS
from followups.reminders import QUIET_END
from storage.audit import record_audit
from storage.holds import release
from storage.outbox import INVITATION, REMINDER
from storage.tables.audit import audit_log
from storage.tables.outbox import WAITING, outbox
from storage.tables.waves import waves

CANCELLED: Final = "wave.cancelled"
DECLINED: Final = "wave.declined"
EXTENDED: Final = "wave.extended"
LONGEST: Final = timedelta(days=MOST_DAYS)
"""The longest answering time, extensions included."""


async def cancel_wave(
    connection: AsyncConnection, wave: str, *, actor: str, now: datetime, action: str = CANCELLED
) -> bool:
    """Remove a wave that has not opened, with a trace in the audit log; False when it has, or is gone."""
    gone = delete(waves).where(waves.c.wave == wave, waves.c.opened_at.is_(None))
    if (await connection.execute(gone)).rowcount != 1:
        return False
    await release(connection, wave)
    await record_audit(connection, action, subject=wave, actor=actor, now=now)
    return True


async def list_cancelled(connection: AsyncConnection, ids: Collection[str]) -> set[str]:
    """List those of these waves that were planned once and are not to be planned again."""
    is_gone = audit_log.c.action.in_((CANCELLED, DECLINED)) & audit_log.c.subject.in_(ids)
    return set(await connection.scalars(select(audit_log.c.subject).where(is_gone)))


async def extend_wave(
    connection: AsyncConnection, wave: str, *, closes: datetime, actor: str, now: datetime
) -> bool:
    """Let an open wave take answers for longer; False when it is over, or open until then already."""
    statement = update(waves).where(
        waves.c.wave == wave,
        waves.c.opened_at.is_not(None),
        waves.c.closing_until.is_(None),
        waves.c.closes_at > now,
        waves.c.closes_at < closes,
    )
    if (await connection.execute(statement.values(closes_at=closes))).rowcount != 1:
        return False
    for kind, end in ((INVITATION, closes), (REMINDER, closes - QUIET_END)):
        # Locked in the order in which a worker settles them: no deadlocks.
        waiting = select(outbox.c.key).where(WAITING, outbox.c.about == wave, outbox.c.kind == kind)
        named = waiting.order_by(outbox.c.key).with_for_update().cte("named")
        later = update(outbox).where(outbox.c.key.in_(select(named.c.key)))
        await connection.execute(later.values(expires_at=end))
    await record_audit(connection, EXTENDED, subject=wave, actor=actor, now=now)
    return True
