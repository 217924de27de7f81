"""The botbuilder adapter, with the parts replaced that block, build clients each turn or answer 500."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, NoReturn, Protocol

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    Entity,
    ResourceResponse,
)
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from typing_extensions import override

OnTurn = Callable[[TurnContext], Awaitable[None]]


class Outbound(Protocol):
    """Whoever speaks to the Bot Connector for us."""

    async def send(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, Any],
        *,
        reply_to: str | None = None,
    ) -> str:
        """Post an activity and give its id."""
        ...

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity."""
        ...

    def refresh(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity when its turn comes; nobody waits for it."""
        ...

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Take an activity away."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the HTTP request is answered with; `body` is plain JSON or None."""

    status: int
    body: Any = None


class Adapter(CloudAdapter):  # type: ignore[misc]  # botbuilder has no types
    """Run one activity through a bot; messages go out over the given connector."""

    def __init__(self, outbound: Outbound) -> None:
        self._authentication = _Authentication(outbound)
        super().__init__(self._authentication)

    async def run(
        self, body: Mapping[str, Any], on_turn: OnTurn, *, claims: Mapping[str, Any]
    ) -> Answer | None:
        """Run an activity that has been checked; None when there is nothing to answer."""
        activity = _activity(body)
        result: InvokeResponse | None = await self.process_activity(
            self._authentication.result(claims), activity, on_turn
        )
        return None if result is None else Answer(int(result.status), result.body)


def answer_press(context: TurnContext, body: Mapping[str, Any] | None) -> None:
    """Leave the answer where botbuilder looks for it; sending it would copy it piece by piece first."""
    response = InvokeResponse(status=HTTPStatus.OK, body=body)
    context.turn_state[CloudAdapter._INVOKE_RESPONSE_KEY] = Activity(  # noqa: SLF001 - nobody names it in public
        type=ActivityTypes.invoke_response, value=response
    )


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]  # botbuilder has no types
    """Tell botbuilder what the endpoint has already established; it verifies nothing and fetches nothing."""

    def __init__(self, outbound: Outbound) -> None:
        self._factory = _Factory(outbound)

    def result(self, claims: Mapping[str, Any]) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(dict(claims), True)
        result.connector_factory = self._factory
        return result

    @override
    async def authenticate_request(self, activity: Activity, auth_header: str) -> NoReturn:
        raise PermissionError("requests come in through the endpoint")

    @override
    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> NoReturn:
        raise PermissionError("requests come in through the endpoint")

    @override
    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._factory

    @override
    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Give none: nobody signs in through the bot, and a client a turn costs more than the turn."""


class _Factory(ConnectorFactory):  # type: ignore[misc]  # botbuilder has no types
    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    @override
    async def create(self, service_url: str, audience: str) -> _Client:
        return _Client(_Conversations(self._outbound, service_url))


@dataclass(frozen=True, slots=True)
class _Client:
    conversations: _Conversations


@dataclass(frozen=True, slots=True)
class _Conversations:
    """The four calls that botbuilder makes, under its names."""

    outbound: Outbound
    service_url: str

    async def reply_to_activity(
        self, conversation_id: str, activity_id: str, activity: Activity
    ) -> ResourceResponse:
        found = await self.outbound.send(
            self.service_url, conversation_id, _as_json(activity), reply_to=activity_id
        )
        return ResourceResponse(id=found)

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        return ResourceResponse(
            id=await self.outbound.send(self.service_url, conversation_id, _as_json(activity))
        )

    async def update_activity(
        self, conversation_id: str, activity_id: str, activity: Activity
    ) -> ResourceResponse:
        await self.outbound.update(self.service_url, conversation_id, activity_id, _as_json(activity))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self.outbound.delete(self.service_url, conversation_id, activity_id)


_NAMES: Final = {
    "serviceUrl": "service_url",
    "channelId": "channel_id",
    "replyToId": "reply_to_id",
    "channelData": "channel_data",
    "from": "from_property",
    "membersAdded": "members_added",
    "membersRemoved": "members_removed",
    "aadObjectId": "aad_object_id",
    "isGroup": "is_group",
    "conversationType": "conversation_type",
    "tenantID": "tenant_id",
}
_PARTS: Final[dict[str, type[Any]]] = {
    "from": ChannelAccount,
    "recipient": ChannelAccount,
    "conversation": ConversationAccount,
    "membersAdded": ChannelAccount,
    "membersRemoved": ChannelAccount,
}


def _activity(body: Mapping[str, Any]) -> Activity:
    """Make botbuilder's object of what the door let in; its own reader goes through forty fields for that."""
    made = Activity(**{_NAMES.get(name, name): _part(name, value) for name, value in body.items()})
    made.entities = [Entity().deserialize(each) for each in body.get("entities") or ()]
    return made


def _part(name: str, value: Any) -> Any:
    kind = _PARTS.get(name)
    if kind is None or value is None:
        return value
    if isinstance(value, list):
        return [_part(name, each) for each in value]
    return kind(**{_NAMES.get(key, key): each for key, each in value.items() if key != "tenantId"})


def _as_json(activity: Activity) -> dict[str, Any]:
    """Serialise around the cards: they are JSON already, and msrest takes 2 ms to find that out."""
    cards = [attachment.content for attachment in activity.attachments or ()]
    if cards:
        activity = copy(activity)
        activity.attachments = [_emptied(attachment) for attachment in activity.attachments]
    body: dict[str, Any] = activity.serialize()
    for attachment, card in zip(body.get("attachments", ()), cards, strict=True):
        if card is not None:
            attachment["content"] = card
    return body


def _emptied(attachment: Any) -> Any:
    attachment = copy(attachment)
    attachment.content = None
    return attachment
