from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from content.loader import load_instruments
from directory.organisation import Organisation, Unit
from scoring.heat_map import Row
from storage import levels
from storage.levels import find_latest_with_index, get_orders, list_level_rows, list_rows
from storage.results import find_result_of, record_results
from storage.shown_units import find_shown_units
from storage.waves import Wave, freeze, mark_counted, mark_opened, record_wave
from tests.attacks.closing import closed as scored
from tests.storage.closed_waves import NOW, closed

LATER = 2
PARENTS = {
    "K": None,
    "K1": "K",
    "K1a": "K1",
    "K1b": "K1",
    "k1": "K",
    "k1a": "k1",
    "K10": "K",
    "K10a": "K10",
    "S": "K",
    "_1": "K",
    "_1a": "_1",
}
COUNTS = {"K1a": 12, "K1b": 7, "k1a": 9, "K10a": 11, "S": 2, "_1a": 8}


def organisation() -> Organisation:
    return Organisation(
        Unit(code, parent, "yksikkö", f"Yksikkö {code}", "", "") for code, parent in PARENTS.items()
    )


async def close(
    connection: AsyncConnection, wave: str = "w1", *, counts=None, instrument="tyoelaman-laatu", day=1
) -> None:
    asked = load_instruments()[instrument]
    made = scored(PARENTS, COUNTS if counts is None else counts, instrument=asked)
    planned = Wave(wave, asked, "K", 5, 0, opens_at=NOW, closes_at=NOW.replace(day=day + 1))
    await record_wave(connection, planned)
    await mark_opened(connection, wave, now=NOW)
    await freeze(connection, wave, organisation=organisation(), members=[])
    await record_results(connection, wave, sums=made.sums, published=made.results)
    await mark_counted(connection, wave, now=NOW)
    await closed(connection, wave, day=day)


@pytest.fixture
def store(stores):
    return stores.identity


async def test_a_level_has_the_nodes_directly_below_and_no_silent_ones(store):
    async with store.writing() as connection:
        await close(connection)
        top = await find_result_of(connection, "w1", code="K")
        rows = await list_rows(connection, top)
    assert [row.nodes[0] for row in rows if len(row.nodes) == 1 and not row.members] == [
        "K1",
        "k1",
        "K10",
        "_1",
    ]


async def test_orders_hold_what_is_below_a_unit_and_nothing_below_one_whose_code_looks_alike(store):
    async with store.writing() as connection:
        await close(connection)
        for code, below in (("K1", {"K1a", "K1b"}), ("k1", {"k1a"}), ("K10", {"K10a"}), ("_1", {"_1a"})):
            above = await find_result_of(connection, "w1", code=code)
            orders = await get_orders(connection, above)
            assert {node for each in orders.index for node in each.row.nodes} == below, code
            assert [row.nodes for row in await list_rows(connection, above)] == [
                (each,) for each in sorted(below)
            ]


async def test_what_is_remembered_is_what_was_read(store):
    async with store.writing() as connection:
        await close(connection)
        top = await find_result_of(connection, "w1", code="K")
        assert await list_rows(connection, top) is await list_rows(connection, top)
        assert await get_orders(connection, top) is await get_orders(connection, top)


async def test_two_waves_are_kept_apart(store):
    async with store.writing() as connection:
        await close(connection)
        await close(connection, "w2", counts={"K1a": 30}, day=LATER)
        found = [await find_result_of(connection, wave, code="K") for wave in ("w1", "w2")]
        one, other = [await list_rows(connection, each) for each in found]
    assert [row.nodes for row in other] == [("K1",)]
    assert one != other


async def test_rows_come_in_the_order_asked_for_with_names_and_whether_anything_is_below(store):
    async with store.writing() as connection:
        await close(connection)
        top = await find_result_of(connection, "w1", code="K")
        rows = [Row(("K10",)), Row(("K1a",), ("K1a", "S")), Row(("K1",))]
        shown = await list_level_rows(connection, top, rows)
        assert await list_level_rows(connection, top, []) == []
    assert [(each.unit.code, each.published.unit, each.has_below) for each in shown] == [
        ("K10", "K10", True),
        ("K1a", "K1a", False),
        ("K1", "K1", True),
    ]
    assert [unit.code for unit in shown[1].members] == ["K1a", "S"]


async def test_the_newest_result_with_an_index_is_found_behind_one_without(store):
    async with store.writing() as connection:
        assert await find_latest_with_index(connection, code="K") is None
        await close(connection, "w2", instrument="fiilis", day=LATER)
        assert await find_latest_with_index(connection, code="K") is None
        await close(connection)
        found = await find_latest_with_index(connection, code="K")
    assert found.wave.id == "w1"


async def test_an_index_that_is_only_a_side_is_none_to_think_from(store):
    async with store.writing() as connection:
        await close(connection, counts={"K1a": 3, "S": 1})
        assert await find_latest_with_index(connection, code="K") is None


async def test_units_that_show_something_or_are_being_asked_are_told_from_the_rest(store):
    async with store.writing() as connection:
        nothing = await find_shown_units(connection, ["K1", "S"], now=NOW)
        await close(connection, counts={"K1a": 12})
        known = await find_shown_units(connection, ["K1", "S", "nowhere"], now=NOW)
        silent = await find_shown_units(connection, ["S"], now=NOW)
    assert (nothing.shown, nothing.were_asked) == (frozenset(), False)
    assert (known.shown, known.were_asked) == ({"K1"}, True)
    assert (silent.shown, silent.were_asked) == (frozenset(), True)


async def test_the_oldest_level_is_forgotten_when_there_is_no_room(store, monkeypatch):
    monkeypatch.setattr(levels, "MOST_KEPT", 2)
    async with store.writing() as connection:
        await close(connection)
        above = [await find_result_of(connection, "w1", code=code) for code in ("K", "K1", "k1")]
        first, _, third = [await list_rows(connection, each) for each in above]
        assert await list_rows(connection, above[2]) is third
        again = await list_rows(connection, above[0])
    assert again == first
    assert again is not first
