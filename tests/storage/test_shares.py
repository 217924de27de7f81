"""What was shared is recorded once and found by its unit; what waves show is told of closed ones only."""

from __future__ import annotations

from datetime import timedelta

from directory.changes import changes
from storage.organisation import apply_changes, list_viewers
from storage.outbox import SHARED, count_deliveries
from storage.results import list_tiers, record_results
from storage.shares import (
    Share,
    count_staff,
    find_newest_share,
    find_share,
    list_closed_between,
    list_shared,
    share_results,
)
from tests.storage.closed_waves import NOW, closed, counted, scored
from tests.storage.town import UNITS, somebody, town

DAY = timedelta(days=1)


async def wave(connection, name: str = "w1", *, day: int = 1) -> None:
    sums, published = scored(K1=10, K3=0, K2=0)
    await counted(connection, name)
    await record_results(connection, name, sums=sums, published=published)
    await closed(connection, name, day=day)


async def test_what_waves_show_is_listed_in_tree_order_once_they_are_closed(connection):
    sums, published = scored(K1=10, K3=0, K2=0)
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    assert await list_tiers(connection, "w1") == []
    await closed(connection)
    found = await list_tiers(connection, "w1")
    assert [unit.unit.code for unit, _ in found] == [unit.code for unit in UNITS]
    assert {unit.unit.code: tier for unit, tier in found} == {
        unit.code: published[unit.code].tier for unit in UNITS
    }
    assert {tier for _, tier in found} == {"full", "none"}
    assert await list_tiers(connection, "w2") == []


async def test_what_is_shared_is_recorded_once_and_the_newest_is_that_of_the_wave_closed_last(connection):
    await wave(connection, "w2", day=2)
    await wave(connection, "w1", day=1)
    assert await find_share(connection, "w1", "K1") is None
    assert await find_newest_share(connection, "K1") is None
    first = await share_results(connection, "w1", ["K1", "K"], actor="eero", now=NOW + 3 * DAY)
    assert first == ["K", "K1"]
    assert await share_results(connection, "w2", ["K1"], actor="eero", now=NOW + 2 * DAY) == ["K1"]
    again = await share_results(connection, "w1", ["K1", "KA"], actor="helmi", now=NOW + 9 * DAY)
    assert again == ["KA"], "of the other nothing is said again"
    assert await find_share(connection, "w1", "K1") == Share("w1", "K1", NOW + 3 * DAY)
    assert await find_newest_share(connection, "K1") == Share("w2", "K1", NOW + 2 * DAY)
    assert await list_shared(connection, "w1") == {"K", "K1", "KA"}
    assert await list_shared(connection, "w3") == set()


async def test_nothing_is_shared_where_there_is_nothing_to_share(connection):
    await wave(connection)
    assert await share_results(connection, "w1", [], actor="clock", now=NOW) == []


async def test_who_works_in_a_unit_now_is_counted_and_told(connection):
    people = [somebody("head", "KA", supervises=["KA"]), *town().people.values()]
    wanted = town(people=people)
    await apply_changes(connection, changes([], [], wanted), wanted=wanted)
    await wave(connection)
    assert await count_staff(connection, "K1", but="eero") == 13
    assert await count_staff(connection, "K1", but="onni") == 14
    assert await count_staff(connection, "KA", but="head") == 0
    await share_results(connection, "w1", ["K1"], actor="eero", now=NOW)
    assert (await count_deliveries(connection, "w1", SHARED)).planned == 13
    viewers = {each.aad_object_id for each in await list_viewers(connection, now=NOW)}
    assert viewers == {"head", "eero", "onni", "helmi"}


async def test_waves_are_found_by_when_they_closed(connection):
    for day in (1, 2, 3):
        await wave(connection, f"w{day}", day=day)
    assert await list_closed_between(connection, NOW + DAY, until=NOW + 3 * DAY) == ["w2", "w3"]
    assert await list_closed_between(connection, NOW, until=NOW + DAY) == ["w1"]
    assert await list_closed_between(connection, NOW + 3 * DAY, until=NOW + 9 * DAY) == []
