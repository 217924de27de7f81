"""A loopback Bot Connector: keeps what the bot sends, can be slow, full or unwilling."""

from __future__ import annotations

import asyncio
import itertools
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from demo.calls import Call, CallRecord

_ACTIVITIES: Final = "/v3/conversations/{conversation}/activities"
_LIMIT: Final = 2**20


class LoopbackConnector(CallRecord):
    """Serve the Bot Connector's REST calls on 127.0.0.1.

    `latency` in seconds holds every answer back; `peak` is the most calls that were ever open at once,
    `sockets` the number of connections the bot made.
    """

    def __init__(self) -> None:
        super().__init__()
        self.latency = 0.0
        self.peak = 0
        self.service_url = ""
        self._open = 0
        self._peers: set[Any] = set()
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None

    async def start(self, *, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        app = web.Application(client_max_size=_LIMIT)
        app.router.add_post("/v3/conversations", self._serve)
        app.router.add_post(_ACTIVITIES, self._serve)
        for method in ("POST", "PUT", "DELETE"):
            app.router.add_route(method, _ACTIVITIES + "/{activity}", self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.service_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def sockets(self) -> int:
        """Count the connections the bot made."""
        return len(self._peers)

    @property
    def sent(self) -> list[Any]:
        """Give the activities that arrived, in order."""
        return [
            call.body
            for call in self.calls
            if call.method == "POST" and call.conversation and call.status < HTTPStatus.BAD_REQUEST
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        self._open += 1
        self.peak = max(self.peak, self._open)
        self._peers.add(request.transport and request.transport.get_extra_info("peername"))
        try:
            body = await request.json() if request.can_read_body else None
            await asyncio.sleep(self.latency)
            response = self._answer(request, body)
        finally:
            self._open -= 1
        await self._record(_call(request, body, status=response.status))
        return response

    def _answer(self, request: web.Request, body: Any) -> web.Response:
        refusal = self._refusal()
        if refusal is not None:
            return refusal
        if "conversation" not in request.match_info and body.get("isGroup"):
            number = f"sent-{next(self._numbers)}"
            channel = body["channelData"]["channel"]["id"]
            made = {"id": f"{channel};messageid={number}", "activityId": number}
            return web.json_response(made, status=HTTPStatus.CREATED)
        if "conversation" not in request.match_info:  # the same member has the same chat for ever
            return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=HTTPStatus.CREATED)
        if request.method == "DELETE":
            return web.Response()
        found = (
            request.match_info.get("activity") if request.method == "PUT" else f"sent-{next(self._numbers)}"
        )
        return web.json_response({"id": found}, status=HTTPStatus.CREATED)

    def posted(self, channel: str) -> list[Any]:
        """Give the activities that began conversations in a channel, in order."""
        return [
            call.body["activity"]
            for call in self.calls
            if not call.conversation
            and isinstance(call.body, dict)
            and call.body.get("channelData", {}).get("channel", {}).get("id") == channel
            and call.status < HTTPStatus.BAD_REQUEST
        ]


def _call(request: web.Request, body: Any, *, status: int) -> Call:
    return Call(
        request.method,
        request.path,
        request.match_info.get("conversation", ""),
        request.match_info.get("activity", ""),
        body,
        request.headers.get("Authorization"),
        status,
    )
