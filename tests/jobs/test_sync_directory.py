"""From Entra to whoever makes an organisation of it: one at a time, once a night, all or nothing."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog

from directory.changes import Changes
from directory.graph import GraphError
from directory.listed import Listing, Meaning, Wishes
from jobs.sync_directory import (
    LEASE,
    ReadingLost,
    Source,
    forget_mirror,
    sync_at_night,
    sync_directory,
)
from storage.mirror import load_listing
from tests.directory.entra_town import AINO, HELMI, HR, crowd, entra_town, serving
from tests.directory.loopback_graph import TOKEN, Failure, LoopbackGraph

NIGHT = datetime(2027, 3, 1, 1, 30, tzinfo=UTC)
TODAY = date(2027, 3, 1)
WISHES = Wishes(root_name="Esimerkkilä", groups={HR: (Meaning("role", "hr"),)})
BROKEN = [Failure(503, "serviceNotAvailable")] * 6


@dataclass(frozen=True)
class Finding:
    kind: str
    count: int


@dataclass(frozen=True)
class Applied:
    changes: Changes = Changes((), (), ("K9",), (), (), (AINO,))  # noqa: RUF009 - frozen
    findings: tuple[Finding, ...] = (Finding("guest", 3),)
    stopped: bool = False


class NotMade(Exception):
    """Something is wrong, whatever it is."""


@dataclass
class Kept:
    """Stands where a listing becomes an organisation, and keeps what it is given."""

    listings: list[Listing] = field(default_factory=list)
    asked: list[dict[str, object]] = field(default_factory=list)
    failure: Exception | None = None
    seconds: float = 0.0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, _stores, listing, wishes, **how) -> Applied:
        self.begun.set()
        await asyncio.sleep(self.seconds)
        if self.failure is not None:
            raise self.failure
        self.listings.append(listing)
        self.asked.append({"wishes": wishes, **how})
        return Applied()


@dataclass
class Clock:
    moment: datetime = NIGHT

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town() -> LoopbackGraph:
    return entra_town()


@pytest.fixture
async def source(town, kept):
    async with serving(town) as graph:
        yield Source(graph, "department", lambda: WISHES, kept)


async def at_night(stores, source, clock, day: date = TODAY) -> None:
    await sync_at_night(day, stores=stores, source=source, clock=clock)


async def test_what_was_read_is_handed_on_with_the_wishes(stores, source, kept, clock):
    synced = await sync_directory(stores, source, actor="shell", clock=clock, accept=True, dry_run=True)
    assert (synced.pages, synced.accounts, synced.groups, synced.nested) == (2, 4, 1, 0)
    (listing,) = kept.listings
    assert len(listing.accounts) == 4
    assert listing.groups == {HR: (HELMI,)}
    assert kept.asked == [{"wishes": WISHES, "accept": True, "actor": "shell", "now": NIGHT, "dry_run": True}]


async def test_a_night_is_synced_once_however_many_processes_there_are(stores, source, kept, clock):
    kept.seconds = 0.05
    await asyncio.gather(*(at_night(stores, source, clock) for _ in range(4)))
    clock.moment += timedelta(minutes=20)
    await at_night(stores, source, clock)
    assert len(kept.listings) == 1
    await at_night(stores, source, clock, day=TODAY + timedelta(days=1))
    assert len(kept.listings) == 2
    assert [each["actor"] for each in kept.asked] == ["clock", "clock"]


async def test_the_shell_syncs_also_on_a_day_that_was_synced(stores, source, kept, clock):
    await at_night(stores, source, clock)
    assert await sync_directory(stores, source, actor="shell", clock=clock)
    assert len(kept.listings) == 2


async def test_the_shell_says_that_another_process_reads(stores, source, kept, clock):
    kept.seconds = 0.1
    night = asyncio.create_task(at_night(stores, source, clock))
    await kept.begun.wait()
    assert await sync_directory(stores, source, actor="shell", clock=clock) is None
    await night


async def test_a_reading_that_breaks_off_leaves_the_organisation_alone_and_is_tried_again(
    stores, source, kept, clock, town
):
    crowd(town, 500)
    town.fail(*[None] * 3, *BROKEN)
    with pytest.raises(GraphError, match="503"):
        await at_night(stores, source, clock)
    assert kept.listings == []
    await at_night(stores, source, clock)
    assert len(kept.listings[0].accounts) == 504


async def test_an_organisation_that_cannot_be_made_is_tried_again_without_new_pages(
    stores, source, kept, clock, town
):
    kept.failure = NotMade()
    with pytest.raises(NotMade):
        await at_night(stores, source, clock)
    kept.failure = None
    town.leave(AINO)
    await at_night(stores, source, clock)
    assert len(kept.listings[0].accounts) == 3


async def test_wrong_wishes_are_told_before_anything_is_read(stores, source, clock, town):
    def wrong() -> Wishes:
        raise NotMade

    with pytest.raises(NotMade):
        await sync_directory(
            stores, Source(source.graph, "department", wrong, source.apply), actor="shell", clock=clock
        )
    assert town.requests == []


async def test_a_process_that_seemed_dead_writes_nothing_once_another_has_taken_over(
    stores, source, kept, clock, town
):
    """The first run sleeps through its lease between two pages; the second reads all; the first gives up."""
    crowd(town, 300)
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def token(_scope: str) -> str:
        if len(town.requests) == 2 and not asleep.is_set():
            asleep.set()
            await awake.wait()
        return TOKEN

    async with serving(town, token=token) as graph:
        slow = Source(graph, "department", lambda: WISHES, kept)
        first = asyncio.create_task(sync_directory(stores, slow, actor="shell", clock=clock))
        await asleep.wait()
        clock.moment += LEASE + timedelta(seconds=1)
        assert await sync_directory(stores, source, actor="shell", clock=clock)
        awake.set()
        with pytest.raises(ReadingLost):
            await first
    (listing,) = kept.listings
    assert len(listing.accounts) == 304


async def test_a_run_that_is_cancelled_while_it_waits_lets_go_of_the_reading(stores, kept, clock, town):
    waiting = asyncio.Event()

    async def wait(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    town.fail(None, Failure(429, retry_after="60"))
    async with serving(town, sleep=wait) as graph:
        source = Source(graph, "department", lambda: WISHES, kept)
        run = asyncio.create_task(at_night(stores, source, clock))
        await waiting.wait()
        run.cancel()
        await asyncio.wait([run])
        await at_night(stores, source, clock)
    assert len(kept.listings) == 1


async def test_a_run_that_is_cancelled_while_it_applies_is_over_when_that_is_done(
    stores, source, kept, clock
):
    kept.seconds = 0.3
    run = asyncio.create_task(at_night(stores, source, clock))
    await kept.begun.wait()
    run.cancel()
    await asyncio.wait([run])
    assert run.cancelled()
    assert len(kept.listings) == 1


async def test_the_log_has_figures_and_nobody_in_it(stores, source, clock):
    with structlog.testing.capture_logs() as lines:
        await at_night(stores, source, clock)
    (line,) = lines
    assert line == {
        "event": "directory_synced",
        "log_level": "info",
        "pages": 2,
        "accounts": 4,
        "groups": 1,
        "people": 1,
        "units": 1,
        "findings": 3,
        "stopped": False,
    }


async def test_no_token_is_logged_at_any_level(stores, source, clock, town, caplog):
    caplog.set_level(logging.DEBUG)
    town.fail(Failure(403, "Authorization_RequestDenied"))
    with structlog.testing.capture_logs() as lines, pytest.raises(GraphError):
        await at_night(stores, source, clock)
    await at_night(stores, source, clock)
    assert TOKEN not in caplog.text + str(lines)


async def test_a_mirror_that_is_not_used_any_more_is_forgotten(stores, source, kept, clock):
    await at_night(stores, source, clock)
    await forget_mirror(TODAY, stores=stores, clock=clock)
    async with stores.identity.reading() as connection:
        assert await load_listing(connection) == Listing(())
    await at_night(stores, source, clock, day=TODAY + timedelta(days=1))
    assert kept.listings[0] == kept.listings[1]


async def test_a_mirror_is_not_forgotten_while_the_shell_reads(stores, source, kept, clock):
    kept.seconds = 0.2
    run = asyncio.create_task(sync_directory(stores, source, actor="shell", clock=clock))
    await kept.begun.wait()
    await forget_mirror(TODAY, stores=stores, clock=clock)
    await run
    async with stores.identity.reading() as connection:
        assert len((await load_listing(connection)).accounts) == 4
