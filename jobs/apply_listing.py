"""Takes over what a directory lists: whole or not at all, and not unasked where too much would go."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.changes import Changes
from directory.findings import Finding, ordered
from directory.guard import Stop, stop_for
from directory.known import Known
from directory.listed import Listing, Wishes
from directory.mapping import map_listing
from directory.renames import Settled, settle
from jobs.import_directory import bring, compare
from storage.engine import Stores
from storage.findings import Reading, ask_hr, find_reading, record_reading
from storage.organisation import find_known, lock_directory

NOTHING: Final = Changes((), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Applied:
    """What changed, or would with a dry run, and what was found; where it is `stopped` nothing changed."""

    changes: Changes
    findings: tuple[Finding, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a listing comes to; `settled` is None where nobody is listed."""

    settled: Settled | None
    changes: Changes
    found: tuple[Finding, ...]
    stop: Stop | None = None


async def apply_listing(
    stores: Stores,
    listing: Listing,
    wishes: Wishes,
    *,
    accept: bool,
    actor: str,
    now: datetime,
    dry_run: bool = False,
) -> Applied:
    """Bring the directory to what is listed; `accept` allows whatever would go or move.

    Without it, changes that are too large wait until somebody of HR allows exactly them.
    """
    if dry_run:
        async with stores.identity.reading() as connection:
            known = await find_known(connection, now=now)
        prepared = await asyncio.to_thread(_prepare, listing, wishes, known)
        return _applied(prepared, is_stopped=prepared.stop is not None and not accept)
    async with stores.identity.writing() as connection:
        await lock_directory(connection)
        known = await find_known(connection, now=now)
        prepared = await asyncio.to_thread(_prepare, listing, wishes, known)
        last = await find_reading(connection)
        allowed = last.accepted if last else ""
        if prepared.stop is not None and not accept and prepared.stop.name != allowed:
            return await _wait(connection, prepared, prepared.stop, now=now)
        return await _take_over(connection, known, prepared, actor=actor, now=now)


def _prepare(listing: Listing, wishes: Wishes, known: Known) -> _Prepared:
    mapped = map_listing(listing, wishes, known)
    if any(each.kind == "empty" for each in mapped.findings):
        return _Prepared(None, NOTHING, mapped.findings)
    settled = settle(mapped.organisation, known)
    if settled.words:  # under the words just learnt, what is known of the units counts
        learnt = replace(known, aliases={**known.aliases, **settled.words})
        mapped = map_listing(listing, wishes, learnt)
        settled = replace(settled, organisation=settle(mapped.organisation, learnt).organisation)
    found = compare(known, settled)
    stop = stop_for(found, people=known.people, units=len(known.units))
    return _Prepared(settled, found, ordered([*mapped.findings, *settled.findings]), stop)


async def _wait(connection: AsyncConnection, prepared: _Prepared, stop: Stop, *, now: datetime) -> Applied:
    applied = _applied(prepared, is_stopped=True)
    await record_reading(connection, Reading("entra", now, stopped=stop.name), applied.findings)
    await ask_hr(connection, stop.name, now=now)
    return applied


async def _take_over(
    connection: AsyncConnection, known: Known, prepared: _Prepared, *, actor: str, now: datetime
) -> Applied:
    if prepared.settled:
        await bring(
            connection,
            known,
            prepared.settled,
            prepared.changes,
            action="directory.synced",
            actor=actor,
            now=now,
        )
    await record_reading(connection, Reading("entra", now), prepared.found)
    return _applied(prepared, is_stopped=False)


def _applied(prepared: _Prepared, *, is_stopped: bool) -> Applied:
    """Give the outcome; of what was not done, new words for units are not told."""
    if not is_stopped or prepared.stop is None:
        return Applied(prepared.changes, prepared.found, stopped=False)
    found = [each for each in prepared.found if each.kind != "renamed"]
    return Applied(prepared.changes, ordered([*prepared.stop.findings, *found]), stopped=True)
