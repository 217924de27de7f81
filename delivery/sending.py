"""Sends one message, with first contact where there is no conversation yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from delivery.errors import ConnectorError
from delivery.guards import Message
from delivery.meters import TAKEN, Meters
from delivery.outcomes import Delivered, Failed, Forget, Outcome, answer_of, outcome_of
from storage.channels import unit_of
from storage.conversations import Conversation, Lesson
from storage.reasons import NOT_INSTALLED, REACH_REASONS

_NOT_TO_BE_CHANGED = frozenset({400, 404, 405, 501})
"""Answers to a change after which the message is posted anew: it is gone, or the channel changes nothing."""


class Wire(Protocol):
    """The calls of delivery/connector.py that mass messages need."""

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any], /) -> str:
        """Post an activity, give its id."""

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any], /
    ) -> None:
        """Replace an activity."""

    async def create_personal(
        self, service_url: str, /, *, tenant_id: str, bot_id: str, member_id: str
    ) -> str:
        """Open the personal chat with a member, give the conversation's id."""

    async def post_to_channel(
        self,
        service_url: str,
        /,
        *,
        tenant_id: str,
        bot_id: str,
        channel_id: str,
        activity: Mapping[str, Any],
    ) -> str:
        """Begin a conversation in a channel, give the id of its first message."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who speaks: the bot in its tenant, over a connector."""

    wire: Wire
    tenant_id: str
    bot_id: str
    meters: Meters

    async def send(
        self, message: Message, *, service_url: str, jitter: float
    ) -> tuple[Outcome, Lesson | None]:
        """Send once; give what came of it and what it taught about the conversation."""
        known = message.conversation
        reached = known if known is not None and known.conversation_id else None
        code = TAKEN
        try:
            reached = reached or await self._create(message, service_url=service_url)
            outcome: Outcome = Delivered(await self._say(message, reached))
        except ConnectorError as error:
            code = str(error.status)
            outcome = outcome_of(
                answer_of(error),
                attempts=message.delivery.attempts,
                jitter=jitter,
                # A channel that is gone cannot be created anew.
                creating=reached is None or message.is_to_channel,
            )
        if not message.is_blind:  # the number of these would tell how many were left out
            self.meters.note_call(outcome, code)
        return outcome, _lesson(outcome, known=known, reached=reached)

    async def _say(self, message: Message, reached: Conversation) -> str:
        """Put a message that was sent before in its old place, or post it; give its id."""
        where, before = (reached.service_url, reached.conversation_id), message.delivery.activity_id
        if before is not None:
            try:
                await self.wire.update(*where, before, message.activity)
            except ConnectorError as error:
                if error.status not in _NOT_TO_BE_CHANGED:
                    raise
            else:
                return before
        if message.is_to_channel:
            return await self.wire.post_to_channel(
                reached.service_url,
                tenant_id=reached.tenant_id,
                bot_id=reached.bot_id,
                channel_id=reached.conversation_id,
                activity=message.activity,
            )
        return await self.wire.send(*where, message.activity)

    async def _create(self, message: Message, *, service_url: str) -> Conversation:
        """Open the personal chat; Teams gives the same one when it exists already."""
        person = message.delivery.person
        known = message.conversation or Conversation(
            person=person,
            service_url=service_url,
            conversation_id="",
            tenant_id=self.tenant_id,
            user_id="",
            bot_id=self.bot_id,
        )
        conversation_id = await self.wire.create_personal(
            known.service_url, tenant_id=self.tenant_id, bot_id=self.bot_id, member_id=person
        )
        return replace(known, conversation_id=conversation_id)


def _lesson(outcome: Outcome, *, known: Conversation | None, reached: Conversation | None) -> Lesson | None:
    """Say what to write down; what is forgotten need not be recorded first."""
    conversation = reached or known
    if conversation is None:
        return None
    chat = conversation.conversation_id
    if unit_of(conversation.person) is not None:
        reason = outcome.reason if isinstance(outcome, Failed) else None
        return Lesson(conversation.person, chat, blocked=reason) if reason in REACH_REASONS else None
    if isinstance(outcome, Forget):
        return Lesson(conversation.person, chat, forgotten=True)
    met = reached if reached != known else None
    blocked = outcome.reason if isinstance(outcome, Failed) and outcome.blocks else None
    if known is None and blocked == NOT_INSTALLED:
        return None  # whoever has never had the bot has not taken it away
    return Lesson(conversation.person, chat, met=met, blocked=blocked) if met or blocked else None
