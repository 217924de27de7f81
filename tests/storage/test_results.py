from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scoring.aggregate import Atoms
from storage.results import (
    NotPublished,
    find_latest_result,
    find_result,
    find_result_of,
    get_result,
    list_results,
    list_results_of_unit,
    record_results,
)
from storage.tables.results import atoms
from storage.waves import mark_ended
from tests.storage.closed_waves import FIILIS, NOW, closed, counted, scored
from tests.storage.town import UNITS


async def test_results_come_back_as_they_were_published(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    await closed(connection)
    for code, result in published.items():
        assert await get_result(connection, "w1", code=code) == result
    assert await list_results(connection, "w1") == [published[unit.code] for unit in UNITS]


async def test_sums_come_back_as_they_were_taken(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    body = await connection.scalar(select(atoms.c.body))
    assert Atoms.from_json(body).to_json() == sums.to_json()


async def test_nothing_is_shown_before_single_answers_are_destroyed(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    assert await find_result(connection, "w1", code="K") is None
    assert await list_results(connection, "w1") == []
    assert await find_latest_result(connection, code="K") is None
    with pytest.raises(NotPublished):
        await get_result(connection, "w1", code="K")


@pytest.mark.parametrize(("wave", "code"), [("w1", "nowhere"), ("w2", "K"), ("' OR 1=1 --", "K")])
async def test_what_is_not_published_is_refused_in_the_same_words(connection, wave, code):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    await closed(connection)
    with pytest.raises(NotPublished, match="nothing is published of unit"):
        await get_result(connection, wave, code=code)


async def test_a_second_snapshot_is_refused_and_the_first_stays(stores):
    first, second = scored(), scored(K1=5, K3=9)
    async with stores.identity.writing() as connection:
        await counted(connection)
        await record_results(connection, "w1", sums=first[0], published=first[1])
        await closed(connection)
    with pytest.raises(IntegrityError):
        async with stores.identity.writing() as connection:
            await record_results(connection, "w1", sums=second[0], published=second[1])
    async with stores.identity.reading() as connection:
        assert await get_result(connection, "w1", code="K") == first[1]["K"]


async def test_a_unit_sees_the_wave_that_was_closed_last(connection):
    for day, wave in enumerate(("w1", "w2", "w3"), start=1):
        sums, published = scored(K1=10 + day, K3=7)
        await counted(connection, wave)
        await record_results(connection, wave, sums=sums, published=published)
        if wave != "w3":
            await closed(connection, wave, day=day)
    found = await find_latest_result(connection, code="K1")
    assert found is not None
    assert found.wave.id == "w2"
    assert found.wave.instrument == FIILIS
    assert (found.unit.unit.code, found.unit.path) == ("K1", ("K", "KA", "K1"))
    assert found.published.n == 12
    assert found.whole.unit == "K"


async def test_a_wave_that_shows_nothing_does_not_hide_the_one_before(connection):
    for day, wave in enumerate(("w1", "w2"), start=1):
        sums, published = scored(K1=10, K3=7) if wave == "w1" else scored(K1=2, K3=1)
        await counted(connection, wave)
        await record_results(connection, wave, sums=sums, published=published)
        await closed(connection, wave, day=day)
    found = await find_latest_result(connection, code="K1")
    assert found is not None
    assert (found.wave.id, found.published.tier, found.has_others) == ("w1", "full", True)
    nothing = await find_result_of(connection, "w2", code="K1")
    assert nothing is not None
    assert nothing.published.tier == "none"


async def test_the_results_of_a_unit_are_listed_from_the_newest_without_those_that_show_nothing(connection):
    for day, wave in enumerate(("w1", "w2", "w3"), start=1):
        sums, published = scored(K1=2, K3=1) if wave == "w2" else scored(K1=10, K3=7)
        await counted(connection, wave)
        await record_results(connection, wave, sums=sums, published=published)
        await closed(connection, wave, day=day)
    found = await list_results_of_unit(connection, code="K1")
    assert [each.wave.id for each in found] == ["w3", "w1"]
    assert {each.unit.unit.code for each in found} == {"K1"}
    assert await list_results_of_unit(connection, code="nowhere") == []


async def test_a_result_tells_whether_there_are_units_below_and_other_waves(connection):
    sums, published = scored()
    await counted(connection)
    await record_results(connection, "w1", sums=sums, published=published)
    assert await find_result_of(connection, "w1", code="K") is None
    await closed(connection)
    for code, has_below in (("K", True), ("KA", True), ("K1", False)):
        found = await find_result_of(connection, "w1", code=code)
        assert found is not None
        assert (found.has_below, found.has_others) == (has_below, False)
    assert await find_result_of(connection, "w1", code="nowhere") is None
    assert await find_result_of(connection, "w2", code="K") is None


async def test_a_unit_that_was_in_no_closed_wave_has_no_result(connection):
    assert await find_latest_result(connection, code="nowhere") is None


async def test_a_closed_wave_cannot_be_ended_again(connection):
    await counted(connection)
    await closed(connection)
    assert not await mark_ended(connection, "w1", now=NOW.replace(day=30))
