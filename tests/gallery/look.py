"""One look at the gallery in headless Chromium: what it shows, asks for and complains of."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demo.playground import PROJECT, find_node
from tests.playground.teams import find_chromium

_DRIVER: Final = Path(__file__).with_name("look.cjs")
_SECONDS: Final = 900


class LookFailed(Exception):
    """The page could not be opened or pictured; the message is what the browser said."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was noticed: addresses `asked` for, lines `said` in the console, and the page's own report."""

    asked: list[str]
    said: list[str]
    drawn: int
    complaints: list[str]
    cut: list[str]
    pictures: int


async def look_at(page: Path) -> Look:
    """Open the page, take the pictures of its topics into its folder, and tell what was noticed."""
    chromium, node = find_chromium(), await asyncio.to_thread(find_node)
    process = await asyncio.create_subprocess_exec(
        *(str(node), str(_DRIVER), chromium, page.as_uri(), str(page.parent)),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        told, failed = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.terminate()
        raise
    if process.returncode:
        raise LookFailed(failed.decode(errors="replace"))
    return Look(**json.loads(told))
