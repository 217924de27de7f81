"""Roles that the shell has given, beside what the directory says, and where everybody's rights come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import record_audit
from storage.rights import SUPERVISOR, holding
from storage.tables.directory import person_roles, persons, supervisions
from storage.tables.rights import deputies, grants

Source = Literal["directory", "shell", "deputy"]
OF_A_UNIT: Final = frozenset({SUPERVISOR, "hr"})
"""Roles that can be held for a unit; the first one for nothing else."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, in a unit and below or, where `unit` is empty, for the whole.

    `source` says where it comes from; a deputy's begins and ends, the others do not.
    """

    person: str
    role: str
    unit: str
    source: Source
    starts_at: datetime | None = None
    ends_at: datetime | None = None


async def is_listed(connection: AsyncConnection, person: str) -> bool:
    """Say whether somebody is in the directory."""
    return bool(await connection.scalar(select(exists().where(persons.c.person == person))))


async def record_grant(
    connection: AsyncConnection, person: str, role: str, unit: str, *, actor: str, now: datetime
) -> bool:
    """Give a role and log it; False when it has been given already."""
    if await connection.scalar(select(exists().where(*_same(person, role, unit)))):
        return False
    await connection.execute(insert(grants).values(person=person, role=role, unit_code=unit))
    subject = f"{written_role(role, unit)}/{person}"
    await record_audit(connection, "role.given", subject=subject, actor=actor, now=now)
    return True


async def remove_grant(
    connection: AsyncConnection, person: str, role: str, unit: str, *, actor: str, now: datetime
) -> bool:
    """Take a role away that was given and log it; False when it was not given."""
    found = await connection.execute(delete(grants).where(*_same(person, role, unit)))
    if not found.rowcount:
        return False
    subject = f"{written_role(role, unit)}/{person}"
    await record_audit(connection, "role.taken", subject=subject, actor=actor, now=now)
    return True


def written_role(role: str, unit: str) -> str:
    """Write a role as the directory's files do."""
    return f"{role}:{unit}" if unit else role


async def is_from_directory(connection: AsyncConnection, person: str, role: str, unit: str) -> bool:
    """Say whether the directory gives somebody a role, which the shell then cannot take away."""
    found = await connection.execute(select(_LISTED).where(_LISTED.c.person == person))
    return (role, unit) in {(row.role, row.unit_code) for row in found}


async def count_whole_hr(connection: AsyncConnection) -> int:
    """Count those who are HR of the whole."""
    held = holding().subquery()
    whole = select(func.count(held.c.person.distinct())).where(held.c.role == "hr", held.c.unit_code == "")
    return await connection.scalar(whole.join(persons, persons.c.person == held.c.person)) or 0


async def list_held(connection: AsyncConnection, *, now: datetime) -> list[Held]:
    """List every role that somebody holds at a moment, and those of deputies who begin later."""
    listed = [Held(row[0], row[1], row[2], "directory") for row in await connection.execute(select(_LISTED))]
    given = [
        Held(row.person, row.role, row.unit_code, "shell") for row in await connection.execute(select(grants))
    ]
    c = deputies.c
    term = select(c.person, c.unit_code, c.starts_at, c.ends_at).where(c.ends_at > now)
    standing = [
        Held(person, SUPERVISOR, unit, "deputy", starts_at, ends_at)
        for person, unit, starts_at, ends_at in await connection.execute(term)
    ]
    return sorted([*listed, *given, *standing], key=lambda each: (each.person, each.role, each.unit))


def _same(person: str, role: str, unit: str) -> tuple[ColumnElement[bool], ...]:
    return grants.c.person == person, grants.c.role == role, grants.c.unit_code == unit


_LISTED = union_all(
    select(supervisions.c.person, literal(SUPERVISOR).label("role"), supervisions.c.unit_code),
    select(person_roles.c.person, person_roles.c.role, person_roles.c.unit_code),
).subquery()
