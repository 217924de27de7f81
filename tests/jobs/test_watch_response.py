"""HR is told that few have answered: near the end, of the whole, once, and never of a few people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from jobs.watch_response import watch_response
from storage.low_response import FEW, LOW_RESPONSE
from storage.tables.outbox import outbox
from storage.tables.response_rates import response_rates
from storage.wave_changes import extend_wave
from tests.jobs.house import END, NOW, House

HOUR = timedelta(hours=1)
NEAR = END - timedelta(days=3)


async def told(house: House) -> list[str]:
    async with house.stores.identity.reading() as connection:
        rows = select(outbox.c.about).where(outbox.c.kind == LOW_RESPONSE)
        return list(await connection.scalars(rows))


async def counted(house: House, wave: str, rate: int, *, code: str = "K") -> None:
    row = {"wave": wave, "code": code, "day": date(2027, 3, 1), "rate": rate}
    async with house.stores.identity.writing() as connection:
        await connection.execute(insert(response_rates).values(row))


async def test_near_the_end_hr_is_told_once(house: House):
    wave = await house.opened()
    await counted(house, wave, FEW - 5)
    assert await watch_response(house.stores, now=NEAR - HOUR) == 0
    assert [await watch_response(house.stores, now=NEAR + n * HOUR) for n in range(3)] == [1, 0, 0]
    assert await told(house) == [wave]


@pytest.mark.parametrize(("rate", "code"), [(FEW, "K"), (90, "K"), (10, "KA")])
async def test_nobody_is_told_of_half_or_of_a_part(house: House, rate: int, code: str):
    wave = await house.opened()
    await counted(house, wave, rate, code=code)
    assert await watch_response(house.stores, now=NEAR) == 0


async def test_nobody_is_told_where_nothing_may_be_told_or_when_it_is_over(house: House):
    wave = await house.opened()
    assert await watch_response(house.stores, now=NEAR) == 0
    await counted(house, wave, 10)
    assert await watch_response(house.stores, now=END) == 0


async def test_after_an_extension_nobody_is_told_before_the_new_end(house: House):
    wave = await house.opened()
    await counted(house, wave, 10)
    later = END + timedelta(days=7)
    async with house.stores.identity.writing() as connection:
        assert await extend_wave(connection, wave, closes=later, actor="helmi", now=NOW + HOUR)
        assert not await extend_wave(connection, wave, closes=END, actor="helmi", now=NOW + HOUR)
    assert await watch_response(house.stores, now=NEAR) == 0
    assert await watch_response(house.stores, now=later - timedelta(days=3)) == 1
