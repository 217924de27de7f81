"""Reads Entra and brings the organisation to it; one process at a time, and once a night."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.graph import Graph
from directory.listed import Wishes
from jobs.apply_listing import Applied
from jobs.read_graph import read_graph
from jobs.whole import whole
from storage.audit import CLOCK
from storage.engine import Stores
from storage.mirror import count_nested, drop_mirror, load_listing
from storage.mirror_links import claim_reading, release_reading, renew_reading

LEASE: Final = timedelta(minutes=45)
"""Longer than one page may take with all its attempts; renewed with every page."""

Apply = Callable[..., Awaitable[Applied]]
"""Called as `apply_listing` is."""

_log = structlog.get_logger("jobs")


class ReadingLost(Exception):
    """Another process has taken the reading over, because this one seemed to have died."""

    def __init__(self) -> None:
        super().__init__("another process reads the directory now")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the directory comes from, and how it becomes the organisation.

    `wishes` reads files anew.
    """

    graph: Graph
    attribute: str
    wishes: Callable[[], Wishes]
    apply: Apply


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run has read and changed; `nested` groups lie in groups and are not opened."""

    pages: int
    accounts: int
    groups: int
    nested: int
    applied: Applied


async def sync_directory(
    stores: Stores,
    source: Source,
    *,
    actor: str,
    clock: Callable[[], datetime],
    accept: bool = False,
    dry_run: bool = False,
    day: date | None = None,
) -> Synced | None:
    """Read and apply; give None when another process does, or has done so on that day.

    A run that cannot read to the end raises GraphError or a token's error, and leaves the organisation alone.
    """
    wishes = await asyncio.to_thread(source.wishes)  # it reads a file
    holder, done = token_hex(8), None
    try:
        if not await whole(_claim(stores, holder, now=clock(), day=day)):
            return None
        hold = partial(_hold, holder=holder, clock=clock)
        pages = await read_graph(
            stores, source.graph, attribute=source.attribute, groups=wishes.groups, hold=hold
        )
        apply = partial(source.apply, accept=accept, actor=actor, now=clock(), dry_run=dry_run)
        synced = await whole(_apply(stores, wishes, apply, pages=pages))
        done = day
    finally:
        await whole(_release(stores, holder, day=done))
    return synced


async def sync_at_night(day: date, *, stores: Stores, source: Source, clock: Callable[[], datetime]) -> None:
    """Sync unless somebody has on that day, and log it in figures."""
    synced = await sync_directory(stores, source, actor=CLOCK, clock=clock, day=day)
    if synced is not None:
        _log.info("directory_synced", **_figures(synced))


async def forget_mirror(_day: date, *, stores: Stores, clock: Callable[[], datetime]) -> None:
    """Let go of what was read from Entra, where it is read no more; not while the shell is reading it."""
    holder, now = token_hex(8), clock()
    async with stores.identity.writing() as connection:
        if await claim_reading(connection, holder, now=now, until=now + LEASE, day=None):
            await drop_mirror(connection)
            await release_reading(connection, holder, day=None)


async def _claim(stores: Stores, holder: str, *, now: datetime, day: date | None) -> bool:
    async with stores.identity.writing() as connection:
        return await claim_reading(connection, holder, now=now, until=now + LEASE, day=day)


async def _release(stores: Stores, holder: str, *, day: date | None) -> None:
    async with stores.identity.writing() as connection:
        await release_reading(connection, holder, day=day)


async def _apply(stores: Stores, wishes: Wishes, apply: Apply, *, pages: int) -> Synced:
    async with stores.identity.reading() as connection:
        listing, nested = await load_listing(connection), await count_nested(connection)
    applied = await apply(stores, listing, wishes)
    return Synced(pages, len(listing.accounts), len(listing.groups), nested, applied)


async def _hold(connection: AsyncConnection, *, holder: str, clock: Callable[[], datetime]) -> None:
    if not await renew_reading(connection, holder, until=clock() + LEASE):
        raise ReadingLost


def _figures(synced: Synced) -> dict[str, Any]:
    found = synced.applied.changes
    people = len(found.people_added) + len(found.people_changed) + len(found.people_removed)
    units = len(found.units_added) + len(found.units_changed) + len(found.units_removed)
    return {
        "pages": synced.pages,
        "accounts": synced.accounts,
        "groups": synced.groups,
        "people": people,
        "units": units,
        "findings": sum(finding.count for finding in synced.applied.findings),
        "stopped": synced.applied.stopped,
    }
