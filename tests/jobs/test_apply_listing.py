"""What is listed becomes the directory, whole or not at all, and not unasked where too much would go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from directory.findings import Finding
from directory.listed import Account, Listing, Meaning, Wishes
from jobs.apply_listing import Applied, apply_listing
from jobs.import_directory import import_directory
from storage.arrivals import list_arrived
from storage.audit import list_audit
from storage.findings import (
    PATIENCE,
    STOPPED,
    count_findings,
    find_reading,
    list_findings,
    mark_accepted,
)
from storage.organisation import list_people, list_units
from storage.tables.outbox import outbox
from storage.tables.rights import grants
from storage.unit_aliases import list_aliases
from tests.directory.listings import account, team
from tests.storage.town import town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HR = Wishes(root_name="Kaupunki", groups={"hr": (Meaning("role", "hr"),)})


def people(**sizes: int) -> list[Account]:
    """Give Helmi of HR and teams with their heads, by unit."""
    teams = [each for unit, size in sizes.items() for each in team(unit, f"{unit}-head".lower(), size=size)]
    return [account("helmi", "Henkilöstö"), *teams]


async def sync(
    stores,
    *accounts: Account,
    accept: bool = False,
    dry_run: bool = False,
    now: datetime = NOW,
    wishes: Wishes = HR,
) -> Applied:
    listing = Listing(accounts, {"hr": ("helmi",)})
    return await apply_listing(
        stores, listing, wishes, accept=accept, actor="clock", now=now, dry_run=dry_run
    )


async def everybody(stores) -> dict[str, str]:
    async with stores.identity.reading() as connection:
        return {each.aad_object_id: each.unit_code for each in await list_people(connection)}


async def codes(stores) -> list[str]:
    async with stores.identity.reading() as connection:
        return [unit.code for unit in await list_units(connection)]


async def found(stores) -> list[Finding]:
    async with stores.identity.reading() as connection:
        return await list_findings(connection)


async def asked(stores) -> list[tuple[str, str]]:
    async with stores.identity.reading() as connection:
        rows = await connection.execute(
            select(outbox.c.person, outbox.c.about).where(outbox.c.kind == STOPPED)
        )
        return [tuple(row) for row in rows]


async def actions(stores) -> list[str]:
    async with stores.identity.reading() as connection:
        return [each.action for each in await list_audit(connection, newest=100)]


async def test_a_listing_becomes_the_directory_and_the_same_again_changes_nothing(stores):
    first = await sync(stores, *people(Kotihoito=5, Kirjasto=4))
    assert (len(first.changes.people_added), first.stopped) == (12, False)
    assert await codes(stores) == ["kaupunki", "henkilöstö", "kirjasto", "kotihoito"]
    again = await sync(stores, *people(Kotihoito=5, Kirjasto=4), now=NOW + DAY)
    assert again.changes.is_empty
    assert await actions(stores) == ["directory.synced"]
    async with stores.identity.reading() as connection:
        reading = await find_reading(connection)
    assert reading is not None
    assert (reading.source, reading.read_at, reading.stopped) == ("entra", NOW + DAY, "")


async def test_a_dry_run_promises_what_a_run_does_and_leaves_nothing(stores):
    promised = await sync(stores, *people(Kotihoito=5), dry_run=True)
    assert await everybody(stores) == {}
    assert await found(stores) == []
    assert await sync(stores, *people(Kotihoito=5)) == promised


async def test_who_comes_later_has_arrived_and_who_came_first_has_not(stores):
    await sync(stores, *people(Kotihoito=30))
    await sync(stores, *people(Kotihoito=32), now=NOW + DAY)
    async with stores.identity.reading() as connection:
        assert await list_arrived(connection, since=NOW.date()) == ["kotihoito-30", "kotihoito-31"]


async def test_too_much_waits_for_hr_who_is_asked_once(stores):
    before = people(Kotihoito=20, Kirjasto=20)
    await sync(stores, *before)
    stopped = await sync(stores, *people(Kotihoito=20), now=NOW + DAY)
    assert stopped.stopped
    assert len(stopped.changes.people_removed) == 21
    assert len(await everybody(stores)) == len(before)
    assert (await sync(stores, *people(Kotihoito=20), now=NOW + 2 * DAY)).stopped
    ((person, name),) = await asked(stores)
    assert person == "helmi"
    assert [(each.word, each.unit, each.count) for each in await found(stores) if each.kind == "stopped"] == [
        ("people_moved", "", 0),
        ("people_removed", "", 21),
        ("units_removed", "", 1),
        ("", "kirjasto", 21),
    ]
    async with stores.identity.reading() as connection:
        reading = await find_reading(connection)
    assert reading is not None
    assert (reading.stopped, reading.is_waiting) == (name, True)
    assert await actions(stores) == ["directory.synced"]


async def test_what_hr_allows_happens_and_nothing_else(stores):
    await sync(stores, *people(Kotihoito=20, Kirjasto=20, Keittiö=20))
    await sync(stores, *people(Kotihoito=20, Kirjasto=20))
    ((_, name),) = await asked(stores)
    async with stores.identity.writing() as connection:
        await mark_accepted(connection, name)
    other = await sync(stores, *people(Kotihoito=20))
    assert other.stopped
    assert len(await asked(stores)) == 2
    assert (await sync(stores, *people(Kotihoito=20, Kirjasto=20))).stopped
    async with stores.identity.writing() as connection:
        await mark_accepted(connection, name)
    allowed = await sync(stores, *people(Kotihoito=20, Kirjasto=20, Uusi=1))
    assert not allowed.stopped
    assert "keittiö" not in await codes(stores)
    assert "uusi" in await codes(stores)
    assert [each.kind for each in await found(stores) if each.kind == "stopped"] == []


async def test_the_shell_may_allow_it_at_once(stores):
    await sync(stores, *people(Kotihoito=20, Kirjasto=20))
    assert (await sync(stores, *people(Kotihoito=20), dry_run=True)).stopped
    assert not (await sync(stores, *people(Kotihoito=20), accept=True)).stopped
    assert await asked(stores) == []


async def test_an_empty_listing_changes_nothing(stores):
    assert (await sync(stores)).findings == (Finding("empty"),)
    assert await codes(stores) == []
    await sync(stores, *people(Kotihoito=5))
    before = await everybody(stores)
    assert not (await sync(stores, account("x", is_enabled=False))).stopped
    assert await everybody(stores) == before
    assert [each.kind for each in await found(stores)] == ["disabled", "empty"]


async def test_a_unit_that_is_respelled_keeps_its_code_and_is_told_of_for_a_while(stores):
    staff = people(Kotihoito=20, Kirjasto=5)
    await sync(stores, *staff)
    respelled = [account(each.id, each.unit.replace("Kotihoito", "Hoiva"), each.manager) for each in staff]
    applied = await sync(stores, *respelled, now=NOW + DAY)
    assert (applied.stopped, applied.changes.people_changed) == (False, ())
    async with stores.identity.reading() as connection:
        assert await list_aliases(connection) == {"hoiva": "kotihoito"}
        assert {unit.code: unit.name_fi for unit in await list_units(connection)}["kotihoito"] == "Hoiva"
    told = Finding("renamed", unit="kotihoito", word="hoiva")
    await sync(stores, *respelled, now=NOW + PATIENCE)
    assert told in await found(stores)
    assert (await sync(stores, *respelled, now=NOW + DAY + PATIENCE)).changes.is_empty
    assert told not in await found(stores)


async def test_what_a_group_gave_ends_a_month_after_the_group_has_gone(stores):
    staff = people(Kotihoito=5)

    async def without_group(day: datetime) -> bool:
        await apply_listing(stores, Listing(tuple(staff)), HR, accept=False, actor="clock", now=day)
        async with stores.identity.reading() as connection:
            return any("hr" in each.roles for each in await list_people(connection))

    await sync(stores, *staff)
    assert await without_group(NOW + DAY)
    assert await without_group(NOW + PATIENCE)
    assert Finding("group_gone", word="hr") in await found(stores)
    assert not await without_group(NOW + DAY + PATIENCE)


async def test_a_leader_whom_the_shell_named_is_a_leader(stores):
    await sync(stores, *people(Kotihoito=5), account("a", "Varasto"))
    assert Finding("no_leader", unit="varasto") in await found(stores)
    async with stores.identity.writing() as connection:
        await connection.execute(grants.insert().values(person="a", role="supervisor", unit_code="varasto"))
    assert Finding("no_leader", unit="varasto") not in await found(stores)
    async with stores.identity.reading() as connection:
        counted = {each.kind: (each.findings, each.total) for each in await count_findings(connection)}
    assert counted["no_leader"] == (1, 1)  # Helmi's own unit


async def test_two_readings_at_once_end_as_one_of_them(stores):
    one, other = people(Kotihoito=5), people(Kirjasto=5)
    ends = await asyncio.gather(
        sync(stores, *one, accept=True), sync(stores, *other, accept=True), return_exceptions=True
    )
    assert [end for end in ends if isinstance(end, BaseException)] == []
    assert sorted(await everybody(stores)) in [sorted(each.id for each in some) for some in (one, other)]


async def test_a_reading_that_fails_leaves_nothing_half_done(sqlite_stores, monkeypatch: pytest.MonkeyPatch):
    await sync(sqlite_stores, *people(Kotihoito=5))
    before = await everybody(sqlite_stores)

    async def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("jobs.apply_listing.record_reading", fails)
    with pytest.raises(RuntimeError):
        await sync(sqlite_stores, *people(Kotihoito=6))
    assert await everybody(sqlite_stores) == before


async def test_files_after_entra_replace_what_was_found(sqlite_stores):
    await sync(sqlite_stores, *people(Kotihoito=5), account("x"))
    assert await found(sqlite_stores) != []
    await import_directory(sqlite_stores, town(), dry_run=False, actor="shell", now=NOW + DAY)
    assert await found(sqlite_stores) == []
    async with sqlite_stores.identity.reading() as connection:
        reading = await find_reading(connection)
    assert reading is not None
    assert reading.source == "files"
