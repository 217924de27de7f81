"""The client of Graph: patient where it is asked to be, and never far from home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from directory.delta_accounts import accounts_path
from directory.delta_groups import groups_path
from directory.graph import ATTEMPTS, LONGEST_WAIT, Graph, GraphBusy, GraphError, LinkExpired
from tests.directory.loopback_graph import TOKEN, Failure, LoopbackGraph

ALL = accounts_path("department")
BUSY = Failure(429, "TooManyRequests")


class Slept(list):
    """Waits that would have been."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def loopback() -> LoopbackGraph:
    return LoopbackGraph()


async def token_for(scope: str) -> str:
    assert scope.endswith("/.default")
    return TOKEN


@pytest.fixture
async def graph(loopback, slept) -> AsyncIterator[Graph]:
    server = TestServer(loopback.app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        yield Graph(session, token_for, url=str(server.make_url("/v1.0")), sleep=slept)
    await server.close()


async def test_an_answer_is_given_as_it_is(graph):
    assert (await graph.get(ALL))["value"] == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_busy_graph_is_asked_again_after_ever_longer_waits(graph, loopback, slept, status):
    loopback.fail(*[Failure(status, "busy")] * 3)
    assert await graph.get(ALL)
    assert slept == [1.0, 2.0, 4.0]


async def test_it_waits_as_long_as_graph_asks_in_seconds(graph, loopback, slept):
    loopback.fail(Failure(429, "TooManyRequests", retry_after="17"))
    assert await graph.get(ALL)
    assert slept == [17.0]


async def test_it_waits_as_long_as_graph_asks_by_a_date(graph, loopback, slept):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    loopback.fail(Failure(503, "serviceNotAvailable", retry_after=until))
    assert await graph.get(ALL)
    assert 85 <= slept[0] <= 91


@pytest.mark.parametrize("text", ["soon", "-5", "0", "Mon, 01 Jan 2001 00:00:00 GMT"])
async def test_a_senseless_wish_for_patience_is_an_ordinary_wait(graph, loopback, slept, text):
    loopback.fail(Failure(429, "TooManyRequests", retry_after=text))
    assert await graph.get(ALL)
    assert slept == [1.0]


async def test_a_wish_for_too_much_patience_is_for_another_run(graph, loopback, slept):
    loopback.fail(Failure(429, "TooManyRequests", retry_after=str(LONGEST_WAIT + 1)))
    with pytest.raises(GraphBusy, match="429: TooManyRequests"):
        await graph.get(ALL)
    assert slept == []


async def test_patience_has_an_end(graph, loopback, slept):
    loopback.fail(*[Failure(500, "InternalServerError")] * ATTEMPTS)
    with pytest.raises(GraphBusy) as error:
        await graph.get(ALL)
    assert (error.value.status, error.value.code) == (500, "InternalServerError")
    assert len(slept) == ATTEMPTS - 1


async def test_an_answer_that_was_cut_short_is_asked_for_again(graph, loopback):
    loopback.fail(Failure(200, body='{"value": [{"id": "0a'), Failure(200, body="<html>sign in</html>"))
    assert (await graph.get(ALL))["value"] == []


async def test_a_graph_that_is_not_there_is_busy_with_status_nothing(slept):
    async with aiohttp.ClientSession() as session:
        with pytest.raises(GraphBusy, match="Graph answers nothing"):
            await Graph(session, token_for, url="http://127.0.0.1:9/v1.0", sleep=slept).get(ALL)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (410, "syncStateNotFound"),
        (410, "resyncRequired"),
        (400, "SyncStateNotFound"),
        (400, "resyncRequired"),
        (400, "Directory_ExpiredPageToken"),
        (404, "syncStateNotFound"),
    ],
)
async def test_a_link_that_is_too_old_is_told_apart(graph, loopback, status, code):
    loopback.fail(Failure(status, code))
    with pytest.raises(LinkExpired):
        await graph.get(ALL)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (302, "unknown"),
        (400, "Request_BadRequest"),
        (401, "Authentication_ExpiredToken"),
        (403, "Authorization_RequestDenied"),
        (404, "Request_ResourceNotFound"),
    ],
)
async def test_a_refusal_is_not_tried_again_and_names_its_code_alone(graph, loopback, slept, status, code):
    loopback.fail(Failure(status, code))
    with pytest.raises(GraphError, match=f"{status}: {code}") as error:
        await graph.get(ALL)
    assert not isinstance(error.value, GraphBusy | LinkExpired)
    assert TOKEN not in str(error.value)
    assert slept == []


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.example.org/v1.0/users/delta?$deltatoken=x",
        "http://127.0.0.1:9/v1.0x/users",
        "users/delta",
        "",
    ],
)
async def test_a_link_that_leads_elsewhere_gets_no_token(graph, loopback, link):
    with pytest.raises(GraphError, match="foreign_link"):
        await graph.get(link)
    assert loopback.requests == []


async def test_nobody_is_led_elsewhere_by_a_redirect(slept):
    async def elsewhere(_request: web.Request) -> web.Response:
        raise web.HTTPFound("http://127.0.0.1:9/")

    app = web.Application()
    app.router.add_get("/v1.0/users/delta", elsewhere)
    server = TestServer(app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(GraphError, match="302"):
            await Graph(session, token_for, url=str(server.make_url("/v1.0")), sleep=slept).get(ALL)
    await server.close()


async def test_pages_follow_each_other_and_their_tokens_go_back_letter_by_letter(graph, loopback):
    loopback.page_size = 2
    for number in range(5):
        loopback.hire(f"0a000000-0000-4000-8000-{number:012d}", department="Kirjasto")
    found = [item async for page in graph.pages(ALL) for item in page["value"]]
    assert len(found) == 5
    assert all("%2B" in request for request in loopback.requests[1:])


async def test_ids_of_groups_are_asked_for_in_a_filter(graph, loopback):
    group = "6e000000-0000-4000-8000-000000000001"
    loopback.add_group(group, ["0a000000-0000-4000-8000-00000000a1a0"])
    loopback.add_group("6e000000-0000-4000-8000-000000000002")
    (item,) = (await graph.get(groups_path([group])))["value"]
    assert item["id"] == group
    assert " " not in loopback.requests[0]


async def test_the_token_is_asked_for_the_cloud_that_graph_is_in():
    asked = []

    async def token(scope: str) -> str:
        asked.append(scope)
        raise RuntimeError

    async with aiohttp.ClientSession() as session:
        graph = Graph(session, token, url="https://graph.microsoft.us/v1.0")
        with pytest.raises(RuntimeError):
            await graph.get("/users")
    assert asked == ["https://graph.microsoft.us/.default"]
