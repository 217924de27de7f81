"""A wave of many people waits for a second person of HR: asked for, answered once, never after its time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import record_audit
from storage.tables.audit import audit_log
from storage.tables.wave_requests import wave_requests
from storage.tables.waves import waves
from storage.waves import Wave

MOST_ALONE: Final = 500
"""People that one person of HR asks alone."""
LAST_CHANCE: Final = timedelta(days=1)
"""How much of the answering time is left at least when a wave is still confirmed."""
WAVE_REQUEST: Final = "wave_request"
"""The kind of message that asks HR to confirm a wave."""
WAVE_ANSWERED: Final = "wave_answered"
"""The kind that tells whoever asked for it what became of it."""
REQUESTED: Final = "wave.requested"
CONFIRMED: Final = "wave.confirmed"


@dataclass(frozen=True, slots=True)
class Request:
    """A wave waits until a moment to be confirmed; `people` were to be asked, `actor` asked for it."""

    wave: str
    people: int
    until: datetime
    actor: str


def needs_second(people: int) -> bool:
    """Say whether a second person of HR has to confirm a wave of so many."""
    return people > MOST_ALONE


def latest_answer(wave: Wave) -> datetime:
    """Give until when a wave can be confirmed."""
    return max(wave.opens_at, wave.closes_at - LAST_CHANCE)


async def record_request(
    connection: AsyncConnection, wave: Wave, *, people: int, actor: str, now: datetime
) -> None:
    """Let a wave wait for a second person."""
    values = {"wave": wave.id, "people": people, "until": latest_answer(wave)}
    await connection.execute(insert(wave_requests).values(values))
    await record_audit(connection, REQUESTED, subject=wave.id, actor=actor, now=now)


async def find_request(connection: AsyncConnection, wave: str) -> Request | None:
    """Find what a wave waits for; None when it waits for nobody."""
    row = (await connection.execute(select(wave_requests).where(wave_requests.c.wave == wave))).one_or_none()
    if row is None:
        return None
    return Request(row.wave, row.people, row.until, await find_requester(connection, wave))


async def find_requester(connection: AsyncConnection, wave: str) -> str:
    """Find who asked for a wave that needs a second person; nothing for one that nobody asked for."""
    line = select(audit_log.c.actor).where(audit_log.c.action == REQUESTED, audit_log.c.subject == wave)
    return await connection.scalar(line.order_by(audit_log.c.id.desc()).limit(1)) or ""


async def list_requested(connection: AsyncConnection, ids: Collection[str]) -> set[str]:
    """List those of these waves that wait for a second person."""
    query = select(wave_requests.c.wave).where(wave_requests.c.wave.in_(ids))
    return set(await connection.scalars(query))


async def confirm(connection: AsyncConnection, wave: str, *, actor: str, now: datetime) -> bool:
    """Let a wave open; False when somebody has answered already. One whose time has come opens now."""
    answered = delete(wave_requests).where(wave_requests.c.wave == wave)
    if (await connection.execute(answered)).rowcount != 1:
        return False
    is_late = (waves.c.wave == wave) & (waves.c.opens_at < now) & (waves.c.closes_at > now)
    await connection.execute(update(waves).where(is_late).values(opens_at=now))
    await record_audit(connection, CONFIRMED, subject=wave, actor=actor, now=now)
    return True
