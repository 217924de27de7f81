"""Our bot in a process of its own, as `pulssi serve` runs it, without the jobs."""

from __future__ import annotations

from typing import Any

from aiohttp import web

import bot
from bench.child import Line
from logs import configure_logging
from settings import load_settings


async def serve(line: Line, *, settings: dict[str, Any]) -> None:
    """Serve until the parent goes."""
    configure_logging()
    async with bot.house(load_settings(**settings)) as house:
        runner = web.AppRunner(bot.web_app(house), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        line.tell(url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages")
        await line.hear()
        await runner.cleanup()
