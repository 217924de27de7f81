"""Who stands in for the supervisors of a unit from one moment to another; several may at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rights import leading, supervising
from storage.tables.directory import persons
from storage.tables.rights import deputies

_TOGETHER = "-"
"""Between the id of an appointment and the number of one of its units."""


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who leads a unit, in its supervisors' place, from one moment to the next.

    Those appointed for several units at once have ids that begin alike, see `ids_of`.
    """

    id: str
    code: str
    person: str
    starts_at: datetime
    ends_at: datetime

    def is_in_force(self, now: datetime) -> bool:
        """Say whether the person stands in at a moment."""
        return self.starts_at <= now < self.ends_at


def ids_of(appointment: str, count: int) -> list[str]:
    """Give ids for so many units of one appointment, in their order."""
    return [f"{appointment}{_TOGETHER}{number:04d}" for number in range(count)]


async def record_deputy(connection: AsyncConnection, deputy: Deputy) -> None:
    """Record an appointment for one unit."""
    await connection.execute(
        insert(deputies).values(
            deputy=deputy.id,
            unit_code=deputy.code,
            person=deputy.person,
            starts_at=deputy.starts_at,
            ends_at=deputy.ends_at,
        )
    )


async def find_deputy(connection: AsyncConnection, deputy: str) -> Deputy | None:
    """Find an appointment by its id."""
    row = (await connection.execute(_ALL.where(deputies.c.deputy == deputy))).one_or_none()
    return Deputy(*row) if row else None


async def list_deputies(
    connection: AsyncConnection, codes: Collection[str], *, now: datetime
) -> list[Deputy]:
    """List who stands in for the supervisors of some units now and later, the first to begin first."""
    c = deputies.c
    query = _ALL.where(c.unit_code.in_(codes), c.ends_at > now).order_by(c.starts_at, c.ends_at, c.deputy)
    return [Deputy(*row) for row in await connection.execute(query)]


async def list_appointed_with(connection: AsyncConnection, deputy: Deputy) -> list[Deputy]:
    """List what was given in the same appointment and ends at the same moment, the one itself included."""
    begins = deputy.id.partition(_TOGETHER)[0] + _TOGETHER
    same = deputies.c.deputy.startswith(begins, autoescape=True) & (deputies.c.ends_at == deputy.ends_at)
    return [Deputy(*row) for row in await connection.execute(_ALL.where(same).order_by(deputies.c.deputy))]


async def mark_ended(connection: AsyncConnection, deputy: str, *, now: datetime) -> None:
    """Let an appointment that has begun be over from now on."""
    await connection.execute(update(deputies).where(deputies.c.deputy == deputy).values(ends_at=now))


async def remove_deputy(connection: AsyncConnection, deputy: str) -> None:
    """Withdraw an appointment that has not begun."""
    await connection.execute(delete(deputies).where(deputies.c.deputy == deputy))


async def list_candidates(
    connection: AsyncConnection, codes: Collection[str], *, near: Collection[str], now: datetime
) -> list[str]:
    """List who is likely to stand in for supervisors of units: who leads units `near`, then who works there.

    Whoever leads one of the units for good is none.
    """
    led, own = leading(now).subquery(), supervising().subquery()
    leads_anyway = select(own.c.person).where(own.c.unit_code.in_(codes))
    peers = select(led.c.person).where(led.c.unit_code.in_(near), led.c.person.not_in(leads_anyway))
    staff = select(persons.c.person).where(
        persons.c.unit_code.in_(codes), persons.c.person.not_in(leads_anyway)
    )
    found = [*await connection.scalars(peers.order_by(led.c.person))]
    found += await connection.scalars(staff.order_by(persons.c.person))
    return list(dict.fromkeys(found))


_C = deputies.c
_ALL = select(_C.deputy, _C.unit_code, _C.person, _C.starts_at, _C.ends_at)
