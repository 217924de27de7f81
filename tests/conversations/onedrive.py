"""A loopback OneDrive that takes files at upload addresses, and can be unwilling, slow or elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from demo.loopback import Loopback


@dataclass(frozen=True)
class Put:
    """A file that arrived."""

    path: str
    content: bytes
    headers: Mapping[str, str]


class LoopbackOneDrive(Loopback):
    """Keep what is put; `refusals` are the answers to the next puts, `slow` holds them back."""

    def __init__(self) -> None:
        self.puts: list[Put] = []
        self.refusals: list[tuple[int, Mapping[str, str]]] = []
        self.slow = 0.0
        self.url = ""
        self._arrived = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{rest:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def place(self, name: str = "result.xlsx", **changes: Any) -> dict[str, Any]:
        """Give what Teams says of a place for a file."""
        told = {
            "contentUrl": f"https://contoso-my.sharepoint.com/personal/eero/Documents/{name}",
            "name": name,
            "uploadUrl": f"{self.url}/upload/{quote(name)}?guid=1&tempauth=secret",
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C8C",
            "fileType": name.rpartition(".")[2],
        }
        return told | changes

    async def wait_for(self, count: int) -> list[Put]:
        """Wait until so many files have come."""
        async with asyncio.timeout(10), self._arrived:
            await self._arrived.wait_for(lambda: len(self.puts) >= count)
        return self.puts

    async def _take(self, request: web.Request) -> web.Response:
        content = await request.read()
        await asyncio.sleep(self.slow)
        status, headers = self.refusals.pop(0) if self.refusals else (201, {})
        async with self._arrived:
            self.puts.append(Put(request.path_qs, content, dict(request.headers)))
            self._arrived.notify_all()
        cookie = {"Set-Cookie": "FedAuth=somebody; Path=/"}
        return web.Response(status=status, headers={**cookie, **headers})
