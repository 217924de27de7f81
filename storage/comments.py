"""Comments of a closed wave: kept by groups of at least ten respondents, in no order, without authors."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.comments import COMMENTS
from storage.engine import Store, StoreAway
from storage.people import scrub_tables
from storage.scrub import NotScrubbed
from storage.tables.results import comment_views, comments
from storage.tables.waves import waves

_KEY_BYTES: Final = 16
_KEY: Final = re.compile(rf"[0-9a-f]{{{2 * _KEY_BYTES}}}")
_PAUSE: Final = 5.0
_TRIES: Final = 20


class UnknownComment(LookupError):
    """No comment of a closed wave has this key."""

    def __init__(self) -> None:
        super().__init__("no comment of a closed wave has this key")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its key in hex; whose it is and where it came from is not told."""

    key: str
    wave: str
    text: str


async def record_comments(
    connection: AsyncConnection,
    wave: str,
    *,
    texts: Iterable[tuple[int, str]],
    held: Iterable[tuple[int, str]] = (),
    views: Mapping[str, Sequence[int]],
) -> None:
    """Record (atom, text) pairs under random keys, some held for a review, and what each node shows."""
    rows = [*_rows(wave, texts, is_held=False), *_rows(wave, held, is_held=True)]
    rows.sort(key=lambda row: row["key"])
    if rows:
        await connection.execute(insert(comments), rows)
    shown = [{"wave": wave, "code": code, "atom": atom} for code, atoms in views.items() for atom in atoms]
    if shown:
        await connection.execute(insert(comment_views), shown)


async def list_comments(connection: AsyncConnection, wave: str, *, code: str) -> list[str]:
    """List the words of the comments that a node may show, in the order of their random keys."""
    return [comment.text for comment in await list_shown(connection, wave, code=code)]


async def list_shown(connection: AsyncConnection, wave: str, *, code: str) -> list[Comment]:
    """List the comments that a node may show, in the order of their random keys."""
    atoms = select(comment_views.c.atom).where(comment_views.c.wave == wave, comment_views.c.code == code)
    return await _list(connection, _closed().where(comments.c.atom.in_(atoms), _may_be_shown(wave)))


async def list_shown_anywhere(connection: AsyncConnection, wave: str) -> list[Comment]:
    """List the comments of a wave that some node may show, in the order of their random keys."""
    return await _list(connection, _closed().where(_may_be_shown(wave)))


async def list_held(connection: AsyncConnection, wave: str | None = None) -> list[Comment]:
    """List the comments that wait for a review, of one wave or of all, the wave that closed last first."""
    query = _closed().where(comments.c.held)
    return await _list(connection, query if wave is None else query.where(_of(wave)))


async def get_comment(connection: AsyncConnection, key: str) -> Comment:
    """Give a comment of a closed wave or raise UnknownComment."""
    if not _KEY.fullmatch(key):
        raise UnknownComment
    found = await _list(connection, _closed().where(_has(key)))
    if not found:
        raise UnknownComment
    return found[0]


async def mark_released(connection: AsyncConnection, key: str) -> bool:
    """Let a held comment be shown like the others; False when it is not held (any more)."""
    statement = update(comments).where(_has(key), comments.c.held).values(held=False)
    return (await connection.execute(statement)).rowcount == 1


async def remove_comment(connection: AsyncConnection, key: str) -> bool:
    """Remove a comment; False when somebody else has. What it leaves in files goes with `scrub_comments`."""
    return (await connection.execute(delete(comments).where(_has(key)))).rowcount == 1


async def scrub_comments(store: Store) -> None:
    """Make sure that removed comments are not left in files, or raise NotScrubbed."""
    await scrub_tables(store, [comments])


class Shredder:
    """Scrub after removals, beside the turns: a removal is answered at once, many share one scrub."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_asked = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Scrub as soon as the transaction that removes something is over."""
        # The scrub itself waits: for SQLite's one writer, or for the lock on PostgreSQL's table.
        self._is_asked = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._scrub())

    async def finish(self, *, seconds: float) -> None:
        """Wait for what is being scrubbed, but not longer."""
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=seconds)
            for task in late:
                task.cancel()

    async def _scrub(self) -> None:
        for _ in range(_TRIES):
            self._is_asked = False
            try:
                await scrub_comments(self._store)
            except (NotScrubbed, StoreAway):
                await asyncio.sleep(_PAUSE)
                continue
            if not self._is_asked:
                return


def _rows(wave: str, texts: Iterable[tuple[int, str]], *, is_held: bool) -> Iterable[dict[str, Any]]:
    for atom, text in texts:
        yield {"key": token_bytes(_KEY_BYTES), "wave": wave, "atom": atom, "text": text, "held": is_held}


async def _list(connection: AsyncConnection, query: Select[Any]) -> list[Comment]:
    rows = await connection.execute(query)
    return [Comment(key.hex(), wave, text) for key, wave, text in rows]


def _closed() -> Select[Any]:
    """Select comments of closed waves; before that nothing is told of any."""
    return (
        select(comments.c.key, comments.c.wave, comments.c.text)
        .join(waves, waves.c.wave == comments.c.wave)
        .where(waves.c.closed_at.is_not(None))
        .order_by(waves.c.closed_at.desc(), comments.c.wave, comments.c.key)
    )


def _of(wave: str) -> ColumnElement[bool]:
    return comments.c.wave == wave


def _has(key: str) -> ColumnElement[bool]:
    return comments.c.key == bytes.fromhex(key)


def _may_be_shown(wave: str) -> ColumnElement[bool]:
    """Say of a comment that it is not held and that its group has enough others that are not."""
    released = select(comments.c.atom).where(_of(wave), ~comments.c.held).group_by(comments.c.atom)
    return _of(wave) & ~comments.c.held & comments.c.atom.in_(released.having(func.count() >= COMMENTS))
