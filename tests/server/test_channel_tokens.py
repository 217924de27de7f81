"""Keys come and go, fetches are few, and what was verified once is not verified again."""

from __future__ import annotations

import asyncio

import jwt
import pytest
from aiohttp import web

from dialogs import tokens
from dialogs.keys import KeysUnavailable, SigningKeys
from dialogs.tokens import Unauthorized


def header(house, **changes):
    return f"Bearer {house.issuer.sign(house.claims(**changes))}"


async def test_many_requests_at_once_fetch_the_keys_once(house):
    verifier = house.channel_tokens()
    await asyncio.gather(*(verifier.verify(header(house, n=n)) for n in range(20)))
    assert house.issuer.fetches == 1


async def test_a_rotation_is_survived_at_once_by_many_requests_with_one_more_fetch(house):
    verifier = house.channel_tokens()
    await verifier.verify(header(house))
    house.issuer.rotate()
    await asyncio.gather(*(verifier.verify(header(house, n=n)) for n in range(20)))
    assert house.issuer.fetches == 2


async def test_forged_key_ids_cannot_hammer_the_issuer(house):
    verifier = house.channel_tokens()
    for n in range(50):
        with pytest.raises(Unauthorized, match="unknown-key"):
            await verifier.verify(f"Bearer {house.issuer.sign(house.claims(), key_id=f'forged-{n}')}")
    assert house.issuer.fetches == 3
    for _ in range(6):
        house.clock.pass_by(seconds=5)
        with pytest.raises(Unauthorized):
            await verifier.verify(f"Bearer {house.issuer.sign(house.claims(), key_id='forged')}")
    assert house.issuer.fetches == 6


async def test_a_rotation_right_after_a_forgery_is_survived_too(house):
    verifier = house.channel_tokens()
    with pytest.raises(Unauthorized):
        await verifier.verify(f"Bearer {house.issuer.sign(house.claims(), key_id='forged')}")
    house.issuer.rotate()
    await verifier.verify(header(house))


async def test_a_rotation_in_the_middle_of_an_attack_is_survived_within_ten_seconds(house):
    verifier = house.channel_tokens()
    for n in range(9):
        with pytest.raises(Unauthorized):
            await verifier.verify(f"Bearer {house.issuer.sign(house.claims(), key_id=f'forged-{n}')}")
    house.issuer.rotate()
    house.clock.pass_by(seconds=10)
    await verifier.verify(header(house))


async def test_keys_are_fetched_anew_after_a_day(house):
    verifier = house.channel_tokens()
    await verifier.verify(header(house))
    house.clock.pass_by(hours=23, minutes=59)
    await verifier.verify(header(house))
    assert house.issuer.fetches == 1
    house.clock.pass_by(minutes=1)
    await verifier.verify(header(house))
    assert house.issuer.fetches == 2


async def test_old_keys_serve_while_the_issuer_is_down_but_not_for_ever(house):
    verifier = house.channel_tokens()
    await verifier.verify(header(house))
    house.issuer.is_down = True
    house.clock.pass_by(hours=47)
    await verifier.verify(header(house))
    house.clock.pass_by(hours=1)
    with pytest.raises(KeysUnavailable):
        await verifier.verify(header(house))


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        "{}",
        '{"jwks_uri": 7}',
        '{"jwks_uri": "http://127.0.0.1:1/"}',
        "no json",
        '{"keys": 1, "jwks_uri": ""}',
    ],
)
async def test_senseless_metadata_mean_that_nothing_is_known(house, document):
    app = web.Application()

    async def metadata(_):
        return web.Response(text=document)

    app.router.add_get("/", metadata)
    client = await house.serve(app)
    url = str(client.make_url("/"))
    keys = SigningKeys(house.session, metadata_url=url, clock=house.clock)
    with pytest.raises(KeysUnavailable):
        await keys.find("loopback-0")


async def test_a_key_that_cannot_be_read_does_not_spoil_the_others(house):
    app = web.Application()

    async def answer(request):
        async with house.session.get(f"{house.issuer.issuer}/keys") as response:
            good = (await response.json())["keys"]
        bad = [{"kid": "a"}, {"kid": "b", "kty": "EC"}, {"kty": "RSA", "n": "!", "e": "AQAB"}, 7, None]
        return web.json_response({"keys": bad + good, "jwks_uri": str(request.url)})

    app.router.add_get("/", answer)
    url = str((await house.serve(app)).make_url("/"))
    keys = SigningKeys(house.session, metadata_url=url, clock=house.clock)
    found = await keys.find("loopback-0")
    assert found is not None
    assert found.endorsements == {"msteams"}
    assert await keys.find("b") is None


async def test_a_token_is_verified_once_until_it_expires(house, monkeypatch):
    decoded = []
    real = jwt.decode

    def decode(token, key, **kwargs):
        decoded.append(token)
        return real(token, key, **kwargs)

    monkeypatch.setattr(tokens.jwt, "decode", decode)
    verifier = house.channel_tokens()
    good = header(house)
    for _ in range(5):
        assert (await verifier.verify(good))["aud"] == house.app_id
    assert len(decoded) == 1
    house.clock.pass_by(minutes=66)
    with pytest.raises(Unauthorized, match="expired"):
        await verifier.verify(good)


async def test_the_memory_of_verified_tokens_is_bounded_and_forgets_the_longest_unused(house, monkeypatch):
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    verifier = house.channel_tokens()
    first = header(house, n=0)
    await verifier.verify(first)
    for n in range(1, 6):
        await verifier.verify(header(house, n=n))
        await verifier.verify(first)
    assert sorted(claims["n"] for claims in verifier._verified.values()) == [0, 4, 5]
