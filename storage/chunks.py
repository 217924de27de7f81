"""Cuts long streams of rows into statements of a size that both databases take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK = 1000

T = TypeVar("T")


def in_chunks(rows: Iterable[T], *, size: int = CHUNK) -> Iterator[list[T]]:
    """Cut a stream into lists of at most `size`, without holding more than one."""
    stream = iter(rows)
    while chunk := list(islice(stream, size)):
        yield chunk
