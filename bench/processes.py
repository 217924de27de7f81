"""Starts processes for measuring: each server alone in one, told what to do over its standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 120.0
"""Seconds that a process has for any one answer."""
_LINE = 2**20


class ChildFailed(Exception):
    """A process ended, or said nothing, where an answer was awaited."""

    def __init__(self, work: str, complaint: str) -> None:
        self.work = work
        super().__init__(f"{work} gave no answer: {complaint}")


class Child:
    """A running process; `tell` it a word, `hear` its next line."""

    def __init__(self, work: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self._work = work
        self._process = process
        self._log = log

    def tell(self, word: str) -> None:
        """Send a word."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{word}\n".encode())

    async def hear(self) -> dict[str, Any]:
        """Give the next line; raise ChildFailed when none comes."""
        if self._process.stdout is None:
            raise ChildFailed(self._work, "no pipe")
        try:
            async with asyncio.timeout(PATIENCE):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise ChildFailed(self._work, f"nothing for {PATIENCE:g} s") from None
        if not line:
            raise ChildFailed(self._work, self._log.read_text(errors="replace")[-2000:])
        facts: dict[str, Any] = json.loads(line)
        return facts

    async def ask(self, word: str) -> dict[str, Any]:
        """Send a word and give the answer."""
        self.tell(word)
        return await self.hear()

    def cpu_seconds(self) -> float:
        """Give the processor time used until now, all threads together."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    async def end(self) -> None:
        """Let the process end by itself, or end it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def child(
    work: str, *, folder: Path, environment: Mapping[str, str] | None = None, **facts: Any
) -> AsyncIterator[Child]:
    """Run `module:function` in a process of its own; its log goes to a file in `folder`."""
    log = folder / f"{work.replace(':', '-')}.log"
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.child", work, json.dumps(facts)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(environment or {})},
            limit=_LINE,
        )
    started = Child(work, process, log)
    try:
        yield started
    finally:
        await started.end()
