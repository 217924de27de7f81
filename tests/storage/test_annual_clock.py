from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError

from content.loader import load_instruments
from followups.annual_clock import Entry
from storage.annual_clock import (
    UnknownEntry,
    change_entry,
    count_planned,
    get_entry,
    list_entries,
    list_made,
    record_entry,
    remove_entry,
    remove_planned,
)
from storage.rest import list_resting
from storage.waves import (
    Member,
    Turn,
    Wave,
    WaveExists,
    freeze,
    list_waves,
    mark_opened,
    record_wave,
)
from tests.storage.town import town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ENTRY = Entry("fiilis", "fiilis", "K", "month", date(2027, 1, 11))
FULL = Entry(
    "laatu",
    "tyoelaman-laatu",
    "KA",
    "quarter",
    date(2027, 2, 1),
    date(2028, 12, 31),
    frozenset({11, 2, 5}),
    time(7, 45),
    21,
    2,
    "unanswered",
    3,
    8,
)


def wave(name: str, *, opens: datetime = NOW, turn: Turn = Turn()) -> Wave:  # noqa: B008  # a frozen value
    instrument = load_instruments()["fiilis"]
    return Wave(name, instrument, "K", 5, 0, opens_at=opens, closes_at=opens + 7 * DAY, turn=turn)


async def opened(connection, name: str, people: list[str], *, opened_at: datetime) -> None:
    await record_wave(connection, wave(name, opens=opened_at))
    await mark_opened(connection, name, now=opened_at)
    await freeze(connection, name, organisation=town(), members=[Member(each, "K1") for each in people])


async def test_entries_come_back_as_they_were_put(connection):
    for each in (FULL, ENTRY):
        assert await record_entry(connection, each)
    assert await list_entries(connection) == [ENTRY, FULL]
    assert await get_entry(connection, "laatu") == FULL


async def test_an_id_is_taken_once(connection):
    assert await record_entry(connection, ENTRY)
    assert not await record_entry(connection, replace(FULL, id=ENTRY.id))
    assert await list_entries(connection) == [ENTRY]


async def test_an_entry_is_removed_once_and_then_unknown(connection):
    await record_entry(connection, ENTRY)
    assert [await remove_entry(connection, "fiilis") for _ in range(2)] == [True, False]
    with pytest.raises(UnknownEntry, match="'fiilis'"):
        await get_entry(connection, "fiilis")


@pytest.mark.parametrize("wrong", [{"every": "day"}, {"days": 0}, {"shares": 0}, {"k": 4}, {"reminders": 3}])
async def test_the_schema_refuses_an_entry_that_breaks_a_promise(connection, wrong):
    with pytest.raises(IntegrityError):
        await record_entry(connection, replace(ENTRY, **wrong))


async def test_a_waves_rest_and_share_are_kept(connection):
    planned = wave("w1", turn=Turn(rest_days=14, share=1, shares=3))
    await record_wave(connection, planned)
    assert await list_made(connection, ["w1", "w2"]) == [planned]


async def test_a_wave_is_planned_once_also_by_two_at_a_time(stores):
    async def plan() -> bool:
        try:
            async with stores.identity.writing() as connection:
                await record_wave(connection, wave("w1"))
                await asyncio.sleep(0.05)
        except WaveExists:
            return False
        return True

    assert sorted(await asyncio.gather(plan(), plan(), plan())) == [False, False, True]
    async with stores.identity.reading() as connection:
        assert len(await list_waves(connection)) == 1


async def test_only_waves_that_are_not_due_yet_are_removed(connection):
    for name, opens in (("soon", NOW + DAY), ("late", NOW - DAY), ("due", NOW), ("other", NOW + DAY)):
        await record_wave(connection, wave(name, opens=opens))
    await mark_opened(connection, "late", now=NOW)
    assert await remove_planned(connection, ["soon", "late", "due", "never"], now=NOW) == ["soon"]
    assert {each.id for each in await list_waves(connection)} == {"late", "due", "other"}


async def test_who_was_asked_within_the_days_rests(connection):
    await opened(connection, "old", ["helmi"], opened_at=NOW - 14 * DAY)
    await opened(connection, "new", ["aino", "eero"], opened_at=NOW - 13 * DAY)
    await opened(connection, "newest", ["aino"], opened_at=NOW - DAY)
    assert await list_resting(connection, days=14, now=NOW) == {"aino", "eero"}
    assert await list_resting(connection, days=15, now=NOW) == {"aino", "eero", "helmi"}
    assert await list_resting(connection, days=1, now=NOW) == set()
    assert await list_resting(connection, days=0, now=NOW) == set()


async def test_a_rest_is_counted_in_days_of_the_zone_and_not_in_hours(connection):
    here = timezone(2 * 60 * timedelta(minutes=1))
    now = datetime(2027, 3, 15, 9, 0, tzinfo=here)
    await opened(connection, "late that day", ["aino"], opened_at=datetime(2027, 3, 1, 23, 0, tzinfo=here))
    await opened(connection, "first thing", ["eero"], opened_at=datetime(2027, 3, 2, 0, 30, tzinfo=here))
    assert await list_resting(connection, days=14, now=now) == {"eero"}


async def test_an_entry_is_changed_only_as_it_was_read(connection):
    zone = ZoneInfo("Europe/Helsinki")
    rest = {"zone": zone, "actor": "helmi", "now": NOW}
    for before in (ENTRY, FULL):
        await record_entry(connection, before)
        after = replace(before, days=3, months=frozenset({1, 2}), ends_on=None, k=None)
        assert await change_entry(connection, before, after, **rest)
        assert not await change_entry(connection, before, replace(before, days=9), **rest)
        assert await get_entry(connection, before.id) == after


async def test_planned_waves_are_counted_and_open_ones_are_not(connection):
    await record_wave(connection, wave("later", opens=NOW + DAY))
    await opened(connection, "open", [], opened_at=NOW - DAY)
    assert await count_planned(connection, ["later", "open", "nope"], now=NOW) == 1
