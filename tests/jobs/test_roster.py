"""A unit whose people have just come is named when a wave opens: made-up colleagues would look like that."""

from __future__ import annotations

from datetime import timedelta

from jobs.purge import purge_expired
from jobs.watch_waves import list_shifted
from storage.arrivals import count_arrivals
from tests.jobs.house import DAY, NOW
from tests.storage.town import AINO, EERO, HELMI, ONNI, colleagues, somebody, town

WITHOUT_LIBRARY = [AINO, EERO, HELMI, *colleagues("K1", 12), *colleagues("K3", 7)]


async def arrivals(house, *, since=NOW - 400 * DAY):
    async with house.stores.identity.reading() as connection:
        return await count_arrivals(connection, since=since.date())


async def test_whoever_comes_with_the_first_import_has_been_there(house):
    assert await arrivals(house) == {}
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []


async def test_four_made_up_colleagues_and_one_victim_are_named(house):
    await house.knows(town(people=[*WITHOUT_LIBRARY, ONNI]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, ONNI, *colleagues("K2", 4)]), now=NOW - 10 * DAY)
    assert await arrivals(house) == {"K2": 4}
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == ["K2"]
    assert await list_shifted(house.stores, wave[:-1]) == []


async def test_after_thirty_days_nobody_is_new_and_the_list_is_empty(house):
    await house.knows(town(people=[*WITHOUT_LIBRARY, ONNI]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, ONNI, *colleagues("K2", 4)]), now=NOW - 31 * DAY)
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []
    await purge_expired(house.stores, house.vault, dry_run=False, actor="test", now=NOW)
    assert await arrivals(house) == {}


async def test_a_move_to_another_unit_is_an_arrival_and_a_new_language_is_none(house):
    moved = [
        somebody("k3-0", "K2"),
        *[each for each in town().people.values() if each.aad_object_id != "k3-0"],
    ]
    await house.knows(town(people=moved), now=NOW)
    assert await arrivals(house) == {"K2": 1}
    spoken = [somebody("k3-0", "K2", language="sv"), *moved[1:]]
    await house.knows(town(people=spoken), now=NOW + timedelta(days=1))
    assert await arrivals(house) == {"K2": 1}
