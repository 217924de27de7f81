from __future__ import annotations

import aiohttp
import jwt
import pytest
import pytest_asyncio
from aiohttp import web

from demo.issuer import LoopbackIssuer
from demo.people import AINO, APP_ID, EERO, TENANT_ID
from demo.shim import Shim


@pytest_asyncio.fixture
async def shim():
    async with LoopbackIssuer() as issuer, Shim(issuer, app_id=APP_ID, tenant_id=TENANT_ID) as started:
        yield started


@pytest_asyncio.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest_asyncio.fixture
async def bot(shim):
    """Answer with what was received: the claims of the token and the activity."""

    async def messages(request):
        claims = jwt.decode(
            request.headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False}
        )
        return web.json_response({"claims": claims, "activity": await request.json()})

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shim.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield
    await runner.cleanup()


@pytest.fixture
def activity():
    return {
        "type": "message",
        "locale": "en-US",
        "serviceUrl": "http://elsewhere.example/",
        "conversation": {"id": AINO.chat_id},
        "channelData": {"source": {"name": "message"}},
        "entities": [{"type": "clientInfo", "locale": "en-US", "platform": "Web"}, {"type": "mention"}],
    }


async def test_what_the_client_says_reaches_the_bot_as_the_channel_would_say_it(shim, bot, session, activity):
    shim.open(AINO, locale="sv-FI")
    async with session.post(shim.endpoint(AINO), json=activity) as answer:
        seen = await answer.json()
    assert seen["activity"] == {
        "type": "message",
        "locale": "sv-FI",
        "serviceUrl": shim.service_url,
        "conversation": {"id": AINO.chat_id, "tenantId": TENANT_ID},
        "channelData": {"source": {"name": "message"}, "tenant": {"id": TENANT_ID}},
        "entities": [
            {"type": "clientInfo", "locale": "sv-FI", "country": "FI", "platform": "Web"},
            {"type": "mention"},
        ],
    }
    assert seen["claims"]["aud"] == APP_ID
    assert seen["claims"]["serviceurl"] == shim.service_url


async def test_a_window_speaks_its_persons_language_unless_told_otherwise(shim, bot, session, activity):
    shim.open(EERO)
    async with session.post(shim.endpoint(EERO), json=activity) as answer:
        assert (await answer.json())["activity"]["locale"] == EERO.locale


async def test_people_without_a_window_are_served_too(shim, session):
    async with session.post(
        f"{shim.service_url}v3/conversations", json={"members": [{"id": "29:maija"}]}
    ) as answer:
        assert (answer.status, await answer.json()) == (201, {"id": "a:maija"})
    async with session.post(
        f"{shim.service_url}v3/conversations/a:maija/activities", json={"type": "message"}
    ) as answer:
        sent = (await answer.json())["id"]
    url = f"{shim.service_url}v3/conversations/a:maija/activities/{sent}"
    for method, expected in (("PUT", 200), ("DELETE", 200), ("GET", 404)):
        async with session.request(method, url) as answer:
            assert answer.status == expected
    calls = await shim.wait_for(5)
    assert [(call.method, call.conversation, call.activity) for call in calls] == [
        ("POST", "", ""),
        ("POST", "a:maija", ""),
        ("PUT", "a:maija", sent),
        ("DELETE", "a:maija", sent),
        ("GET", "a:maija", sent),
    ]
    assert calls[1].body == {"type": "message"}


async def test_refusals_are_given_in_order_and_recorded(shim, session):
    shim.refuse(429, headers={"Retry-After": "2"}, times=2)
    shim.refuse(403, body={"error": {"code": "ConversationBlockedByUser"}})
    url = f"{shim.service_url}v3/conversations/a:aino/activities"
    for expected in (429, 429, 403, 201):
        async with session.post(url, json={}) as answer:
            assert answer.status == expected
            assert answer.headers.get("Retry-After") == ("2" if expected == 429 else None)
    assert [call.status for call in shim.calls] == [429, 429, 403, 201]


async def test_a_closed_window_and_an_absent_bot_are_bad_gateways(shim, session, activity):
    shim.open(AINO, url="http://127.0.0.1:9")
    shim.bot_url = "http://127.0.0.1:9/api/messages"
    async with session.post(shim.endpoint(AINO), json=activity) as answer:
        assert answer.status == 502
    async with session.post(f"{shim.service_url}v3/conversations/a:aino/activities", json={}) as answer:
        assert answer.status == 502
