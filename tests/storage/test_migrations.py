from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from storage.claims import claim_deliveries
from storage.engine import Store, Stores, open_stores
from storage.migrate import _config, is_current, metadata_of, migrate, migrate_store, version_table

ROOT = Path(__file__).parents[2]
NAMES = ("identity", "ballots", "secrets")
MIGRATE = """
import asyncio, sys
from storage.engine import open_stores
from storage.migrate import migrate

async def main(database_url, ballot_url, secrets_url):
    stores = open_stores(database_url=database_url, ballot_url=ballot_url, secrets_url=secrets_url)
    await migrate(stores)
    await stores.close()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, tmp_path) -> Any:
    """Three empty files, or one empty database that the three stores share."""
    if request.param == "sqlite":
        yield tuple(f"sqlite:///{tmp_path}/{name}.db" for name in NAMES)
        return
    server = request.getfixturevalue("postgres_server")
    server.run("CREATE DATABASE pulssi_empty")
    yield (server.url("pulssi_empty"),) * 3
    server.run("DROP DATABASE pulssi_empty WITH (FORCE)")


@pytest.fixture
async def empty(urls) -> AsyncIterator[Stores]:
    opened = open_stores(database_url=urls[0], ballot_url=urls[1], secrets_url=urls[2])
    yield opened
    await opened.close()


def revisions(name: str) -> list[str]:
    """The revisions of a store, the first one first."""
    scripts = ScriptDirectory.from_config(_config(name, None))
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def differences(store: Store) -> list[Any]:
    async with store.reading() as connection:
        return await connection.run_sync(lambda sync: _differences(store, sync))


def _differences(store: Store, connection: Connection) -> list[Any]:
    own = set(metadata_of(store.name).tables)

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in own or store.is_sqlite  # on PostgreSQL all three may be here

    options = {
        "version_table": version_table(store.name),
        "compare_type": True,
        "compare_server_default": True,
        "include_name": is_ours,
    }
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata_of(store.name))


async def checks(store: Store) -> set[tuple[str, str | None]]:
    """The names of check constraints, which alembic does not compare."""
    async with store.reading() as connection:
        return await connection.run_sync(
            lambda sync: {
                (table, check["name"])
                for table in metadata_of(store.name).tables
                for check in inspect(sync).get_check_constraints(table)
            }
        )


def named_checks(store: Store) -> set[tuple[str, str | None]]:
    return {
        (table.name, str(constraint.name))
        for table in metadata_of(store.name).tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


async def test_an_empty_database_becomes_exactly_the_tables_of_the_code(empty):
    await migrate(empty)
    for store in empty.all:
        assert await differences(store) == []
        assert await checks(store) == named_checks(store)


async def test_every_revision_is_a_step_from_the_one_before(empty):
    for store in empty.all:
        for revision in revisions(store.name):
            assert not await is_current(store)
            await migrate_store(store, revision=revision)
        assert await is_current(store)
        assert await differences(store) == []


async def test_a_migrated_store_is_left_as_it_is(empty):
    await migrate(empty)
    await migrate(empty)
    assert [await is_current(store) for store in empty.all] == [True, True, True]


async def test_a_store_is_current_only_at_this_versions_revision(empty):
    assert [await is_current(store) for store in empty.all] == [False, False, False]
    await migrate_store(empty.ballots)
    assert [await is_current(store) for store in empty.all] == [False, True, False]
    async with empty.ballots.writing() as connection:
        await connection.execute(text("UPDATE pulssi_ballots_version SET version_num = '9999'"))
    assert not await is_current(empty.ballots)


async def test_the_ballot_box_keeps_no_row_numbers_after_migrating(empty):
    if not empty.ballots.is_sqlite:
        pytest.skip("rowids are SQLite's")
    await migrate(empty)
    async with empty.ballots.reading() as connection:
        rows = await connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE name IN ('ballots', 'tags')")
        )
        assert {name: "WITHOUT ROWID" in sql for name, sql in rows} == {"ballots": True, "tags": True}


async def test_two_processes_migrate_at_once_and_both_end_well(urls, empty):
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, *urls, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    complaints = [(await process.communicate())[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], complaints
    for store in empty.all:
        assert await is_current(store)
        assert await differences(store) == []


FIRST_RELEASE = "0005"
"""From here on an older process may run beside a newer one."""


async def columns(store: Store) -> dict[tuple[str, str], Any]:
    """The columns of a store's tables as the database has them."""
    async with store.reading() as connection:
        return await connection.run_sync(_columns)


def _columns(connection: Connection) -> dict[tuple[str, str], Any]:
    found = inspect(connection)
    return {
        (table, column["name"]): column
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


async def test_a_newer_version_takes_nothing_that_an_older_process_uses(empty):
    store = empty.identity
    await migrate_store(store, revision=FIRST_RELEASE)
    for revision in revisions(store.name)[revisions(store.name).index(FIRST_RELEASE) + 1 :]:
        before = await columns(store)
        await migrate_store(store, revision=revision)
        after = await columns(store)
        assert before.keys() <= after.keys(), "expand now, contract in the version after next"
        assert {key: str(before[key]["type"]) for key in before} == {
            key: str(after[key]["type"]) for key in before
        }
        old_tables = {table for table, _ in before}
        unfilled = [
            key
            for key in after.keys() - before.keys()
            if key[0] in old_tables and not after[key]["nullable"] and after[key]["default"] is None
        ]
        assert unfilled == [], "an older process does not know what to write there"


async def test_an_older_process_goes_on_inviting_beside_a_newer_one(empty):
    store = empty.identity
    await migrate_store(store, revision=FIRST_RELEASE)
    async with store.writing() as connection:
        await connection.execute(text(OLD_INVITATION), {"key": "before", "person": "aino"})
    await migrate_store(store)
    async with store.writing() as connection:
        await connection.execute(text(OLD_INVITATION), {"key": "after", "person": "eero"})
        now = datetime(2027, 3, 1, tzinfo=UTC)
        claimed = await claim_deliveries(connection, now=now, until=now + timedelta(minutes=2), limit=9)
    assert sorted(each.key for each in claimed) == ["after", "before"]


OLD_INVITATION = """
INSERT INTO outbox (key, kind, about, person, due_at, state, attempts)
VALUES (:key, 'survey', 'w', :person, '2027-02-01 00:00:00', 'waiting', 0)
"""
