from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from scoring.figures import Figure
from storage.response_rates import (
    find_open_round,
    list_members,
    list_open_waves,
    record_rates,
    remove_rates,
)
from storage.results import record_results
from storage.tables.response_rates import response_rates
from storage.tables.waves import wave_members
from storage.waves import Member, claim_closing
from tests.storage.closed_waves import NOW, counted, scored

DAY = date(2027, 3, 1)
RATES = {"K": Figure(45.0), "KA": Figure(10.0, "<"), "K3": Figure(90.0, ">")}


async def told(connection, code, *, now=NOW):
    opened = await find_open_round(connection, code=code, now=now)
    return (opened.day, opened.rate) if opened else None


async def test_rates_come_back_as_they_may_be_shown(connection):
    await counted(connection)
    assert await record_rates(connection, "w1", RATES, day=DAY, now=NOW)
    for code, rate in RATES.items():
        assert await told(connection, code) == (DAY, rate)
    assert await told(connection, "K1") == (None, None)
    assert await told(connection, "nowhere") is None


async def test_a_day_is_kept_once_and_a_newer_day_takes_the_place_of_all_earlier(connection):
    await counted(connection)
    assert await record_rates(connection, "w1", RATES, day=DAY, now=NOW)
    for day in (DAY, DAY - timedelta(days=1)):
        assert not await record_rates(connection, "w1", {"K": Figure(50.0)}, day=day, now=NOW)
    assert await told(connection, "K") == (DAY, Figure(45.0))
    later = DAY + timedelta(days=1)
    assert await record_rates(connection, "w1", {"K": Figure(50.0)}, day=later, now=NOW)
    assert await told(connection, "K") == (later, Figure(50.0))
    assert await connection.scalar(select(func.count()).select_from(response_rates)) == 1


async def test_nothing_is_left_of_them_when_the_snapshot_is_written(connection):
    sums, published = scored()
    await counted(connection)
    await record_rates(connection, "w1", RATES, day=DAY, now=NOW)
    await record_results(connection, "w1", sums=sums, published=published)
    assert await connection.scalar(select(func.count()).select_from(response_rates)) == 0


async def test_a_wave_that_is_over_takes_none(connection):
    await counted(connection)
    end = NOW + timedelta(days=365)
    assert not await record_rates(connection, "w1", RATES, day=DAY, now=end)
    assert await claim_closing(connection, "w1", now=end, until=end + timedelta(minutes=1))
    assert not await record_rates(connection, "w1", RATES, day=DAY, now=NOW)
    assert not await record_rates(connection, "nowhere", RATES, day=DAY, now=NOW)


@pytest.mark.parametrize("rate", [5, 12, 95, 100])
async def test_no_finer_rate_can_be_stored(connection, rate):
    await counted(connection)
    with pytest.raises(IntegrityError):
        await connection.execute(insert(response_rates).values(wave="w1", code="K", day=DAY, rate=rate))


async def test_removing_them_leaves_other_waves_alone(connection):
    await counted(connection)
    await record_rates(connection, "w1", RATES, day=DAY, now=NOW)
    await remove_rates(connection, "w2")
    assert await told(connection, "K") == (DAY, Figure(45.0))


async def test_open_waves_and_their_members_are_listed(connection):
    await counted(connection)
    assert await list_open_waves(connection, now=NOW) == ["w1"]
    assert await list_open_waves(connection, now=NOW + timedelta(days=365)) == []
    asked = [Member("aino", "K1"), Member("eero", "KA")]
    rows = [{"wave": "w1", "person": each.person, "cell": each.cell} for each in asked]
    await connection.execute(insert(wave_members), rows)
    assert sorted(await list_members(connection, "w1"), key=lambda each: each.person) == asked
