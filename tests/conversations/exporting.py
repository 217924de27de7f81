"""How people ask for files of results in Teams, and answer Teams' question about a place for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from cards.exports import CONSENT, STORED
from tests.conversations.people import Member

CARD = "application/vnd.microsoft.card.adaptive"


def told(who: Member, kind: str) -> list[dict[str, Any]]:
    """Give every attachment of a kind that was posted to somebody."""
    return [each for each in posted(who) if each["contentType"] == kind]


def posted(who: Member) -> list[dict[str, Any]]:
    return [each for call in calls(who, "POST") for each in call.body.get("attachments", ())]


def calls(who: Member, method: str) -> list[Any]:
    return [
        call
        for call in who.town.connector.calls
        if call.method == method and call.conversation == who.chat and call.status < 400
    ]


async def until(condition: Callable[[], Any]) -> Any:
    """Wait for something that happens after an answer."""
    async with asyncio.timeout(20):
        while not (found := condition()):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    return found


async def offered(who: Member, *, unit: str, wave: str, kind: str) -> dict[str, Any]:
    """Ask for a file and give Teams' question about it."""
    before = len(told(who, CONSENT))
    answer = await who.presses("results.export", unit=unit, wave=wave, format=kind)
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    await until(lambda: len(told(who, CONSENT)) > before)
    return told(who, CONSENT)[-1]


async def answers(
    who: Member,
    context: Any,
    *,
    upload: Any = None,
    action: str = "accept",
    on: str = "consent-1",
    **changes: Any,
) -> Any:
    """Answer Teams' question; the request is answered with nothing."""
    value = {"type": "fileUpload", "action": action, "context": context}
    if upload is not None:
        value["uploadInfo"] = upload
    activity = {"type": "invoke", "name": "fileConsent/invoke", "value": value, "replyToId": on}
    response = await who.posts(activity | changes)
    assert response.status == 200, await response.text()
    assert await response.read() == b""


async def replaced(who: Member, on: str = "consent-1") -> dict[str, Any]:
    """Give the card that took a question's place."""
    found = await until(lambda: [call for call in calls(who, "PUT") if call.activity == on])
    return found[-1].body["attachments"][0]["content"]


async def stored(who: Member, count: int = 1) -> dict[str, Any]:
    """Wait until Teams shows a stored file."""
    await until(lambda: len(told(who, STORED)) >= count)
    return told(who, STORED)[-1]
