"""`POST /api/messages`: who may knock, with what, and what they are told; the bot sees only what passed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final, Protocol

import structlog
from aiohttp import web
from structlog.contextvars import get_contextvars

from dialogs.adapter import Adapter, Answer, OnTurn
from dialogs.inbound import Inbound, Malformed, read_activity
from dialogs.keys import KeysUnavailable
from dialogs.refusals import Refusals
from dialogs.tokens import CHANNEL, Claims, Unauthorized

PATH: Final = "/api/messages"
LARGEST_BODY: Final = 1024**2
SLOWEST_BODY: Final = 10.0
"""Seconds that a caller has for sending the body."""

_KNOWN_TYPES: Final = frozenset(
    {"message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate"}
    | {"installationUpdate", "invoke", "event", "typing", "endOfConversation"}
)
_log = structlog.get_logger("http")


class Verifier(Protocol):
    """Whoever knows the channel's tokens."""

    async def verify(self, header: str | None) -> Claims:
        """Give the claims; raise Unauthorized or KeysUnavailable."""
        ...


class Hosts(Protocol):
    """Whoever knows the service hosts."""

    def allows(self, url: str) -> bool:
        """Say whether the service URL may be called."""
        ...


class Refused(Exception):
    """A request gets no turn; `reason` is for the log, the caller is told the status's name."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(f"{status.value} {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Say who may speak; None for `authentication` or `tenants` lets anybody in (development)."""

    authentication: Verifier | None
    tenants: frozenset[str] | None
    hosts: Hosts

    def admits(self, tenants: set[str]) -> bool:
        """Say whether an activity may come from these tenants; two at once are a lie."""
        if self.tenants is None:
            return True
        return len(tenants) == 1 and tenants <= {tenant.lower() for tenant in self.tenants}


class Endpoint:
    """Check, run the turn, answer, and write one log line a request."""

    def __init__(
        self, adapter: Adapter, on_turn: OnTurn, *, door: Door, refusals: Refusals | None = None
    ) -> None:
        self._adapter = adapter
        self._on_turn = on_turn
        self._door = door
        self._refusals = refusals or Refusals()

    async def messages(self, request: web.Request) -> web.Response:
        """Answer one request; the aiohttp handler."""
        started = perf_counter()
        facts: dict[str, Any] = {"outcome": "done"}
        try:
            response = await self._answer(request, facts)
        except Refused as refusal:
            facts |= {"outcome": "refused", "reason": refusal.reason}
            self._refusals.note(refusal.reason)
            response = _error(refusal.status)
        except Exception as error:  # noqa: BLE001  # the turn's edge: whatever happens, the channel gets a short answer
            facts |= {"outcome": "failed", "error": type(error).__name__, "place": _place(error)}
            response = _error(HTTPStatus.INTERNAL_SERVER_ERROR)
        milliseconds = round((perf_counter() - started) * 1000, 1)
        _log.info("request", **facts, status=response.status, ms=milliseconds)
        return response

    async def _answer(self, request: web.Request, facts: dict[str, Any]) -> web.Response:
        claims = await self._authenticate(request)
        activity = await _read(request)
        facts["activity"] = activity.type if activity.type in _KNOWN_TYPES else "other"
        self._admit(activity, claims)
        answer = await self._adapter.run(activity.as_json(), self._on_turn, claims=claims or {})
        # What a handler declined is told in the log line of the request; the same word is counted.
        self._refusals.note(str(get_contextvars().get("declined", "")))
        return _response(answer)

    async def _authenticate(self, request: web.Request) -> Claims | None:
        """Check what can be known before the body is read; the claims, or None when nobody asks for any."""
        if request.content_type != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content-type")
        if (request.content_length or 0) > LARGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
        if self._door.authentication is None:
            return None
        headers = request.headers.getall("Authorization", [])
        if len(headers) > 1:  # whoever checks one must not be shown another
            raise Refused(HTTPStatus.UNAUTHORIZED, "several-tokens")
        try:
            return await self._door.authentication.verify(headers[0] if headers else None)
        except Unauthorized as error:
            raise Refused(HTTPStatus.UNAUTHORIZED, error.reason) from None
        except KeysUnavailable:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "no-signing-keys") from None

    def _admit(self, activity: Inbound, claims: Claims | None) -> None:
        if claims is not None and claims.get("serviceurl") != activity.service_url:
            raise Refused(HTTPStatus.UNAUTHORIZED, "service-url")
        if activity.channel_id != CHANNEL:
            raise Refused(HTTPStatus.FORBIDDEN, "channel")
        if not self._door.hosts.allows(activity.service_url):
            raise Refused(HTTPStatus.FORBIDDEN, "service-host")
        if not self._door.admits(activity.tenants):
            raise Refused(HTTPStatus.FORBIDDEN, "tenant")


async def _read(request: web.Request) -> Inbound:
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size") from None
    except web.RequestPayloadError:
        raise Refused(HTTPStatus.BAD_REQUEST, "payload") from None
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "slow") from None
    try:
        return read_activity(body)
    except Malformed:
        raise Refused(HTTPStatus.BAD_REQUEST, "malformed") from None


def _response(answer: Answer | None) -> web.Response:
    if answer is None:
        return web.Response(status=HTTPStatus.CREATED)
    if answer.body is None:
        return web.Response(status=answer.status)
    return _json(answer.status, answer.body)


def _error(status: HTTPStatus) -> web.Response:
    response = _json(status, {"error": status.phrase.lower()})
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _json(status: int, body: Mapping[str, Any]) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json")


def _place(error: Exception) -> str:
    """Name the line where it happened; the message stays unsaid, it may hold somebody's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}"
