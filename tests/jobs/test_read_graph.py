"""Reading Entra into the mirror: what changed, what broke off, what Graph has forgotten."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest

from directory.graph import GraphBusy, GraphError
from directory.listed import Account
from jobs.read_graph import read_graph
from storage.mirror import count_nested, load_listing
from storage.mirror_links import find_link
from tests.directory.entra_town import (
    ADMINS,
    AINO,
    EERO,
    HELMI,
    HR,
    ONNI,
    crowd,
    entra_town,
    serving,
    somebody,
)
from tests.directory.loopback_graph import DEVICE, GROUP, TOKEN, Failure, LoopbackGraph

BROKEN = [Failure(500, "InternalServerError")] * 6


async def held(_connection) -> None:
    """Nobody else reads."""


@pytest.fixture
def town() -> LoopbackGraph:
    return entra_town()


@pytest.fixture(params=[False, True], ids=["all properties", "only changes"])
def either_town(request) -> LoopbackGraph:
    return entra_town(only_changes=request.param)


async def read(stores, graph, *, attribute="department", groups=(HR,), hold=held) -> int:
    return await read_graph(stores, graph, attribute=attribute, groups=groups, hold=hold)


async def listing(stores):
    async with stores.identity.reading() as connection:
        return await load_listing(connection)


async def accounts(stores) -> dict[str, Account]:
    return {account.id: account for account in (await listing(stores)).accounts}


async def test_a_first_reading_brings_everybody(stores, town):
    async with serving(town) as graph:
        assert await read(stores, graph) == 2
    found = await listing(stores)
    assert {each.id: each for each in found.accounts} == {
        HELMI: Account(HELMI, unit="Henkilöstö", language="fi-FI"),
        EERO: Account(EERO, unit="Kotihoito", language="sv-FI", manager=HELMI),
        AINO: Account(AINO, unit="Kotihoito", language="fi-FI", manager=EERO),
        ONNI: Account(ONNI, unit="Kirjasto", manager=HELMI),
    }
    assert found.groups == {HR: (HELMI,)}


async def test_what_happens_between_two_nights_is_read_and_nothing_else(stores, either_town):
    town = either_town
    async with serving(town) as graph:
        await read(stores, graph)
        before = await accounts(stores)
        town.change(AINO, department="Keittiö")
        town.put_under(AINO, ONNI)
        town.change(EERO, accountEnabled=False)
        town.leave(ONNI)
        town.hire(somebody(1), userType="Guest", department="Kirjasto")
        town.requests.clear()
        await read(stores, graph)
    after = await accounts(stores)
    assert after == {
        HELMI: before[HELMI],
        EERO: Account(EERO, False, unit="Kotihoito", language="sv-FI", manager=HELMI),
        AINO: Account(AINO, unit="Keittiö", language="fi-FI", manager=ONNI),
        somebody(1): Account(somebody(1), is_guest=True, unit="Kirjasto"),
    }
    assert all("$deltatoken=" in request for request in town.requests)


async def test_a_renamed_department_is_read_for_all_who_work_there(stores, either_town):
    async with serving(either_town) as graph:
        await read(stores, graph)
        for person in (AINO, EERO):
            either_town.change(person, department="Kotihoito ja kuntoutus")
        await read(stores, graph)
    found = await accounts(stores)
    assert [found[each].unit for each in (AINO, EERO)] == ["Kotihoito ja kuntoutus"] * 2
    assert found[AINO].manager == EERO


async def test_who_has_no_manager_or_unit_any_more_has_none(stores, either_town):
    async with serving(either_town) as graph:
        await read(stores, graph)
        either_town.put_under(AINO, None)
        either_town.change(AINO, department=None)
        await read(stores, graph)
    assert (await accounts(stores))[AINO] == Account(AINO, language="fi-FI")


@pytest.mark.parametrize("reason", ["changed", "deleted"])
async def test_who_left_and_comes_back_is_there_again(stores, town, reason):
    async with serving(town) as graph:
        await read(stores, graph)
        town.leave(AINO, reason=reason)
        await read(stores, graph)
        assert AINO not in await accounts(stores)
        town.hire(AINO, department="Kotihoito")
        await read(stores, graph)
    assert (await accounts(stores))[AINO] == Account(AINO, unit="Kotihoito")


async def test_nothing_new_is_one_short_answer_a_question(stores, town):
    crowd(town, 300)
    async with serving(town) as graph:
        assert await read(stores, graph) == 5
        before = await listing(stores)
        assert await read(stores, graph) == 2
    assert await listing(stores) == before


async def test_the_members_of_a_large_group_come_on_several_pages(stores):
    town = entra_town(page_size=10)
    crowd(town, 45)
    for number in range(45):
        town.join(HR, somebody(number))
    async with serving(town) as graph:
        await read(stores, graph)
        assert len((await listing(stores)).groups[HR]) == 46
        town.quit(HR, HELMI)
        town.leave(somebody(0))
        await read(stores, graph)
    members = (await listing(stores)).groups[HR]
    assert len(members) == 44
    assert not {HELMI, somebody(0)} & set(members)


async def test_groups_in_groups_and_devices_are_no_members(stores, town):
    town.join(HR, ADMINS, kind=GROUP)
    town.join(HR, somebody(9), kind=DEVICE)
    async with serving(town) as graph:
        await read(stores, graph)
    assert (await listing(stores)).groups == {HR: (HELMI,)}
    async with stores.identity.reading() as connection:
        assert await count_nested(connection) == 1


async def test_a_group_that_is_deleted_or_was_never_there_is_in_no_listing(stores, town):
    town.add_group(ADMINS)
    async with serving(town) as graph:
        await read(stores, graph, groups=(HR, ADMINS, somebody(7)))
        assert (await listing(stores)).groups == {HR: (HELMI,), ADMINS: ()}
        town.delete_group(HR)
        await read(stores, graph, groups=(HR, ADMINS, somebody(7)))
    assert (await listing(stores)).groups == {ADMINS: ()}


async def test_more_than_fifty_groups_are_asked_for_in_parts(stores, town):
    groups = [f"6f000000-0000-4000-8000-{number:012d}" for number in range(120)]
    for group in groups:
        town.add_group(group, [AINO])
    async with serving(town) as graph:
        await read(stores, graph, groups=groups)
        assert set((await listing(stores)).groups) == set(groups)
        await read(stores, graph, groups=groups[60:])
    assert set((await listing(stores)).groups) == set(groups[60:])


async def test_another_attribute_or_other_groups_are_read_from_the_beginning(stores, town):
    town.change(AINO, jobTitle="Lähihoitaja")
    async with serving(town) as graph:
        await read(stores, graph)
        await read(stores, graph, attribute="jobTitle")
        found = await accounts(stores)
        assert (found[AINO].unit, found[EERO].unit) == ("Lähihoitaja", "")
        await read(stores, graph, attribute="jobTitle", groups=())
        assert (await listing(stores)).groups == {}
        town.requests.clear()
        await read(stores, graph, attribute="jobTitle", groups=(HR,))
    assert (await listing(stores)).groups == {HR: (HELMI,)}
    assert ["$select" in request for request in town.requests] == [False, True]


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, "syncStateNotFound"), (400, "resyncRequired"), (400, "Directory_ExpiredPageToken")],
)
async def test_a_forgotten_link_starts_over_and_finds_who_has_gone_meanwhile(stores, town, status, code):
    async with serving(town) as graph:
        await read(stores, graph)
        town.leave(ONNI)
        town.change(AINO, department=None)
        town.delete_group(HR)
        town.expire(status, code)
        await read(stores, graph)
    found = await accounts(stores)
    assert set(found) == {HELMI, EERO, AINO}
    assert (await listing(stores)).groups == {}


async def test_a_graph_that_forgets_at_once_is_left_for_another_night(stores, town):
    async with serving(town) as graph:
        await read(stores, graph)
        town.fail(*[Failure(410, "syncStateNotFound")] * 2)
        with pytest.raises(GraphError, match="410"):
            await read(stores, graph)
        assert await read(stores, graph) == 2


async def test_a_run_that_breaks_off_is_followed_by_one_that_goes_on_from_there(stores):
    town = entra_town(page_size=10)
    crowd(town, 95)
    async with serving(town) as graph:
        town.fail(*[None] * 4, *BROKEN)
        with pytest.raises(GraphBusy, match="500"):
            await read(stores, graph)
        town.requests.clear()
        assert await read(stores, graph) == 7
    assert "$skiptoken=" in town.requests[0]
    assert len(await accounts(stores)) == 99


async def test_a_run_that_is_killed_at_any_request_loses_nothing(stores):
    town = entra_town(page_size=10)
    crowd(town, 196)
    async with serving(town) as graph:
        for alive in range(5):
            await killed(read(stores, graph), town, after=alive)
        await read(stores, graph)
        found = await listing(stores)
    assert len(found.accounts) == 200
    assert found.groups == {HR: (HELMI,)}


async def killed(work, town: LoopbackGraph, *, after: int) -> None:
    """Cancel a run as soon as the loopback has heard its so-and-so-manieth request."""
    town.requests.clear()
    task = asyncio.create_task(work)
    town.heard = lambda: task.cancel() if len(town.requests) > after else None
    await asyncio.wait([task])
    assert task.cancelled()
    town.heard = lambda: None


async def test_patience_brings_a_throttled_reading_to_its_end(stores):
    town, waits = entra_town(page_size=10), []
    crowd(town, 40)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    town.failures = deque(Failure(429, retry_after="7") if at % 2 else None for at in range(20))
    async with serving(town, sleep=sleep) as graph:
        await read(stores, graph)
    assert set(waits) == {7.0}
    assert len(await accounts(stores)) == 44


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"value": [], "@odata.nextLink": "LINK"}',
        '{"value": []}',
        '{"value": {}, "@odata.deltaLink": "x"}',
        '{"value": [], "@odata.nextLink": "https://elsewhere.example/v1.0/users"}',
        '{"value": [], "@odata.deltaLink": 7}',
    ],
)
async def test_an_answer_that_makes_no_sense_changes_nothing(stores, town, body):
    async with serving(town) as graph:
        await read(stores, graph)
        before = await listing(stores)
        town.leave(AINO)
        async with stores.identity.reading() as connection:
            same = await find_link(connection, "accounts")
        town.fail(Failure(200, body=body.replace("LINK", same.link)))
        with pytest.raises(GraphError):
            await read(stores, graph)
        assert await listing(stores) == before
        await read(stores, graph)
    assert AINO not in await accounts(stores)


async def test_a_page_that_is_somebody_elses_to_write_is_not_written(stores, town):
    async def lost(_connection) -> None:
        raise RuntimeError("lost")

    async with serving(town) as graph:
        with pytest.raises(RuntimeError):
            await read(stores, graph, hold=lost)
    assert await accounts(stores) == {}


async def test_a_wrong_token_reads_nothing_and_is_in_no_error(stores, town):
    async def wrong(_scope: str) -> str:
        return "a-wrong-token"

    async with serving(town, token=wrong) as graph:
        with pytest.raises(GraphError, match="401: InvalidAuthenticationToken") as error:
            await read(stores, graph)
    assert "a-wrong-token" not in str(error.value)
    assert TOKEN not in str(error.value)


async def test_twenty_five_thousand_people_are_read(sqlite_stores):
    town = entra_town(page_size=500)
    crowd(town, 25_000)
    async with serving(town) as graph:
        assert await read(sqlite_stores, graph) == 52
        assert await read(sqlite_stores, graph) == 2
    assert len(await accounts(sqlite_stores)) == 25_004
