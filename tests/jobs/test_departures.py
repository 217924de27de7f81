"""Units that many have left are named like those to which many have come, and nobody's id is kept of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from jobs.purge import purge_expired
from jobs.watch_waves import list_shifted
from storage.arrivals import count_departed, count_leavers
from storage.tables.departures import departures
from tests.jobs.house import DAY, NOW
from tests.storage.town import UNITS, colleagues, somebody, town

EVERYBODY = list(town().people.values())
K3 = [each for each in EVERYBODY if each.unit_code == "K3"]
FAKES = colleagues("K3", 4)
VICTIM = K3[6]


def without(*people):
    return [each for each in EVERYBODY if each not in people]


async def left(house, *, since=NOW - 30 * DAY) -> dict[str, int]:
    async with house.stores.identity.reading() as connection:
        return await count_departed(connection, since=since.date())


async def leavers(house, wave: str) -> dict[str, int]:
    async with house.stores.identity.reading() as connection:
        return await count_leavers(connection, wave)


async def crowd_out(house, *, ago: int):
    """Let four made-up people, who came long ago among many, stay alone with the victim."""
    many = [*EVERYBODY, *(somebody(f"real-{number}", "K3") for number in range(12))]
    await house.knows(town(people=many), now=NOW - 200 * DAY)
    await house.knows(town(people=without(*K3[4:6])), now=NOW - ago * DAY)


async def test_four_made_up_people_who_came_long_ago_and_one_who_is_left_are_named(house):
    await crowd_out(house, ago=10)
    assert await left(house) == {"K3": 14}
    wave = await house.opened()
    # The two people above home care are too few to be shown without the kitchen beside them.
    assert await list_shifted(house.stores, wave) == ["KA", "K3"]


async def test_after_thirty_days_who_left_is_no_news_and_forgotten(house):
    await crowd_out(house, ago=31)
    assert await left(house) == {}
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []
    await purge_expired(house.stores, house.vault, dry_run=False, actor="test", now=NOW)
    async with house.stores.identity.reading() as connection:
        assert (await connection.execute(select(departures))).all() == []


async def test_two_imports_of_one_day_add_up_and_the_same_files_again_count_nobody(house):
    await house.knows(town(people=without(K3[0])))
    await house.knows(town(people=without(K3[0], K3[1])), now=NOW + timedelta(hours=1))
    await house.knows(town(people=without(K3[0], K3[1])), now=NOW + timedelta(hours=2))
    assert await left(house) == {"K3": 2}


async def test_a_move_leaves_one_unit_and_a_new_language_or_role_leaves_none(house):
    moved = [somebody("k3-0", "K2"), *without(K3[0])]
    await house.knows(town(people=moved))
    assert await left(house) == {"K3": 1}
    await house.knows(town(people=[somebody("k3-0", "K2", language="sv", roles=["hr"]), *moved[1:]]))
    assert await left(house) == {"K3": 1}


async def test_of_those_who_left_no_id_is_kept(house):
    await house.knows(town(people=without(*K3)))
    async with house.stores.identity.reading() as connection:
        [row] = await connection.execute(select(departures))
    assert tuple(row) == ("K3", NOW.date(), 7)


async def test_how_many_had_left_is_frozen_with_the_wave_and_forgotten_at_its_close(house):
    await crowd_out(house, ago=25)
    wave = await house.opened()
    assert await leavers(house, wave) == {"K3": 14}
    await house.knows(town(people=without(*K3)), now=NOW + DAY)
    await purge_expired(house.stores, house.vault, dry_run=False, actor="test", now=NOW + 6 * DAY)
    assert await leavers(house, wave) == {"K3": 14}
    await house.closes(wave)
    assert await leavers(house, wave) == {}


async def test_a_unit_that_was_closed_down_names_nobody_but_the_one_that_took_its_people(house):
    """Its people have left for a unit where they are newcomers; the unit itself is not in the wave."""
    units = [unit for unit in UNITS if unit.code != "K3"]
    moved = [somebody(each.aad_object_id, "K2") for each in K3]
    await house.knows(town(units, [*without(*K3), *moved]), now=NOW - DAY)
    wave = await house.opened()
    assert await leavers(house, wave) == {}
    assert await list_shifted(house.stores, wave) == ["K2"]


async def test_one_who_leaves_a_large_unit_is_no_news(house):
    await house.knows(town(people=without(K3[0])), now=NOW - DAY)
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []
