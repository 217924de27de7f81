"""A loopback Entra: gives app tokens over TLS, at addresses that MSAL takes without asking Microsoft."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TENANT: Final = "adfs"
"""The one tenant name for which MSAL does not first ask Microsoft whether the authority is known."""
SECRET: Final = "loopback"  # noqa: S105 - opens nothing
_TOKEN: Final = "x" * 1500  # about as long as a real one


def entra_app() -> web.Application:
    """Answer the two questions of the client-credentials flow."""
    app = web.Application()
    app.router.add_get(f"/{TENANT}/.well-known/openid-configuration", _metadata)
    app.router.add_post(f"/{TENANT}/token", _token)
    return app


def tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for 127.0.0.1; give the server's context and the file that clients must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate, private = folder / "ca.pem", folder / "key.pem"
    certificate.write_bytes(_certificate(key).public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, private)
    return context, certificate


async def _metadata(request: web.Request) -> web.Response:
    place = f"https://{request.host}/{TENANT}"
    return web.json_response(
        {
            "issuer": place,
            "authorization_endpoint": f"{place}/authorize",
            "token_endpoint": f"{place}/token",
        }
    )


async def _token(request: web.Request) -> web.Response:
    form = await request.post()
    if form.get("client_secret") != SECRET:
        return web.json_response({"error": "invalid_client"}, status=401)
    return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": _TOKEN})


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
