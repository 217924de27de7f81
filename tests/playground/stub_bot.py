"""A throw-away bot: answers every message with one card, and the card's button with another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import jwt
from aiohttp import web

from demo.issuer import LoopbackIssuer
from demo.people import APP_ID, BOT_ID

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
SUBMIT = "Lähetä vastaukset"


def card(*body: dict[str, Any], actions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}


def text(words: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": words, "wrap": True}


def choice(key: str, label: str, choices: tuple[str, ...], **more: Any) -> dict[str, Any]:
    options = [{"title": title, "value": str(value)} for value, title in enumerate(choices, start=1)]
    return {"type": "Input.ChoiceSet", "id": key, "label": label, "choices": options, **more}


QUESTIONS = card(
    text("Miten työ sujuu?"),
    choice(
        "safety",
        "Uskallan sanoa ääneen.",
        ("Eri mieltä", "Samaa mieltä"),
        style="expanded",
        isRequired=True,
        errorMessage="Valitse yksi vaihtoehto.",
    ),
    choice("pace", "Kuinka usein on kiire?", ("Harvoin", "Usein"), style="compact"),
    choice("habits", "Mikä auttaa?", ("Kysyy", "Kuuntelee", "Arvostaa"), isMultiSelect=True),
    choice("wishes", "Mitä toivot?", ("Aikaa", "Apua"), isMultiSelect=True, style="expanded"),
    {"type": "Input.Toggle", "id": "agree", "label": "Lupa", "title": "Saa jakaa"},
    {"type": "Input.Text", "id": "comment", "label": "Kommentti", "isMultiline": True},
    {"type": "Input.Date", "id": "day", "label": "Päivä"},
    actions=({"type": "Action.Execute", "title": SUBMIT, "verb": "survey.submit", "data": {"wave": "w1"}},),
)


def receipt(data: dict[str, Any]) -> dict[str, Any]:
    said = ", ".join(f"{key}={value}" for key, value in sorted(data.items()))
    return card(text("Kiitos vastauksestasi!"), text(said))


def message(shown: dict[str, Any]) -> dict[str, Any]:
    attachment = {"contentType": CARD_TYPE, "content": shown}
    return {"type": "message", "from": {"id": BOT_ID}, "attachments": [attachment]}


class StubBot:
    """Keeps what it was sent, after its token was verified with the issuer's published key."""

    def __init__(self, issuer: LoopbackIssuer) -> None:
        self.url = ""
        self.received: list[dict[str, Any]] = []
        self.claims: list[dict[str, Any]] = []
        self.session: aiohttp.ClientSession
        self._issuer = issuer
        self._heard = asyncio.Condition()

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [activity for activity in self.received if activity["type"] == kind]

    async def hears(self, kind: str, **facts: Any) -> dict[str, Any]:
        """Wait for an activity of a type with these properties."""

        def found() -> list[dict[str, Any]]:
            return [activity for activity in self.of_type(kind) if facts.items() <= activity.items()]

        async with asyncio.timeout(10), self._heard:
            await self._heard.wait_for(found)
        return found()[0]

    async def post(self, url: str, body: dict[str, Any]) -> tuple[int, Any]:
        async with self.session.post(url, json=body) as answer:
            return answer.status, await answer.json()

    async def messages(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.claims.append(await self._verified(request.headers["Authorization"].removeprefix("Bearer ")))
        async with self._heard:
            self.received.append(activity)
            self._heard.notify_all()
        if activity["type"] == "message":
            conversation = activity["conversation"]["id"]
            await self.post(
                f"{activity['serviceUrl']}v3/conversations/{conversation}/activities", message(QUESTIONS)
            )
        if activity["type"] != "invoke":
            return web.Response()
        value = receipt(activity["value"]["action"]["data"])
        return web.json_response({"statusCode": 200, "type": CARD_TYPE, "value": value})

    async def _verified(self, token: str) -> dict[str, Any]:
        async with self.session.get(self._issuer.metadata_url) as answer:
            metadata = await answer.json()
        async with self.session.get(metadata["jwks_uri"]) as answer:
            keys = jwt.PyJWKSet.from_dict(await answer.json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["RS256"], audience=APP_ID, issuer=metadata["issuer"]
        )
        return claims


@asynccontextmanager
async def running(issuer: LoopbackIssuer) -> AsyncIterator[StubBot]:
    bot = StubBot(issuer)
    app = web.Application()
    app.router.add_post("/api/messages", bot.messages)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    async with aiohttp.ClientSession() as bot.session:
        yield bot
    await runner.cleanup()
