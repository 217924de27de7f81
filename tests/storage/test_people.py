from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete, event, func, insert, select, text

from directory.changes import changes
from directory.findings import Finding
from directory.listed import Account
from followups.quiet_hours import QuietHours
from storage.actors import record_language
from storage.arrivals import record_arrivals
from storage.audit import AuditEntry, list_audit, record_audit
from storage.channels import recipient_of
from storage.conversations import Conversation, record_conversation
from storage.findings import Reading, record_reading
from storage.installs import record_install
from storage.mirror import find_accounts, record_accounts, record_members
from storage.nudges import record_nudge
from storage.organisation import apply_changes
from storage.outbox import NewDelivery, delivered, failed, record_deliveries, settle
from storage.pauses import record_pause
from storage.people import (
    ERASED,
    EXPORTED,
    HELD,
    LOG_LINES,
    MANAGED,
    OLD_VERSIONS,
    REMOVED,
    TOUCHED,
    UnknownPerson,
    count_holdings,
    fingerprint,
    get_record,
    list_unclosed,
    remove_person,
    scrub_tables,
    was_erased,
)
from storage.plans import Plan, Target, record_plan
from storage.quiet_hours import record_quiet_hours
from storage.reasons import NOT_INSTALLED
from storage.scrub import NotScrubbed
from storage.tables import IDENTITY
from storage.tables.audit import audit_log
from storage.tables.directory import persons, units
from storage.tables.outbox import outbox
from storage.tables.plans import plan_versions
from storage.tables.rights import deputies, grants
from storage.tables.waves import wave_members
from storage.waves import Member, Wave, freeze, mark_closed, mark_counted, mark_opened, record_wave
from tests.storage.closed_waves import FIILIS
from tests.storage.town import somebody, town

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
END = NOW + timedelta(days=7)
GONE = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"
LEADER = somebody(GONE, "K1", supervises=["K3", "K1"], roles=["management", "hr"], language="sv")
EVERYBODY = [*town().people.values(), LEADER]
ALL_THERE_IS = {
    "units led": 2,
    "roles given": 1,
    "stands in": 1,
    "roles": 2,
    "directory": 1,
    "arrival": 1,
    "chosen language": 1,
    "pause": 1,
    "quiet hours": 1,
    "conversation": 1,
    "install": 1,
    "waves asked in": 2,
    "messages": 2,
    "targets owned": 1,
    "nudge": 1,
    "found in the directory": 1,
    "account in Entra": 1,
    "groups in Entra": 1,
    MANAGED: 0,
    OLD_VERSIONS: 1,
    LOG_LINES: 2,
}
NAMES = {"person", "recipient", "account", "member"}
"""What columns with the id of a person are called."""
CHANCE = Random(16)  # noqa: S311 - no secret
NOT_TOLD = {"messages": {"key", "lane", "leased_until"}}
"""The key is made of what is told, the lane is the wave; the lease belongs to the worker."""


def chat(person: str) -> Conversation:
    return Conversation(
        person,
        "https://smba.example/emea/",
        f"a:{person}",
        "tenant",
        "29:1",
        "28:bot",
        "fi-FI",
        name="Maija Meikäläinen",
    )


def message(person: str, kind: str = "survey") -> NewDelivery:
    return NewDelivery(f"{kind}:w1:{person}:{NOW:%Y-%m-%dT%H:%M}", kind, "w1", person, NOW)


async def wave(connection, name: str, *, is_closed: bool, members=EVERYBODY) -> None:
    await record_wave(connection, Wave(name, FIILIS, "K", 5, 0, opens_at=NOW, closes_at=END))
    await mark_opened(connection, name, now=NOW)
    asked = [Member(each.aad_object_id, each.unit_code) for each in members]
    await freeze(connection, name, organisation=town(), members=asked)
    if is_closed:
        await mark_counted(connection, name, now=END)
        await mark_closed(connection, name, now=END)


async def fill(connection) -> None:
    """Two waves in the town; three people have a chat, a language and messages, and looked at a result."""
    wanted = town(people=EVERYBODY)
    await apply_changes(connection, changes([], [], wanted), wanted=wanted)
    await record_arrivals(connection, [LEADER, somebody("aino", "K1")], day=NOW.date())
    await wave(connection, "w1", is_closed=True)
    await wave(connection, "w2", is_closed=False)
    for who in (GONE, "aino", "onni"):
        await record_language(connection, who, language="en")
        await record_pause(connection, who, until=END.date())
        await record_quiet_hours(connection, who, QuietHours("21:00", "07:00"))
        await record_conversation(connection, chat(who))
        await record_deliveries(connection, [message(who), message(who, "reminder")])
        await record_audit(connection, "result.viewed", subject="w1/K1", actor=who, now=NOW)
    targets = (Target(id="t1", words="Palaverit", owners=(GONE, "aino")), Target(id="t2", words="Tauot"))
    plan = Plan(id="p1", code="K1", wave="w1", strengths=(), targets=targets, made_on=NOW.date())
    await record_plan(connection, plan, now=NOW)
    for who in (GONE, "aino", recipient_of("K1")):
        await record_nudge(connection, who, today=NOW.date())
    sent = [delivered(message(GONE).key, "1:sent"), failed(message(GONE, "reminder").key, NOT_INSTALLED)]
    await settle(connection, sent)
    await record_audit(connection, "right.given", subject=f"{GONE}/K2", actor="helmi", now=END)
    await connection.execute(insert(grants), {"person": GONE, "role": "hr", "unit_code": "K2"})
    standing = {"deputy": "d1", "unit_code": "K2", "person": GONE, "starts_at": NOW, "ends_at": END}
    await connection.execute(insert(deputies), standing)
    await record_reading(connection, Reading("entra", NOW), [Finding("no_unit", person=GONE)])
    await record_accounts(connection, [Account(GONE, unit="Kotihoito", manager="helmi"), Account("aino")])
    await record_members(connection, "hr-group", {GONE: "user", "helmi": "user"})
    await record_install(connection, GONE, reason="no_teams", now=NOW)


@pytest.fixture
async def filled(connection):
    await fill(connection)
    return connection


async def rows(connection) -> dict[str, Counter[str]]:
    """Everything in the identity store."""
    tables = IDENTITY.sorted_tables
    return {
        table.name: Counter(str(tuple(row)) for row in await connection.execute(select(table)))
        for table in tables
    }


async def test_a_record_tells_everything_about_one_person_and_nothing_about_others(filled):
    record = await get_record(filled, GONE)
    assert record == {
        "person": GONE,
        "directory": {"unit": "K1", "language": "sv"},
        "arrived": {"unit": "K1", "day": "2027-03-01"},
        "leads": ["K1", "K3"],
        "roles": ["hr", "hr:K2", "management"],
        "stands_in": [{"unit_code": "K2", "starts_at": at(NOW), "ends_at": at(END)}],
        "chosen_language": "en",
        "no_reminders_until": "2027-03-08",
        "quiet_hours": {"starts": "21:00", "ends": "07:00"},
        "conversation": {
            "service_url": "https://smba.example/emea/",
            "conversation_id": f"a:{GONE}",
            "tenant_id": "tenant",
            "user_id": "29:1",
            "bot_id": "28:bot",
            "locale": "fi-FI",
            "blocked": None,
            "name": "Maija Meikäläinen",
        },
        "install": {"state": "refused", "reason": "no_teams", "tried_at": at(NOW), "attempts": 1},
        "waves": [
            {"wave": "w1", "instrument": "fiilis", "unit": "K1", "opened_at": at(NOW), "closed_at": at(END)},
            {"wave": "w2", "instrument": "fiilis", "unit": "K1", "opened_at": at(NOW), "closed_at": None},
        ],
        "messages": [
            {**told("reminder"), "state": "failed", "reason": NOT_INSTALLED, "activity_id": None},
            {**told("survey"), "state": "delivered", "reason": None, "activity_id": "1:sent"},
        ],
        "targets": [{"unit": "K1", "words": "Palaverit", "action": "", "state": "planned"}],
        "nudged_on": "2027-03-01",
        "findings": [{"kind": "no_unit", "since": "2027-03-01"}],
        "account_in_entra": {
            "is_enabled": True,
            "is_guest": False,
            "unit": "Kotihoito",
            "language": None,
            "manager": "helmi",
        },
        "groups_in_entra": ["hr-group"],
        "manages_in_entra": 0,
        "audit_log": [
            {"at": at(NOW), "actor": GONE, "action": "result.viewed", "subject": "w1/K1"},
            {"at": at(END), "actor": "helmi", "action": "right.given", "subject": f"{GONE}/K2"},
        ],
    }
    assert json.loads(json.dumps(record)) == record


def at(moment: datetime) -> str:
    return moment.isoformat()


def told(kind: str) -> dict[str, object]:
    return {"kind": kind, "wave": "w1", "due_at": at(NOW), "expires_at": None, "attempts": 0}


async def test_every_column_about_a_person_is_told(filled):
    record = await get_record(filled, GONE)
    sections = {"conversation": [record["conversation"]], "messages": record["messages"]}
    for section, table in (("conversation", "conversations"), ("messages", "outbox")):
        stored = set(IDENTITY.tables[table].columns.keys()) - {"person"} - NOT_TOLD.get(section, set())
        names = {"about": "wave"} if section == "messages" else {}
        assert {frozenset(each) for each in sections[section]} == {
            frozenset(names.get(column, column) for column in stored)
        }


async def test_who_is_only_in_the_files_has_a_short_record(filled):
    record = await get_record(filled, "k3-0")
    assert (record["directory"], record["conversation"]) == ({"unit": "K3", "language": "fi"}, None)
    assert [record[name] for name in ("leads", "roles", "chosen_language", "messages", "audit_log")] == [
        [],
        [],
        None,
        [],
        [],
    ]


async def test_who_has_left_the_directory_still_has_a_record(filled):
    await filled.execute(delete(persons).where(persons.c.person == GONE))
    record = await get_record(filled, GONE)
    assert (record["directory"], record["leads"], record["roles"]) == (None, [], ["hr:K2"])
    assert len(record["waves"]) == 2


async def test_what_was_asked_for_before_is_in_the_record(filled):
    await record_audit(filled, EXPORTED, subject=fingerprint(GONE), actor="shell", now=END)
    await record_audit(filled, EXPORTED, subject=fingerprint("aino"), actor="shell", now=END)
    await record_audit(filled, "wave.opened", subject=fingerprint(GONE), actor="clock", now=END)
    lines = (await get_record(filled, GONE))["audit_log"]
    assert [line["action"] for line in lines] == ["result.viewed", "right.given", EXPORTED]


@pytest.mark.parametrize("nobody", ["nobody", GONE[::-1], "%", "_" * len(GONE)])
async def test_somebody_unknown_is_refused_without_repeating_the_id(filled, nobody):
    assert set((await count_holdings(filled, nobody)).values()) == {0}
    with pytest.raises(UnknownPerson) as refused:
        await get_record(filled, nobody)
    assert str(refused.value) == "nothing is stored about this person"


def test_every_table_with_persons_is_known_to_export_and_removal():
    holding = {table.name for table in IDENTITY.sorted_tables if NAMES & {*table.c.keys()}}
    assert holding == {column.table.name for column in HELD.values()}
    assert {table.name for table in TOUCHED} == holding | {audit_log.name, plan_versions.name}


async def test_holdings_are_counted_and_removed_alike(filled):
    assert await count_holdings(filled, GONE) == ALL_THERE_IS
    assert await remove_person(filled, GONE) == ALL_THERE_IS
    assert await remove_person(filled, GONE) == dict.fromkeys(ALL_THERE_IS, 0)


async def test_one_person_goes_and_everything_else_stays(filled):
    before = await rows(filled)
    await remove_person(filled, GONE)
    after = await rows(filled)
    renamed = {audit_log.name, plan_versions.name}
    expected = {
        name: Counter({row: count for row, count in lines.items() if GONE not in row})
        for name, lines in before.items()
        if name not in renamed
    }
    assert {name: lines for name, lines in after.items() if name not in renamed} == expected
    for name in renamed:
        assert after[name] == Counter(row.replace(GONE, ERASED) for row in before[name])


async def test_whoever_is_under_somebody_who_goes_has_no_manager_then(filled):
    await record_accounts(filled, [Account("onni", unit="Kirjasto", manager=GONE)])
    assert (await get_record(filled, GONE))["manages_in_entra"] == 1
    assert (await remove_person(filled, GONE))[MANAGED] == 1
    assert (await find_accounts(filled, ["onni"]))["onni"] == Account("onni", unit="Kirjasto")


async def test_the_log_keeps_what_was_done_and_when(filled):
    await remove_person(filled, GONE)
    assert await list_audit(filled, newest=10) == [
        AuditEntry(NOW, "erased", "result.viewed", "w1/K1"),
        AuditEntry(NOW, "aino", "result.viewed", "w1/K1"),
        AuditEntry(NOW, "onni", "result.viewed", "w1/K1"),
        AuditEntry(END, "helmi", "right.given", "erased/K2"),
    ]


async def test_an_erasure_is_known_afterwards_by_its_fingerprint_alone(filled):
    assert not await was_erased(filled, GONE)
    await record_audit(filled, EXPORTED, subject=fingerprint(GONE), actor="shell", now=NOW)
    assert not await was_erased(filled, GONE)
    await record_audit(filled, REMOVED, subject=fingerprint(GONE), actor="shell", now=NOW)
    assert await was_erased(filled, GONE)
    assert not await was_erased(filled, "aino")


def test_a_fingerprint_is_short_and_says_nothing_of_the_id():
    assert fingerprint(GONE) == "2096c135"
    assert len({fingerprint(str(number)) for number in range(1000)}) == 1000


async def test_only_waves_that_are_open_or_being_closed_may_hold_tags(filled):
    await record_wave(filled, Wave("planned", FIILIS, "K", 5, 0, opens_at=NOW, closes_at=END))
    await wave(filled, "w3", is_closed=False, members=[])
    await mark_counted(filled, "w3", now=END)
    assert await list_unclosed(filled) == ["w2", "w3"]


async def test_a_removal_that_fails_half_way_leaves_everything(stores):
    async with stores.identity.writing() as connection:
        await fill(connection)
        before = await rows(connection)

    async def fails() -> None:
        async with stores.identity.writing() as connection:
            await remove_person(connection, GONE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    async with stores.identity.reading() as connection:
        assert await rows(connection) == before


async def test_nothing_is_searched_row_by_row_but_the_audit_log_and_versions_of_plans(sqlite_stores):
    async with sqlite_stores.identity.writing() as connection:
        await fill(connection)
        ran: list[tuple[str, object]] = []

        @event.listens_for(connection.sync_connection, "before_cursor_execute")
        def _listen(_connection, _cursor, statement, parameters, *_more) -> None:
            ran.append((statement, parameters))

        await get_record(connection, GONE)
        await remove_person(connection, GONE)
        event.remove(connection.sync_connection, "before_cursor_execute", _listen)
        plans = [
            (statement, row.detail)
            for statement, parameters in ran
            for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    searched = {detail for _, detail in plans if detail.startswith("SEARCH")}
    for index in ("ix_outbox_person (person=?)", "ix_wave_members_person (person=?)"):
        assert any(index in detail for detail in searched), searched
    assert {detail for _, detail in plans if detail.startswith("SCAN")} == {
        "SCAN audit_log",
        "SCAN plan_versions",
    }


async def many(connection, people: list[str]) -> None:
    """Rows that come and change in no order, as in years of use, so that pages split and rows move."""
    names = {"level": "", "name_fi": "K", "name_sv": "", "name_en": ""}
    await connection.execute(insert(units), [{"code": "K", "position": 0, **names}])
    await connection.execute(insert(persons), [{"person": each, "unit_code": "K"} for each in people])
    for name in ("w1", "w2", "w3"):
        await wave(connection, name, is_closed=False, members=[])
        some = CHANCE.sample(people, len(people))
        rows = [{"wave": name, "person": each, "cell": "K"} for each in some]
        await connection.execute(insert(wave_members), rows)
        row = {"kind": "survey", "about": name, "due_at": NOW, "state": "waiting", "attempts": 0}
        rows = [{**row, "key": f"survey:{name}:{each}", "person": each} for each in some]
        await connection.execute(insert(outbox), rows)
        await many_sent(connection, name, some)
    line = {"at": NOW, "action": "result.viewed", "subject": "w1/K"}
    await connection.execute(insert(audit_log), [{**line, "actor": CHANCE.choice(people)} for _ in people])


async def many_sent(connection, name: str, people: list[str]) -> None:
    outcomes = [delivered(f"survey:{name}:{each}", "a" * CHANCE.randrange(50)) for each in people]
    for start in range(0, len(people), 100):
        await settle(connection, outcomes[start : start + 100])
    for each in people[::2]:
        met = replace(chat(each), service_url="https://smba.example/" + "q" * CHANCE.randrange(80))
        await record_conversation(connection, met)


async def test_no_byte_of_the_removed_is_left_in_the_file_even_of_rows_that_moved(sqlite_stores, tmp_path):
    people = [str(UUID(int=CHANCE.getrandbits(128), version=4)) for _ in range(4000)]
    gone = people[:400]
    async with sqlite_stores.identity.writing() as connection:
        await many(connection, people)
    async with sqlite_stores.identity.writing() as connection:
        for each in gone:
            await remove_person(connection, each)
    await scrub_tables(sqlite_stores.identity, TOUCHED)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("identity.db*"))
    assert [each for each in people[400:] if each.encode() not in content] == []
    assert [each for each in gone if each[:18].encode() in content] == []


async def test_no_file_and_no_statistics_of_postgresql_know_the_removed(stores):
    if stores.identity.is_sqlite:
        pytest.skip("about PostgreSQL's dead rows and samples of columns")
    async with stores.identity.writing() as connection:
        await fill(connection)
        await connection.execute(
            insert(audit_log),
            [{"at": NOW, "actor": GONE, "action": "result.viewed", "subject": "w1/K1"}] * 200,
        )
    await run_outside(stores.identity, "ANALYZE", "CHECKPOINT")
    assert await knowing(stores.identity, GONE) != []
    async with stores.identity.writing() as connection:
        await remove_person(connection, GONE)
    await scrub_tables(stores.identity, TOUCHED)
    await run_outside(stores.identity, "CHECKPOINT")
    assert await knowing(stores.identity, GONE) == []


async def run_outside(store, *statements: str) -> None:
    async with store.outside() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def knowing(store, word: str) -> list[str]:
    """Name the files of tables and indexes, and the statistics, where a word stands."""
    names = [table.name for table in IDENTITY.sorted_tables]
    async with store.reading() as connection:
        folder = Path(await connection.scalar(text("SHOW data_directory")))
        files = await connection.execute(text(FILES), {"names": names})
        samples = await connection.scalars(text(SAMPLES), {"word": word})
        return [name for name, path in files if word.encode() in (folder / path).read_bytes()] + list(samples)


FILES = """
SELECT c.relname, pg_relation_filepath(c.oid)
FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.oid = ANY(CAST(:names AS regclass[])) OR i.indrelid = ANY(CAST(:names AS regclass[]))
"""
SAMPLES = """
SELECT tablename FROM pg_stats WHERE strpos(concat(most_common_vals, histogram_bounds), :word) > 0
"""


async def test_a_file_that_somebody_reads_cannot_be_scrubbed_yet(sqlite_template, tmp_path, monkeypatch):
    from tests.conftest import open_sqlite  # noqa: PLC0415

    monkeypatch.setattr("storage.scrub._LOOKS", 2)
    opened = open_sqlite(sqlite_template, tmp_path)
    async with opened.identity.writing() as connection:
        await fill(connection)
    async with opened.identity.reading() as reader:
        await reader.scalar(select(func.count()).select_from(persons))
        with pytest.raises(NotScrubbed):
            await scrub_tables(opened.identity, TOUCHED)
    await scrub_tables(opened.identity, TOUCHED)
    await opened.close()
