"""SQLite without a change of threads for every step: a look-up in a local file takes less than that."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import URL

_FEW = 20
"""Rows that are inserted on the event loop."""
_MANY = 500
"""Rows that are read on the event loop; the rest of a long list is read beside it."""
_SHORT_STATEMENTS = ("SELECT", "INSERT")
_SHORT_STEPS = frozenset({"close", "fetchone", "fetchmany", "fetchall"})
_ENDINGS = frozenset({"commit", "rollback"})
_CHUNK = 64


class Connection(aiosqlite.Connection):
    """Take short steps on the event loop and those that may last in the connection's own thread.

    What waits for the disk or for a lock (commit, begin immediate) or works through many rows (executemany,
    update, delete, pragmas) goes to the thread; so does everything while the thread is still at work.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection], *, is_reader: bool) -> None:
        super().__init__(connector, _CHUNK)
        self._thread.daemon = True
        self._is_reader = is_reader
        # Counted by one thread each: equal when nothing is on its way.
        self._sent = self._done = 0

    def begin(self, statement: str) -> bool:
        """Begin a reader's transaction, which waits for nothing; False when it must be begun as usual."""
        if not self._is_reader or self._sent != self._done:
            return False
        self._conn.execute(statement)
        return True

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        is_free = self._sent == self._done and self._connection is not None
        if not is_free or not self._is_short(fn, args):
            return await self._beside(fn, *args, **kwargs)
        if fn.__name__ != "fetchall":
            return fn(*args, **kwargs)
        rows = fn.__self__.fetchmany(_MANY)
        return rows if len(rows) < _MANY else rows + await self._beside(fn)

    def _is_short(self, fn: Any, args: tuple[Any, ...]) -> bool:
        owner, step = getattr(fn, "__self__", None), getattr(fn, "__name__", "")
        if isinstance(owner, sqlite3.Connection):
            is_empty = self._is_reader or not owner.in_transaction
            return step == "cursor" or (step in _ENDINGS and is_empty)
        if not isinstance(owner, sqlite3.Cursor):
            return False
        if step == "execute":
            statement: str = args[0]
            return statement == "BEGIN" or statement.startswith(_SHORT_STATEMENTS)
        if step == "executemany":
            return args[0].startswith("INSERT") and len(args[1]) <= _FEW
        return step in _SHORT_STEPS

    async def _beside(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self._sent += 1
        return await super()._execute(self._counted, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _counted(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        finally:
            self._done += 1


def connector(url: URL, *, is_reader: bool) -> Callable[[], Any]:
    """Give what SQLAlchemy calls for a new connection; a reader's transactions have nothing to write."""
    _, arguments = url.get_dialect()().create_connect_args(url)
    path = url.database or ":memory:"
    arguments["check_same_thread"] = False

    async def connect() -> aiosqlite.Connection:
        return await Connection(lambda: sqlite3.connect(path, **arguments), is_reader=is_reader)

    return connect
