"""The app's own token: off the loop, one at a time, renewed in time."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from delivery.tokens import (
    CONNECTOR_SCOPE,
    AppTokens,
    TokenRefused,
    TokenUnreachable,
    certificate,
    client_secret,
    managed_identity,
    no_token,
)


class Entra:
    """A blocking acquire function that counts, may be slow, and may fail."""

    def __init__(self) -> None:
        self.scopes: list[str] = []
        self.threads: set[int] = set()
        self.seconds = 0.0
        self.lifetime = 3600
        self.failure: Exception | None = None

    def __call__(self, scope: str) -> dict[str, Any]:
        self.scopes.append(scope)
        self.threads.add(threading.get_ident())
        time.sleep(self.seconds)
        if self.failure:
            raise self.failure
        return {"access_token": f"{scope}-{len(self.scopes)}", "expires_in": self.lifetime}


@pytest.fixture
def entra():
    return Entra()


async def test_a_token_is_acquired_off_the_loop_once_for_all_who_wait(house, entra):
    entra.seconds = 0.05
    tokens = AppTokens(entra, clock=house.clock)
    assert set(await asyncio.gather(*(tokens.get("s") for _ in range(20)))) == {"s-1"}
    assert entra.scopes == ["s"]
    assert threading.get_ident() not in entra.threads


async def test_each_scope_has_its_own_token(house, entra):
    tokens = AppTokens(entra, clock=house.clock)
    assert [await tokens.get("a"), await tokens.get("b"), await tokens.get("a")] == ["a-1", "b-2", "a-1"]


async def test_a_token_is_renewed_five_minutes_before_it_expires(house, entra):
    tokens = AppTokens(entra, clock=house.clock)
    await tokens.get("s")
    house.clock.pass_by(seconds=3600 - 301)
    assert await tokens.get("s") == "s-1"
    house.clock.pass_by(seconds=1)
    assert await tokens.get("s") == "s-2"


async def test_the_last_five_minutes_carry_over_a_breakdown_of_entra(house, entra):
    tokens = AppTokens(entra, clock=house.clock)
    await tokens.get("s")
    entra.failure = TokenUnreachable()
    house.clock.pass_by(minutes=59)
    assert await tokens.get("s") == "s-1"
    house.clock.pass_by(minutes=1)
    with pytest.raises(TokenUnreachable):
        await tokens.get("s")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (
            {"error": "invalid_client", "error_description": "AADSTS7000215: secret of app 6f0c"},
            "invalid_client",
        ),
        ({}, "no_token"),
        ({"access_token": ""}, "no_token"),
    ],
)
async def test_a_refusal_names_its_code_and_no_secret(house, answer, code):
    with pytest.raises(TokenRefused) as error:
        await AppTokens(lambda _: answer, clock=house.clock).get()
    assert error.value.code == code
    assert "6f0c" not in str(error.value)


async def test_a_failed_acquisition_does_not_block_the_next(house, entra):
    tokens = AppTokens(entra, clock=house.clock)
    entra.failure = TokenUnreachable()
    for _ in range(2):
        with pytest.raises(TokenUnreachable):
            await tokens.get("s")
    entra.failure = None
    assert await tokens.get("s") == "s-3"


async def test_a_bot_without_an_app_id_has_no_token():
    assert await no_token() == ""


class EntraOverTls:
    """Entra's two addresses on loopback, with a certificate of a CA of our own."""

    def __init__(self, folder) -> None:
        self.ca = folder / "ca.pem"
        self.secrets: list[str] = []
        self.assertions: list[str] = []
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(key)
        self.ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private = folder / "key.pem"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(self.ca, private)
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._metadata)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self.server = TestServer(app, scheme="https")

    async def _metadata(self, request: web.Request) -> web.Response:
        place = f"https://{request.host}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": f"{place}/v2.0",
                "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
                "token_endpoint": f"{place}/oauth2/v2.0/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if "client_assertion" in form:
            self.assertions.append(str(form["client_assertion"]))
        else:
            self.secrets.append(str(form["client_secret"]))
        if form.get("client_secret", "right") != "right":
            return web.json_response({"error": "invalid_client"}, status=401)
        token = f"{form['client_id']} {form['scope']} {request.match_info['tenant']}"
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": token})


def _certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )


@pytest.fixture
async def entra_over_tls(tmp_path):
    made = EntraOverTls(tmp_path)
    await made.server.start_server(ssl=made.tls)
    yield made
    await made.server.close()


def acquire_from(entra_over_tls, *, secret):
    url = str(entra_over_tls.server.make_url("/"))
    return client_secret(app_id="app", secret=secret, tenant="tenant", login_url=url)


async def test_the_real_msal_gets_a_token_from_an_authority_it_does_not_know(
    house, entra_over_tls, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra_over_tls.ca))
    tokens = AppTokens(acquire_from(entra_over_tls, secret="right"), clock=house.clock)
    assert await tokens.get() == f"app {CONNECTOR_SCOPE} tenant"
    assert await tokens.get() == f"app {CONNECTOR_SCOPE} tenant"
    assert entra_over_tls.secrets == ["right"]


async def test_the_real_msal_passes_a_refusal_on(house, entra_over_tls, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra_over_tls.ca))
    with pytest.raises(TokenRefused, match="invalid_client"):
        await AppTokens(acquire_from(entra_over_tls, secret="wrong"), clock=house.clock).get()


async def test_an_authority_with_a_certificate_nobody_vouches_for_is_unreachable(house, entra_over_tls):
    with pytest.raises(TokenUnreachable):
        await AppTokens(acquire_from(entra_over_tls, secret="right"), clock=house.clock).get()
    assert not entra_over_tls.secrets


@pytest.mark.parametrize("is_key_first", [True, False], ids=["key first", "certificate first"])
async def test_the_real_msal_signs_with_the_key_of_a_certificate(
    house, entra_over_tls, monkeypatch, is_key_first
):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    shown = _certificate(key)
    parts = [
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        shown.public_bytes(serialization.Encoding.PEM),
    ]
    pem = b"".join(parts if is_key_first else reversed(parts)).decode()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(entra_over_tls.ca))
    url = str(entra_over_tls.server.make_url("/"))
    acquire = certificate(app_id="app", pem=pem, tenant="tenant", login_url=url)
    assert await AppTokens(acquire, clock=house.clock).get() == f"app {CONNECTOR_SCOPE} tenant"
    (assertion,) = entra_over_tls.assertions
    claims = jwt.decode(
        assertion,
        key.public_key(),
        algorithms=["PS256", "RS256"],
        audience=None,
        options={"verify_aud": False},
    )
    assert claims["iss"] == claims["sub"] == "app"
    thumbprint = base64.urlsafe_b64encode(shown.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
    assert jwt.get_unverified_header(assertion)["x5t#S256"].rstrip("=") == thumbprint


async def test_a_managed_identity_asks_the_machine_it_runs_on(house, monkeypatch):
    asked = []

    async def token(request: web.Request) -> web.Response:
        asked.append(dict(request.query))
        expires = int(datetime.now(UTC).timestamp()) + 3600
        return web.json_response(
            {"access_token": "from the machine", "expires_on": str(expires), "resource": "r"}
        )

    app = web.Application()
    app.router.add_get("/token", token)
    client = await house.serve(app)
    monkeypatch.setenv("IDENTITY_ENDPOINT", str(client.make_url("/token")))
    monkeypatch.setenv("IDENTITY_HEADER", "x")
    tokens = AppTokens(managed_identity(app_id="app"), clock=house.clock)
    assert await tokens.get() == "from the machine"
    assert asked[0]["resource"] == "https://api.botframework.com"
    assert asked[0]["client_id"] == "app"
