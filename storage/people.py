"""All that is stored about one person: told to them, or removed until nothing points to them any more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Select,
    Table,
    case,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit_chain import lock_chain
from storage.ballots import shuffle_ballots
from storage.choices import list_live_urns
from storage.engine import Store
from storage.organisation import lock_directory
from storage.rights import holding, supervising
from storage.scrub import empty_log
from storage.tables.audit import audit_log
from storage.tables.ballots import tags
from storage.tables.calendar import pauses
from storage.tables.channels import nudges
from storage.tables.directory import (
    arrivals,
    conversations,
    person_roles,
    persons,
    preferences,
    supervisions,
)
from storage.tables.findings import findings
from storage.tables.installs import installs
from storage.tables.mirror import mirror_accounts, mirror_members
from storage.tables.outbox import outbox
from storage.tables.plans import plan_owners, plan_targets, plan_versions, plans
from storage.tables.quiet_hours import quiet_hours
from storage.tables.rights import deputies, grants
from storage.tables.waves import wave_members, waves

EXPORTED = "person.exported"
REMOVED = "person.erased"
ERASED = "erased"
"""Who stands in the audit log for everybody who has been erased."""
LOG_LINES = "lines of the audit log"
OLD_VERSIONS = "versions of plans"
MANAGED = "accounts managed in Entra"

HELD: Mapping[str, Column[str]] = {
    "units led": supervisions.c.person,
    "roles": person_roles.c.person,
    "roles given": grants.c.person,
    "stands in": deputies.c.person,
    "directory": persons.c.person,
    "arrival": arrivals.c.person,
    "chosen language": preferences.c.person,
    "pause": pauses.c.person,
    "quiet hours": quiet_hours.c.person,
    "conversation": conversations.c.person,
    "install": installs.c.person,
    "waves asked in": wave_members.c.person,
    "messages": outbox.c.person,
    "targets owned": plan_owners.c.person,
    "nudge": nudges.c.recipient,
    "found in the directory": findings.c.person,
    "account in Entra": mirror_accounts.c.account,
    "groups in Entra": mirror_members.c.member,
}
"""Where a person's id stands, in the order of removing; the audit log keeps its lines without it."""
TOUCHED: tuple[Table, ...] = (*(column.table for column in HELD.values()), audit_log, plan_versions)
"""The tables that an erasure leaves old rows in."""

_FINGERPRINT_DIGITS = 8

_ACCOUNT = tuple(column for column in mirror_accounts.c if column is not mirror_accounts.c.account)
_PLACE = (persons.c.unit_code.label("unit"), persons.c.language)
_CHAT = tuple(column for column in conversations.c if column is not conversations.c.person)
_INSTALL = (installs.c.state, installs.c.reason, installs.c.tried_at, installs.c.attempts)
_ASKED = (
    wave_members.c.wave,
    waves.c.instrument_id.label("instrument"),
    wave_members.c.cell.label("unit"),
    waves.c.opened_at,
    waves.c.closed_at,
)
_MESSAGE = (
    outbox.c.kind,
    outbox.c.about.label("wave"),
    outbox.c.due_at,
    outbox.c.expires_at,
    outbox.c.state,
    outbox.c.reason,
    outbox.c.attempts,
    outbox.c.activity_id,
)
_LINE = (audit_log.c.at, audit_log.c.actor, audit_log.c.action, audit_log.c.subject)


class UnknownPerson(LookupError):
    """Nothing is stored about somebody with this id, which is not repeated: errors end up in logs."""

    def __init__(self) -> None:
        super().__init__("nothing is stored about this person")


def fingerprint(person: str) -> str:
    """Give what the audit log may keep of an id: whoever has the id can check it, nobody can read it."""
    return hashlib.sha256(person.encode()).hexdigest()[:_FINGERPRINT_DIGITS]


async def count_holdings(connection: AsyncConnection, person: str) -> dict[str, int]:
    """Count what is stored about somebody, by kind."""
    counts = {}
    for kind, column in HELD.items():
        query = select(func.count()).select_from(column.table).where(column == person)
        counts[kind] = await connection.scalar(query) or 0
    managed = select(func.count()).where(mirror_accounts.c.manager == person)
    counts[MANAGED] = await connection.scalar(managed) or 0
    versions = select(func.count()).select_from(plan_versions).where(_is_owner_in(person))
    counts[OLD_VERSIONS] = await connection.scalar(versions) or 0
    query = select(func.count()).select_from(audit_log).where(_is_named(person))
    return {**counts, LOG_LINES: await connection.scalar(query) or 0}


async def get_record(connection: AsyncConnection, person: str) -> dict[str, Any]:
    """Give all that is stored about somebody in a form for JSON, or raise UnknownPerson."""
    if not any((await count_holdings(connection, person)).values()):
        raise UnknownPerson
    found = {kind: await _rows(connection, query) for kind, query in _record_queries(person).items()}
    return {
        "person": person,
        "directory": next(iter(found["directory"]), None),
        "arrived": next(iter(found["arrivals"]), None),
        "leads": list(dict.fromkeys(row["unit_code"] for row in found["leads"])),
        "roles": list(dict.fromkeys(_role(row) for row in found["roles"])),
        "stands_in": found["deputies"],
        "chosen_language": next((row["language"] for row in found["languages"]), None),
        "no_reminders_until": next((row["until"] for row in found["pauses"]), None),
        "quiet_hours": next(iter(found["quiet_hours"]), None),
        "conversation": next(iter(found["conversations"]), None),
        "install": next(iter(found["installs"]), None),
        "waves": found["waves"],
        "messages": found["messages"],
        "targets": found["targets"],
        "nudged_on": next((row["nudged_on"] for row in found["nudges"]), None),
        "findings": found["findings"],
        "account_in_entra": next(iter(found["accounts"]), None),
        "groups_in_entra": [row["group_id"] for row in found["groups"]],
        "manages_in_entra": len(found["managed"]),
        "audit_log": found["audit_log"],
    }


async def was_erased(connection: AsyncConnection, person: str) -> bool:
    """Say whether the audit log knows of an erasure of this person."""
    line = select(audit_log.c.id).where(audit_log.c.action == REMOVED, _is_about_rights_of(person))
    return await connection.scalar(line.limit(1)) is not None


async def list_unclosed(connection: AsyncConnection) -> list[str]:
    """List the urns, of waves and of choices, that may hold somebody's tag of participation."""
    unclosed = waves.c.opened_at.is_not(None) & waves.c.closed_at.is_(None)
    found = await connection.scalars(select(waves.c.wave).where(unclosed).order_by(waves.c.wave))
    return [*found, *await list_live_urns(connection)]


async def remove_person(connection: AsyncConnection, person: str) -> dict[str, int]:
    """Remove somebody from every table of the identity store; give the numbers of rows by kind."""
    await lock_directory(connection)
    # In the order in which workers settle: no deadlocks.
    mine = select(outbox.c.key).where(outbox.c.person == person).order_by(outbox.c.key)
    await connection.execute(mine.with_for_update())
    removed = {}
    for kind, column in HELD.items():
        removed[kind] = (await connection.execute(delete(column.table).where(column == person))).rowcount
    managed = update(mirror_accounts).where(mirror_accounts.c.manager == person).values(manager=None)
    removed[MANAGED] = (await connection.execute(managed)).rowcount
    removed[OLD_VERSIONS] = await _erase_from_versions(connection, person)
    return {**removed, LOG_LINES: await _erase_from_log(connection, person)}


async def remove_tags(connection: AsyncConnection, of_waves: Mapping[str, bytes]) -> None:
    """Remove tags of participation by their waves; nobody is told whether there were any."""
    if connection.dialect.name != "sqlite":
        # Whole tables before the first row: two removals at once would wait for each other.
        await connection.execute(text("LOCK TABLE tags, ballots IN ACCESS EXCLUSIVE MODE"))
    for wave, tag in of_waves.items():
        await connection.execute(delete(tags).where(tags.c.wave == wave, tags.c.tag == tag))
    # The ballot whose tag is missing from its transaction would be the person's.
    await shuffle_ballots(connection)


async def scrub_tables(store: Store, tables: Collection[Table]) -> None:
    """Rewrite what held removed rows or raise NotScrubbed; without tables only the log is emptied."""
    async with store.outside() as connection:
        if not store.is_sqlite:
            for table in tables:
                # The statistics for the planner hold samples of what stood in the columns.
                await connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.name}"))
            return
        if tables:
            # SQLite overwrites what is deleted, but not what it left behind while moving rows between pages.
            await connection.execute(text("VACUUM"))
    await empty_log(store)


async def _erase_from_versions(connection: AsyncConnection, person: str) -> int:
    """Put the word for everybody in the place of an owner: what was planned stays, whose it was does not."""
    without = func.replace(plan_versions.c.body, person, ERASED)
    statement = update(plan_versions).where(_is_owner_in(person)).values(body=without)
    return (await connection.execute(statement)).rowcount


async def _erase_from_log(connection: AsyncConnection, person: str) -> int:
    """Put a word for everybody in the place of an id: the one change the log allows.

    What was done and when has to stay provable; who did it must not, once the person is to be forgotten.
    Without its salt nobody can find the id by trying which one fits the hashes, which stay.
    """
    await lock_chain(connection)
    line = audit_log.c
    statement = (
        update(audit_log)
        .where(_is_named(person))
        .values(
            actor=case((line.actor == person, ERASED), else_=line.actor),
            subject=func.replace(line.subject, person, ERASED),
            salt=None,
        )
    )
    return (await connection.execute(statement)).rowcount


def _is_named(person: str) -> ColumnElement[bool]:
    # An id is a UUID and so part of no other word.
    return or_(audit_log.c.actor == person, audit_log.c.subject.contains(person, autoescape=True))


def _is_owner_in(person: str) -> ColumnElement[bool]:
    return plan_versions.c.body.contains(person, autoescape=True)


def _is_about_rights_of(person: str) -> ColumnElement[bool]:
    return audit_log.c.action.in_((EXPORTED, REMOVED)) & (audit_log.c.subject == fingerprint(person))


def _record_queries(person: str) -> dict[str, Executable]:
    def of(column: ColumnElement[str], *told: ColumnElement[Any]) -> Select[Any]:
        return select(*told).where(column == person)

    asked = of(wave_members.c.person, *_ASKED).join(waves, waves.c.wave == wave_members.c.wave)
    log = select(*_LINE).where(_is_named(person) | _is_about_rights_of(person))
    return {
        "directory": of(persons.c.person, *_PLACE),
        "arrivals": of(arrivals.c.person, arrivals.c.unit_code.label("unit"), arrivals.c.day),
        "leads": supervising(person).order_by("unit_code"),
        "roles": holding(person).order_by("role", "unit_code"),
        "deputies": of(deputies.c.person, deputies.c.unit_code, deputies.c.starts_at, deputies.c.ends_at),
        "languages": of(preferences.c.person, preferences.c.language),
        "pauses": of(pauses.c.person, pauses.c.until),
        "quiet_hours": of(quiet_hours.c.person, quiet_hours.c.starts, quiet_hours.c.ends),
        "conversations": of(conversations.c.person, *_CHAT),
        "installs": of(installs.c.person, *_INSTALL),
        "waves": asked.order_by(waves.c.opened_at, wave_members.c.wave),
        "messages": of(outbox.c.person, *_MESSAGE).order_by(outbox.c.due_at, outbox.c.key),
        "targets": _targets_of(person),
        "nudges": of(nudges.c.recipient, nudges.c.nudged_on),
        "findings": of(findings.c.person, findings.c.kind, findings.c.since).order_by(findings.c.kind),
        "accounts": of(mirror_accounts.c.account, *_ACCOUNT),
        "groups": of(mirror_members.c.member, mirror_members.c.group_id).order_by("group_id"),
        "managed": of(mirror_accounts.c.manager, mirror_accounts.c.is_enabled),
        "audit_log": log.order_by(audit_log.c.id),
    }


def _role(held: Mapping[str, Any]) -> str:
    """Write a role as people.csv does."""
    return ":".join(filter(None, (held["role"], held["unit_code"])))


def _targets_of(person: str) -> Select[Any]:
    """Select what somebody is responsible for in plans."""
    owned = select(
        plans.c.code.label("unit"), plan_targets.c.words, plan_targets.c.action, plan_targets.c.state
    )
    joined = owned.join(plans, plans.c.plan == plan_targets.c.plan).join(
        plan_owners, plan_owners.c.target == plan_targets.c.target
    )
    return joined.where(plan_owners.c.person == person).order_by(plans.c.made_on, plan_targets.c.position)


async def _rows(connection: AsyncConnection, query: Executable) -> list[dict[str, Any]]:
    rows = (await connection.execute(query)).mappings()
    return [{name: _written(value) for name, value in row.items()} for row in rows]


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
