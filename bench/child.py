"""The inner end of a process of its own: runs one function that speaks with its parent in lines of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil


class Line:
    """Tell the parent what is the case, and hear what it wants next."""

    def __init__(self, stdin: asyncio.StreamReader) -> None:
        self._stdin = stdin

    @classmethod
    async def open(cls) -> Line:
        """Listen to standard input."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        return cls(reader)

    def tell(self, **facts: Any) -> None:
        """Write one line."""
        print(json.dumps(facts), flush=True)

    async def hear(self) -> str:
        """Wait for the next word; nothing when the parent has gone."""
        return (await self._stdin.readline()).decode().strip()


def megabytes() -> float:
    """Give the memory that this process holds now."""
    return float(psutil.Process().memory_info().rss) / 2**20


def peak_megabytes() -> float:
    """Give the most memory that this program has held at once.

    Not the ru_maxrss of getrusage: Linux hands that of the process which started this one on.
    """
    told = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmHWM:")) / 1024


async def main() -> None:
    """Run `module:function` with the facts given as JSON."""
    module, _, name = sys.argv[1].partition(":")
    await getattr(import_module(module), name)(await Line.open(), **json.loads(sys.argv[2]))


if __name__ == "__main__":
    asyncio.run(main())
