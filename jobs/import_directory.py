"""Brings the stored directory to a wanted one, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.changes import Changes, changes
from directory.known import Known
from directory.organisation import Organisation, Person
from directory.renames import Settled, settle
from storage.arrivals import record_arrivals
from storage.audit import record_audit
from storage.engine import Stores
from storage.findings import Reading, record_reading
from storage.organisation import apply_changes, find_known, lock_directory
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
        if await bring(connection, known, settled, found, now=now):
            root = settled.organisation.root.code
            await record_audit(connection, "directory.imported", subject=root, actor=actor, now=now)
        await record_reading(connection, Reading("files", now), settled.findings)
    return found


def compare(known: Known, settled: Settled) -> Changes:
    """Say what differs between what is known and what is wanted."""
    return changes(known.units, known.people.values(), settled.organisation)


async def bring(
    connection: AsyncConnection, known: Known, settled: Settled, found: Changes, *, now: datetime
) -> bool:
    """Make the changes with all that follows from them; tell whether there was anything to do."""
    wanted = settled.organisation
    await record_aliases(connection, settled.words, void=settled.void)
    if found.is_empty and [unit.code for unit in known.units] == list(wanted.units):
        return False
    await apply_changes(connection, found, wanted=wanted)
    if known.people:  # whoever comes with the first import has been here all along
        await record_arrivals(connection, _newcomers(found, known.people.values()), day=now.date())
    return True


def _newcomers(found: Changes, people: Iterable[Person]) -> list[Person]:
    """List who is new in the directory or in their unit."""
    before = {person.aad_object_id: person.unit_code for person in people}
    moved = (each for each in found.people_changed if before[each.aad_object_id] != each.unit_code)
    return [*found.people_added, *moved]
