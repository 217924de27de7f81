"""What is checked before each send: whether it may still be said, and what it says now."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from storage.channels import unit_of
from storage.conversations import Conversation
from storage.outbox import Delivery
from storage.reasons import NOT_INSTALLED, NOTHING_TO_SAY, OTHER_TENANT, TOO_BIG, TOO_LATE

FIRST_CONTACT_CALLS = 2
LARGEST_MESSAGE = 28_000
"""Bytes of UTF-8; Teams counts about 100 KB in UTF-16, names and envelope included."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Say nothing to this person; `reason` is one of storage/reasons.py."""

    reason: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Say nothing, and leave no trace of that: the delivery counts as done, like those that were said."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Say it at another hour."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Blind:
    """Say this, but keep nothing that would tell it from what was not said: see Quiet."""

    activity: Mapping[str, Any]


Content = Mapping[str, Any] | Blind | Skip | Quiet | Wait
Build = Callable[[Sequence[Delivery], datetime], Awaitable[Mapping[str, Content]]]
"""Gives the activity, or the reason for none, of every delivery of a batch, by key."""


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery that may go out, with what it says and where."""

    delivery: Delivery
    activity: Mapping[str, Any]
    conversation: Conversation | None
    is_blind: bool = False

    @property
    def is_to_channel(self) -> bool:
        """Say whether a team hears it, in a channel of theirs."""
        return unit_of(self.delivery.person) is not None

    @property
    def calls(self) -> int:
        """Count the calls to Teams: first contact creates the conversation too."""
        return 1 if self.conversation and self.conversation.conversation_id else FIRST_CONTACT_CALLS


@dataclass(slots=True)
class Guarded:
    """What the guards made of a batch: what is said now, never, silently not, later, and what has no card."""

    messages: list[Message] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    quiet: list[str] = field(default_factory=list)
    waiting: dict[str, datetime] = field(default_factory=dict)
    unbuilt: list[Delivery] = field(default_factory=list)


async def guard(
    deliveries: Sequence[Delivery],
    conversations: Mapping[str, Conversation],
    *,
    build: Build,
    tenants: Collection[str],
    now: datetime,
) -> Guarded:
    """Build what may be said; what cannot be delivered anyway costs no card. No `tenants` means any."""
    result = Guarded()
    reachable = []
    for delivery in deliveries:
        reason = _hindrance(delivery, conversations.get(delivery.person), tenants=tenants, now=now)
        if reason is None:
            reachable.append(delivery)
        else:
            result.refused[delivery.key] = reason
    contents = await _contents(reachable, build=build, now=now)
    for delivery in reachable:
        _sort(delivery, contents.get(delivery.key), conversations.get(delivery.person), result=result)
    return result


def _hindrance(
    delivery: Delivery, known: Conversation | None, *, tenants: Collection[str], now: datetime
) -> str | None:
    """Say why nothing can be said, whatever it is."""
    if delivery.expires_at is not None and delivery.expires_at <= now:
        return TOO_LATE
    if known is not None and tenants and known.tenant_id not in tenants:
        return OTHER_TENANT
    if known is None:
        return NOT_INSTALLED if unit_of(delivery.person) is not None else None  # the channel was let go
    return known.blocked


def _sort(
    delivery: Delivery, content: Content | None, known: Conversation | None, *, result: Guarded
) -> None:
    """Put a delivery where its content says."""
    match content:
        case None:
            result.unbuilt.append(delivery)
        case Skip(reason):
            result.refused[delivery.key] = reason
        case Quiet():
            result.quiet.append(delivery.key)
        case Wait(until):
            result.waiting[delivery.key] = until
        case Blind(activity):
            _weigh(Message(delivery, activity, known, is_blind=True), result=result)
        case _:
            _weigh(Message(delivery, content, known), result=result)


def _weigh(message: Message, *, result: Guarded) -> None:
    if len(json.dumps(message.activity, ensure_ascii=False).encode()) > LARGEST_MESSAGE:
        result.refused[message.delivery.key] = TOO_BIG
    else:
        result.messages.append(message)


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
