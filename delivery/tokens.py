"""The app's own token for the Bot Connector and Graph: fetched off the loop, once for everybody who asks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS

CONNECTOR_SCOPE = "https://api.botframework.com/.default"
RENEW_BEFORE = timedelta(minutes=5)
ENTRA_TIMEOUT = 10.0
"""Seconds that one call to Entra may take."""

Acquire = Callable[[str], Mapping[str, Any]]
"""Blocking: scope -> MSAL's answer (`access_token` and `expires_in`, or `error`)."""


class TokenRefused(Exception):
    """Entra answers, and says no: the secret, the app or the tenant is wrong."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"Entra refuses a token: {code}")


class TokenUnreachable(Exception):
    """Entra cannot be reached or does not make sense."""

    def __init__(self, cause: str = "no answer") -> None:
        super().__init__(f"Entra cannot be reached: {cause}")


class AppTokens:
    """Keep one token a scope until five minutes before it expires; one acquisition at a time."""

    def __init__(self, acquire: Acquire, *, clock: Callable[[], datetime]) -> None:
        self._acquire = acquire
        self._clock = clock
        self._slots: dict[str, _Slot] = {}

    async def get(self, scope: str = CONNECTOR_SCOPE) -> str:
        """Give a token that lives; raise TokenRefused or TokenUnreachable when there is none."""
        slot = self._slots.setdefault(scope, _Slot())
        if slot.is_fresh(self._clock()):
            return slot.token
        async with slot.lock:
            if not slot.is_fresh(self._clock()):
                await self._renew(scope, slot)
        return slot.token

    async def _renew(self, scope: str, slot: _Slot) -> None:
        asked = self._clock()
        try:
            answer = await asyncio.to_thread(self._acquire, scope)
        except TokenUnreachable:
            if slot.lives(asked):  # the last minutes of the old token carry us over
                return
            raise
        slot.token, lifetime = _read(answer)
        slot.expires = asked + lifetime


async def no_token(_scope: str = CONNECTOR_SCOPE) -> str:
    """Stand for a bot without an app id: no Authorization header is sent (development)."""
    return ""


def client_secret(*, app_id: str, secret: str, tenant: str, login_url: str) -> Acquire:
    """Acquire with the app's secret."""
    return _confidential(secret, app_id=app_id, tenant=tenant, login_url=login_url)


def certificate(*, app_id: str, pem: str, tenant: str, login_url: str) -> Acquire:
    """Acquire with the key of a certificate; `pem` holds both, and MSAL computes the thumbprint."""
    credential = {"private_key": pem, "public_certificate": pem}
    return _confidential(credential, app_id=app_id, tenant=tenant, login_url=login_url)


def _confidential(credential: object, *, app_id: str, tenant: str, login_url: str) -> Acquire:
    """Acquire as an app with a credential; MSAL's client needs the network, so the first call builds it."""
    authority = f"{login_url.rstrip('/')}/{tenant}"
    known = (urlsplit(login_url).hostname or "") in WELL_KNOWN_AUTHORITY_HOSTS
    clients: list[Any] = []

    def acquire(scope: str) -> Mapping[str, Any]:
        with _network():
            if not clients:
                clients.append(
                    msal.ConfidentialClientApplication(
                        app_id,
                        client_credential=credential,
                        authority=authority,
                        instance_discovery=None if known else False,
                        timeout=ENTRA_TIMEOUT,
                    )
                )
            answer: Mapping[str, Any] = clients[0].acquire_token_for_client(scopes=[scope])
            return answer

    return acquire


def managed_identity(*, app_id: str) -> Acquire:
    """Acquire with the user-assigned managed identity of the machine the bot runs on."""
    session = requests.Session()
    # requests itself would wait for ever
    session.request = partial(session.request, timeout=ENTRA_TIMEOUT)  # type: ignore[method-assign]
    client = msal.ManagedIdentityClient(
        msal.UserAssignedManagedIdentity(client_id=app_id), http_client=session
    )

    def acquire(scope: str) -> Mapping[str, Any]:
        with _network():
            resource = scope.removesuffix("/.default")
            answer: Mapping[str, Any] = client.acquire_token_for_client(resource=resource)
            return answer

    return acquire


@dataclass(slots=True)
class _Slot:
    token: str = ""
    expires: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_fresh(self, now: datetime) -> bool:
        return self.lives(now + RENEW_BEFORE)

    def lives(self, now: datetime) -> bool:
        return self.expires is not None and now < self.expires


def _read(answer: Mapping[str, Any]) -> tuple[str, timedelta]:
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        raise TokenRefused(str(answer.get("error") or "no_token")[:64])
    return token, timedelta(seconds=int(answer.get("expires_in") or 0))


@contextlib.contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # requests raises OSErrors, MSAL's discovery ValueErrors
        raise TokenUnreachable(type(error).__name__) from error
