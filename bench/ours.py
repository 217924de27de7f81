"""Our bot in a process of its own, as `pulssi serve` runs it, without the jobs."""

from __future__ import annotations

from typing import Any

import bot
from bench.child import Line
from logs import configure_logging
from settings import load_settings


async def serve(line: Line, *, settings: dict[str, Any]) -> None:
    """Serve until the parent goes."""
    configure_logging()
    async with (
        bot.house(load_settings(**settings)) as house,
        bot.listening(bot.web_app(house), "127.0.0.1", 0) as port,
    ):
        line.tell(url=f"http://127.0.0.1:{port}/api/messages")
        await line.hear()
