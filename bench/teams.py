"""A loopback Teams in a process of its own: channel tokens, app tokens, a Bot Connector that may be slow."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from aiohttp import web

from bench.child import Line
from bench.entra import SECRET, TENANT, entra_app, tls
from bench.processes import Child, child
from demo.issuer import LoopbackIssuer
from demo.people import APP_ID

_ACTIVITIES = "/v3/conversations/{conversation}/activities"
_LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Teams:
    """The running loopback Teams as others see it."""

    process: Child
    service_url: str
    issuer: str
    metadata_url: str
    login_url: str
    certificate: str
    token: str

    @property
    def environment(self) -> dict[str, str]:
        """Give what a process needs to trust the loopback Entra."""
        return {"REQUESTS_CA_BUNDLE": self.certificate}

    @property
    def addresses(self) -> dict[str, str]:
        """Give what a bot is told of it."""
        return {
            "service_url": self.service_url,
            "issuer": self.issuer,
            "metadata_url": self.metadata_url,
            "login_url": self.login_url,
            "login_tenant": TENANT,
            "secret": SECRET,
        }

    async def arrivals(self) -> list[float]:
        """Give the moments at which messages came in since the last time of asking, in seconds."""
        moments: list[float] = (await self.process.ask("arrivals"))["moments"]
        return moments


@asynccontextmanager
async def teams(folder: Path, *, latency: float = 0.0) -> AsyncIterator[Teams]:
    """Run a loopback Teams whose connector holds every answer back for `latency` seconds."""
    async with child("bench.teams:serve", folder=folder, folder_name=str(folder), latency=latency) as process:
        yield Teams(process, **await process.hear())


async def serve(line: Line, *, folder_name: str, latency: float) -> None:
    """Serve until the parent goes; tell the moments of arrival when asked."""
    connector = _Connector(latency)
    context, certificate = tls(Path(folder_name))
    async with LoopbackIssuer() as issuer:
        service = await _listen(connector.app())
        login = await _listen(entra_app(), context)
        service_url = f"http://127.0.0.1:{service}/"
        line.tell(
            service_url=service_url,
            issuer=issuer.issuer,
            metadata_url=issuer.metadata_url,
            login_url=f"https://127.0.0.1:{login}",
            certificate=str(certificate),
            token=issuer.token(app_id=APP_ID, service_url=service_url, now=datetime.now(UTC)),
        )
        while await line.hear():
            line.tell(moments=connector.take())


class _Connector:
    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._moments: list[float] = []
        self._numbers = itertools.count(1)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(_ACTIVITIES, self._post)
        app.router.add_post(_ACTIVITIES + "/{activity}", self._post)
        app.router.add_put(_ACTIVITIES + "/{activity}", self._put)
        return app

    def take(self) -> list[float]:
        moments, self._moments = self._moments, []
        return moments

    async def _post(self, request: web.Request) -> web.Response:
        self._moments.append(perf_counter())
        return await self._answer(request, f"sent-{next(self._numbers)}")

    async def _put(self, request: web.Request) -> web.Response:
        return await self._answer(request, request.match_info["activity"])

    async def _answer(self, request: web.Request, found: Any) -> web.Response:
        await request.read()
        if self._latency:
            await asyncio.sleep(self._latency)
        return web.json_response({"id": found}, status=201)


async def _listen(app: web.Application, context: ssl.SSLContext | None = None) -> int:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port: int = runner.addresses[0][1]
    return port
