"""Remembers for a while who was asked to look at a comment again, as marks that nobody else can read."""

from __future__ import annotations

import hmac
import json
from collections import OrderedDict
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Final

LASTS: Final = timedelta(minutes=15)
MOST: Final = 10_000


class SecondLook:
    """Know a comment again that its writer was warned about; the words themselves are never kept.

    The key is the process's own: after a restart, and in another process, the warning simply comes again.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._key = token_bytes(32)
        self._most = most
        self._warned: OrderedDict[bytes, datetime] = OrderedDict()

    def mark(self, *, wave: str, person: str, comment: str) -> bytes:
        """Make the mark of somebody's comment; without the key nobody can make or read it."""
        return hmac.digest(self._key, json.dumps([wave, person, comment]).encode(), "sha256")

    def was_warned(self, mark: bytes, *, now: datetime) -> bool:
        """Say whether this person was warned about this very comment a moment ago."""
        warned = self._warned.get(mark)
        return warned is not None and now - warned < LASTS

    def remember(self, mark: bytes, *, now: datetime) -> None:
        """Remember a warning; the oldest are forgotten."""
        self._warned.pop(mark, None)
        self._warned[mark] = now
        while len(self._warned) > self._most or now - next(iter(self._warned.values())) >= LASTS:
            self._warned.popitem(last=False)
