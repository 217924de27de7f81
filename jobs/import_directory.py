"""Brings the stored directory to a wanted one, whole or not at all."""

from __future__ import annotations

from datetime import datetime

from directory.changes import Changes, changes
from directory.organisation import Organisation
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
        known = await list_units(connection)
        found = changes(known, await list_people(connection), wanted)
        if found.is_empty and [unit.code for unit in known] == list(wanted.units):
            return found
        await apply_changes(connection, found, wanted=wanted)
        await record_audit(connection, "directory.imported", subject=wanted.root.code, actor=actor, now=now)
    return found
