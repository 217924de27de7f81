"""Roles at the shell: given, shown with where they come from, and taken; what comes from elsewhere stays."""

from __future__ import annotations

import pytest

from demo.people import AINO, EERO, HELMI, ONNI, object_id
from shell.roles import KNOWN
from storage.grants import count_whole_hr, is_from_directory, list_held, record_grant, remove_grant
from storage.organisation import list_viewers
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.deputising import card_of, stands_in
from tests.conversations.people import Member, Town, words
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported

NOBODY = object_id("person/nobody")


async def anybody(shell: Shell) -> str:
    """Give somebody of the imported directory."""
    listed = (await shell.run("role", "list")).out
    return next(word for word in listed.split() if len(word) == len(NOBODY) and word.count("-") == 4)


async def test_a_role_is_given_listed_and_taken_and_the_log_tells(shell: Shell):
    await imported(shell)
    person = await anybody(shell)
    given = await shell.run("role", "give", person.upper(), "supervisor", "--unit", "K")
    assert given.out == f"given: supervisor:K to {person}\n", given.err
    again = await shell.run("role", "give", person, "supervisor", "--unit", "K")
    assert (again.code, again.out) == (0, given.out)
    await shell.run("role", "give", person, "privacy")
    rows = [line for line in (await shell.run("role", "list")).out.splitlines() if person in line]
    assert any("supervisor" in row and "shell" in row for row in rows)
    assert any("privacy" in row and "the whole" in row and "shell" in row for row in rows)
    taken = await shell.run("role", "take", person, "supervisor", "--unit", "K")
    assert taken.out == f"taken: supervisor:K from {person}\n", taken.err
    gone = await shell.run("role", "take", person, "supervisor", "--unit", "K")
    assert gone.code == 1
    assert len(gone.err.splitlines()) == 1
    log = (await shell.run("audit")).out
    assert log.count("role.given") == 2
    assert log.count("role.taken") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("give", NOBODY, "hr"), "this person is not in the directory"),
        (("give", "aino@example.org", "hr"), "ID is the person's object id in Entra"),
        (("give", NOBODY, "boss"), f"'boss' is no role: it is one of {', '.join(KNOWN)}"),
        (("give", NOBODY, "supervisor"), "a supervisor leads a unit: say which with --unit"),
        (("give", NOBODY, "admin", "--unit", "K"), "admin is held for the whole: leave --unit out"),
        (("take", NOBODY, "hr", "--unit", "K"), "hr:K was not given to this person"),
    ],
)
async def test_what_cannot_be_is_told_in_one_line(shell: Shell, words, why):
    await imported(shell)
    refused = await shell.run("role", *words)
    assert refused.code == 1
    assert refused.err.startswith(f"pulssi: {why}")
    assert len(refused.err.splitlines()) == 1


async def test_an_unknown_unit_is_refused(shell: Shell):
    await imported(shell)
    refused = await shell.run("role", "give", await anybody(shell), "hr", "--unit", "NOWHERE")
    assert (refused.code, refused.err) == (1, "pulssi: no unit has the code 'NOWHERE'\n")


async def test_the_last_hr_of_the_whole_goes_only_when_it_is_meant(shell: Shell):
    units, people, person = shell.folder / "units.csv", shell.folder / "people.csv", AINO.aad_object_id
    units.write_text("code,parent_code,level,name_fi,name_sv,name_en\nK,,kunta,Kunta,,\n", encoding="utf-8")
    header = "aad_object_id,unit_code,language,supervises,roles"
    people.write_text(f"{header}\n{person},K,fi,,\n", encoding="utf-8")
    await shell.run("org", "import", "--units", str(units), "--people", str(people))
    await shell.run("role", "give", person, "hr")
    refused = await shell.run("role", "take", person, "hr")
    assert refused.code == 1
    assert refused.err.startswith("pulssi: nobody would be HR of the whole any more")
    assert " hr " in (await shell.run("role", "list")).out
    assert (await shell.run("role", "take", person, "hr", "--yes")).code == 0


@ON_BOTH
async def test_what_is_given_holds_at_once_and_what_is_taken_is_gone(town: Town):
    aino = Member(town, AINO)
    stores = town.house.stores
    refused = await card_of(aino, unit="K1")
    async with stores.identity.writing() as connection:
        assert await record_grant(
            connection, AINO.aad_object_id, "supervisor", "K1", actor="test", now=town.clock.now
        )
        assert not await record_grant(
            connection, AINO.aad_object_id, "supervisor", "K1", actor="test", now=town.clock.now
        )
    assert "Sijaiset" in words(await card_of(aino, unit="K1"))
    async with stores.identity.writing() as connection:
        assert await remove_grant(
            connection, AINO.aad_object_id, "supervisor", "K1", actor="test", now=town.clock.now
        )
        assert not await remove_grant(
            connection, AINO.aad_object_id, "supervisor", "K1", actor="test", now=town.clock.now
        )
    assert await card_of(aino, unit="K1") == refused


@ON_BOTH
async def test_every_role_is_told_with_its_source(town: Town, eero: Member):
    made = await stands_in(town, eero, colleague("k1-0"))
    async with town.house.stores.identity.writing() as connection:
        await record_grant(connection, ONNI.aad_object_id, "hr", "K3", actor="test", now=town.clock.now)
        held = await list_held(connection, now=town.clock.now)
        assert await count_whole_hr(connection) == 1
        assert await is_from_directory(connection, HELMI.aad_object_id, "hr", "")
        assert await is_from_directory(connection, EERO.aad_object_id, "supervisor", "K1")
        assert not await is_from_directory(connection, ONNI.aad_object_id, "hr", "K3")
        viewers = {each.aad_object_id for each in await list_viewers(connection, now=town.clock.now)}
    assert {(each.person, each.role, each.unit, each.source, each.ends_at) for each in held} == {
        (HELMI.aad_object_id, "hr", "", "directory", None),
        (EERO.aad_object_id, "supervisor", "K1", "directory", None),
        (ONNI.aad_object_id, "supervisor", "K2", "directory", None),
        (ONNI.aad_object_id, "hr", "K3", "shell", None),
        (made.person, "supervisor", "K1", "deputy", made.ends_at),
    }
    assert {each.person for each in held} == viewers
