"""What somebody said or pressed; only the channel's word on who and where is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from botbuilder.schema import Activity

from storage.conversations import Conversation

Kind = Literal["words", "press", "consent", "installed", "removed", "channel_gone", "team_gone", "other"]

LONGEST_NAME = 100
"""Characters of a person's name that are kept."""

_MENTION = re.compile(r"<at[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_CARD_ACTION = "adaptiveCard/action"
_FILE_CONSENT = "fileConsent/invoke"
_REPLY_TO = ";messageid="
_UPGRADED = frozenset({"remove-upgrade", "add-upgrade"})
_GONE: Final[Mapping[str, Kind]] = MappingProxyType(
    {"channelDeleted": "channel_gone", "teamDeleted": "team_gone", "teamHardDeleted": "team_gone"}
)
"""What Teams tells of channels and teams that end; a channel that is renamed or restored keeps its id."""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel where something was heard; `conversation_id` is the thread, in which an answer belongs."""

    service_url: str
    tenant_id: str
    bot_id: str
    team_id: str
    channel_id: str
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One activity: `data` is what a card sent and is the client's word only.

    `conversation` is where the sender is alone with the bot, `room` the channel where a team reads along.
    Of a consent to a file `verb` says whether it was given, and `upload` where the file may then go.
    """

    kind: Kind
    person: str
    conversation: Conversation | None
    room: Room | None = None
    is_invoke: bool = False
    words: str = ""
    verb: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    upload: Mapping[str, Any] = field(default_factory=dict)
    pressed_id: str = ""
    locale: str = ""

    def word(self, name: str) -> str:
        """Give a field of the card's data when it is text, else nothing."""
        return _word(self.data.get(name))

    @property
    def is_personal(self) -> bool:
        """Say whether nobody else reads along."""
        return self.conversation is not None

    @property
    def is_mere_news(self) -> bool:
        """Say whether it is told for our knowledge, by nobody who waits for an answer."""
        if self.kind == "removed":
            return self.room is not None
        return self.kind in {"channel_gone", "team_gone"} or (self.kind == "other" and not self.is_invoke)


def hear(activity: Activity) -> Heard:
    """Read an activity that the endpoint let in."""
    kind, verb, data = _meaning(activity)
    sender = activity.from_property
    return Heard(
        kind=kind,
        person=(getattr(sender, "aad_object_id", None) or "").lower(),
        conversation=_personal_conversation(activity),
        room=_room(activity),
        is_invoke=activity.type == "invoke",
        words=_MENTION.sub(" ", activity.text or "").strip() if kind == "words" else "",
        verb=verb,
        data=data,
        upload=_object(_object(activity.value).get("uploadInfo")) if kind == "consent" else {},
        pressed_id=activity.reply_to_id or "",
        locale=activity.locale or "",
    )


def _meaning(activity: Activity) -> tuple[Kind, str, Mapping[str, Any]]:
    if activity.type == "message":
        data = _object(activity.value)
        return ("press", _word(data.get("verb")), data) if data else ("words", "", {})
    if activity.type == "invoke" and activity.name == _CARD_ACTION:
        action = _object(_object(activity.value).get("action"))
        data = _object(action.get("data"))
        return "press", _word(action.get("verb")) or _word(data.get("verb")), data
    if activity.type == "invoke" and activity.name == _FILE_CONSENT:
        told = _object(activity.value)
        return "consent", _word(told.get("action")), _object(told.get("context"))
    if activity.type == "installationUpdate":
        return _installation(activity), "", {}
    if activity.type == "conversationUpdate":
        return _what_ended(activity), "", {}
    return "other", "", {}


def _installation(activity: Activity) -> Kind:
    action = activity.action or ""
    if action in _UPGRADED:
        return "other"  # away for a moment: nobody has taken it away, and who was greeted before is met again
    return "installed" if action.startswith("add") else "removed"


def _what_ended(activity: Activity) -> Kind:
    """Tell a team that lost the bot and a channel or team that was deleted from all that need no care."""
    if not _is_channel(activity):
        return "other"
    if any(each.id == activity.recipient.id for each in activity.members_removed or ()):
        return "team_gone"
    return _GONE.get(_word(_object(activity.channel_data).get("eventType")), "other")


def _object(value: object) -> Mapping[str, Any]:
    """Give an object that came as JSON or as its text; anything else is empty."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _personal_conversation(activity: Activity) -> Conversation | None:
    """Give where to reach the sender alone; None in groups and channels."""
    place, sender = activity.conversation, activity.from_property
    if place.conversation_type not in {None, "", "personal"} or place.is_group:
        return None
    if not getattr(sender, "aad_object_id", None):
        return None
    return Conversation(
        person=sender.aad_object_id.lower(),
        service_url=activity.service_url,
        conversation_id=place.id,
        tenant_id=(place.tenant_id or "").lower(),
        user_id=sender.id,
        bot_id=activity.recipient.id,
        locale=activity.locale,
        name=(sender.name or "").strip()[:LONGEST_NAME] or None,
    )


def _room(activity: Activity) -> Room | None:
    """Give the channel where it was heard; None elsewhere."""
    if not _is_channel(activity):
        return None
    place, told = activity.conversation, _object(activity.channel_data)
    named = _word(_object(told.get("channel")).get("id"))
    return Room(
        service_url=activity.service_url,
        tenant_id=(place.tenant_id or "").lower(),
        bot_id=activity.recipient.id,
        team_id=_word(_object(told.get("team")).get("id")),
        channel_id=named or place.id.partition(_REPLY_TO)[0],
        conversation_id=place.id,
    )


def _is_channel(activity: Activity) -> bool:
    return bool(activity.conversation.conversation_type == "channel")
