"""A unit's place, its people and its leaders, as the directory has them now."""

from __future__ import annotations

import pytest

from directory.changes import changes
from directory.organisation import Organisation, Unit
from storage.organisation import apply_changes
from storage.teams import Above, Place, find_above, find_place, list_leaders, list_staff, list_team
from tests.storage.closed_waves import NOW
from tests.storage.town import somebody

UNITS = [
    Unit("K", None, "kunta", "Kunta", "Kommun", "Town"),
    Unit("A", "K", "alue", "Alue", "", ""),
    Unit("B", "A", "yksikkö", "Pesula", "Tvätteriet", "Laundry"),
    Unit("C", "A", "yksikkö", "Keittiö", "", ""),
]
PEOPLE = [
    somebody("eero", "B", supervises=["B", "A"]),
    somebody("helmi", "K", supervises=["K"]),
    somebody("leena", "A", supervises=["A"]),
    somebody("onni", "C", supervises=["C"]),
    somebody("aino", "B"),
    somebody("b2", "B"),
]


@pytest.fixture
async def filled(connection):
    wanted = Organisation(UNITS, PEOPLE)
    await apply_changes(connection, changes([], [], wanted), wanted=wanted)
    return connection


async def test_a_place_is_a_unit_with_its_path(filled):
    assert await find_place(filled, "B") == Place(UNITS[2], ("K", "A", "B"))
    assert await find_place(filled, "K") == Place(UNITS[0], ("K",))
    assert await find_place(filled, "nowhere") is None
    assert await find_place(filled, "") is None


async def test_the_team_is_who_works_there_without_its_leaders(filled):
    assert await list_staff(filled, "B") == ["aino", "b2", "eero"]
    assert await list_staff(filled, "B", but=["aino"]) == ["b2", "eero"]
    assert await list_team(filled, "B", now=NOW) == ["aino", "b2"]
    assert await list_leaders(filled, "A", now=NOW) == ["eero", "leena"]


async def test_the_leader_above_is_the_nearest_who_is_somebody_else(filled):
    assert await find_above(filled, "B", now=NOW) == Above("A", ("leena",))
    assert await find_above(filled, "C", now=NOW) == Above("A", ("eero", "leena"))
    assert await find_above(filled, "A", now=NOW) == Above("K", ("helmi",))
    assert await find_above(filled, "K", now=NOW) is None
    assert await find_above(filled, "nowhere", now=NOW) is None
