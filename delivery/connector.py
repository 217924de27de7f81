"""The Bot Connector's REST calls over one shared session: one call, one request, no hidden retries."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from delivery.errors import ConnectorError, error_code, is_about_one_conversation, waiting_time
from delivery.hosts import ServiceHosts
from delivery.tokens import TokenRefused, TokenUnreachable

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)

UNREACHABLE = "unreachable"
FORBIDDEN_HOST = "forbidden-host"
TOKEN_REFUSED = "token-refused"  # noqa: S105  # a code, no secret

_OK = 200
_NOT_OK = 300
_UNAUTHORIZED, _TOO_MANY = 401, 429


class Connector:
    """Send, update and delete activities; every failure is a ConnectorError.

    Without an answer the status is 0 and the code `unreachable` (a message may have arrived all the same) or
    `forbidden-host` (nothing was sent). A token that Entra refuses counts as 401 `token-refused`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: Callable[[], Awaitable[str]],
        allowed_hosts: ServiceHosts,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._token = token
        self._hosts = allowed_hosts
        self._clock = clock

    async def send(
        self,
        service_url: str,
        conversation_id: str,
        activity: Mapping[str, Any],
        *,
        reply_to: str | None = None,
    ) -> str:
        """Post an activity, give its id ("" when the channel gives none)."""
        path = _activities(conversation_id, reply_to)
        return _id(await self._call("POST", service_url, path=path, body=activity))

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> None:
        """Replace an activity."""
        path = _activities(conversation_id, activity_id)
        await self._call("PUT", service_url, path=path, body=activity)

    async def delete(self, service_url: str, conversation_id: str, activity_id: str) -> None:
        """Take an activity away."""
        await self._call("DELETE", service_url, path=_activities(conversation_id, activity_id))

    async def create_personal(self, service_url: str, *, tenant_id: str, bot_id: str, member_id: str) -> str:
        """Open the personal chat with a member, give the conversation's id; the same chat when it exists."""
        body = {
            "bot": {"id": bot_id},
            "members": [{"id": member_id}],
            "channelData": {"tenant": {"id": tenant_id}},
            "tenantId": tenant_id,
            "isGroup": False,
        }
        conversation_id = _id(await self._call("POST", service_url, path="v3/conversations", body=body))
        if not conversation_id:
            raise ConnectorError(_OK, "no-conversation-id")
        return conversation_id

    async def post_to_channel(
        self,
        service_url: str,
        *,
        tenant_id: str,
        bot_id: str,
        channel_id: str,
        activity: Mapping[str, Any],
    ) -> str:
        """Begin a conversation in a channel of a team, give the id of its first message."""
        body = {
            "bot": {"id": bot_id},
            "channelData": {"channel": {"id": channel_id}, "tenant": {"id": tenant_id}},
            "tenantId": tenant_id,
            "isGroup": True,
            "activity": dict(activity),
        }
        answer = await self._call("POST", service_url, path="v3/conversations", body=body)
        return _word(answer, "activityId") or _word(answer, "id")

    async def _call(
        self, method: str, service_url: str, *, path: str, body: Mapping[str, Any] | None = None
    ) -> bytes:
        if not self._hosts.allows(service_url):  # before any token is asked for
            raise ConnectorError(0, FORBIDDEN_HOST)
        headers = await self._headers()
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            async with self._session.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,  # a redirect would carry the token to a host nobody allowed
            ) as response:
                answer = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectorError(0, UNREACHABLE) from error
        if _OK <= response.status < _NOT_OK:
            return answer
        raise self._error(response, answer)

    async def _headers(self) -> dict[str, str]:
        try:
            token = await self._token()
        except TokenRefused as error:
            raise ConnectorError(_UNAUTHORIZED, TOKEN_REFUSED) from error
        except TokenUnreachable as error:
            raise ConnectorError(0, UNREACHABLE) from error
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return headers | {"Authorization": f"Bearer {token}"} if token else headers

    def _error(self, response: aiohttp.ClientResponse, body: bytes) -> ConnectorError:
        wait = waiting_time(response.headers.get("Retry-After"), now=self._clock())
        told = body.decode(errors="replace")
        is_narrow = response.status == _TOO_MANY and is_about_one_conversation(told)
        return ConnectorError(response.status, error_code(told), wait, is_narrow=is_narrow)


def _activities(conversation_id: str, activity_id: str | None) -> str:
    path = f"v3/conversations/{quote(conversation_id, safe='')}/activities"
    return path if activity_id is None else f"{path}/{quote(activity_id, safe='')}"


def _id(body: bytes) -> str:
    return _word(body, "id")


def _word(body: bytes, name: str) -> str:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = answer.get(name) if isinstance(answer, dict) else None
    return found if isinstance(found, str) else ""
