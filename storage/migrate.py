"""Brings a store forward to the tables of this version, and says whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from storage.engine import Store, StoreAway, Stores
from storage.tables import BALLOTS, IDENTITY, SECRETS

_FOLDER = Path(__file__).parent / "migrations"
_METADATA: dict[str, MetaData] = {"identity": IDENTITY, "ballots": BALLOTS, "secrets": SECRETS}
_LOCK = 0x50756C7373  # any number that only Pulssi's migrations use


async def migrate(stores: Stores) -> None:
    """Bring all three stores to the newest revision; safe to run from several processes at once."""
    for store in stores.all:
        await migrate_store(store)


async def migrate_store(store: Store, *, revision: str = "head") -> None:
    """Bring one store to a revision."""
    async with store.writing() as connection:
        if not store.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(lambda sync: command.upgrade(_config(store.name, sync), revision))


async def is_current(store: Store) -> bool:
    """Say whether the store answers and is at this version's newest revision."""
    try:
        async with store.reading() as connection:
            current = await connection.run_sync(lambda sync: _current(store.name, sync))
    except StoreAway:
        return False
    return current == ScriptDirectory.from_config(_config(store.name, None)).get_current_head()


def metadata_of(store: str) -> MetaData:
    """Give the tables that a store should have."""
    return _METADATA[store]


def version_table(store: str) -> str:
    """Name the table that holds a store's revision; three names, so that stores may share a database."""
    return f"pulssi_{store}_version"


def _current(store: str, connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": version_table(store)})
    return context.get_current_revision()


def _config(store: str, connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("version_locations", str(_FOLDER / store))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(
        connection=connection, metadata=_METADATA[store], version_table=version_table(store)
    )
    return config
