"""The program as an administrator starts it: its own process, its own environment."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.stage import ALWAYS
from tests.conversations.conftest import aino, eero, town, urls
from tests.shell.forked import run

__all__ = ["aino", "eero", "shell", "town", "urls", "with_settings"]

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    folder: Path
    environment: dict[str, str]

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            str(PROJECT / "bot.py"),
            *words,
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *words: str) -> Ended:
        told = await asyncio.to_thread(run, words, folder=self.folder, environment=self.environment)
        return Ended(*told)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PULSSI_", "Microsoft"))
    }
    always = {"PULSSI_WORKING_HOURS": ALWAYS}
    return Shell(tmp_path, clean | always | {"PULSSI_ENVIRONMENT": "development", "COLUMNS": "200"})


@pytest.fixture
def with_settings(shell: Shell) -> Callable[..., Shell]:
    def make(**more: str) -> Shell:
        return Shell(shell.folder, shell.environment | more)

    return make
