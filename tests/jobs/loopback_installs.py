"""Microsoft Graph on 127.0.0.1, as far as an app installs itself for people.

After Microsoft's documentation: 201 for an install, without a body; 409 when the app is there; the
installations of a person filtered by the app's id; an installation's chat. How Graph refuses (403, 404, 400)
is told in words there, and in the errors that people have reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

APP = "b1c5353a-7aca-41b3-830f-27d5218fe0e5"
_APPS = "/users/{person}/teamwork/installedApps"


@dataclass
class LoopbackInstalls:
    """Installs for everybody but those in `refusing` (status, and whether their apps may be read)."""

    url: str = ""
    installed: dict[str, str] = field(default_factory=dict)
    refusing: dict[str, tuple[int, bool]] = field(default_factory=dict)
    busy: Counter[str] = field(default_factory=Counter)
    without_chat: set[str] = field(default_factory=set)
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    is_unauthorized: bool = False
    patience: int = 7

    @property
    def asked(self) -> list[str]:
        """Whom it was to be installed for, in order."""
        return [person for method, person in self.calls if method == "POST"]

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post(_APPS, self._install)
        app.router.add_get(_APPS, self._list)
        app.router.add_get(f"{_APPS}/{{installation}}/chat", self._chat)
        return app

    async def _install(self, request: web.Request) -> web.Response:
        person = request.match_info["person"]
        if (refusal := self._refusal(request, person)) is not None:
            return refusal
        body = await request.json()
        assert body == {"teamsApp@odata.bind": f"{self.url}/appCatalogs/teamsApps/{APP}"}
        if person in self.refusing:
            return _error(self.refusing[person][0])
        if person in self.installed:
            return _error(409)
        self.installed[person] = f"19:{person}_28@unq.gbl.spaces"
        return web.Response(status=201)

    async def _list(self, request: web.Request) -> web.Response:
        person = request.match_info["person"]
        if (refusal := self._refusal(request, person)) is not None:
            return refusal
        assert request.query["$filter"] == f"teamsApp/id eq '{APP}'"
        status, may_be_read = self.refusing.get(person, (0, True))
        if not may_be_read:
            return _error(status)
        found = [{"id": f"{person}=="}] if person in self.installed else []
        return web.json_response({"value": found})

    async def _chat(self, request: web.Request) -> web.Response:
        person = request.match_info["person"]
        if (refusal := self._refusal(request, person)) is not None:
            return refusal
        assert request.match_info["installation"] == f"{person}=="
        if person in self.without_chat:
            return _error(404)
        return web.json_response({"id": self.installed[person]})

    def _refusal(self, request: web.Request, person: str) -> web.Response | None:
        self.calls.append((request.method, person))
        self.tokens.add(request.headers.get("Authorization", ""))
        if self.is_unauthorized:
            return _error(401)
        if self.busy[person] > 0:
            self.busy[person] -= 1
            return web.Response(status=429, headers={"Retry-After": str(self.patience)})
        return None


@asynccontextmanager
async def loopback_installs() -> AsyncIterator[LoopbackInstalls]:
    graph = LoopbackInstalls()
    runner = web.AppRunner(graph.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    graph.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield graph
    await runner.cleanup()


def _error(status: int) -> web.Response:
    code: dict[str, Any] = {"error": {"code": {403: "Forbidden", 404: "NotFound"}.get(status, "Other")}}
    return web.json_response(code, status=status)
