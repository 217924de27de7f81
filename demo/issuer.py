"""A loopback issuer of channel tokens: its own keys, metadata that can rotate, tokens good and bad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from demo.loopback import Loopback

_BITS: Final = 2048
_ENDORSEMENTS: Final = ("msteams",)


class LoopbackIssuer(Loopback):
    """Serve OpenID metadata and keys on 127.0.0.1, and sign as the Bot Framework would.

    `fetches` counts how often the metadata were read; `is_down` makes them answer 503.
    """

    def __init__(self) -> None:
        self.fetches = 0
        self.is_down = False
        self.metadata_url = ""
        self.issuer = ""
        self._generation = 0
        self._key = _new_key()
        self._endorsements: tuple[str, ...] = _ENDORSEMENTS
        self._runner: web.AppRunner | None = None

    async def start(self, *, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._metadata)
        app.router.add_get("/keys", self._jwks)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.metadata_url = f"{self.issuer}/.well-known/openid-configuration"

    async def stop(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def key_id(self) -> str:
        """Name the key that signs now."""
        return f"loopback-{self._generation}"

    @property
    def public_key(self) -> rsa.RSAPublicKey:
        """Give what everybody can fetch."""
        return self._key.public_key()

    def rotate(self, *, endorsements: tuple[str, ...] = _ENDORSEMENTS) -> None:
        """Throw the key away and sign with a new one from now on."""
        self._generation += 1
        self._key = _new_key()
        self._endorsements = endorsements

    def sign(self, claims: Mapping[str, Any], *, key_id: str | None = None) -> str:
        """Sign any claims with the current key; `key_id` puts another name into the header."""
        headers = {"kid": key_id or self.key_id}
        return jwt.encode(dict(claims), self._key, algorithm="RS256", headers=headers)

    def claims(
        self,
        *,
        app_id: str,
        service_url: str,
        now: datetime,
        lifetime: timedelta = timedelta(hours=1),
    ) -> dict[str, Any]:
        """Give the claims of a good channel token."""
        return {
            "iss": self.issuer,
            "aud": app_id,
            "serviceurl": service_url,
            "nbf": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }

    def token(self, *, app_id: str, service_url: str, now: datetime) -> str:
        """Sign a good channel token, valid for an hour."""
        return self.sign(self.claims(app_id=app_id, service_url=service_url, now=now))

    async def _metadata(self, _: web.Request) -> web.Response:
        self.fetches += 1
        if self.is_down:
            raise web.HTTPServiceUnavailable
        return web.json_response(
            {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _jwks(self, _: web.Request) -> web.Response:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        key |= {"kid": self.key_id, "use": "sig", "endorsements": list(self._endorsements)}
        return web.json_response({"keys": [key]})


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
