"""What is to be said of deputies: intents of the outbox, recorded with what they tell of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deputies import Deputy
from storage.outbox import NewDelivery, record_deliveries
from storage.teams import list_leaders

APPOINTED: Final = "deputy_appointed"
BEGUN: Final = "deputy_begun"
ENDED: Final = "deputy_ended"
WITHDRAWN: Final = "deputy_withdrawn"
"""Of an appointment that is no more, and so about its unit; the others are about the appointment."""
SAID_AFTERWARDS: Final = timedelta(days=14)
"""How long it is told that somebody stands in no more: people come back from holidays."""
_DEPUTYS: Final = ":deputy"
_LEADERS: Final = ":leader"


async def record_appointed(connection: AsyncConnection, deputy: Deputy, *, actor: str, now: datetime) -> None:
    """Tell the deputy and those who lead the unit: now, when it begins, and when it is over.

    Whoever has appointed sees it at once; what begins today is told once.
    """
    told = await _told(connection, deputy, now=now)
    rows = [_news(APPOINTED, deputy, each, now, deputy.ends_at) for each in told if each != actor]
    if deputy.starts_at > now:
        rows += [_news(BEGUN, deputy, each, deputy.starts_at, deputy.ends_at) for each in told]
    await record_deliveries(connection, [*rows, *_of_the_end(deputy, told)])


async def record_ended(connection: AsyncConnection, deputy: Deputy, *, actor: str, now: datetime) -> None:
    """Tell that somebody stands in no more, before it was planned."""
    told = [each for each in await _told(connection, deputy, now=now) if each != actor]
    await record_deliveries(connection, _of_the_end(deputy, told))


async def record_withdrawn(connection: AsyncConnection, deputy: Deputy, *, actor: str, now: datetime) -> None:
    """Tell that somebody will not stand in after all."""
    told = [each for each in await _told(connection, deputy, now=now) if each != actor]
    end = now + SAID_AFTERWARDS
    keys = {each: _DEPUTYS if each == deputy.person else _LEADERS for each in told}
    rows = [
        NewDelivery(
            f"{WITHDRAWN}:{deputy.id}:{each}{whose}", WITHDRAWN, deputy.code, each, now, deputy.id, end
        )
        for each, whose in keys.items()
    ]
    await record_deliveries(connection, rows)


def is_for_the_deputy(key: str) -> bool:
    """Say whether what tells of a withdrawal is for whoever was to stand in, not for those who lead."""
    return key.endswith(_DEPUTYS)


def begins_later(key: str, deputy: Deputy) -> bool:
    """Say whether somebody was appointed before the first day, so that its beginning is told apart."""
    return int(key.rpartition(":")[2]) < deputy.starts_at.timestamp()


def is_of_the_end(key: str, deputy: Deputy) -> bool:
    """Say whether a delivery tells of the end as it is now: one that was planned for later tells nothing."""
    return key.endswith(_stamp(deputy.ends_at))


async def _told(connection: AsyncConnection, deputy: Deputy, *, now: datetime) -> list[str]:
    return list(dict.fromkeys([deputy.person, *await list_leaders(connection, deputy.code, now=now)]))


def _of_the_end(deputy: Deputy, told: Sequence[str]) -> Iterator[NewDelivery]:
    end = deputy.ends_at
    return (_news(ENDED, deputy, each, end, end + SAID_AFTERWARDS) for each in told)


def _news(kind: str, deputy: Deputy, person: str, due_at: datetime, expires_at: datetime) -> NewDelivery:
    key = f"{kind}:{deputy.id}:{person}:{_stamp(due_at)}"
    return NewDelivery(key, kind, deputy.id, person, due_at, deputy.id, expires_at)


def _stamp(moment: datetime) -> str:
    return f"{moment.timestamp():.0f}"
