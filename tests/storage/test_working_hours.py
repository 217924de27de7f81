from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from followups.working_time import WorkingTime, read_hours
from storage.tables.calendar import working_hours
from storage.working_hours import find_calendar, list_hours, record_hours, remove_hours
from tests.storage.test_organisation import bring
from tests.storage.town import town

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = WorkingTime(HELSINKI)
SHIFTS = read_hours("06:00-22:00 mon-sun holidays", ZoneInfo("Europe/Stockholm"))
MORNINGS = read_hours("06:00-12:00 mon,sat", HELSINKI)


@pytest.fixture
async def in_town(connection):
    await bring(connection, town())
    return connection


async def test_hours_come_back_as_they_were_recorded(in_town):
    await record_hours(in_town, "K1", SHIFTS)
    await record_hours(in_town, "K3", MORNINGS)
    assert await list_hours(in_town) == {"K1": SHIFTS, "K3": MORNINGS}
    await record_hours(in_town, "K1", MORNINGS)
    assert (await list_hours(in_town))["K1"] == MORNINGS


async def test_units_below_follow_until_they_have_hours_of_their_own(in_town):
    await record_hours(in_town, "KA", SHIFTS)
    await record_hours(in_town, "K1", MORNINGS)
    calendar = await find_calendar(in_town, OFFICE)
    assert [calendar.of(code) for code in ("K", "KA", "K1", "K2", "K3")] == [
        OFFICE,
        SHIFTS,
        MORNINGS,
        SHIFTS,
        OFFICE,
    ]
    assert await remove_hours(in_town, "K1")
    assert not await remove_hours(in_town, "K1")
    assert (await find_calendar(in_town, OFFICE)).of("K1") == SHIFTS


async def test_a_day_that_ends_before_it_begins_cannot_be_stored(in_town):
    await record_hours(in_town, "K1", SHIFTS)
    with pytest.raises(IntegrityError):
        await in_town.execute(update(working_hours).values(ends="05:00"))
