from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from content.loader import load_instruments
from storage.waves import (
    Member,
    UnknownWave,
    Wave,
    claim_closing,
    count_invited,
    find_frozen_unit,
    find_open_wave,
    find_wave,
    freeze,
    get_wave,
    list_due_to_close,
    list_due_to_open,
    list_frozen_units,
    list_units_of_wave,
    list_waves,
    mark_closed,
    mark_counted,
    mark_ended,
    mark_opened,
    record_wave,
    release_closing,
)
from tests.membership import find_membership
from tests.storage.town import UNITS, town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIILIS = load_instruments()["fiilis"]
MEMBERS = [Member("aino", "K1"), Member("eero", "KA"), Member("helmi", "K"), Member("k1-0", "K1")]


def wave(name: str = "w1", *, opens: datetime = NOW, closes: datetime = NOW + 7 * DAY, **more) -> Wave:
    values = {"unit_code": "K", "k": 5, "reminders": 1} | more
    return Wave(id=name, instrument=FIILIS, opens_at=opens, closes_at=closes, **values)


async def opened(connection, each: Wave, *, members=MEMBERS) -> None:
    await record_wave(connection, each)
    await mark_opened(connection, each.id, now=each.opens_at)
    await freeze(connection, each.id, organisation=town(), members=members)


async def test_a_wave_is_found_as_it_was_planned_with_its_instrument_frozen(connection):
    await record_wave(connection, wave())
    assert await find_wave(connection, "w1") == wave()
    assert await get_wave(connection, "w1") == wave()
    assert await find_wave(connection, "w2") is None
    with pytest.raises(UnknownWave) as unknown:
        await get_wave(connection, "w2")
    assert unknown.value.wave == "w2"


async def test_moments_come_back_as_they_went_from_whatever_zone(connection):
    helsinki = datetime.fromisoformat("2027-03-28T03:30:00+03:00")
    await record_wave(connection, wave(closes=helsinki))
    found = await get_wave(connection, "w1")
    assert found.closes_at == helsinki
    assert found.closes_at.tzinfo is UTC or found.closes_at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(connection):
    with pytest.raises(Exception, match="without a time zone"):
        await record_wave(connection, wave(closes=datetime(2027, 4, 1, 8, 0)))  # noqa: DTZ001  # the bug that is refused


@pytest.mark.parametrize("wrong", [{"k": 4}, {"reminders": 3}, {"reminders": -1}, {"closes": NOW}])
async def test_the_schema_refuses_a_wave_that_breaks_a_promise(connection, wrong):
    with pytest.raises(IntegrityError):
        await record_wave(connection, wave(**wrong))


async def test_waves_are_listed_by_their_opening(connection):
    for each in (wave("late", opens=NOW + DAY), wave("b"), wave("a")):
        await record_wave(connection, each)
    assert [each.id for each in await list_waves(connection)] == ["a", "b", "late"]


async def test_the_state_follows_from_the_moments(connection):
    await record_wave(connection, wave())
    states = [(await get_wave(connection, "w1")).state(NOW)]
    await mark_opened(connection, "w1", now=NOW)
    found = await get_wave(connection, "w1")
    states += [found.state(NOW), found.state(found.closes_at - timedelta(microseconds=1))]
    states.append(found.state(found.closes_at))
    await mark_counted(connection, "w1", now=NOW + 8 * DAY)
    states.append((await get_wave(connection, "w1")).state(NOW + 8 * DAY))
    await mark_closed(connection, "w1", now=NOW + 8 * DAY)
    states.append((await get_wave(connection, "w1")).state(NOW))
    assert states == ["planned", "open", "open", "closing", "closing", "closed"]


async def test_a_wave_opens_once(connection):
    await record_wave(connection, wave())
    assert await mark_opened(connection, "w1", now=NOW)
    assert not await mark_opened(connection, "w1", now=NOW + DAY)
    assert (await get_wave(connection, "w1")).opened_at == NOW


async def test_nothing_is_counted_before_it_opens_or_closed_before_it_is_counted(stores):
    async with stores.identity.writing() as connection:
        await record_wave(connection, wave())
    for mark in (mark_counted, mark_closed):
        with pytest.raises(IntegrityError):
            async with stores.identity.writing() as connection:
                await mark(connection, "w1", now=NOW)


async def test_what_is_due_to_open_and_to_close(connection):
    await record_wave(connection, wave("planned"))
    await record_wave(connection, wave("later", opens=NOW + DAY))
    await opened(connection, wave("short", closes=NOW + DAY))
    await opened(connection, wave("long"))
    assert await list_due_to_open(connection, now=NOW) == ["planned"]
    assert await list_due_to_close(connection, now=NOW + DAY - timedelta(seconds=1)) == []
    assert await list_due_to_close(connection, now=NOW + DAY) == ["short"]
    await mark_counted(connection, "short", now=NOW + DAY)
    assert await list_due_to_close(connection, now=NOW + DAY) == ["short"]
    await mark_closed(connection, "short", now=NOW + DAY)
    assert await list_due_to_close(connection, now=NOW + 30 * DAY) == ["long"]


async def test_only_an_open_wave_is_ended_early(connection):
    await record_wave(connection, wave("planned"))
    await opened(connection, wave("open"))
    assert not await mark_ended(connection, "planned", now=NOW + DAY)
    assert await mark_ended(connection, "open", now=NOW + DAY)
    assert not await mark_ended(connection, "open", now=NOW + 2 * DAY)
    assert (await get_wave(connection, "open")).closes_at == NOW + DAY
    assert (await get_wave(connection, "planned")).closes_at == NOW + 7 * DAY


async def test_only_one_closes_a_wave_until_its_lease_is_over(connection):
    each = wave()
    await opened(connection, each)
    end = each.closes_at
    assert await claim_closing(connection, "w1", now=end, until=end + DAY)
    assert not await claim_closing(connection, "w1", now=end + DAY, until=end + 2 * DAY)
    late = end + DAY + timedelta(seconds=1)
    assert await claim_closing(connection, "w1", now=late, until=late + DAY)
    await release_closing(connection, "w1")
    assert await claim_closing(connection, "w1", now=late, until=late + DAY)


async def test_a_wave_is_not_closed_before_its_end_or_its_opening_or_twice(connection):
    await record_wave(connection, wave("planned"))
    await opened(connection, wave("open"))
    end = NOW + 7 * DAY
    assert not await claim_closing(connection, "planned", now=end, until=end + DAY)
    assert not await claim_closing(connection, "open", now=end - DAY, until=end + DAY)
    await mark_counted(connection, "open", now=end)
    await mark_closed(connection, "open", now=end)
    assert not await claim_closing(connection, "open", now=end, until=end + DAY)
    assert not await claim_closing(connection, "unknown", now=end, until=end + DAY)


async def test_of_two_processes_that_claim_at_once_one_gets_the_wave(stores):
    async with stores.identity.writing() as connection:
        await opened(connection, wave())
    end = NOW + 7 * DAY

    async def claim() -> bool:
        async with stores.identity.writing() as connection:
            return await claim_closing(connection, "w1", now=end, until=end + DAY)

    assert sorted(await asyncio.gather(*(claim() for _ in range(5)))) == [False] * 4 + [True]


async def test_a_frozen_tree_comes_back_in_order_with_its_paths(connection):
    await opened(connection, wave())
    frozen = await list_frozen_units(connection, "w1")
    assert [each.unit for each in frozen] == list(UNITS)
    assert {each.unit.code: each.path for each in frozen} == {
        code: town().path(code) for code in town().units
    }
    found = await find_frozen_unit(connection, "w1", code="K1")
    assert found == frozen[2]
    assert await find_frozen_unit(connection, "w1", code="nowhere") is None
    assert await find_frozen_unit(connection, "w2", code="K1") is None
    some = await list_units_of_wave(connection, "w1", codes={"K3", "K1"})
    assert [unit.code for unit in some] == ["K1", "K3"]
    assert await list_units_of_wave(connection, "w1", codes=[]) == []


async def test_freezing_twice_is_refused(connection):
    await opened(connection, wave())
    with pytest.raises(IntegrityError):
        await freeze(connection, "w1", organisation=town(), members=MEMBERS)


async def test_thousands_are_frozen_from_an_iterator(connection):
    await opened(connection, wave(), members=(Member(f"p{n}", f"K{n % 3}") for n in range(2500)))
    assert await count_invited(connection, "w1") == {"K0": 834, "K1": 833, "K2": 833}


async def test_invited_are_counted_by_cell(connection):
    await opened(connection, wave())
    assert await count_invited(connection, "w1") == {"K1": 2, "KA": 1, "K": 1}
    assert await count_invited(connection, "w2") == {}


async def test_membership_tells_the_wave_and_the_cell(connection):
    await opened(connection, wave())
    found, cell = await find_membership(connection, "w1", person="eero")
    assert found is not None
    assert (found.id, cell) == ("w1", "KA")
    found, cell = await find_membership(connection, "w1", person="onni")
    assert found is not None
    assert cell is None
    assert await find_membership(connection, "w2", person="eero") == (None, None)


async def test_somebody_answers_the_open_wave_that_closes_first(connection):
    await opened(connection, wave("long"))
    await opened(connection, wave("short", closes=NOW + DAY))
    await record_wave(connection, wave("planned", closes=NOW + timedelta(hours=1)))

    async def open_to(person: str, now: datetime) -> str | None:
        found = await find_open_wave(connection, person=person, now=now)
        return found.id if found else None

    assert await open_to("aino", NOW) == "short"
    assert await open_to("aino", NOW + DAY) == "long"
    assert await open_to("aino", NOW + 7 * DAY) is None
    assert await open_to("onni", NOW) is None


async def test_a_frozen_wave_keeps_its_instrument_when_the_file_changes(connection):
    await opened(connection, wave())
    changed = replace(FIILIS, version=FIILIS.version + 1)
    assert (await get_wave(connection, "w1")).instrument != changed
    assert (await get_wave(connection, "w1")).instrument == FIILIS
