"""What somebody said or pressed; only the channel's word on who and where is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from botbuilder.schema import Activity

from storage.conversations import Conversation

Kind = Literal["words", "press", "consent", "installed", "removed", "other"]

LONGEST_NAME = 100
"""Characters of a person's or a channel's name that are kept."""

_MENTION = re.compile(r"<at[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_CARD_ACTION = "adaptiveCard/action"
_FILE_CONSENT = "fileConsent/invoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One activity: `data` is what a card sent and is the client's word only.

    Of a consent to a file `verb` says whether it was given, and `upload` where the file may then go.
    """

    kind: Kind
    person: str
    conversation: Conversation | None
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


def hear(activity: Activity) -> Heard:
    """Read an activity that the endpoint let in."""
    kind, verb, data = _meaning(activity)
    sender = activity.from_property
    return Heard(
        kind=kind,
        person=(getattr(sender, "aad_object_id", None) or "").lower(),
        conversation=_personal_conversation(activity),
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
        added = (activity.action or "").startswith("add")
        return ("installed" if added else "removed"), "", {}
    return "other", "", {}


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
