"""The Bot Connector's calls, and what its refusals mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery import connector as module
from delivery.connector import Connector, ConnectorError
from delivery.errors import TELLING_CODES, error_code, waiting_time
from delivery.tokens import TokenRefused, TokenUnreachable

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MESSAGE = {"type": "message", "text": "Hyvää huomenta"}


async def test_a_message_is_sent_and_its_id_given(house):
    found = await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    assert found == "sent-1"
    [call] = house.service.calls
    assert (call.method, call.path, call.body) == ("POST", "/v3/conversations/a:aino/activities", MESSAGE)


async def test_a_reply_an_update_and_a_deletion_name_their_activity(house):
    connector, url = house.connector(), house.service.service_url
    await connector.send(url, "a:aino", MESSAGE, reply_to="7")
    await connector.update(url, "a:aino", "7", MESSAGE)
    await connector.delete(url, "a:aino", "7")
    assert [(call.method, call.activity) for call in house.service.calls] == [
        ("POST", "7"),
        ("PUT", "7"),
        ("DELETE", "7"),
    ]


async def test_the_id_of_a_thread_survives_the_way_into_a_path(house):
    thread = "19:a/b@thread.tacv2;messageid=17?x#y%20"
    await house.connector().send(house.service.service_url, thread, MESSAGE)
    assert house.service.calls[0].conversation == thread


async def test_a_service_url_with_a_path_keeps_it_with_or_without_a_slash(house):
    for url in ("emea", "emea/"):
        with pytest.raises(ConnectorError) as error:
            await house.connector().send(house.service.service_url + url, "a:aino", MESSAGE)
        assert error.value.status == 404  # the loopback knows no /emea: the path was asked for


async def test_a_personal_chat_is_opened_as_teams_wants_it(house):
    found = await house.connector().create_personal(
        house.service.service_url, tenant_id="t", bot_id="28:bot", member_id="29:aino"
    )
    assert found == "a:29:aino"
    assert house.service.calls[0].body == {
        "bot": {"id": "28:bot"},
        "members": [{"id": "29:aino"}],
        "channelData": {"tenant": {"id": "t"}},
        "tenantId": "t",
        "isGroup": False,
    }


async def test_a_chat_without_an_id_is_an_error(house):
    house.service.refuse(200, body={})
    with pytest.raises(ConnectorError, match="no-conversation-id"):
        await house.connector().create_personal(
            house.service.service_url, tenant_id="t", bot_id="28:bot", member_id="29:aino"
        )


async def test_a_message_taken_without_an_id_counts_as_sent(house):
    house.service.refuse(202, body=["odd"])
    assert await house.connector().send(house.service.service_url, "a:aino", MESSAGE) == ""


async def test_a_token_goes_along_and_an_empty_one_does_not(house):
    async def token():
        return "made-up"

    await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    house.token = token
    await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    assert [call.authorization for call in house.service.calls] == [None, "Bearer made-up"]


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [(TokenRefused("invalid_client"), 401, "token-refused"), (TokenUnreachable(), 0, "unreachable")],
)
async def test_without_a_token_nothing_is_sent(house, raised, status, code):
    async def token():
        raise raised

    house.token = token
    with pytest.raises(ConnectorError) as error:
        await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    assert (error.value.status, error.value.code, house.service.calls) == (status, code, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 413, 429, 500, 502, 503, 504])
async def test_every_refusal_is_one_call_and_carries_its_status_code_and_waiting_time(house, status):
    body = {"error": {"code": "Busy", "message": "not now"}}
    house.service.refuse(status, body=body, headers={"Retry-After": "7"})
    with pytest.raises(ConnectorError) as error:
        await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    told = error.value
    assert (told.status, told.code, told.retry_after) == (status, "Busy", 7.0)
    assert len(house.service.calls) == 1


async def test_a_redirect_is_not_followed(house):
    house.service.refuse(307, headers={"Location": house.service.service_url})
    with pytest.raises(ConnectorError) as error:
        await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    assert (error.value.status, len(house.service.calls)) == (307, 1)


async def test_nobody_there_is_unreachable(house):
    with pytest.raises(ConnectorError) as error:
        await house.connector().send("http://127.0.0.1:1/", "a:aino", MESSAGE)
    assert (error.value.status, error.value.code, error.value.retry_after) == (0, "unreachable", None)


async def test_an_answer_that_takes_too_long_is_unreachable(house, monkeypatch):
    monkeypatch.setattr(module, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    house.service.latency = 0.5
    with pytest.raises(ConnectorError, match="0 unreachable"):
        await house.connector().send(house.service.service_url, "a:aino", MESSAGE)


async def test_an_error_says_nothing_of_whom_it_was_for(house):
    house.service.refuse(403, body={"error": {"code": "29:aino", "message": "Aino"}})
    with pytest.raises(ConnectorError) as error:
        await house.connector().send(house.service.service_url, "a:aino", MESSAGE)
    assert "aino" not in str(error.value).lower()
    assert error.value.code == ""


@pytest.mark.parametrize("code", sorted(TELLING_CODES))
def test_a_telling_code_is_found_in_every_shape(code):
    inner = json.dumps({"subCode": code, "details": "x"}, indent=2)
    shapes = [
        {"error": {"code": code, "message": "x"}},
        {"error": {"code": "ServiceError", "message": inner}},
        {"error": {"code": "Forbidden", "innerHttpError": {"statusCode": 403, "body": {"errorCode": code}}}},
        {"errorCode": 209, "message": inner},
        {"code": code},
        {"message": json.dumps({"error": {"code": "Forbidden", "message": inner}})},
    ]
    assert [error_code(json.dumps(shape)) for shape in shapes] == [code] * len(shapes)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", ""),
        ("<html>", ""),
        ("[]", ""),
        ("{", ""),
        ('{"error": "x"}', ""),
        ('{"error": {"code": "Outer", "message": "BotDisabledByAdmin"}}', "Outer"),
        ('{"error": {"code": 7}}', ""),
        ('{"a":' * 5000 + "1" + "}" * 5000, ""),
    ],
)
def test_other_bodies_give_the_outermost_code_or_none(body, code):
    assert error_code(body) == code


@given(
    st.text() | st.recursive(st.text() | st.none(), lambda x: st.dictionaries(st.text(), x)).map(json.dumps)
)
def test_no_body_breaks_the_reading(body):
    assert isinstance(error_code(body), str)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 30 ", 30.0),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("Mon, 02 Mar 2026 11:00:30 +0200", 30.0),
        ("soon", None),
        ("-5", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert waiting_time(header, now=NOW) == seconds


@given(st.text())
def test_no_retry_after_breaks_the_reading(header):
    found = waiting_time(header, now=NOW)
    assert found is None or found >= 0


def test_the_connector_needs_a_clock_and_an_allow_list(house):
    with pytest.raises(TypeError):
        Connector(house.session, house.token)
