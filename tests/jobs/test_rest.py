"""Who is asked when people rest between waves and shares of the units take turns."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from content.loader import load_instruments
from directory.organisation import Organisation, Unit
from jobs.plan_waves import plan_wave
from storage.membership import in_turn, wave_members
from storage.outbox import count_deliveries
from storage.waves import Turn, Wave, list_frozen_units
from tests.jobs.house import DAY, FIILIS, NOW, House
from tests.membership import find_membership
from tests.storage.town import UNITS, somebody, town

KNOWN = load_instruments()


async def planned(house: House, turn: Turn, *, unit: str = "K", at=NOW, instrument: str = "fiilis") -> str:
    wave = await plan_wave(
        house.stores,
        KNOWN[instrument],
        unit_code=unit,
        opens=at,
        closes=at + 7 * DAY,
        reminders=1,
        actor="helmi",
        now=at,
        turn=turn,
    )
    return wave.id


async def asked(house: House, wave: str) -> set[str]:
    async with house.stores.identity.reading() as connection:
        return {each for each in town().people if (await find_membership(connection, wave, person=each))[1]}


def people_of(*units: str) -> set[str]:
    return {each.aad_object_id for each in town().people.values() if each.unit_code in units}


@pytest.mark.parametrize(("days_later", "rests"), [(0, True), (13, True), (14, False)])
async def test_whoever_was_asked_within_the_rest_is_left_out(house, days_later, rests):
    await house.opened(unit="KA")
    later = NOW + days_later * DAY
    wave = await planned(house, Turn(rest_days=14), at=later)
    assert await house.opens(wave, now=later)
    assert await asked(house, wave) == (people_of("K", "K3") if rests else set(town().people))
    async with house.stores.identity.reading() as connection:
        sent = await count_deliveries(connection, wave, "survey")
        assert sent.planned == len(await asked(house, wave))
        assert [each.unit.code for each in await list_frozen_units(connection, wave)] == [
            unit.code for unit in UNITS
        ]


async def test_a_wave_without_a_rest_asks_everybody(small_house):
    await small_house.opened(unit="KA")
    wave = await planned(small_house, Turn())
    assert await small_house.opens(wave)
    assert await asked(small_house, wave) == set(town().people)


async def test_a_wave_that_opened_a_little_late_does_not_spoil_the_next(small_house):
    first = await planned(small_house, Turn(rest_days=14))
    assert await small_house.opens(first, now=NOW + timedelta(hours=2))
    second = await planned(small_house, Turn(rest_days=14), at=NOW + 14 * DAY)
    assert await small_house.opens(second, now=NOW + 14 * DAY)
    assert await asked(small_house, second) == set(town().people)


async def test_of_two_waves_that_open_at_once_each_person_is_asked_in_one(house):
    plans = {"fiilis": "K", "enps": "KA", "johtaminen": "K"}
    waves = [
        await planned(house, Turn(rest_days=14), unit=unit, instrument=instrument)
        for instrument, unit in plans.items()
    ]
    assert all(await asyncio.gather(*(house.opens(wave) for wave in waves)))
    one, other, third = [await asked(house, wave) for wave in waves]
    assert one | other | third == set(town().people)
    assert len(one) + len(other) + len(third) == len(town().people)


async def test_a_wave_that_asks_nobody_opens_and_closes(house):
    await house.opened()
    wave = await planned(house, Turn(rest_days=14), at=NOW + DAY)
    assert await house.opens(wave, now=NOW + DAY)
    assert await asked(house, wave) == set()
    assert await house.closes(wave, now=NOW + 9 * DAY)
    assert (await house.wave(wave)).state(NOW + 9 * DAY) == "closed"


async def test_shares_part_the_people_by_whole_units(house):
    waves = [
        await planned(house, Turn(share=share, shares=2), instrument=instrument)
        for share, instrument in enumerate(("fiilis", "enps"))
    ]
    for wave in waves:
        assert await house.opens(wave)
    first, second = [await asked(house, wave) for wave in waves]
    assert first == people_of("K", "K1", "K3")
    assert second == people_of("KA", "K2")


async def test_a_share_without_people_opens_and_closes(small_house):
    wave = await planned(small_house, Turn(share=7, shares=8))
    assert await small_house.opens(wave)
    assert await small_house.closes(wave, now=NOW + 8 * DAY)


@pytest.mark.parametrize("shares", [1, 2, 3, 7])
def test_every_person_is_in_one_share(shares):
    units = [Unit("K", None, "", "K", "K", "K")]
    units += [Unit(f"A{n}", "K", "", "A", "A", "A") for n in range(5)]
    units += [Unit(f"A{n}-{m}", f"A{n}", "", "B", "B", "B") for n in range(5) for m in range(n + 1)]
    people = [somebody(f"p{n}", unit.code) for n, unit in enumerate(units)]
    whole = Organisation(units, people)
    members = wave_members(whole, "K")
    found = [
        member.person
        for share in range(shares)
        for member in in_turn(
            whole,
            members,
            Wave("w", FIILIS, "K", 5, 0, NOW, NOW + DAY, turn=Turn(0, share, shares)),
            resting=(),
        )
    ]
    assert sorted(found) == sorted(whole.people)
