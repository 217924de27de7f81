from __future__ import annotations

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
