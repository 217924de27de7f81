"""Brings the stored directory to a wanted one, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.changes import Changes, changes
from directory.known import Known
from directory.organisation import Organisation, Person
from directory.renames import Settled, settle
from directory.right_changes import right_changes
from storage.arrivals import record_arrivals, record_departures
from storage.audit import record_audit, record_audits
from storage.engine import Stores
from storage.findings import Reading, record_reading
from storage.organisation import apply_changes, find_known, lock_directory
from storage.rights import add_rights
from storage.unit_aliases import record_aliases


async def import_directory(
    stores: Stores, wanted: Organisation, *, dry_run: bool, actor: str, now: datetime
) -> Changes:
    """Give what changed, or what would with `dry_run`; the same files again change nothing."""
    if dry_run:
        async with stores.identity.reading() as connection:
            known = await find_known(connection, now=now)
        return compare(known, settle(wanted, known))
    async with stores.identity.writing() as connection:
        await lock_directory(connection)
        known = await find_known(connection, now=now)
        settled = settle(wanted, known)
        found = compare(known, settled)
        await bring(connection, known, settled, found, action="directory.imported", actor=actor, now=now)
        await record_reading(connection, Reading("files", now), settled.findings)
    return found


def compare(known: Known, settled: Settled) -> Changes:
    """Say what differs between what is known and what is wanted."""
    return changes(known.units, known.people.values(), settled.organisation)


async def bring(
    connection: AsyncConnection,
    known: Known,
    settled: Settled,
    found: Changes,
    *,
    action: str,
    actor: str,
    now: datetime,
) -> None:
    """Make the changes with all that follows from them; the log calls it `action` where there were any."""
    wanted = settled.organisation
    await record_aliases(connection, settled.words, void=settled.void)
    if found.is_empty and [unit.code for unit in known.units] == list(wanted.units):
        return
    before = await _with_rights(connection, found, known, now=now)
    await apply_changes(connection, found, wanted=wanted)
    await record_audit(connection, action, subject=wanted.root.code, actor=actor, now=now)
    if known.people:  # whoever comes with the first import has been here, and has had rights, all along
        people = list(known.people.values())
        await record_arrivals(connection, _newcomers(found, people), day=now.date())
        await record_departures(connection, _leavers(found, people), day=now.date())
        given, taken = right_changes(before, [*found.people_added, *found.people_changed])
        await record_audits(connection, "right.given", subjects=given, actor=actor, now=now)
        await record_audits(connection, "right.taken", subjects=taken, actor=actor, now=now)


async def _with_rights(
    connection: AsyncConnection, found: Changes, known: Known, *, now: datetime
) -> list[Person]:
    """Give those who change as they are; who goes also loses what the directory does not know of."""
    gone = await add_rights(connection, [known.people[each] for each in found.people_removed], now=now)
    return [*gone, *(known.people[each.aad_object_id] for each in found.people_changed)]


def _newcomers(found: Changes, people: Sequence[Person]) -> list[Person]:
    """List who is new in the directory or in their unit."""
    return [*found.people_added, *_moved(found, people)]


def _leavers(found: Changes, people: Sequence[Person]) -> Counter[str]:
    """Count who is no longer in the directory, or in another unit, by the unit where they were."""
    gone = {*found.people_removed, *(each.aad_object_id for each in _moved(found, people))}
    return Counter(person.unit_code for person in people if person.aad_object_id in gone)


def _moved(found: Changes, people: Sequence[Person]) -> list[Person]:
    before = {person.aad_object_id: person.unit_code for person in people}
    return [each for each in found.people_changed if before[each.aad_object_id] != each.unit_code]
