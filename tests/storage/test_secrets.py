from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text

from storage.sealing import WrongMasterKey
from storage.secrets import SecretsMissing, Vault, find_wrapped
from storage.tables.secrets import wave_secrets

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
MASTER_KEY = b"m" * 32


@pytest.fixture
def vault(stores) -> Vault:
    return Vault(stores.secrets, MASTER_KEY)


async def forget_row(vault: Vault) -> None:
    """Take the row away behind the vault's back, as another process does at close."""
    async with vault._store.writing() as connection:
        await connection.execute(delete(wave_secrets))


async def test_secrets_are_made_once(vault):
    made = await vault.make("w1", now=NOW)
    assert await vault.make("w1", now=NOW) == made
    assert await vault.get("w1", now=NOW) == made


async def test_each_wave_has_its_own(vault):
    assert await vault.make("w1", now=NOW) != await vault.make("w2", now=NOW)


async def test_two_processes_that_make_at_once_get_the_same(stores):
    vaults = [Vault(stores.secrets, MASTER_KEY) for _ in range(5)]
    made = await asyncio.gather(*(vault.make("w1", now=NOW) for vault in vaults))
    assert len({each.private_key for each in made}) == 1
    async with stores.secrets.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(wave_secrets)) == 1


async def test_the_store_holds_no_key_that_could_be_used(vault, stores):
    made = await vault.make("w1", now=NOW)
    async with stores.secrets.reading() as connection:
        wrapped = await find_wrapped(connection, "w1")
    assert wrapped is not None
    assert made.private_key not in wrapped
    assert made.tag_key not in wrapped


async def test_another_master_key_is_told(vault, stores):
    await vault.make("w1", now=NOW)
    with pytest.raises(WrongMasterKey):
        await Vault(stores.secrets, b"n" * 32).get("w1", now=NOW)


async def test_missing_secrets_are_told_with_the_wave(vault):
    with pytest.raises(SecretsMissing) as missing:
        await vault.get("w1", now=NOW)
    assert missing.value.wave == "w1"


async def test_the_vault_remembers_for_less_than_a_minute(vault):
    made = await vault.make("w1", now=NOW)
    await forget_row(vault)
    assert await vault.get("w1", now=NOW + timedelta(seconds=59)) == made
    with pytest.raises(SecretsMissing):
        await vault.get("w1", now=NOW + timedelta(seconds=60))


async def test_a_clock_set_back_does_not_make_the_memory_longer(vault):
    await vault.make("w1", now=NOW)
    await forget_row(vault)
    with pytest.raises(SecretsMissing):
        await vault.get("w1", now=NOW - timedelta(hours=1))


async def test_destroyed_secrets_are_gone_at_once_here_and_in_the_store(vault, stores):
    await vault.make("w1", now=NOW)
    kept = await vault.make("w2", now=NOW)
    await vault.destroy("w1")
    with pytest.raises(SecretsMissing):
        await vault.get("w1", now=NOW)
    assert await Vault(stores.secrets, MASTER_KEY).get("w2", now=NOW) == kept


async def test_destroying_twice_is_no_error(vault):
    await vault.make("w1", now=NOW)
    await vault.destroy("w1")
    await vault.destroy("w1")
    with pytest.raises(SecretsMissing):
        await vault.get("w1", now=NOW)


async def test_nothing_of_destroyed_secrets_is_left_in_the_file(sqlite_stores, tmp_path):
    vault = Vault(sqlite_stores.secrets, MASTER_KEY)
    await vault.make("w1", now=NOW)
    async with sqlite_stores.secrets.reading() as connection:
        wrapped = await find_wrapped(connection, "w1")
    assert wrapped is not None
    assert any(wrapped in path.read_bytes() for path in tmp_path.glob("secrets.db*"))
    await vault.destroy("w1")
    assert not any(wrapped[24:40] in path.read_bytes() for path in tmp_path.glob("secrets.db*"))


async def test_postgres_keeps_no_sample_of_a_destroyed_secret(vault, stores):
    if stores.secrets.is_sqlite:
        pytest.skip("SQLite takes no samples")
    for wave in ("w1", "w2", "w3"):
        await vault.make(wave, now=NOW)
    async with stores.secrets.reading() as connection:
        wrapped = [await find_wrapped(connection, wave) for wave in ("w1", "w2", "w3")]
    async with stores.secrets.outside() as connection:
        await connection.execute(text("ANALYZE wave_secrets"))
    for wave in ("w1", "w2", "w3"):
        await vault.destroy(wave)
    async with stores.secrets.reading() as connection:
        kept = str((await connection.execute(text("SELECT * FROM pg_stats"))).all())
    assert all(each and each.hex()[:16] not in kept for each in wrapped)
