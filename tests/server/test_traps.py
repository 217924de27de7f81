"""Ten traps of botbuilder 4.17.1, each shown beside its remedy."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, AdaptiveCardInvokeResponse
from botframework.connector.auth import AuthenticateRequestResult, ClaimsIdentity, jwt_token_extractor
from botframework.connector.auth import microsoft_app_credentials as stock_credentials
from botframework.connector.auth._user_token_client_impl import _UserTokenClientImpl
from msrest.service_client import _ServiceClientCore
from msrest.universal_http.requests import ClientRetryPolicy

from delivery.connector import ConnectorError
from delivery.tokens import AppTokens
from dialogs.tokens import ChannelTokens

URL = "/api/messages"


class CardBot(ActivityHandler):
    async def on_invoke_activity(self, _):
        return InvokeResponse(status=200, body={"statusCode": 200, "value": {"type": "AdaptiveCard"}})


class ThanksBot(ActivityHandler):
    """What the SDK's own hook invites one to write."""

    async def on_adaptive_card_invoke(self, _, invoke_value):
        self.seen = invoke_value.action
        return AdaptiveCardInvokeResponse(
            status_code=200, type="application/vnd.microsoft.activity.message", value="Kiitos"
        )


class FakeMsal:
    """Counts acquisitions, and on which threads they run."""

    threads: list[int] = []  # noqa: RUF012  # emptied by the fixture

    def __init__(self, **_: Any) -> None: ...

    def acquire_token_silent(self, _: Any, **__: Any) -> None:
        return None

    def acquire_token_for_client(self, **_: Any) -> dict[str, Any]:
        self.threads.append(threading.get_ident())
        return {"access_token": "made-up", "expires_in": 3600}


def stock_adapter(*, app_id: str = "") -> CloudAdapter:
    settings = SimpleNamespace(APP_ID=app_id, APP_PASSWORD="x" if app_id else "", APP_TYPE="MultiTenant")
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(settings))


async def stock_door(house, bot, *, app_id: str = ""):
    adapter = stock_adapter(app_id=app_id)
    app = web.Application()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)

    app.router.add_route("*", URL, messages)
    return await house.serve(app)


async def stock_turn(adapter, house, *, app_id: str = "", on_turn=None) -> Any:
    """Run the SDK's turn with a request that counts as verified."""
    identity = ClaimsIdentity({"aud": app_id, "appid": app_id} if app_id else {}, True)
    result = AuthenticateRequestResult()
    result.claims_identity = identity
    result.audience = "https://api.botframework.com"
    result.connector_factory = adapter.bot_framework_authentication.create_connector_factory(identity)
    activity = Activity().deserialize(house.activity())
    return await adapter.process_activity(result, activity, on_turn or house.bot.on_turn)


@pytest.fixture(autouse=True)
def fake_msal(monkeypatch):
    FakeMsal.threads = []
    monkeypatch.setattr(stock_credentials, "ConfidentialClientApplication", FakeMsal)
    return FakeMsal


@pytest.fixture
def counted(monkeypatch):
    """Count what the SDK builds and looks up."""
    counts: Counter[str] = Counter()

    class Codes(list):
        def __contains__(self, code: object) -> bool:
            counts["codes"] += 1
            return super().__contains__(code)

    def count(owner: Any, name: str) -> None:
        original = owner.__init__

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            counts[name] += 1
            original(self, *args, **kwargs)

        monkeypatch.setattr(owner, "__init__", init)

    monkeypatch.setattr(ClientRetryPolicy, "safe_codes", Codes(ClientRetryPolicy.safe_codes))
    count(_ServiceClientCore, "clients")
    count(_UserTokenClientImpl, "sign-in clients")
    return counts


async def test_trap_1_an_invoke_with_a_body_is_answered_where_the_sdk_serialises_it_twice(house):
    stock = await stock_door(house, CardBot())
    assert (await stock.post(URL, json=house.invoke())).status == 500

    house.bot = CardBot()
    ours = await house.open()
    response = await ours.post(URL, json=house.invoke(), headers=house.headers())
    assert (response.status, response.content_type) == (200, "application/json")
    assert await response.json() == {"statusCode": 200, "value": {"type": "AdaptiveCard"}}


async def test_trap_2_a_plain_dict_goes_out_where_the_sdk_cannot_serialise_a_string(house):
    thanks = ThanksBot()
    stock = await stock_door(house, thanks)
    assert (await stock.post(URL, json=house.invoke())).status == 500
    assert isinstance(thanks.seen, dict), "the SDK promises an object with attributes"

    ours = await house.open()
    response = await ours.post(URL, json=house.invoke(), headers=house.headers())
    assert response.status == 200
    value = (await response.json())["value"]
    assert value["body"][0] == {"type": "TextBlock", "text": "Kiitos", "x": None}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"{}", "skip_auto_headers": ["Content-Type"]}, 415),
        ({"json": {"type": "message"}, "headers": {"Authorization": "Bearer abc"}}, 401),
    ],
)
async def test_trap_3_a_bad_request_has_its_own_status_where_the_sdk_answers_500(house, request_, status):
    stock = await stock_door(house, house.bot, app_id=house.app_id)
    assert (await stock.post(URL, **request_)).status == 500

    ours = await house.open(authenticated=status == 401)
    response = await ours.post(URL, **request_)
    assert response.status == status
    assert list(await response.json()) == ["error"]


async def test_trap_3_a_wrong_method_is_405_where_the_sdk_answers_500(house):
    stock = await stock_door(house, house.bot)
    assert (await stock.get(URL)).status == 500

    assert (await (await house.open()).get(URL)).status == 405


async def test_trap_4_a_rotated_key_is_fetched_at_once_where_the_sdk_raises_an_index_error(house):
    stock = jwt_token_extractor._OpenIdMetadata(house.issuer.metadata_url)
    stock.keys, stock.last_updated = [{"kid": "loopback-0"}], datetime(2999, 1, 1)  # noqa: DTZ001  # the SDK's clock has no zone
    with pytest.raises(IndexError):
        await stock.get("loopback-1")

    ours = await house.open()
    assert await house.post(ours, house.activity()) == 201
    house.issuer.rotate()
    assert await house.post(ours, house.activity()) == 201


async def test_trap_4_keys_are_fetched_off_the_loop_where_the_sdk_blocks_it_without_a_timeout(
    house, monkeypatch
):
    asked: list[tuple[int, Any]] = []

    def get(url: str, **options: Any) -> Any:
        asked.append((threading.get_ident(), options.get("timeout")))
        raise OSError

    monkeypatch.setattr(jwt_token_extractor.requests, "get", get)
    with pytest.raises(OSError):  # noqa: PT011  # the one raised above
        await jwt_token_extractor._OpenIdMetadata(house.issuer.metadata_url).get("loopback-0")
    assert asked == [(threading.get_ident(), None)]

    # the issuer runs on this very loop: a blocking fetch would wait for itself for ever
    assert await asyncio.wait_for(house.post(await house.open(), house.activity()), timeout=10) == 201
    assert len(asked) == 1


async def test_trap_5_one_token_serves_many_turns_where_the_sdk_blocks_the_loop_in_each(house, fake_msal):
    stock = stock_adapter(app_id="app")
    for _ in range(3):
        await stock_turn(stock, house, app_id="app")
    assert fake_msal.threads == [threading.get_ident()] * 3

    threads: list[int] = []

    def acquire(scope: str) -> dict[str, Any]:
        threads.append(threading.get_ident())
        return {"access_token": "made-up", "expires_in": 3600}

    house.token = AppTokens(acquire, clock=house.clock).get
    ours = await house.open()
    assert [await house.post(ours, house.activity()) for _ in range(3)] == [201] * 3
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()
    assert {call.authorization for call in house.service.calls[3:]} == {"Bearer made-up"}


async def test_trap_6_no_turn_looks_through_the_retry_codes_that_cost_the_sdk_most_of_its_time(
    house, counted
):
    await stock_turn(stock_adapter(), house)
    assert counted["codes"] > 900
    assert counted["clients"] >= 1

    counted.clear()
    assert await house.post(await house.open(), house.activity()) == 201
    assert (counted["codes"], counted["clients"]) == (0, 0)


async def test_trap_7_calls_share_connections_and_need_no_threads_as_the_sdks_do(house):
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    house.service.latency = 0.05
    adapter = stock_adapter()
    await asyncio.gather(*(stock_turn(adapter, house) for _ in range(8)))
    assert house.service.peak <= 2, "the SDK sends from threads"
    assert house.service.sockets == 8, "and opens a connection a turn"

    house.service.peak = 0
    ours = await house.open()
    assert set(await asyncio.gather(*(house.post(ours, house.activity()) for _ in range(8)))) == {201}
    assert house.service.peak == 8
    assert {await house.post(ours, house.activity()) for _ in range(8)} == {201}
    assert house.service.sockets == 16


async def test_trap_8_an_update_is_tried_once_where_the_sdk_repeats_it_in_silence(house, monkeypatch):
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)

    async def update(context: Any) -> None:
        await context.update_activity(Activity(id="1", type="message", text="uusi"))

    house.service.refuse(503, times=9)
    with pytest.raises(Exception, match="Error occurred in request"):
        await stock_turn(stock_adapter(), house, on_turn=update)
    assert len(house.service.calls) == 4

    with pytest.raises(ConnectorError) as error:
        await house.connector().update(house.service.service_url, "a:aino", "1", {"type": "message"})
    assert (error.value.status, len(house.service.calls)) == (503, 5)


async def test_trap_9_a_foreign_tenant_is_refused_where_the_sdk_asks_nobody(house):
    foreign = {"id": "a:x", "tenantId": "somebody-else"}
    stock = await stock_door(house, house.bot)  # and without an app id it asks for no token either
    activity = house.activity(conversation=foreign, channelData={"tenant": {"id": "somebody-else"}})
    assert (await stock.post(URL, json=activity)).status == 201

    turns = len(house.bot.turns)
    assert await house.post(await house.open(), activity) == 403
    assert len(house.bot.turns) == turns


async def test_trap_9_an_empty_app_id_is_an_error_where_the_sdk_lets_everybody_in(house):
    with pytest.raises(ValueError, match="app id"):
        ChannelTokens(house.session, app_id="", issuer="i", metadata_url="u", clock=lambda: datetime.now(UTC))


async def test_trap_9_no_token_leaves_for_a_host_that_is_not_listed(house):
    async def token() -> str:
        raise AssertionError("a token was asked for")

    house.token = token
    with pytest.raises(ConnectorError, match="forbidden-host"):
        await house.connector().send("https://smba.example.com/", "a:aino", {"type": "message"})


async def test_trap_10_no_sign_in_client_is_built_where_the_sdk_builds_one_a_turn(house, counted):
    await stock_turn(stock_adapter(), house)
    assert counted["sign-in clients"] == 1

    assert await house.post(await house.open(), house.activity()) == 201
    assert counted["sign-in clients"] == 1
    assert house.bot.clients[-1] is None
