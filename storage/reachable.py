"""Who can be reached in Teams, counted for every unit."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.reach_rows import Row, gathered
from storage.reasons import (
    APP_BLOCKED,
    BLOCKED_BY_USER,
    DISABLED_BY_ADMIN,
    NO_TEAMS,
    NOT_INSTALLED,
    WRITES_BLOCKED,
)
from storage.tables.directory import conversations, persons, units
from storage.tables.installs import installs


async def list_reach(connection: AsyncConnection) -> list[Row]:
    """List in tree order who can be reached; nothing where there are too few people for any row."""
    query = select(units.c.code, units.c.parent_code).order_by(units.c.position)
    parents = {row.code: row.parent_code for row in await connection.execute(query)}
    counts: dict[str, Counter[str]] = {code: Counter() for code in parents}
    for code, reached, people in await connection.execute(_COUNT):
        counts[code][reached] += people
    return gathered(parents, counts)


_REACHED = case(
    (conversations.c.blocked == NOT_INSTALLED, "removed"),
    (conversations.c.blocked == BLOCKED_BY_USER, "blocked_by_person"),
    (conversations.c.blocked.in_((DISABLED_BY_ADMIN, WRITES_BLOCKED)), "blocked_by_organisation"),
    (conversations.c.blocked.is_not(None), "not_allowed"),
    (conversations.c.person.is_not(None), "reachable"),
    (installs.c.state == "waiting", "waiting"),
    (installs.c.reason == APP_BLOCKED, "blocked_by_organisation"),
    (installs.c.reason == NO_TEAMS, "no_teams"),
    (installs.c.reason.is_not(None), "not_allowed"),
    else_="never_met",
)
_COUNT = (
    select(persons.c.unit_code, _REACHED.label("reached"), func.count())
    .outerjoin(conversations, conversations.c.person == persons.c.person)
    .outerjoin(installs, installs.c.person == persons.c.person)
    .group_by(persons.c.unit_code, "reached")
)
