from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import structlog

from jobs import clockwork
from jobs.clockwork import Clockwork
from storage.audit import list_audit
from storage.outbox import count_deliveries
from tests.jobs.house import ALWAYS, END, FIILIS, HELSINKI, NOW, House


class Rang:
    """Counts how often the sender was told that there is something to send."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def rang() -> Rang:
    return Rang()


@pytest.fixture
def works(small_house, rang) -> Clockwork:
    return clockwork_of(small_house, rang)


@pytest.fixture
def shuffles(monkeypatch) -> list[None]:
    """Every shuffle adds to this list."""
    done: list[None] = []

    async def shuffle(_connection) -> None:
        done.append(None)

    monkeypatch.setattr(clockwork, "shuffle_ballots", shuffle)
    return done


def clockwork_of(house: House, rang: Rang) -> Clockwork:
    return Clockwork(house.stores, house.vault, clock=lambda: NOW, hours=ALWAYS, instruments={}, opened=rang)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


async def state(house: House, wave: str, now: datetime) -> str:
    return (await house.wave(wave)).state(now)


async def test_a_planned_wave_opens_at_its_time_and_closes_at_its_end(small_house, works, rang):
    wave = await small_house.plans()
    await works.tick(NOW - timedelta(seconds=1))
    assert (await state(small_house, wave, NOW), rang.times) == ("planned", 0)
    await works.tick(NOW)
    assert (await state(small_house, wave, NOW), rang.times) == ("open", 1)
    await works.tick(END - timedelta(seconds=1))
    assert await state(small_house, wave, NOW) == "open"
    await works.tick(END)
    assert (await state(small_house, wave, END), rang.times) == ("closed", 1)
    await works.tick(END + timedelta(seconds=1))
    assert rang.times == 1


async def test_a_wave_that_cannot_be_opened_does_not_stop_another(small_house, works, monkeypatch):
    broken, whole = await small_house.plans(), await small_house.plans(instrument=FIILIS)
    real = clockwork.open_wave

    async def open_wave(stores, vault, wave, **when):
        if wave == broken:
            raise RuntimeError("somebody's words")
        return await real(stores, vault, wave, **when)

    monkeypatch.setattr(clockwork, "open_wave", open_wave)
    await works.tick(NOW)
    assert await state(small_house, broken, NOW) == "planned"
    assert await state(small_house, whole, NOW) == "open"
    monkeypatch.undo()
    await works.tick(NOW)
    assert await state(small_house, broken, NOW) == "planned"  # it rests for a minute
    await works.tick(NOW + clockwork.REST)
    assert await state(small_house, broken, NOW) == "open"


async def test_a_wave_that_cannot_be_counted_does_not_stop_another(small_house, works):
    broken, whole = await small_house.opened(), await small_house.opened(instrument=FIILIS)
    await small_house.vault.destroy(broken)
    await works.tick(END)
    assert await state(small_house, broken, END) == "closing"
    assert await state(small_house, whole, END) == "closed"


@pytest.mark.parametrize("job", ["list_due_to_open", "list_due_to_close"])
async def test_a_failing_job_does_not_stop_the_others(small_house, works, shuffles, monkeypatch, job):
    closing = await small_house.opened()
    opening = await small_house.plans(instrument=FIILIS, closes=END + timedelta(days=7))

    async def broken(*_args: Any, **_more):
        raise RuntimeError("somebody's words")

    monkeypatch.setattr(clockwork, job, broken)
    with structlog.testing.capture_logs() as logged:
        await works.tick(local("2027-03-09 03:00"))
    assert {line["error"] for line in logged if line["event"] == "job_failed"} == {"RuntimeError"}
    assert "somebody's words" not in str(logged)
    ends = {await state(small_house, wave, END) for wave in (closing, opening)}
    assert ends == ({"closed", "planned"} if job == "list_due_to_open" else {"closing", "open"})
    assert len(shuffles) == 1


async def test_a_failing_shuffle_is_tried_again(small_house, works, monkeypatch):
    tries = []

    async def shuffle(_connection) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise RuntimeError

    monkeypatch.setattr(clockwork, "shuffle_ballots", shuffle)
    for minute in range(3):
        await works.tick(local("2027-03-09 03:00") + timedelta(minutes=minute))
    assert len(tries) == 2


async def test_ballots_are_shuffled_once_a_night_and_not_by_day(works, shuffles):
    for minute in range(0, 3 * 24 * 60, 10):
        await works.tick(local("2027-03-08 12:00") + timedelta(minutes=minute))
    assert len(shuffles) == 3


@pytest.mark.parametrize(
    "evening", ["2027-03-27 20:00", "2027-10-30 20:00"], ids=["clocks go forward", "clocks go back"]
)
async def test_ballots_are_shuffled_once_in_the_night_when_the_clocks_change(works, shuffles, evening):
    start = local(evening).timestamp()
    for minute in range(0, 12 * 60, 10):
        await works.tick(datetime.fromtimestamp(start + 60 * minute, tz=HELSINKI))
    assert len(shuffles) == 1


@pytest.fixture
def purges(monkeypatch) -> list[datetime]:
    """Every purge adds its moment to this list."""
    done: list[datetime] = []

    async def purge(_stores, _vault, *, dry_run, actor, now) -> None:
        assert (dry_run, actor) == (False, "clock")
        done.append(now)

    monkeypatch.setattr(clockwork, "purge_expired", purge)
    return done


async def test_what_was_kept_long_enough_is_purged_once_a_night_and_not_by_day(works, purges):
    for minute in range(0, 3 * 24 * 60, 10):
        await works.tick(local("2027-03-08 12:00") + timedelta(minutes=minute))
    assert purges == [local(f"2027-03-{day:02} 03:00") for day in (9, 10, 11)]


@pytest.mark.parametrize(
    "evening", ["2027-03-27 20:00", "2027-10-30 20:00"], ids=["clocks go forward", "clocks go back"]
)
async def test_nothing_is_purged_twice_in_the_night_when_the_clocks_change(works, purges, evening):
    start = local(evening).timestamp()
    for minute in range(0, 12 * 60, 10):
        await works.tick(datetime.fromtimestamp(start + 60 * minute, tz=HELSINKI))
    assert len(purges) == 1


async def test_a_purge_that_fails_rests_for_a_minute_and_stops_nothing_else(
    small_house, works, shuffles, monkeypatch
):
    tries = []

    async def purge(*_args: Any, **_more) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise RuntimeError("somebody's words")

    monkeypatch.setattr(clockwork, "purge_expired", purge)
    night = local("2027-03-09 03:00")
    wave = await small_house.plans(now=night, closes=night + timedelta(days=1))
    with structlog.testing.capture_logs() as logged:
        for second in (0, 1, 59, 60, 61, 120):
            await works.tick(night + timedelta(seconds=second))
    assert len(tries) == 2
    assert [line["job"] for line in logged if line["event"] == "job_failed"] == ["purge"]
    assert "somebody's words" not in str(logged)
    assert await state(small_house, wave, night) == "open"
    assert len(shuffles) == 1


async def test_the_nightly_purge_really_removes(small_house, works):
    wave = await small_house.opened()
    await small_house.closes(wave)
    await works.tick(local("2028-03-09 03:00"))
    async with small_house.stores.identity.reading() as connection:
        assert (await count_deliveries(connection, wave, "survey")).planned == 0
        assert (await list_audit(connection, newest=1))[0].subject.startswith("messages ")


async def test_the_clock_stops_when_told(small_house, rang):
    stop = asyncio.Event()
    running = asyncio.create_task(clockwork_of(small_house, rang).run(stop))
    await asyncio.sleep(0.05)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, timeout=5)
    assert running.done()


class Nightly:
    """Counts how often the directory is to be read, and for which day; may take long, or fail."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.failure: Exception | None = None

    async def __call__(self, day: date) -> None:
        self.days.append(day)
        if self.failure is not None:
            raise self.failure
        await self.goes_on.wait()


@pytest.fixture
def nightly() -> Nightly:
    return Nightly()


@pytest.fixture
def reads(small_house, rang, nightly) -> Clockwork:
    return Clockwork(
        small_house.stores,
        small_house.vault,
        clock=lambda: NOW,
        hours=ALWAYS,
        instruments={},
        opened=rang,
        nightly=nightly,
    )


async def test_the_directory_is_read_at_night_and_looked_at_every_twenty_minutes(reads, nightly):
    for at in ("02:59", "03:00", "03:01", "03:19", "03:20", "04:59", "05:00", "12:00"):
        await reads.tick(local(f"2027-03-02T{at}"))
        await asyncio.sleep(0)
    assert nightly.days == [date(2027, 3, 2)] * 3


async def test_a_long_reading_holds_up_nothing_and_is_not_begun_twice(small_house, reads, nightly, rang):
    nightly.goes_on.clear()
    start = local("2027-03-02T03:00")
    wave = await small_house.plans(opens=start + timedelta(minutes=1), closes=start + timedelta(days=3))
    await reads.tick(start)
    await asyncio.sleep(0)
    await reads.tick(start + timedelta(minutes=25))
    assert (await state(small_house, wave, start + timedelta(minutes=25)), rang.times) == ("open", 1)
    assert len(nightly.days) == 1
    nightly.goes_on.set()
    await asyncio.sleep(0)
    await reads.tick(start + timedelta(minutes=26))
    await asyncio.sleep(0)
    assert len(nightly.days) == 2


async def test_a_reading_that_fails_is_logged_and_tried_again_after_a_while(reads, nightly):
    nightly.failure = RuntimeError("token of somebody")
    start = local("2027-03-02T03:00")
    with structlog.testing.capture_logs() as lines:
        for minutes in (0, 1, 5, 21):
            await reads.tick(start + timedelta(minutes=minutes))
            await asyncio.sleep(0)
    assert len(nightly.days) == 2
    failed = [line for line in lines if line["event"] == "job_failed"]
    assert [(line["job"], line["error"]) for line in failed] == [("sync", "RuntimeError")] * 2
    assert "token" not in str(failed)


async def test_a_clock_that_stops_breaks_a_reading_off(reads, nightly):
    nightly.goes_on.clear()
    await reads.tick(local("2027-03-02T03:00"))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await reads.finish()
    assert nightly.days == [date(2027, 3, 2)]
