"""What is checked before each send: whether it may still be said, and what it says now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from storage.conversations import Conversation
from storage.outbox import Delivery
from storage.reasons import NOTHING_TO_SAY

FIRST_CONTACT_CALLS = 2


@dataclass(frozen=True, slots=True)
class Skip:
    """Say nothing to this person; `reason` is one of storage/reasons.py."""

    reason: str


Content = Mapping[str, Any] | Skip
Build = Callable[[Sequence[Delivery], datetime], Awaitable[Mapping[str, Content]]]
"""Gives the activity, or the reason for none, of every delivery of a batch, by key."""


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery that may go out, with what it says and where."""

    delivery: Delivery
    activity: Mapping[str, Any]
    conversation: Conversation | None

    @property
    def calls(self) -> int:
        """Count the calls to Teams: first contact creates the conversation too."""
        return 1 if self.conversation and self.conversation.conversation_id else FIRST_CONTACT_CALLS


@dataclass(slots=True)
class Guarded:
    """What the guards made of a batch: messages, refusals by key, and keys without a card."""

    messages: list[Message] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unbuilt: list[Delivery] = field(default_factory=list)


async def guard(
    deliveries: Sequence[Delivery],
    conversations: Mapping[str, Conversation],
    *,
    build: Build,
    now: datetime,
) -> Guarded:
    """Build what may be said; a blocked conversation costs no card."""
    result = Guarded()
    reachable = []
    for delivery in deliveries:
        known = conversations.get(delivery.person)
        if known is not None and known.blocked is not None:
            result.refused[delivery.key] = known.blocked
        else:
            reachable.append(delivery)
    contents = await _contents(reachable, build=build, now=now)
    for delivery in reachable:
        content = contents.get(delivery.key)
        if content is None:
            result.unbuilt.append(delivery)
        elif isinstance(content, Skip):
            result.refused[delivery.key] = content.reason
        else:
            message = Message(delivery, content, conversations.get(delivery.person))
            result.messages.append(message)
    return result


async def _contents(deliveries: Sequence[Delivery], *, build: Build, now: datetime) -> Mapping[str, Content]:
    """Build all at once; when that fails, one by one, so that one bad row costs only itself."""
    if not deliveries:
        return {}
    built = await _attempt(deliveries, build=build, now=now)
    if not isinstance(built, Exception):
        return {each.key: built.get(each.key, Skip(NOTHING_TO_SAY)) for each in deliveries}
    contents: dict[str, Content] = {}
    for delivery in deliveries:
        single = await _attempt([delivery], build=build, now=now)
        if not isinstance(single, Exception):
            contents[delivery.key] = single.get(delivery.key, Skip(NOTHING_TO_SAY))
    structlog.get_logger().error(
        "cards_not_built", error=type(built).__name__, rows=len(deliveries) - len(contents)
    )
    return contents


async def _attempt(
    deliveries: Sequence[Delivery], *, build: Build, now: datetime
) -> Mapping[str, Content] | Exception:
    try:
        return await build(deliveries, now)
    except Exception as error:  # noqa: BLE001 - whatever one row does wrong must not hold up the others
        return error
