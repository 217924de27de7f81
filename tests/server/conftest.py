"""A bot behind its real HTTP door, with a loopback issuer and a loopback connector around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity
from structlog.testing import capture_logs

from delivery.connector import Connector
from delivery.hosts import ServiceHosts
from delivery.tokens import no_token
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from dialogs.adapter import Adapter
from dialogs.endpoint import PATH, Door, Endpoint
from dialogs.tokens import ChannelTokens
from tests.conversations.conftest import town, urls
from tests.conversations.people import Town
from tests.server.knocking import Knocker

__all__ = ["town", "urls"]

APP_ID = "6f0c1e1a-0000-4000-8000-000000000001"
TENANT = "7a7a7a7a-0000-4000-8000-00000000000a"
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Kiitos", "x": None}],
}
CARD_REPLY = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
AT_HOME = ServiceHosts(frozenset({"127.0.0.1"}), loopback_http=True)


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class EchoBot:
    """Answers a message with its text and an invoke with a card."""

    def __init__(self) -> None:
        self.turns: list[Activity] = []
        self.clients: list[Any] = []

    async def on_turn(self, context: TurnContext) -> None:
        self.turns.append(context.activity)
        self.clients.append(context.turn_state.get("UserTokenClient"))
        if context.activity.type == "message":
            await context.send_activity(f"Sait: {context.activity.text}")
        if context.activity.type == "invoke":
            reply = InvokeResponse(status=200, body=CARD_REPLY)
            await context.send_activity(Activity(type="invokeResponse", value=reply))


@dataclass
class House:
    """Everything around the door; `authentication`, `tenants` and `on_turn` may be changed before `open`."""

    issuer: LoopbackIssuer
    service: LoopbackConnector
    clock: Clock
    session: aiohttp.ClientSession
    bot: EchoBot = field(default_factory=EchoBot)
    app_id: str = APP_ID
    tenant: str = TENANT
    tenants: frozenset[str] | None = frozenset({TENANT})
    hosts: ServiceHosts = AT_HOME
    token: Callable[[], Awaitable[str]] = no_token
    clients: list[TestClient[Any, Any]] = field(default_factory=list)

    def channel_tokens(self) -> ChannelTokens:
        return ChannelTokens(
            self.session,
            app_id=self.app_id,
            issuer=self.issuer.issuer,
            metadata_url=self.issuer.metadata_url,
            clock=self.clock,
        )

    def connector(self) -> Connector:
        return Connector(self.session, self.token, self.hosts, clock=self.clock)

    async def open(self, *, authenticated: bool = True) -> TestClient[Any, Any]:
        door = Door(
            authentication=self.channel_tokens() if authenticated else None,
            tenants=self.tenants,
            hosts=self.hosts,
        )
        endpoint = Endpoint(Adapter(self.connector()), self.bot.on_turn, door=door)
        app = web.Application()
        app.router.add_post(PATH, endpoint.messages)
        return await self.serve(app)

    async def serve(self, app: web.Application) -> TestClient[Any, Any]:
        client = TestClient(TestServer(app))
        await client.start_server()
        self.clients.append(client)
        return client

    def activity(self, **changes: Any) -> dict[str, Any]:
        """Aino writes in her personal chat."""
        activity = {
            "type": "message",
            "id": "1700000000001",
            "serviceUrl": self.service.service_url,
            "channelId": "msteams",
            "from": {"id": "29:aino", "name": "Aino", "aadObjectId": "aino-aad"},
            "recipient": {"id": f"28:{self.app_id}", "name": "Pulssi"},
            "conversation": {"id": "a:aino", "conversationType": "personal", "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
            "text": "apua",
            "locale": "fi-FI",
        }
        return {key: value for key, value in (activity | changes).items() if value is not ...}

    def invoke(self, **changes: Any) -> dict[str, Any]:
        """Aino presses a card's button."""
        action = {"type": "Action.Execute", "verb": "survey.submit", "data": {"verb": "survey.submit"}}
        return self.activity(
            type="invoke", name="adaptiveCard/action", value={"action": action}, text=..., **changes
        )

    def claims(self, **changes: Any) -> dict[str, Any]:
        claims = self.issuer.claims(
            app_id=self.app_id, service_url=self.service.service_url, now=self.clock.now
        )
        return {key: value for key, value in (claims | changes).items() if value is not ...}

    def headers(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.issuer.sign(self.claims())}"}

    async def post(self, client: TestClient[Any, Any], activity: Any, *, token: str | None = None) -> int:
        """Post with a good token, unless another is given; give the status."""
        async with client.post(PATH, json=activity, headers=self.headers(token)) as response:
            await response.read()
            return response.status


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with LoopbackIssuer() as issuer, LoopbackConnector() as service, aiohttp.ClientSession() as session:
        made = House(issuer, service, Clock(), session)
        yield made
        for client in made.clients:
            await client.close()


@pytest.fixture
async def knocker(town: Town, logs: list[Any]) -> Knocker:
    """Knock at the whole app; Aino has been heard before, so that nothing of hers is new."""
    knocker = Knocker(town)
    assert await knocker.knocks() == 201
    knocker.logs = logs
    del logs[:]
    return knocker


@pytest.fixture
def logs():
    with capture_logs() as lines:
        yield lines
