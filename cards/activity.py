"""Puts a card into a message as the Bot Connector takes it."""

from __future__ import annotations

from typing import Any

from cards.elements import Card

CARD_TYPE = "application/vnd.microsoft.card.adaptive"


def plain_message(text: str) -> dict[str, Any]:
    """Make a message of words that are never read as Markdown; on a phone it can be copied and passed on."""
    return {"type": "message", "text": text, "textFormat": "plain"}


def message(card: Card, *, summary: str = "", alert: bool = False) -> dict[str, Any]:
    """Make a message with one card; `summary` is what the chat list and the notification show."""
    made: dict[str, Any] = {
        "type": "message",
        "attachments": [{"contentType": CARD_TYPE, "content": card}],
    }
    if summary:
        made["summary"] = summary
    if alert:
        made["channelData"] = {"notification": {"alert": True}}
    return made
