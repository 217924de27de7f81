"""Many results at once: as published, in the order asked for, and only of a closed wave."""

from __future__ import annotations

from storage.results import record_results
from storage.stored_results import list_stored_results
from tests.storage.closed_waves import closed, counted, scored


async def test_results_come_in_the_order_of_the_codes_and_only_those_that_exist(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    await closed(connection)
    found = await list_stored_results(connection, "w1", codes=["K3", "nowhere", "K", "k1"])
    assert list(found) == [published["K3"], published["K"]]
    assert list(found) == list(found)


async def test_nothing_is_listed_before_the_wave_is_closed_or_of_another(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    assert list(await list_stored_results(connection, "w1", codes=list(published))) == []
    await closed(connection)
    assert list(await list_stored_results(connection, "w2", codes=list(published))) == []
    assert list(await list_stored_results(connection, "w1", codes=[])) == []
