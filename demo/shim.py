"""A loopback Teams between the windows of the test client and the bot.

Inwards it does what the real channel does and the test client does not: it signs each activity, says which
tenant and locale it comes from, and gives one service address for everybody. Outwards it passes the bot's
calls to the window of the conversation, keeps a record of them and can refuse some. People without a window
are served too: their messages are recorded and answered with a made-up id.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import aiohttp
from aiohttp import web

from demo.calls import Call, CallRecord
from demo.people import DemoPerson

_TOKEN_SECONDS: Final = 600
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
_LIMIT: Final = 2**20
_LATENCY_SECONDS: Final = 0.1


class Signer(Protocol):
    """Whoever signs the channel's tokens."""

    @property
    def issuer(self) -> str:
        """Return the issuer's name, the claim `iss`."""
        ...

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a signed token."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """A person's window of the test client: where it listens and what it is told to say it speaks."""

    person: DemoPerson
    locale: str
    url: str = ""


class Shim(CallRecord):
    """The loopback Teams: start it, `open` a window for each person, give the bot's address in `bot_url`."""

    def __init__(self, signer: Signer, *, app_id: str, tenant_id: str, bot_url: str = "") -> None:
        super().__init__()
        self.bot_url = bot_url
        self.base_url = ""
        self._signer = signer
        self._app_id = app_id
        self._tenant_id = tenant_id
        self._windows: dict[str, Window] = {}
        self._installed: set[str] = set()
        self._token, self._signed_until = "", 0.0
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> str:
        """Listen on a free loopback port and return the base address."""
        app = web.Application(client_max_size=_LIMIT)
        app.router.add_post("/{person}/api/messages", self._inwards)
        app.router.add_route("*", "/{rest:v3/.*}", self._outwards)
        self._runner = web.AppRunner(app, access_log=None)
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        return self.base_url

    async def stop(self) -> None:
        """Close the port and the connections."""
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        """Return the address the bot is told to answer to."""
        return f"{self.base_url}/"

    def endpoint(self, person: DemoPerson) -> str:
        """Return the address to which the person's window sends activities."""
        return f"{self.base_url}/{person.key}/api/messages"

    def open(self, person: DemoPerson, *, url: str = "", locale: str = "") -> None:
        """Open or change a person's window: its own address and the locale it speaks."""
        window = self._windows.get(person.key, Window(person, person.locale))
        self._windows[person.key] = replace(window, url=url or window.url, locale=locale or window.locale)

    async def wait_for_install(self, person: DemoPerson, *, seconds: float = 15.0) -> None:
        """Wait until a person's window has told that the bot is installed; TimeoutError when it does not."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: person.key in self._installed)

    async def deliver(self, activity: Mapping[str, Any]) -> tuple[int, bytes, str]:
        """Sign an activity, pass it to the bot, and return the answer's status, body and content type."""
        headers = {"Authorization": f"Bearer {self._signed()}"}
        async with self._client.post(self.bot_url, json=activity, headers=headers) as answer:
            return answer.status, await answer.read(), answer.content_type

    def stamped(self, activity: Mapping[str, Any], *, locale: str) -> dict[str, Any]:
        """Return the activity as the real channel would send it: tenant, service address and locale set."""
        data = dict(activity.get("channelData") or {})
        told = {"locale": locale, "country": locale.rpartition("-")[2]}
        return {
            **activity,
            "locale": locale,
            "serviceUrl": self.service_url,
            "channelData": {**data, "tenant": {"id": self._tenant_id}},
            "conversation": {**activity.get("conversation", {}), "tenantId": self._tenant_id},
            "entities": [
                {**entity, **told} if entity.get("type") == "clientInfo" else entity
                for entity in activity.get("entities") or ()
            ],
        }

    @property
    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the loopback Teams is not started")
        return self._session

    def _signed(self) -> str:
        """Give the channel's token; the real channel uses one for many activities too."""
        if time.time() > self._signed_until:
            self._token = self._signer.sign(self._claims())
            self._signed_until = time.time() + _TOKEN_SECONDS / 2
        return self._token

    def _claims(self) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self._signer.issuer,
            "aud": self._app_id,
            "serviceurl": self.service_url,
            "nbf": now - 5,
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
        }

    async def _inwards(self, request: web.Request) -> web.Response:
        # A window shows a message once its own request has returned; a quicker answer would stand above it.
        await asyncio.sleep(_LATENCY_SECONDS)
        window = self._windows[request.match_info["person"]]
        activity = self.stamped(await request.json(), locale=window.locale)
        await self._notice_install(window.person, activity)
        try:
            status, body, content_type = await self.deliver(activity)
        except aiohttp.ClientError as error:
            raise web.HTTPBadGateway(text=f"the bot cannot be reached: {type(error).__name__}") from error
        return web.Response(status=status, body=body, content_type=content_type)

    async def _outwards(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["rest"]
        body = await request.json() if request.can_read_body else None
        answer = await self._answer(request, path, body)
        _, _, _, conversation, _, activity, *_ = [*path.split("/"), "", "", "", ""]
        told = request.headers.get("Authorization")
        await self._record(Call(request.method, path, conversation, activity, body, told, answer.status))
        return answer

    async def _answer(self, request: web.Request, path: str, body: Any) -> web.Response:
        refusal = self._refusal()
        if refusal is not None:
            return refusal
        met = self._first_contact(path, body)
        if met is not None:
            return met
        window = self._window_of(path, body)
        if window is None or request.method == "DELETE":
            # The test client cannot delete; the real channel can, so the bot hears what it would hear there.
            return self._made_up(request.method, path, body)
        url = f"{window.url}/_connector{request.rel_url}"
        try:
            async with self._client.request(request.method, url, json=body) as answer:
                told = await answer.read()
                return web.Response(status=answer.status, body=told, content_type=answer.content_type)
        except aiohttp.ClientError:
            return web.json_response({"error": {"code": "WindowClosed"}}, status=502)

    async def _notice_install(self, person: DemoPerson, activity: Mapping[str, Any]) -> None:
        if activity.get("type") == "installationUpdate":
            added = str(activity.get("action", "")).startswith("add")
            async with self._arrived:
                (self._installed.add if added else self._installed.discard)(person.key)
                self._arrived.notify_all()

    def _first_contact(self, path: str, body: Any) -> web.Response | None:
        """Answer the wish for a chat with somebody who has a window: only where the bot is installed."""
        if path != "/v3/conversations" or not isinstance(body, dict) or body.get("isGroup"):
            return None
        wanted = {member.get("id") for member in body.get("members") or ()}
        for window in self._windows.values():
            if window.url and wanted & {window.person.member_id, window.person.aad_object_id}:
                if window.person.key in self._installed:
                    return web.json_response({"id": window.person.chat_id}, status=201)
                error = {"code": "BotNotInConversationRoster", "message": "The bot is not installed."}
                return web.json_response({"error": error}, status=403)
        return None

    def _window_of(self, path: str, body: Any) -> Window | None:
        """Find the window of a conversation, or of the member with whom one is to be created."""
        parts = path.split("/")
        wanted = {part for part in parts[3:4] if part}
        if not wanted and isinstance(body, dict):
            wanted = {member.get("id") for member in body.get("members") or ()}
            wanted.add(body.get("channelData", {}).get("channel", {}).get("id"))
        for window in self._windows.values():
            if window.url and any(_belongs(place, window.person) for place in wanted if place):
                return window
        return None

    def _made_up(self, method: str, path: str, body: Any) -> web.Response:
        if method == "POST" and path == "/v3/conversations":
            member = next((member["id"] for member in body.get("members") or ()), next(self._numbers))
            return web.json_response({"id": f"a:{str(member).removeprefix('29:')}"}, status=201)
        if method == "POST":
            return web.json_response({"id": f"made-up-{next(self._numbers)}"}, status=201)
        return web.json_response({}, status=404 if method == "GET" else 200)


def _belongs(place: str, person: DemoPerson) -> bool:
    """Tell whether a conversation, channel or member id is of the person's window (see demo.playground)."""
    key = place.partition(";")[0].partition("@")[0].rpartition(":")[2]
    return key.rpartition("-")[2] == person.key
