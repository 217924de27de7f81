from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.actors import find_actor
from storage.due_facts import find_leading
from storage.organisation import find_organisation, list_people, list_viewers
from storage.progress import list_hr
from storage.rights import leading
from storage.tables.rights import deputies, grants
from storage.teams import list_leaders, list_team
from tests.storage.closed_waves import NOW
from tests.storage.test_organisation import bring
from tests.storage.town import AINO, EERO, HELMI, ONNI, somebody, town

DAY = timedelta(days=1)
BEFORE, DURING, LAST, AFTER = NOW - DAY, NOW, NOW + DAY - timedelta(microseconds=1), NOW + DAY
PARTNER = replace(somebody("partner", "K3"), partner_of=("KA",))


@pytest.fixture
async def in_town(connection):
    """Aino stands in at K1 for a day and is HR of K3 by the shell, who also gave Onni the kitchen."""
    await bring(connection, town(people=[*town().people.values(), PARTNER]))
    rows = [("aino", "hr", "K3"), ("onni", "supervisor", "K3"), ("eero", "privacy", ""), ("gone", "hr", "")]
    for row in rows:
        await connection.execute(insert(grants), dict(zip(("person", "role", "unit_code"), row, strict=True)))
    standing = {"deputy": "d1", "unit_code": "K1", "person": "aino", "starts_at": DURING, "ends_at": AFTER}
    await connection.execute(insert(deputies), standing)
    return connection


@pytest.mark.parametrize(
    ("now", "stands_in"), [(BEFORE, ()), (DURING, ("K1",)), (LAST, ("K1",)), (AFTER, ())]
)
async def test_a_deputy_begins_and_ends_by_the_moment_alone(in_town, now, stands_in):
    actor = await find_actor(in_town, "aino", now=now)
    assert actor is not None
    assert actor.person == replace(AINO, partner_of=("K3",), stands_in=stands_in)
    leads = {"eero", *(["aino"] if stands_in else [])}
    assert set(await list_leaders(in_town, "K1", now=now)) == leads
    assert set((await find_leading(in_town, now=now)).of("K1")) == leads
    assert ("aino" in await list_team(in_town, "K1", now=now)) is not bool(stands_in)


async def test_every_way_of_reading_finds_the_same_rights(in_town):
    for now in (BEFORE, DURING, AFTER):
        whole = await find_organisation(in_town, now=now)
        assert whole is not None
        viewers = {each.aad_object_id: each for each in await list_viewers(in_town, now=now)}
        led = set(map(tuple, await in_town.execute(leading(now))))
        for name, person in whole.people.items():
            actor = await find_actor(in_town, name, now=now)
            assert actor is not None
            assert actor.person == person
            assert {code for who, code in led if who == name} == set(person.leads)
            sees = bool(person.leads or person.partner_of or person.roles & {"hr", "management"})
            assert (name in viewers) is sees
            assert viewers.get(name, person) == person


async def test_the_shell_adds_to_what_the_directory_says(in_town):
    found = {each: await find_actor(in_town, each, now=AFTER) for each in ("onni", "eero", "partner", "gone")}
    assert found["gone"] is None, "a role without a person is nobody's"
    people = {name: actor.person for name, actor in found.items() if actor}
    assert people["onni"] == replace(ONNI, supervises=("K2", "K3"))
    assert people["eero"] == replace(EERO, roles=frozenset({"privacy"}))
    assert people["partner"] == PARTNER
    assert await list_hr(in_town) == ["helmi"]
    assert await list_hr(in_town, ("K", "KA", "K1")) == ["helmi", "partner"]


async def test_the_directory_itself_knows_nothing_of_it(in_town):
    people = {each.aad_object_id: each for each in await list_people(in_town)}
    assert (people["aino"], people["onni"], people["helmi"]) == (AINO, ONNI, HELMI)


async def test_an_import_leaves_rights_alone_and_whoever_leaves_loses_them(in_town):
    changed = [replace(each, language="en") for each in town().people.values()]
    await bring(in_town, town(people=changed))
    assert (await find_actor(in_town, "aino", now=DURING)).person.stands_in == ("K1",)
    await bring(in_town, town(people=[each for each in changed if each.aad_object_id != "aino"]))
    assert await find_actor(in_town, "aino", now=DURING) is None
    left = list(await in_town.scalars(select(grants.c.person).order_by(grants.c.person)))
    assert left == ["eero", "gone", "onni"]
    assert list(await in_town.scalars(select(deputies.c.person))) == []
    await bring(in_town, town(people=changed))
    assert (await find_actor(in_town, "aino", now=DURING)).person == replace(AINO, language="en")


@pytest.mark.parametrize(
    ("role", "code"),
    [("supervisor", ""), ("boss", ""), *product(("admin", "management", "privacy"), ["K1"])],
)
async def test_a_role_that_makes_no_sense_cannot_be_stored(connection, role, code):
    with pytest.raises(IntegrityError):
        await connection.execute(insert(grants), {"person": "aino", "role": role, "unit_code": code})
