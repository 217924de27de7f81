from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from directory.changes import changes
from directory.organisation import Organisation, Unit
from storage.organisation import (
    apply_changes,
    find_organisation,
    find_root,
    list_people,
    list_units,
    list_units_by_code,
)
from storage.tables.directory import person_roles, supervisions
from tests.storage.closed_waves import NOW
from tests.storage.town import AINO, EERO, UNITS, colleagues, somebody, town


async def bring(connection, wanted: Organisation) -> None:
    found = changes(await list_units(connection), await list_people(connection), wanted)
    await apply_changes(connection, found, wanted=wanted)


async def stored(connection) -> Organisation:
    found = await find_organisation(connection, now=NOW)
    assert found is not None
    return found


def same(one: Organisation, other: Organisation) -> bool:
    """Units in the same order, people as a set, supervised units in any order."""
    people = [
        {key: replace(p, supervises=tuple(sorted(p.supervises))) for key, p in each.people.items()}
        for each in (one, other)
    ]
    return list(one.units.items()) == list(other.units.items()) and people[0] == people[1]


async def test_before_the_first_import_there_is_no_organisation(connection):
    assert await find_organisation(connection, now=NOW) is None
    assert await find_root(connection) is None


async def test_a_town_is_stored_as_it_was_given(connection):
    await bring(connection, town())
    assert same(await stored(connection), town())
    assert await find_root(connection) == "K"


async def test_the_same_town_again_changes_nothing(connection):
    await bring(connection, town())
    again = changes(await list_units(connection), await list_people(connection), town())
    assert again.is_empty


async def test_units_come_in_tree_order_however_they_were_given(connection):
    await bring(connection, town(reversed(UNITS)))
    assert [unit.code for unit in await list_units(connection)] == ["K", "K3", "KA", "K2", "K1"]
    found = await list_units_by_code(connection, ["K1", "K3", "nowhere"])
    assert [unit.code for unit in found] == ["K3", "K1"]


async def test_a_new_unit_between_others_takes_its_place_in_the_order(connection):
    await bring(connection, town())
    new = Unit("K15", "KA", "työyksikkö", "Neuvola", "Rådgivning", "Clinic")
    wanted = town([*UNITS[:3], new, *UNITS[3:]])
    await bring(connection, wanted)
    assert [unit.code for unit in await list_units(connection)] == ["K", "KA", "K1", "K15", "K2", "K3"]


async def test_a_renamed_unit_keeps_its_children_people_and_leaders(connection):
    await bring(connection, town())
    renamed = town([replace(u, name_fi="Hyvinvointi") if u.code == "KA" else u for u in UNITS])
    await bring(connection, renamed)
    assert same(await stored(connection), renamed)


async def test_every_unit_may_change_at_once(connection):
    await bring(connection, town())
    renamed = town([replace(u, name_sv=u.name_sv + "!") for u in UNITS])
    await bring(connection, renamed)
    assert same(await stored(connection), renamed)


async def test_a_moved_unit_takes_those_below_it_along(connection):
    await bring(connection, town())
    moved = town([replace(u, parent_code="K3") if u.code == "KA" else u for u in UNITS])
    await bring(connection, moved)
    found = await stored(connection)
    assert same(found, moved)
    assert found.path("K1") == ("K", "K3", "KA", "K1")


async def test_a_new_root_above_the_old_one(connection):
    await bring(connection, town())
    over = [Unit("R", None, "kuntayhtymä", "Yhtymä", "", ""), replace(UNITS[0], parent_code="R"), *UNITS[1:]]
    await bring(connection, town(over))
    assert await find_root(connection) == "R"
    assert same(await stored(connection), town(over))


async def test_people_move_change_and_leave(connection):
    await bring(connection, town())
    wanted = town(
        people=[
            replace(AINO, unit_code="K3", language="en"),
            replace(EERO, supervises=("K1", "K2"), roles=frozenset({"management"})),
            *colleagues("K1", 2),
        ]
    )
    await bring(connection, wanted)
    assert same(await stored(connection), wanted)


async def test_a_removed_unit_leaves_with_its_people_and_those_who_lead_it(connection):
    await bring(connection, town())
    wanted = town(
        [unit for unit in UNITS if unit.code != "K2"], [AINO, replace(EERO, supervises=("K1", "KA"))]
    )
    await bring(connection, wanted)
    assert same(await stored(connection), wanted)
    assert await connection.scalar(select(func.count()).select_from(supervisions)) == 2
    assert await connection.scalar(select(func.count()).select_from(person_roles)) == 0


async def test_a_whole_branch_is_removed_and_added_again(connection):
    await bring(connection, town())
    await bring(connection, town(UNITS[:1], [somebody("helmi", "K")]))
    await bring(connection, town())
    assert same(await stored(connection), town())


async def test_a_change_that_breaks_the_tree_leaves_everything_as_it_was(stores):
    async with stores.identity.writing() as connection:
        await bring(connection, town())
    broken = town(people=[AINO, somebody("outi", "nowhere"), replace(EERO, unit_code="K2")])
    with pytest.raises(IntegrityError):
        async with stores.identity.writing() as connection:
            await bring(connection, broken)
    async with stores.identity.reading() as connection:
        assert same(await stored(connection), town())


async def test_people_cannot_stay_in_a_unit_that_is_removed(stores):
    async with stores.identity.writing() as connection:
        await bring(connection, town())
    found = changes(UNITS, town().people.values(), town([u for u in UNITS if u.code != "K3"]))
    with pytest.raises(IntegrityError):
        async with stores.identity.writing() as connection:
            await apply_changes(connection, found, wanted=town([u for u in UNITS if u.code != "K3"]))
    async with stores.identity.reading() as connection:
        assert same(await stored(connection), town())
