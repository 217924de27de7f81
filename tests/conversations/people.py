"""The people of the conversations: each speaks and presses over real HTTP, and sees what the bot sends."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from aiohttp.test_utils import TestClient

from bot import House
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import APP_ID, BOT_ID, TENANT_ID, DemoPerson

_numbers = itertools.count(1)


class Clock:
    """The time of a conversation: goes on as time does, from where a test sets it."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        self._moment, self._since = moment, monotonic()

    @property
    def now(self) -> datetime:
        return self._moment + timedelta(seconds=monotonic() - self._since)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """A running bot with a loopback Teams around it."""

    house: House
    client: TestClient
    issuer: LoopbackIssuer
    connector: LoopbackConnector
    clock: Clock

    async def passes(self, until: datetime | None = None) -> None:
        """Let the clock move on, do what is due and send what is to be sent."""
        if until is not None:
            self.clock.set(until)
        await self.house.clockwork.tick(self.clock.now)
        await self.house.worker.drain()


@dataclass
class Member:
    """Somebody in Teams."""

    town: Town
    person: DemoPerson
    conversation: dict[str, Any] = field(default_factory=dict)

    @property
    def chat(self) -> str:
        return f"a:{self.person.aad_object_id}"

    async def installs(self, *, action: str = "add") -> list[dict[str, Any]]:
        return await self._speaks({"type": "installationUpdate", "action": action})

    async def says(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Write something and give the cards that came back."""
        return await self._speaks({"type": "message", "text": text, **more})

    async def submits(self, verb: str, **data: Any) -> list[dict[str, Any]]:
        """Press a button in a client that knows only Action.Submit."""
        return await self._speaks({"type": "message", "value": {"verb": verb, **data}})

    async def presses(self, verb: str, *, on: str = "", **data: Any) -> dict[str, Any]:
        """Press a button and give what takes the card's place."""
        action = {"type": "Action.Execute", "verb": verb, "data": {"verb": verb, **data}}
        activity = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
        response = await self.posts(activity | {"replyToId": on or "card-1"})
        assert response.status == 200, await response.text()
        body = await response.json()
        assert body["statusCode"] == 200
        return body

    async def posts(self, activity: dict[str, Any]) -> Any:
        token = self.town.issuer.token(
            app_id=APP_ID, service_url=self.town.connector.service_url, now=self.town.clock.now
        )
        return await self.town.client.post(
            "/api/messages",
            json=self.activity() | activity,
            headers={"Authorization": f"Bearer {token}"},
        )

    def activity(self) -> dict[str, Any]:
        return {
            "id": f"activity-{next(_numbers)}",
            "serviceUrl": self.town.connector.service_url,
            "channelId": "msteams",
            "from": {"id": self.person.member_id, "aadObjectId": self.person.aad_object_id},
            "recipient": {"id": BOT_ID},
            "conversation": {"id": self.chat, "conversationType": "personal", "tenantId": TENANT_ID}
            | self.conversation,
            "channelData": {"tenant": {"id": TENANT_ID}},
            "locale": self.person.locale,
        }

    def cards(self) -> list[dict[str, Any]]:
        """Give every card in this person's chat, as sent."""
        return [
            attachment["content"]
            for call in self.town.connector.calls
            if call.method == "POST"
            and call.conversation.partition(";")[0] == self.chat
            and call.status < 400
            for attachment in call.body.get("attachments", ())
        ]

    async def _speaks(self, activity: dict[str, Any]) -> list[dict[str, Any]]:
        before = len(self.cards())
        response = await self.posts(activity)
        assert response.status < 300, await response.text()
        return self.cards()[before:]


def words(card: Any) -> str:
    """Give everything that a card says, as one text."""
    if isinstance(card, dict):
        return " ".join(
            words(value) for key, value in card.items() if key not in {"type", "id", "verb", "data"}
        )
    if isinstance(card, list):
        return " ".join(words(each) for each in card)
    return card if isinstance(card, str) else ""


def inputs(card: Any) -> list[str]:
    """Give the ids of a card's inputs."""
    if isinstance(card, dict):
        own = [card["id"]] if str(card.get("type", "")).startswith("Input.") else []
        return own + [each for value in card.values() for each in inputs(value)]
    if isinstance(card, list):
        return [each for value in card for each in inputs(value)]
    return []
