from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from demo.municipality import municipality
from directory.changes import Changes
from directory.organisation import Organisation
from jobs.import_directory import import_directory
from storage.audit import list_audit
from storage.organisation import find_organisation, list_people, list_units
from storage.tables.rights import deputies, grants
from tests.storage.town import AINO, EERO, UNITS, colleagues, somebody, town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def bring(stores, wanted: Organisation, *, dry_run: bool = False) -> Changes:
    return await import_directory(stores, wanted, dry_run=dry_run, actor="shell", now=NOW)


async def known(stores) -> tuple[list[str], list[str]]:
    async with stores.identity.reading() as connection:
        units, people = await list_units(connection), await list_people(connection)
    return [unit.code for unit in units], sorted(person.aad_object_id for person in people)


async def audited(stores) -> list[tuple[str, str, str]]:
    async with stores.identity.reading() as connection:
        return [(e.actor, e.action, e.subject) for e in await list_audit(connection, newest=100)]


async def test_a_first_import_brings_everybody_and_one_line_in_the_audit_log(stores):
    found = await bring(stores, town())
    assert (len(found.units_added), len(found.people_added)) == (5, 26)
    assert await known(stores) == (list(town().units), sorted(town().people))
    assert await audited(stores) == [("shell", "directory.imported", "K")]


async def test_a_dry_run_says_what_would_change_and_changes_nothing(stores):
    found = await bring(stores, town(), dry_run=True)
    assert (len(found.units_added), len(found.people_added)) == (5, 26)
    assert await known(stores) == ([], [])
    assert await audited(stores) == []


async def test_a_dry_run_promises_what_the_import_does(stores):
    await bring(stores, town())
    wanted = town([u for u in UNITS if u.code != "K2"], [AINO, somebody("eero", "K3"), somebody("uusi", "K")])
    promised = await bring(stores, wanted, dry_run=True)
    assert await bring(stores, wanted) == promised
    assert promised.units_removed == ("K2",)


async def test_the_same_again_changes_nothing_and_leaves_no_line(stores):
    await bring(stores, town())
    assert (await bring(stores, town())).is_empty
    assert len(await audited(stores)) == 1


async def test_each_right_that_is_given_or_taken_is_a_line(stores):
    await bring(stores, town())
    people = [each for each in town().people.values() if each.aad_object_id not in {"eero", "helmi"}]
    await bring(stores, town(people=[*people, somebody("eero", "K1", supervises=["K2"], roles=["privacy"])]))
    assert (await audited(stores))[1:] == [
        ("shell", "directory.imported", "K"),
        ("shell", "right.given", "K2/eero"),
        ("shell", "right.given", "privacy/eero"),
        ("shell", "right.taken", "K1/eero"),
        ("shell", "right.taken", "hr/helmi"),
    ]


async def test_who_leaves_the_directory_loses_what_the_shell_and_supervisors_gave_as_well(stores):
    await bring(stores, town())
    async with stores.identity.writing() as connection:
        given = {"person": "aino", "role": "hr", "unit_code": "K2"}
        await connection.execute(insert(grants), given)
        standing = {"deputy": "d", "unit_code": "K3", "person": "aino"}
        times = {"starts_at": NOW - DAY, "ends_at": NOW + DAY}
        await connection.execute(insert(deputies), standing | times)
    await bring(stores, town(people=[each for each in town().people.values() if each != AINO]))
    assert (await audited(stores))[2:] == [
        ("shell", "right.taken", "K3/aino"),
        ("shell", "right.taken", "hr:K2/aino"),
    ]


async def test_another_order_of_units_is_taken_over(stores):
    await bring(stores, town())
    await bring(stores, town(reversed(UNITS)))
    assert (await known(stores))[0] == ["K", "K3", "KA", "K2", "K1"]


async def test_a_failing_import_leaves_nothing_half_done(stores):
    await bring(stores, town())
    before = await known(stores)
    broken = town(people=[AINO, *colleagues("K1", 2000), somebody("outi", "nowhere")])
    with pytest.raises(IntegrityError):
        await bring(stores, broken)
    assert await known(stores) == before
    assert len(await audited(stores)) == 1


async def test_two_imports_at_once_end_as_one_of_them_never_as_a_mixture(stores):
    await bring(stores, town(people=[AINO]))
    one = town([u for u in UNITS if u.code != "K3"], [AINO, *colleagues("K1", 30)])
    other = town([u for u in UNITS if u.code != "K2"], [EERO, *colleagues("K3", 30)])
    ends = await asyncio.gather(bring(stores, one), bring(stores, other), return_exceptions=True)
    assert [end for end in ends if isinstance(end, BaseException)] == []
    wanted = [(list(each.units), sorted(each.people)) for each in (one, other)]
    assert await known(stores) in wanted


async def test_ten_thousand_people_come_and_go(stores):
    whole = municipality(people=10_000, units=600)
    found = await bring(stores, whole)
    assert len(found.people_added) == 10_000
    async with stores.identity.reading() as connection:
        stored = await find_organisation(connection, now=NOW)
    assert stored is not None
    assert list(stored.units.items()) == list(whole.units.items())
    assert (await bring(stores, whole)).is_empty
    assert len((await bring(stores, town())).people_removed) == 10_000
