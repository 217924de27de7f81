"""Where files are made, one at a time and off the event loop, and from where they are sent to OneDrive."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final, Protocol

MOST: Final = 4096
"""Pieces of work that are remembered."""


class Uploads(Protocol):
    """Whoever may send a file out of the house."""

    async def store(self, url: str, content: bytes) -> str | None:
        """Put a file at an address that Teams gave; give a word for why it is not there, or None."""
        ...


class FileRoom:
    """Make and store files, and know what has been begun, so that a second press begins nothing."""

    def __init__(self, uploads: Uploads, *, most: int = MOST) -> None:
        self._uploads = uploads
        self._most = most
        self._table = asyncio.Semaphore(1)  # one at a time: setting a page takes a whole processor
        self._begun: OrderedDict[Hashable, None] = OrderedDict()

    def begin(self, work: Hashable) -> bool:
        """Begin a piece of work; False when it has been begun and not ended. The oldest are forgotten."""
        if work in self._begun:
            return False
        self._begun[work] = None
        while len(self._begun) > self._most:
            self._begun.popitem(last=False)
        return True

    def end(self, work: Hashable) -> None:
        """Let a piece of work be begun again."""
        self._begun.pop(work, None)

    @contextmanager
    def unless_it_breaks(self, work: Hashable) -> Iterator[None]:
        """Let a piece of work be begun again if what is done with it raises."""
        with ExitStack() as undoing:
            undoing.callback(self.end, work)
            yield
            undoing.pop_all()

    async def make(self, write: Callable[[], bytes]) -> bytes:
        """Write a file in a thread when its turn comes; raise what the writing raises."""
        async with self._table:
            return await asyncio.to_thread(write)

    async def store(self, url: str, content: bytes) -> str | None:
        """Send a file out; give a word for why it is not there, or None."""
        return await self._uploads.store(url, content)
