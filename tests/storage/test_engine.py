from __future__ import annotations

import asyncio
import sqlite3
import time

import pytest
from sqlalchemy import text

from storage.engine import BadStoreUrl, open_stores


@pytest.mark.parametrize("name", ["identity", "ballots", "secrets"])
async def test_sqlite_files_forget_what_is_deleted_and_keep_what_is_promised(sqlite_stores, name):
    store = getattr(sqlite_stores, name)
    async with store.writing() as connection:
        found = {
            pragma: await connection.scalar(text(f"PRAGMA {pragma}"))
            for pragma in ("secure_delete", "journal_mode", "foreign_keys", "synchronous")
        }
    durable = 2 if name == "ballots" else 1  # FULL: an answer outlives a power cut
    assert found == {
        "secure_delete": 1,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": durable,
    }


@pytest.mark.parametrize("url", ["mysql://pulssi:hunter2@db/pulssi", "hunter2", ""])
def test_a_store_that_cannot_be_is_refused_without_its_password(url):
    with pytest.raises(BadStoreUrl) as refused:
        open_stores(database_url=url, ballot_url=url, secrets_url=url)
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in refused.value.url


async def test_a_file_that_another_process_is_switching_to_wal_is_waited_for(tmp_path):
    path = tmp_path / "identity.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE busy (x)")
    other.execute("BEGIN EXCLUSIVE")
    asyncio.get_running_loop().run_in_executor(None, lambda: (time.sleep(0.3), other.execute("COMMIT")))
    url = f"sqlite:///{path}"
    stores = open_stores(database_url=url, ballot_url=url, secrets_url=url)
    async with stores.identity.reading() as connection:
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
    await stores.close()
    other.close()


async def test_a_reader_sees_one_moment_while_others_write(sqlite_stores):
    async with sqlite_stores.identity.writing() as writer:
        await writer.execute(text("CREATE TABLE seen (x)"))
    async with sqlite_stores.identity.reading() as reader:
        before = await reader.scalar(text("SELECT count(*) FROM seen"))
        async with sqlite_stores.identity.writing() as writer:
            await writer.execute(text("INSERT INTO seen VALUES (1)"))
        assert await reader.scalar(text("SELECT count(*) FROM seen")) == before == 0
    async with sqlite_stores.identity.reading() as reader:
        assert await reader.scalar(text("SELECT count(*) FROM seen")) == 1
