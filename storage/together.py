"""Writes together what arrives together: a commit waits for the disk, for one as for many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Store

T = TypeVar("T")

Write = Callable[[AsyncConnection, str, list[T]], Awaitable[object]]
"""Writes the things of one topic."""


class Together(Generic[T]):
    """Commit things by topic; those that come while others are being committed go in together after them."""

    def __init__(self, store: Store, write: Write[T]) -> None:
        self._store = store
        self._write = write
        self._gathering: dict[str, _Batch[T]] = {}
        self._committing = asyncio.Lock()

    async def add(self, topic: str, thing: T) -> None:
        """Write a thing: it is committed when this returns; raise what the writing of its batch raises."""
        batch = self._gathering.setdefault(topic, _Batch())
        batch.things.append(thing)
        async with self._committing:
            if self._gathering.get(topic) is batch:
                del self._gathering[topic]
            # The first to come here writes for all; when that fails, the next one tries for the rest.
            if not batch.is_written:
                async with self._store.writing() as connection:
                    await self._write(connection, topic, batch.things)
                batch.is_written = True


@dataclass(slots=True)
class _Batch(Generic[T]):
    things: list[T] = field(default_factory=list)
    is_written: bool = False
