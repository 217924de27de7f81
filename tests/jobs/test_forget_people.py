from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text

from followups.quiet_hours import QuietHours
from jobs import forget_people, open_waves
from jobs.forget_people import forget_person
from jobs.open_waves import open_wave
from logs import _TALKATIVE
from storage.actors import find_actor, record_language
from storage.audit import list_audit, record_audit
from storage.ballots import has_tag, list_sealed, record_ballot
from storage.conversations import Conversation, record_conversation
from storage.engine import Store, Stores
from storage.migrate import metadata_of
from storage.outbox import count_deliveries
from storage.pauses import record_pause
from storage.people import LOG_LINES, UnknownPerson, fingerprint
from storage.quiet_hours import record_quiet_hours
from storage.results import get_result, list_results
from storage.sealing import WrongMasterKey, participation_tag
from storage.secrets import Vault
from storage.waves import freeze
from tests.jobs.house import ALWAYS, DAY, END, FIILIS, MASTER_KEY, NOW, House, residents
from tests.membership import find_membership
from tests.storage.town import UNITS, somebody, town

GONE = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"
LEADER = somebody(GONE, "K1", supervises=["K2", "K3"], roles=["hr", "management"])
EVERYBODY = [*town().people.values(), LEADER]
STAFF = [person.aad_object_id for person in residents("K1") if person.aad_object_id != "eero"]


class Killed(BaseException):
    """The process is gone."""


async def contents(stores: Stores) -> dict[str, list[str]]:
    """Everything in every table of every store."""
    found = {}
    for store in stores.all:
        async with store.reading() as connection:
            for table in metadata_of(store.name).sorted_tables:
                rows = await connection.execute(select(table))
                found[table.name] = sorted(str(tuple(row)) for row in rows)
    return found


async def knows_leader(house: House) -> None:
    """Somebody who leads, is HR, has a chat and a language of their own, and has looked at results."""
    await house.knows(town(people=EVERYBODY))
    async with house.stores.identity.writing() as connection:
        await record_language(connection, GONE, language="sv")
        await record_pause(connection, GONE, until=END.date())
        await record_quiet_hours(connection, GONE, QuietHours("21:00", "07:00"))
        met = Conversation(GONE, "https://smba.example/", "a:1", "tenant", "29:1", "28:bot")
        await record_conversation(connection, met)
        await record_audit(connection, "result.viewed", subject="w/K2", actor=GONE, now=NOW)


async def forget(house: House, person: str = GONE, *, dry_run: bool = False, now=NOW) -> dict[str, int]:
    return await forget_person(house.stores, house.vault, person, dry_run=dry_run, actor="shell", now=now)


async def lines(house: House) -> list[tuple[str, str, str]]:
    async with house.stores.identity.reading() as connection:
        return [(each.actor, each.action, each.subject) for each in await list_audit(connection, newest=99)]


async def is_tagged(house: House, wave: str, person: str) -> bool:
    tag = participation_tag(await house.vault.get(wave, now=NOW), person)
    async with house.stores.ballots.reading() as connection:
        return await has_tag(connection, wave, tag=tag)


async def n_of(house: House, wave: str, code: str) -> dict[str, Any]:
    async with house.stores.identity.reading() as connection:
        return (await get_result(connection, wave, code=code)).as_contract()


async def test_who_led_and_was_hr_is_found_nowhere_afterwards(house):
    await knows_leader(house)
    before = await house.opened(reminders=1)
    await house.answers(before, GONE)
    await house.closes(before)
    later = await house.opened(now=END, closes=END + 7 * DAY)
    await house.answers(later, GONE, now=END)
    assert GONE in str(await contents(house.stores))

    removed = await forget(house, now=END)
    assert removed == {
        "units led": 2,
        "roles given": 0,
        "stands in": 0,
        "roles": 2,
        "directory": 1,
        "arrival": 1,
        "chosen language": 1,
        "pause": 1,
        "quiet hours": 1,
        "conversation": 1,
        "install": 0,
        "waves asked in": 2,
        "messages": 4,  # an invitation each, a reminder, and that the first wave shows nothing
        "targets owned": 0,
        "nudge": 0,
        "found in the directory": 0,
        "account in Entra": 0,
        "groups in Entra": 0,
        "accounts managed in Entra": 0,
        "versions of plans": 0,
        LOG_LINES: 5,  # a look, and four rights that an import gave
    }
    assert GONE not in str(await contents(house.stores))
    assert not await is_tagged(house, later, GONE)
    assert ("erased", "result.viewed", "w/K2") in await lines(house)
    assert (await lines(house))[-1] == ("shell", "person.erased", fingerprint(GONE))


async def test_a_second_time_there_is_nothing_and_the_log_gets_no_second_line(house):
    await knows_leader(house)
    await house.opened()
    await forget(house)
    before = await contents(house.stores)
    for dry_run in (True, False):
        with pytest.raises(UnknownPerson):
            await forget(house, dry_run=dry_run)
    assert await contents(house.stores) == before


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_wrong_person_is_refused_and_nobody_loses_anything(house, monkeypatch, dry_run):
    await knows_leader(house)
    wave = await house.opened()
    await house.answers(wave, "aino")
    before = await contents(house.stores)
    monkeypatch.setattr(forget_people, "scrub_tables", None)  # a slip of the hand rewrites no tables
    monkeypatch.setattr(forget_people, "remove_tags", None)
    with pytest.raises(UnknownPerson):
        await forget(house, GONE[::-1], dry_run=dry_run)
    assert await contents(house.stores) == before


async def test_a_dry_run_promises_what_is_removed_and_changes_nothing(house):
    await knows_leader(house)
    wave = await house.opened()
    await house.answers(wave, GONE)
    before = await contents(house.stores)
    promised = await forget(house, dry_run=True)
    assert await contents(house.stores) == before
    assert await is_tagged(house, wave, GONE)
    assert await forget(house) == promised


async def test_whether_somebody_had_answered_shows_in_nothing_that_is_told(house):
    wave = await house.opened()
    await house.answers(wave, "aino")
    answered, silent = await forget(house, "aino"), await forget(house, "k1-0")
    assert answered == silent
    told = [line for line in await lines(house) if line[1] == "person.erased"]
    assert told == [("shell", "person.erased", fingerprint(each)) for each in ("aino", "k1-0")]


async def test_published_figures_stay_byte_for_byte(house):
    await knows_leader(house)
    wave = await house.opened()
    await house.all_answer(wave, EVERYBODY)
    await house.closes(wave)
    before = await contents(house.stores)
    await forget(house, now=END)
    after = await contents(house.stores)
    kept = ("atoms", "results", "comments", "comment_views", "waves", "wave_units", "units", "instruments")
    assert before["results"]
    assert before["comments"]
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


async def test_an_answer_in_an_open_wave_stays_and_is_counted(house):
    wave = await house.opened()
    for person in STAFF:
        await house.answers(wave, person)
    await forget(house, "aino")
    assert not await is_tagged(house, wave, "aino")
    assert await is_tagged(house, wave, "k1-0")
    left = await house.left()
    assert (left["ballots"], left["tags"]) == (len(STAFF), len(STAFF) - 1)
    await house.closes(wave)
    home_care = await n_of(house, wave, "K1")
    assert (home_care["n"], home_care["index"] is None) == (len(STAFF), False)
    assert home_care["response_rate"] == "> 90"  # thirteen answers of twelve who are still asked
    assert (await n_of(house, wave, "K"))["n"] == len(STAFF)


async def test_who_had_not_answered_leaves_no_gap(house):
    wave = await house.opened()
    for person in STAFF[1:]:
        await house.answers(wave, person)
    await forget(house, STAFF[0])
    async with house.stores.identity.reading() as connection:
        accounting = await count_deliveries(connection, wave, "survey")
    assert accounting.planned == len(town().people) - 1
    await house.closes(wave)
    assert (await n_of(house, wave, "K1"))["n"] == len(STAFF) - 1


async def test_whoever_is_erased_cannot_answer_again_even_when_an_import_brings_them_back(house):
    wave = await house.opened()
    await house.answers(wave, "aino")
    await forget(house, "aino")
    async with house.stores.identity.reading() as connection:
        assert await find_actor(connection, "aino", now=NOW, wave=wave) is None
    await house.knows(town())
    async with house.stores.identity.reading() as connection:
        found = await find_actor(connection, "aino", now=NOW, wave=wave)
        assert (await find_membership(connection, wave, person="aino"))[1] is None
    assert found is not None
    assert found.asked is not None
    assert found.asked.cell is None
    following = await house.opened(now=END, closes=END + DAY)
    async with house.stores.identity.reading() as connection:
        assert (await find_membership(connection, following, person="aino"))[1] == "K1"


async def test_without_its_only_supervisor_a_unit_keeps_its_result(house):
    wave = await house.opened()
    for person in STAFF:
        await house.answers(wave, person)
    assert (await forget(house, "eero"))["units led"] == 1
    await house.closes(wave)
    async with house.stores.identity.reading() as connection:
        assert [each.unit for each in await list_results(connection, wave)] == [unit.code for unit in UNITS]
    assert (await n_of(house, wave, "K1"))["n"] == len(STAFF)


async def test_the_tag_goes_from_every_open_wave_and_from_no_other_person(house):
    waves = [await house.opened(), await house.opened(unit="KA", instrument=FIILIS)]
    for wave in waves:
        await house.answers(wave, "aino")
        await house.answers(wave, "eero")
    await forget(house, "aino")
    assert [await is_tagged(house, wave, "aino") for wave in waves] == [False, False]
    assert [await is_tagged(house, wave, "eero") for wave in waves] == [True, True]


async def test_no_row_version_points_to_the_ballot_that_has_lost_its_tag(house):
    if house.stores.ballots.is_sqlite:
        pytest.skip("row versions are PostgreSQL's")
    wave = await house.opened()
    for person in STAFF:
        await house.answers(wave, person)
    await forget(house, "aino")
    async with house.stores.ballots.reading() as connection:
        for table in ("tags", "ballots"):
            versions = await connection.scalar(text(f"SELECT count(DISTINCT xmin::text) FROM {table}"))  # noqa: S608
            assert versions == 1


async def test_no_place_in_the_file_points_to_the_ballot_that_has_lost_its_tag(small_house, tmp_path):
    wave = await small_house.opened()
    sealed = [await small_house.answers(wave, person) for person in STAFF]
    await forget(small_house, STAFF[3])
    content = (tmp_path / "ballots.db").read_bytes()
    places = [content.index(each[4000:4024]) for each in sealed]
    async with small_house.stores.ballots.reading() as connection:
        by_key = [ballot async for some in list_sealed(connection, wave) for ballot in some]
    assert sorted(sealed, key=lambda each: places[sealed.index(each)]) == by_key


async def test_with_another_master_key_nothing_is_removed_at_all(house):
    wave = await house.opened()
    await house.answers(wave, "aino")
    before = await contents(house.stores)
    other = Vault(house.stores.secrets, b"n" * 32)
    with pytest.raises(WrongMasterKey):
        await forget_person(house.stores, other, "aino", dry_run=False, actor="shell", now=NOW)
    assert await contents(house.stores) == before


async def test_a_wave_whose_secrets_are_lost_stops_nobody_from_leaving(house):
    lost, whole = await house.opened(), await house.opened(instrument=FIILIS)
    for wave in (lost, whole):
        await house.answers(wave, "aino")
    await house.vault.destroy(lost)
    await forget(house, "aino")
    assert not await is_tagged(house, whole, "aino")
    assert (await house.left())["tags"] == 1  # nobody can say whose


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "step", ["remove_tags", "scrub ballots", "remove_person", "record_audit", "scrub identity"]
)
async def test_an_erasure_that_dies_at_any_step_is_finished_by_the_next(house, monkeypatch, step, moment):
    await knows_leader(house)
    wave = await house.opened()
    await house.answers(wave, GONE)
    name, store = ("scrub_tables", step.split()[1]) if step.startswith("scrub") else (step, "")
    real, scrubbed = getattr(forget_people, name), []

    async def dies(*args: Any, **more: Any) -> Any:
        if store and args[0].name != store:
            return await real(*args, **more)
        if moment == "after":
            await real(*args, **more)
        raise Killed

    monkeypatch.setattr(forget_people, name, dies)
    with pytest.raises(Killed):
        await forget(house)
    monkeypatch.undo()
    scrub_tables = forget_people.scrub_tables

    async def noted(scrubbed_store: Store, tables: Any) -> None:
        scrubbed.append(scrubbed_store.name)
        await scrub_tables(scrubbed_store, tables)

    monkeypatch.setattr(forget_people, "scrub_tables", noted)
    # What is gone already is not told a second time, but the files are cleaned again.
    with pytest.raises(UnknownPerson) if store == "identity" else nullcontext():
        await forget(house)
    assert scrubbed == ["ballots", "identity"]
    assert GONE not in str(await contents(house.stores))
    assert not await is_tagged(house, wave, GONE)
    assert [line[1] for line in await lines(house)].count("person.erased") == 1


async def test_a_second_call_takes_the_tag_of_an_answer_that_came_in_between(house):
    wave = await house.opened()
    await forget(house, "aino")
    secrets = await house.vault.get(wave, now=NOW)
    async with house.stores.ballots.writing() as connection:
        await record_ballot(connection, wave, tag=participation_tag(secrets, "aino"), sealed=b"s")
    with pytest.raises(UnknownPerson):
        await forget(house, "aino")
    assert not await is_tagged(house, wave, "aino")
    assert (await house.left())["ballots"] == 1


async def test_no_byte_of_the_id_and_the_tag_is_left_in_any_file(small_house, tmp_path):
    await knows_leader(small_house)
    wave = await small_house.opened()
    await small_house.answers(wave, GONE)
    tag = participation_tag(await small_house.vault.get(wave, now=NOW), GONE)
    assert GONE.encode() in files(tmp_path)
    assert tag in files(tmp_path)
    await forget(small_house)
    for mark in (GONE.encode(), tag, tag[:12]):
        assert mark not in files(tmp_path)
    await small_house.stores.close()
    assert GONE.encode() not in files(tmp_path)


def files(folder) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


async def test_no_line_of_any_log_holds_the_id(small_house, caplog):
    await knows_leader(small_house)
    wave = await small_house.opened()
    await small_house.answers(wave, GONE)
    caplog.set_level(logging.DEBUG)
    for library in _TALKATIVE:  # as the program sets them
        caplog.set_level(logging.WARNING, logger=library)
    with structlog.testing.capture_logs() as logged:
        await forget(small_house)
        with pytest.raises(UnknownPerson) as refused:
            await forget(small_house)
    assert GONE not in f"{logged}{caplog.text}{refused.value!r}"


async def test_a_vault_of_another_process_gives_the_same_tag(house):
    wave = await house.opened()
    await house.answers(wave, "aino")
    elsewhere = Vault(house.stores.secrets, MASTER_KEY)
    await forget_person(house.stores, elsewhere, "aino", dry_run=False, actor="shell", now=NOW)
    assert not await is_tagged(house, wave, "aino")


class Meanwhile:
    """A store in which somebody is erased just before the next writing."""

    def __init__(self, house: House, person: str) -> None:
        self._house, self._person = house, person

    def reading(self) -> Any:
        return self._house.stores.identity.reading()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        await forget(self._house, self._person)
        async with self._house.stores.identity.writing() as connection:
            yield connection


async def traces(house: House, person: str) -> list[str]:
    found = await contents(house.stores)
    return [table for table in ("persons", "wave_members", "outbox") if f"'{person}'" in str(found[table])]


async def test_whoever_is_erased_while_a_wave_is_about_to_open_is_not_asked(house):
    wave = await house.plans(reminders=1)
    stores = replace(house.stores, identity=Meanwhile(house, "aino"))
    assert await open_wave(stores, house.vault, wave, hours=ALWAYS, now=NOW)
    assert await traces(house, "aino") == []
    assert await traces(house, "eero") == ["persons", "wave_members", "outbox"]


async def test_whoever_is_erased_while_a_wave_is_opening_is_taken_out_of_it(house, monkeypatch):
    wave = await house.plans(reminders=1)
    erasing = []
    real = open_waves.wave_members

    def reads(*args: Any) -> Any:
        erasing.append(asyncio.create_task(forget(house, "aino")))
        return real(*args)

    async def slow(*args: Any, **more: Any) -> None:
        await asyncio.sleep(0.3)
        await freeze(*args, **more)

    monkeypatch.setattr(open_waves, "wave_members", reads)
    monkeypatch.setattr(open_waves, "freeze", slow)
    assert await house.opens(wave)
    assert (await erasing[0])["waves asked in"] == 1
    assert await traces(house, "aino") == []
