"""Units whose people have just come are named: made-up colleagues would look like that."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from jobs.purge import purge_expired
from jobs.watch_waves import list_shifted
from storage.arrivals import count_newcomers
from storage.results import get_result
from storage.tables.directory import arrivals as arrivals_table
from tests.jobs.house import DAY, NOW
from tests.storage.town import AINO, EERO, HELMI, ONNI, colleagues, somebody, town

WITHOUT_LIBRARY = [AINO, EERO, HELMI, *colleagues("K1", 12), *colleagues("K3", 7)]
VICTIM = replace(ONNI, supervises=())
FAKES = colleagues("K2", 4)


async def arrivals(house) -> dict[str, int]:
    async with house.stores.identity.reading() as connection:
        return Counter(await connection.scalars(select(arrivals_table.c.unit_code)))


async def test_whoever_comes_with_the_first_import_has_been_there(house):
    assert await arrivals(house) == {}
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []


async def test_four_made_up_colleagues_and_one_victim_are_named(house):
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM, *FAKES]), now=NOW - 10 * DAY)
    assert await arrivals(house) == {"K2": 4}
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == ["K2"]
    assert await list_shifted(house.stores, wave[:-1]) == []


async def test_after_thirty_days_nobody_is_new_and_the_list_is_empty(house):
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM, *FAKES]), now=NOW - 31 * DAY)
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


async def newcomers(house, wave: str) -> dict[str, int]:
    async with house.stores.identity.reading() as connection:
        return await count_newcomers(connection, wave)


async def fill_the_library(house) -> None:
    """Put four made-up people where only the answers of Eero and Helmi are shown with theirs."""
    await house.knows(town(people=WITHOUT_LIBRARY), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, *FAKES]), now=NOW - 25 * DAY)


async def test_a_group_that_nobody_could_guess_is_named_when_it_is_shown(house):
    await fill_the_library(house)
    wave = await house.opened()
    assert await list_shifted(house.stores, wave) == []
    await house.all_answer(wave, [*WITHOUT_LIBRARY, *FAKES])
    await house.closes(wave)
    async with house.stores.identity.reading() as connection:
        group = await get_result(connection, wave, code="K2")
    assert (group.tier, group.members) == ("group", ("K", "KA", "K2"))
    assert await list_shifted(house.stores, wave) == ["K2"]


async def test_neither_the_purge_nor_a_move_while_it_is_open_hides_who_came_before(house):
    await fill_the_library(house)
    wave = await house.opened()
    await purge_expired(house.stores, house.vault, dry_run=False, actor="test", now=NOW + 6 * DAY)
    assert await arrivals(house) == {}
    elsewhere = [somebody(each.aad_object_id, "K3") for each in FAKES]
    await house.knows(town(people=[*WITHOUT_LIBRARY, *elsewhere]), now=NOW + 6 * DAY)
    await house.all_answer(wave, [*WITHOUT_LIBRARY, *FAKES])
    await house.closes(wave)
    assert await list_shifted(house.stores, wave) == ["K2"]


async def test_how_many_had_come_is_forgotten_when_the_wave_closes(house):
    await fill_the_library(house)
    wave = await house.opened()
    assert await newcomers(house, wave) == {"K2": 4}
    await house.closes(wave)
    assert await newcomers(house, wave) == {}


async def test_a_unit_is_named_once_a_wave(house):
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM]), now=NOW - 100 * DAY)
    await house.knows(town(people=[*WITHOUT_LIBRARY, VICTIM, *FAKES]), now=NOW - 10 * DAY)
    wave = await house.opened()
    await house.all_answer(wave, [*WITHOUT_LIBRARY, VICTIM, *FAKES])
    await house.closes(wave)
    assert await list_shifted(house.stores, wave) == ["K2"]


async def test_what_is_shown_of_nobody_new_names_nobody(house):
    wave = await house.opened()
    await house.all_answer(wave, list(town().people.values()))
    await house.closes(wave)
    assert await list_shifted(house.stores, wave) == []
