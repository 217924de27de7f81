"""Keeps the wrapped secrets of open waves and destroys them at close."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store
from storage.scrub import scrub
from storage.sealing import WaveSecrets, new_secrets, unwrap, wrap
from storage.tables.secrets import wave_secrets

_REMEMBERED = timedelta(seconds=60)


class SecretsMissing(Exception):
    """The wave's secrets are gone: its ballots can never be opened."""

    def __init__(self, wave: str) -> None:
        self.wave = wave
        super().__init__(f"the secrets of wave {wave} are missing: its ballots can never be opened")


class Vault:
    """Opens the secrets of waves with the master key; remembers them for a minute."""

    def __init__(self, store: Store, master_key: bytes) -> None:
        self._store = store
        self._master_key = master_key
        self._remembered: dict[str, tuple[datetime, WaveSecrets]] = {}

    async def get(self, wave: str, *, now: datetime) -> WaveSecrets:
        """Give a wave's secrets; raise SecretsMissing or WrongMasterKey."""
        known = self._remembered.get(wave)
        if known and abs(now - known[0]) < _REMEMBERED:
            return known[1]
        async with self._store.reading() as connection:
            wrapped = await find_wrapped(connection, wave)
        if wrapped is None:
            self._remembered.pop(wave, None)
            raise SecretsMissing(wave)
        secrets = unwrap(wrapped, self._master_key)
        self._remembered[wave] = (now, secrets)
        return secrets

    async def make(self, wave: str, *, now: datetime) -> WaveSecrets:
        """Give a wave's secrets, made now when there are none; a second call changes nothing."""
        insert = (sqlite if self._store.is_sqlite else postgresql).insert(wave_secrets)
        wrapped = wrap(new_secrets(), self._master_key)
        async with self._store.writing() as connection:
            await connection.execute(insert.values(wave=wave, wrapped=wrapped).on_conflict_do_nothing())
        return await self.get(wave, now=now)

    def forget(self, *, now: datetime) -> None:
        """Let go of what was remembered for a minute."""
        fresh = {wave: known for wave, known in self._remembered.items() if abs(now - known[0]) < _REMEMBERED}
        self._remembered = fresh

    async def destroy(self, wave: str) -> None:
        """Destroy a wave's secrets here and in the store."""
        self._remembered.pop(wave, None)
        async with self._store.writing() as connection:
            await connection.execute(delete(wave_secrets).where(wave_secrets.c.wave == wave))
        await scrub(self._store)


async def find_wrapped(connection: AsyncConnection, wave: str) -> bytes | None:
    """Find a wave's wrapped secrets."""
    return await connection.scalar(select(wave_secrets.c.wrapped).where(wave_secrets.c.wave == wave))
