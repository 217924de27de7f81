"""Brings the stored directory to a wanted one, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from directory.changes import Changes, changes
from directory.organisation import Organisation, Person
from storage.arrivals import record_arrivals
from storage.audit import record_audit
from storage.engine import Stores
from storage.organisation import apply_changes, list_people, list_units, lock_directory


async def import_directory(
    stores: Stores, wanted: Organisation, *, dry_run: bool, actor: str, now: datetime
) -> Changes:
    """Give what changed, or what would with `dry_run`; the same files again change nothing."""
    if dry_run:
        async with stores.identity.reading() as connection:
            return changes(await list_units(connection), await list_people(connection), wanted)
    async with stores.identity.writing() as connection:
        await lock_directory(connection)
        known, people = await list_units(connection), await list_people(connection)
        found = changes(known, people, wanted)
        if found.is_empty and [unit.code for unit in known] == list(wanted.units):
            return found
        await apply_changes(connection, found, wanted=wanted)
        if people:  # whoever comes with the first import has been here all along
            await record_arrivals(connection, _newcomers(found, people), day=now.date())
        await record_audit(connection, "directory.imported", subject=wanted.root.code, actor=actor, now=now)
    return found


def _newcomers(found: Changes, people: Iterable[Person]) -> list[Person]:
    """List who is new in the directory or in their unit."""
    before = {person.aad_object_id: person.unit_code for person in people}
    moved = (each for each in found.people_changed if before[each.aad_object_id] != each.unit_code)
    return [*found.people_added, *moved]
