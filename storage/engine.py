"""Opens the three stores: SQLite files or PostgreSQL, the same code above either."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.sqlite import connector

BUSY_MS = 15_000
_WAL_TRIES = 100
_WAL_PAUSE = 0.02
_READERS = 16


StoreAway = OperationalError
"""The database cannot be reached, or is busy for too long."""


class BadStoreUrl(Exception):
    """A store's URL names a database that Pulssi cannot use."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"the store {url!r} is neither sqlite nor postgresql")


@dataclass(frozen=True, slots=True)
class Store:
    """One database; writers of one process queue before SQLite instead of fighting inside it."""

    name: str
    reader: AsyncEngine
    writer: AsyncEngine

    @property
    def is_sqlite(self) -> bool:
        """Say whether the store is a SQLite file."""
        return self.writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one moment and changes nothing."""
        async with self.reader.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction: committed when the block ends well, rolled back when it raises."""
        async with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection outside any transaction, for what a database refuses inside one."""
        options = {"begin": ""} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        async with self.writer.connect() as connection:
            yield await connection.execution_options(**options)

    async def close(self) -> None:
        """Let every connection go."""
        await self.reader.dispose()
        await self.writer.dispose()


@dataclass(frozen=True, slots=True)
class Stores:
    """The three places that share no key."""

    identity: Store
    ballots: Store
    secrets: Store

    @property
    def all(self) -> tuple[Store, Store, Store]:
        """List the stores."""
        return (self.identity, self.ballots, self.secrets)

    async def close(self) -> None:
        """Close all three."""
        for store in self.all:
            await store.close()


def open_stores(*, database_url: str, ballot_url: str, secrets_url: str) -> Stores:
    """Open the stores without touching the network or the disk beyond making folders."""
    return Stores(
        identity=_open("identity", database_url),
        ballots=_open("ballots", ballot_url),
        secrets=_open("secrets", secrets_url),
    )


def _open(name: str, text: str) -> Store:
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadStoreUrl("(unreadable)") from None  # it may hold a password
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(name, url.set(drivername="sqlite+aiosqlite"))
    if backend == "postgresql":
        engine = create_async_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        # READ COMMITTED would show each statement of a reader another moment.
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return Store(name, reader=reader, writer=engine)
    raise BadStoreUrl(url.render_as_string(hide_password=True))


def _open_sqlite(name: str, url: URL) -> Store:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    reader = create_async_engine(
        url,
        async_creator=connector(url, is_reader=True),
        pool_size=_READERS,
        max_overflow=0,
        hide_parameters=True,
    )
    writer = create_async_engine(
        url,
        async_creator=connector(url, is_reader=False),
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
    )
    # NORMAL keeps a WAL file whole through a crash of the process; an answer must outlive a power cut too.
    synchronous = "FULL" if name == "ballots" else "NORMAL"
    _prepare_sqlite(reader, begin="BEGIN", pragmas=(f"synchronous = {synchronous}", "query_only = ON"))
    _prepare_sqlite(writer, begin="BEGIN IMMEDIATE", pragmas=(f"synchronous = {synchronous}",))
    return Store(name, reader=reader, writer=writer)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _write_ahead(cursor)
        for pragma in ("secure_delete = ON", "foreign_keys = ON", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:
        statement = connection.get_execution_options().get("begin", begin)
        if statement and not connection.connection.driver_connection.begin(statement):
            # Below SQLAlchemy's own execution, which costs more than the statement.
            connection.connection.dbapi_connection.execute(statement).close()


def _write_ahead(cursor: Any) -> None:
    """Switch the file to WAL; SQLite does not wait by itself when another process is just doing the same."""
    for _ in range(_WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            time.sleep(_WAL_PAUSE)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")
