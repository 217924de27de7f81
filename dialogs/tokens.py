"""Whether a request really comes from the channel: its signed token, checked against the channel's keys."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

from dialogs.keys import SigningKey, SigningKeys

CHANNEL = "msteams"
LEEWAY = timedelta(minutes=5)
REMEMBERED = 1000

Claims = Mapping[str, Any]


class Unauthorized(Exception):
    """A token is not accepted; `reason` is one word for the log, never for the caller."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"token refused: {reason}")


class ChannelTokens:
    """Verify inbound tokens: RS256, issuer, audience, times, and a key endorsed for Teams."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        app_id: str,
        issuer: str,
        metadata_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        if not app_id:
            raise ValueError("without an app id every token would do")
        self._app_id = app_id
        self._issuer = issuer
        self._clock = clock
        self._keys = SigningKeys(session, metadata_url=metadata_url, clock=clock)
        self._verified: OrderedDict[bytes, Claims] = OrderedDict()

    async def verify(self, header: str | None) -> Claims:
        """Give the claims of an Authorization header; raise Unauthorized or KeysUnavailable."""
        token = _bearer(header)
        digest = hashlib.sha256(token.encode("ascii")).digest()
        claims = self._verified.get(digest)
        if claims is None:
            claims = self._checked(token, await self._key(token))
        _check_times(claims, now=self._clock())
        self._remember(digest, claims)
        return claims

    async def _key(self, token: str) -> SigningKey:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise Unauthorized("token") from None
        if header.get("alg") != "RS256":
            raise Unauthorized("algorithm")
        key = await self._keys.find(str(header.get("kid")))
        if key is None:
            raise Unauthorized("unknown-key")
        if CHANNEL not in key.endorsements:
            raise Unauthorized("endorsement")
        return key

    def _checked(self, token: str, key: SigningKey) -> Claims:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                options={
                    "require": ["exp", "iss", "aud"],
                    "strict_aud": True,
                    "verify_exp": False,  # the times are checked below, at every use and by our clock
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise Unauthorized(_REASONS.get(type(error), "token")) from None

    def _remember(self, digest: bytes, claims: Claims) -> None:
        self._verified[digest] = claims
        self._verified.move_to_end(digest)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)


_REASONS: dict[type[Exception], str] = {
    jwt.InvalidSignatureError: "signature",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidAudienceError: "audience",
    jwt.MissingRequiredClaimError: "claim",
}


def _bearer(header: str | None) -> str:
    if not header:
        raise Unauthorized("no-token")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise Unauthorized("token")
    return token


def _check_times(claims: Claims, *, now: datetime) -> None:
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(begins, int | float):
        raise Unauthorized("claim")
    if moment >= expires + leeway:
        raise Unauthorized("expired")
    if moment < begins - leeway:
        raise Unauthorized("not-yet-valid")
