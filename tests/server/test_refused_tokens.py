"""Tokens that are not the channel's own, at the door of the running app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.server.knocking import Headers, Knocker, bearer

Forge = Callable[[Knocker], str]

HEADERS: dict[str, tuple[str, Headers]] = {
    "none at all": ("no-token", []),
    "an empty one": ("no-token", [("Authorization", "")]),
    "the scheme alone": ("token", [("Authorization", "Bearer")]),
    "another scheme": ("token", [("Authorization", "Basic YWlubzphaW5v")]),
    "no token at all": ("token", [("Authorization", "Bearer evil")]),
    "three empty parts": ("token", [("Authorization", "Bearer ..")]),
    "two words": ("token", [("Authorization", "Bearer e30.e30.e30 e30.e30.e30")]),
    "eight thousand letters": ("token", [("Authorization", "Bearer " + "a" * 8000)]),
    "letters that are none": ("token", [("Authorization", "Bearer ääää.ööö.ååå")]),
}

CLAIMS: dict[str, tuple[str, dict[str, Any]]] = {
    "another issuer": ("issuer", {"iss": "https://evil.example"}),
    "the issuer of Entra": ("issuer", {"iss": "https://login.microsoftonline.com/common/v2.0"}),
    "no issuer": ("claim", {"iss": ...}),
    "another bot": ("audience", {"aud": "6f0c1e1a-0000-4000-8000-00000000evil"}),
    "this bot among others": ("audience", {"aud": ["another", "6f0c1e1a-0000-4000-8000-000000000001"]}),
    "no audience": ("claim", {"aud": ...}),
    "no end": ("claim", {"exp": ...}),
    "an end in words": ("claim", {"exp": "soon"}),
    "over long ago": ("expired", {"exp": 1_000_000_000}),
    "not yet valid": ("not-yet-valid", {"nbf": 32_000_000_000}),
    "a beginning in words": ("claim", {"nbf": "later"}),
    "no service address": ("service-url", {"serviceurl": ...}),
    "another service address": ("service-url", {"serviceurl": "https://smba.trafficmanager.net/emea/"}),
    "a list of service addresses": ("service-url", {"serviceurl": ["https://smba.trafficmanager.net/"]}),
}


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_with_the_public_key(form: str) -> Forge:
    """Take the key that everybody can fetch for a shared secret; PyJWT would not make such a token."""

    def forge(knocker: Knocker) -> str:
        public = knocker.town.issuer.public_key
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        secret = pem if form == "pem" else jwt.algorithms.RSAAlgorithm.to_jwk(public).encode()
        head = {"alg": "HS256", "typ": "JWT", "kid": knocker.town.issuer.key_id}
        begun = f"{encoded(head)}.{encoded(knocker.claims())}"
        return f"{begun}.{encoded(hmac.new(secret, begun.encode(), hashlib.sha256).digest())}"

    return forge


def unsigned(algorithm: str) -> Forge:
    def forge(knocker: Knocker) -> str:
        head = {"alg": algorithm, "typ": "JWT", "kid": knocker.town.issuer.key_id}
        return f"{encoded(head)}.{encoded(knocker.claims())}."

    return forge


def signed_by_a_stranger(algorithm: str, **head: Any) -> Forge:
    def forge(knocker: Knocker) -> str:
        is_curve = algorithm == "ES256"
        key = ec.generate_private_key(ec.SECP256R1()) if is_curve else rsa.generate_private_key(65537, 2048)
        headers = {"kid": knocker.town.issuer.key_id} | head
        if head.get("jwk"):
            headers["jwk"] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
        return jwt.encode(knocker.claims(), key, algorithm=algorithm, headers=headers)

    return forge


def without_its_signature(knocker: Knocker) -> str:
    return knocker.token().rpartition(".")[0] + "."


def with_claims_of_another(knocker: Knocker) -> str:
    head, _, signature = knocker.token().split(".")
    return f"{head}.{encoded(knocker.claims(aud='evil'))}.{signature}"


def of_a_key_that_nobody_knows(knocker: Knocker) -> str:
    return knocker.town.issuer.sign(knocker.claims(), key_id="../../../etc/passwd")


def that_names_no_key(knocker: Knocker) -> str:
    return jwt.encode(knocker.claims(), rsa.generate_private_key(65537, 2048), algorithm="RS256")


FORGED: dict[str, tuple[str, Forge]] = {
    "no algorithm": ("algorithm", unsigned("none")),
    "no algorithm, in other letters": ("algorithm", unsigned("NoNe")),
    "the right algorithm and no signature": ("signature", unsigned("RS256")),
    "the public key as a secret": ("algorithm", signed_with_the_public_key("pem")),
    "the published key as a secret": ("algorithm", signed_with_the_public_key("jwk")),
    "another family of keys": ("algorithm", signed_by_a_stranger("ES256")),
    "another padding": ("algorithm", signed_by_a_stranger("PS256")),
    "a longer hash": ("algorithm", signed_by_a_stranger("RS512")),
    "a stranger's key under the right name": ("signature", signed_by_a_stranger("RS256")),
    "a stranger's key brought along": ("signature", signed_by_a_stranger("RS256", jwk=True)),
    "an address of a stranger's keys": (
        "signature",
        signed_by_a_stranger("RS256", jku="https://evil.example/keys", x5u="https://evil.example/x"),
    ),
    "a key that nobody knows": ("unknown-key", of_a_key_that_nobody_knows),
    "no name of a key": ("unknown-key", that_names_no_key),
    "its signature cut off": ("signature", without_its_signature),
    "claims of another token": ("signature", with_claims_of_another),
}


@pytest.mark.parametrize("case", HEADERS)
async def test_a_request_without_a_proper_token_is_refused(knocker: Knocker, case: str):
    reason, headers = HEADERS[case]
    await knocker.is_refused(reason, 401, headers=headers)


@pytest.mark.parametrize("case", CLAIMS)
async def test_a_token_that_says_something_else_is_refused(knocker: Knocker, case: str):
    reason, changes = CLAIMS[case]
    await knocker.is_refused(reason, 401, headers=bearer(knocker.token(**changes)))


@pytest.mark.parametrize("case", FORGED)
async def test_a_forged_token_is_refused(knocker: Knocker, case: str):
    reason, forge = FORGED[case]
    await knocker.is_refused(reason, 401, headers=bearer(forge(knocker)))


@pytest.mark.parametrize("order", ["good first", "good last", "twice the same"])
async def test_two_authorization_headers_are_refused_though_one_is_good(knocker: Knocker, order: str):
    good, bad = f"Bearer {knocker.token()}", "Bearer e30.e30.e30"
    both = {"good first": (good, bad), "good last": (bad, good), "twice the same": (good, good)}[order]
    headers = [("Authorization", each) for each in both]
    await knocker.is_refused("several-tokens", 401, headers=headers)


@pytest.mark.parametrize("endorsements", [(), ("webchat", "skype")])
async def test_a_key_of_other_channels_is_refused(knocker: Knocker, endorsements: tuple[str, ...]):
    knocker.town.issuer.rotate(endorsements=endorsements)
    await knocker.is_refused("endorsement", 401)


async def test_a_token_that_was_good_is_refused_when_its_time_is_over(knocker: Knocker):
    token = knocker.token()
    assert await knocker.knocks(headers=bearer(token)) == 201
    knocker.town.clock.set(knocker.town.clock.now + timedelta(minutes=66))
    await knocker.is_refused("expired", 401, headers=bearer(token))


async def test_without_keys_nobody_gets_in_and_nobody_is_called_a_forger(knocker: Knocker):
    knocker.town.issuer.is_down = True
    knocker.town.clock.set(knocker.town.clock.now + timedelta(hours=49))
    await knocker.is_refused("no-signing-keys", 503)


async def test_what_is_good_is_neither_refused_nor_counted(knocker: Knocker):
    assert await knocker.knocks() == 201
    assert set(knocker.counts().values()) == {0}
    assert [line["outcome"] for line in knocker.logs] == ["done"]
