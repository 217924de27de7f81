"""The door's own idea of an activity: only the fields we use, each of its right type, go any further."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

DEEPEST = 60
"""Levels of nested JSON that a body may have; a card's data needs fewer than ten."""

Name = Annotated[str, Field(min_length=1, max_length=2048)]
Word = Annotated[str, Field(max_length=2048)]


class Malformed(Exception):
    """A body is no activity; what it held is not repeated."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class Account(_Part):
    """A person or a bot in a conversation."""

    id: Name
    name: Word | None = None
    aad_object_id: Word | None = None
    role: Word | None = None


class Conversation(_Part):
    """Where the activity belongs."""

    id: Name
    tenant_id: Word | None = None
    conversation_type: Word | None = None
    is_group: bool | None = None
    name: Word | None = None


class _Named(_Part):
    model_config = ConfigDict(extra="allow")

    id: Word | None = None


class ChannelData(_Part):
    """What Teams adds; the rest is kept as it came."""

    model_config = ConfigDict(extra="allow")

    tenant: _Named | None = None
    team: _Named | None = None
    channel: _Named | None = None
    event_type: Word | None = None


class Entity(_Part):
    """A mention, or what else the channel says of the text."""

    model_config = ConfigDict(extra="allow")

    type: Name


class Inbound(_Part):
    """An activity from the channel."""

    type: Name
    service_url: Name
    channel_id: Name
    from_: Annotated[Account, Field(alias="from")]
    conversation: Conversation
    recipient: Account
    id: Word | None = None
    name: Word | None = None
    text: str | None = None
    value: Any = None
    locale: Word | None = None
    reply_to_id: Word | None = None
    action: Word | None = None
    members_added: list[Account] | None = None
    members_removed: list[Account] | None = None
    entities: list[Entity] | None = None
    channel_data: ChannelData | None = None

    @property
    def tenants(self) -> set[str]:
        """Give every tenant the activity claims to come from; one, when nothing is wrong."""
        return {tenant.lower() for tenant in (self.conversation.tenant_id, self._told_tenant) if tenant}

    def as_json(self) -> dict[str, Any]:
        """Give the channel's own form to the turn; `conversation` names the tenant in any case."""
        body = self.model_dump(by_alias=True, exclude_unset=True)
        tenant = self.conversation.tenant_id or self._told_tenant
        body["conversation"]["tenantID"] = tenant  # Teams writes tenantId, botbuilder reads tenantID only
        return body

    @property
    def _told_tenant(self) -> str | None:
        return self.channel_data.tenant.id if self.channel_data and self.channel_data.tenant else None


def read_activity(body: bytes) -> Inbound:
    """Check a request's body; raise Malformed for anything but a fit activity."""
    try:
        text = body.decode("utf-8-sig")
        document = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        if not _is_plainly_fit(text):
            _check_depth_and_text(document)
        return Inbound.model_validate(document)
    except (ValueError, RecursionError):  # ValidationError and UnicodeDecodeError are ValueErrors
        raise Malformed from None


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number without bounds")
    return number


def _is_plainly_fit(text: str) -> bool:
    """Say whether so few brackets and no escaped character make the walk through the document needless."""
    return "\\u" not in text and text.count("{") + text.count("[") < DEEPEST


def _check_depth_and_text(document: object) -> None:
    """Refuse what no store or card can hold: bottomless nesting, NUL, half of a surrogate pair."""
    level = [document]
    for _ in range(DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, str) and not _is_text(value):
                raise ValueError("text that cannot be stored")
            if isinstance(value, dict):
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise ValueError("nested too deeply")


def _is_text(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
