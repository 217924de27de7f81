"""Who may knock at POST /api/messages, with what, and what the log keeps of it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import jwt
import pytest

from dialogs.endpoint import LARGEST_BODY

URL = "/api/messages"
JSON = {"Content-Type": "application/json"}


async def refusal(house, token, activity=None):
    client = await house.open()
    response = await client.post(URL, json=activity or house.activity(), headers={"Authorization": token})
    assert not house.bot.turns
    assert (await response.text()).startswith('{"error": "')
    return response


async def test_a_message_is_answered_with_201_and_the_reply_goes_to_the_connector(house):
    client = await house.open()
    assert await house.post(client, house.activity()) == 201
    [call] = house.service.calls
    assert (call.conversation, call.activity) == ("a:aino", "1700000000001")
    assert call.body["text"] == "Sait: apua"
    assert call.body["from"]["id"] == f"28:{house.app_id}"
    assert call.authorization is None


async def test_an_invoke_without_an_answer_is_told_so(house):
    async def silent(_):
        return None

    house.bot.on_turn = silent
    assert await house.post(await house.open(), house.invoke()) == 501


async def test_a_channel_update_and_an_installation_pass(house):
    client = await house.open()
    added = [{"id": f"28:{house.app_id}"}, {"id": "29:aino", "aadObjectId": "aino-aad"}]
    assert await house.post(client, house.activity(type="conversationUpdate", membersAdded=added)) == 201
    assert await house.post(client, house.activity(type="installationUpdate", action="add")) == 201
    assert house.bot.turns[0].members_added[1].aad_object_id == "aino-aad"
    assert house.bot.turns[1].action == "add"


async def test_get_is_405(house):
    assert (await (await house.open()).get(URL)).status == 405


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
async def test_another_content_type_is_415(house, kind):
    client = await house.open()
    response = await client.post(URL, data=b"{}", headers={"Content-Type": kind} | house.headers())
    assert response.status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'"message"',
        b"null",
        b"\xff\xfe\x00",
        b"NaN",
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
async def test_what_is_no_json_object_is_400(house, body):
    client = await house.open()
    response = await client.post(URL, data=body, headers=JSON | house.headers())
    assert (response.status, await response.json()) == (400, {"error": "bad request"})


@pytest.mark.parametrize(
    "changes",
    [
        {"type": 7},
        {"type": ...},
        {"type": ""},
        {"id": {"a": 1}},
        {"serviceUrl": ...},
        {"serviceUrl": None},
        {"channelId": ["msteams"]},
        {"from": "29:aino"},
        {"from": {"name": "Aino"}},
        {"from": {"id": "29:aino", "aadObjectId": 7}},
        {"conversation": {"id": None}},
        {"conversation": {"id": "a", "tenantId": {}}},
        {"conversation": {"id": "a", "conversationType": 1}},
        {"conversation": {"id": "a", "isGroup": "yes"}},
        {"recipient": {"id": 1}},
        {"text": ["a"]},
        {"text": "\0"},
        {"text": "\ud83d"},
        {"value": {"deep": "\udc00"}},
        {"value": {"a\0": 1}},
        {"name": {}},
        {"locale": 1},
        {"replyToId": []},
        {"membersAdded": {"id": "29:aino"}},
        {"membersAdded": ["29:aino"]},
        {"channelData": "x"},
        {"channelData": {"tenant": "x"}},
        {"entities": [1]},
    ],
)
async def test_a_field_of_the_wrong_type_is_400(house, changes):
    client = await house.open()
    body = json.dumps(house.activity(**changes))
    response = await client.post(URL, data=body, headers=JSON | house.headers())
    assert (response.status, await response.json()) == (400, {"error": "bad request"})
    assert not house.bot.turns


async def test_an_infinite_number_is_400(house):
    client = await house.open()
    body = json.dumps(house.activity(value={"a": 1})).replace('{"a": 1}', '{"a": 1e999}')
    assert (await client.post(URL, data=body, headers=JSON | house.headers())).status == 400


async def test_a_body_over_a_megabyte_is_413_whether_it_says_so_or_not(house):
    client = await house.open()
    body = b" " * (LARGEST_BODY + 1)
    response = await client.post(URL, data=body, headers=JSON | house.headers())
    assert (response.status, await response.json()) == (413, {"error": "request entity too large"})

    async def pieces():
        for _ in range(17):
            yield b" " * 65_536

    response = await client.post(URL, data=pieces(), headers=JSON | house.headers())
    assert (response.status, await response.json()) == (413, {"error": "request entity too large"})


async def test_a_body_packed_with_rubbish_is_400(house):
    client = await house.open()
    headers = JSON | house.headers() | {"Content-Encoding": "gzip"}
    response = await client.post(URL, data=b"rubbish", headers=headers)
    assert response.status == 400


async def test_a_slow_body_is_408(house, monkeypatch):
    monkeypatch.setattr("dialogs.endpoint.SLOWEST_BODY", 0.05)

    async def slowly():
        yield b"{"
        await asyncio.sleep(0.5)
        yield b"}"

    client = await house.open()
    response = await client.post(URL, data=slowly(), headers=JSON | house.headers())
    assert response.status == 408


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer a b", "Bearer " + "a" * 8000, "Bearer ä"],
)
async def test_a_missing_or_malformed_token_is_401(house, header):
    response = await refusal(house, header)
    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_no_authorization_header_is_401(house):
    assert (await (await house.open()).post(URL, json=house.activity())).status == 401


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": ...}, "claim"),
        ({"aud": "another-bot"}, "audience"),
        ({"aud": ...}, "claim"),
        ({"exp": ...}, "claim"),
        ({"exp": "soon"}, "claim"),
        ({"exp": 1_000_000_000}, "expired"),
        ({"nbf": 32_000_000_000}, "not-yet-valid"),
        ({"nbf": "later"}, "claim"),
        ({"serviceurl": "https://smba.trafficmanager.net/emea/"}, "service-url"),
        ({"serviceurl": ...}, "service-url"),
    ],
)
async def test_a_token_with_a_wrong_claim_is_401(house, logs, changes, reason):
    response = await refusal(house, f"Bearer {house.issuer.sign(house.claims(**changes))}")
    assert (response.status, logs[-1]["reason"]) == (401, reason)


async def test_a_token_for_several_audiences_is_401(house):
    token = house.issuer.sign(house.claims(aud=[house.app_id, "another-bot"]))
    assert (await refusal(house, f"Bearer {token}")).status == 401


async def test_the_clocks_may_differ_by_less_than_five_minutes(house):
    client = await house.open()
    now = house.clock.now.timestamp()
    assert (
        await house.post(client, house.activity(), token=house.issuer.sign(house.claims(exp=now - 290)))
        == 201
    )
    assert (
        await house.post(client, house.activity(), token=house.issuer.sign(house.claims(exp=now - 310)))
        == 401
    )
    assert (
        await house.post(client, house.activity(), token=house.issuer.sign(house.claims(nbf=now + 290)))
        == 201
    )
    assert (
        await house.post(client, house.activity(), token=house.issuer.sign(house.claims(nbf=now + 310)))
        == 401
    )


async def test_a_token_without_a_signature_is_401(house, logs):
    token = jwt.encode(house.claims(), None, algorithm="none", headers={"kid": house.issuer.key_id})
    assert (await refusal(house, f"Bearer {token}")).status == 401
    assert logs[-1]["reason"] == "algorithm"


async def test_a_token_signed_with_a_shared_secret_is_401(house, logs):
    secret = "the public key, taken for a secret: " + "x" * 32
    token = jwt.encode(house.claims(), secret, algorithm="HS256", headers={"kid": house.issuer.key_id})
    assert (await refusal(house, f"Bearer {token}")).status == 401
    assert logs[-1]["reason"] == "algorithm"


async def test_a_token_signed_by_somebody_else_is_401(house, logs):
    good = house.issuer.sign(house.claims())
    client = await house.open()
    assert await house.post(client, house.activity(), token=good) == 201
    house.issuer.rotate()
    forged = house.issuer.sign(house.claims(), key_id="loopback-0")
    assert await house.post(client, house.activity(), token=forged) == 401
    assert logs[-1]["reason"] == "signature"


async def test_a_token_whose_claims_were_changed_is_401(house, logs):
    header, _, signature = house.issuer.sign(house.claims()).split(".")
    claims = jwt.encode(house.claims(tid="x"), "x" * 32, algorithm="HS256").split(".")[1]
    assert (await refusal(house, f"Bearer {header}.{claims}.{signature}")).status == 401
    assert logs[-1]["reason"] == "signature"


@pytest.mark.parametrize("endorsements", [(), ("skype", "webchat")])
async def test_a_key_not_endorsed_for_teams_is_401(house, logs, endorsements):
    house.issuer.rotate(endorsements=endorsements)
    assert (await refusal(house, f"Bearer {house.issuer.sign(house.claims())}")).status == 401
    assert logs[-1]["reason"] == "endorsement"


@pytest.mark.parametrize(
    ("conversation", "told"),
    [("other", None), (None, "other"), (None, None), ("ours", "other"), ("other", "ours")],
)
async def test_a_tenant_that_is_not_listed_or_not_sure_is_403(house, conversation, told):
    names = {"ours": house.tenant, "other": "somebody-else", None: None}
    activity = house.activity(
        conversation={"id": "a:aino", "tenantId": names[conversation]},
        channelData={"tenant": {"id": names[told]}} if told else None,
    )
    assert await house.post(await house.open(), activity) == 403


async def test_two_tenants_at_once_are_403_though_both_are_listed(house):
    house.tenants = frozenset({house.tenant, "second"})
    client = await house.open()
    assert await house.post(client, house.activity(channelData={"tenant": {"id": "second"}})) == 403
    both = {"conversation": {"id": "a:x", "tenantId": "second"}, "channelData": {"tenant": {"id": "second"}}}
    assert await house.post(client, house.activity(**both)) == 201


async def test_the_tenant_may_be_named_in_either_place_and_in_any_case(house):
    client = await house.open()
    bare = {"id": "a:aino"}
    assert await house.post(client, house.activity(conversation=bare)) == 201
    assert (
        house.bot.turns[-1].conversation.tenant_id == house.tenant
    )  # Teams' own spelling is lost on the SDK
    assert await house.post(client, house.activity(channelData=...)) == 201
    loud = bare | {"tenantId": house.tenant.upper()}
    assert await house.post(client, house.activity(conversation=loud)) == 201


@pytest.mark.parametrize(
    "url", ["http://localhost:1/", "https://smba.example.com/", "http://127.0.0.1@evil/"]
)
async def test_a_service_host_that_is_not_listed_is_403_even_with_a_matching_token(house, url):
    client = await house.open()
    token = house.issuer.sign(house.claims(serviceurl=url))
    assert await house.post(client, house.activity(serviceUrl=url), token=token) == 403


@pytest.mark.parametrize("channel", ["emulator", "webchat", "MSTEAMS"])
async def test_another_channel_is_403(house, channel):
    assert await house.post(await house.open(), house.activity(channelId=channel)) == 403


async def test_without_authentication_tokens_are_not_looked_at(house):
    client = await house.open(authenticated=False)
    for headers in ({}, {"Authorization": "Bearer rubbish"}):
        assert (await client.post(URL, json=house.activity(), headers=headers)).status == 201


async def test_keys_that_cannot_be_fetched_are_503_and_no_verdict_on_the_token(house, logs):
    house.issuer.is_down = True
    client = await house.open()
    assert await house.post(client, house.activity()) == 503
    assert logs[-1]["reason"] == "no-signing-keys"
    house.issuer.is_down = False
    assert await house.post(client, house.activity()) == 201


async def test_a_turn_that_fails_is_500_and_says_nothing_of_what_happened(house, logs):
    async def fail(_):
        raise RuntimeError("Aino sanoi jotain")

    house.bot.on_turn = fail
    client = await house.open()
    response = await client.post(URL, json=house.activity(), headers=house.headers())
    assert (response.status, await response.json()) == (500, {"error": "internal server error"})
    [line] = logs
    assert (line["outcome"], line["error"]) == ("failed", "RuntimeError")
    assert line["place"].startswith("test_door.py:")
    assert "Aino" not in str(line)


async def test_a_request_leaves_one_line_without_names_ids_and_words(house, logs):
    client = await house.open()
    await house.post(client, house.activity(text="minun vastaukseni"))
    await house.post(client, house.invoke())
    await house.post(client, house.activity(type="Aino"))
    await house.post(client, house.activity(channelId="Aino"))
    assert [(line["outcome"], line.get("activity"), line["status"]) for line in logs] == [
        ("done", "message", 201),
        ("done", "invoke", 200),
        ("done", "other", 201),
        ("refused", "message", 403),
    ]
    assert all(line["ms"] >= 0 for line in logs)
    kept = str(logs).lower()
    assert not any(word in kept for word in ("aino", "vastaukseni", "29:", house.tenant, "survey.submit"))


async def test_fields_nobody_uses_do_not_reach_the_turn(house):
    activity = house.activity(
        deliveryMode="expectReplies", attachments=[{"contentType": 1}], timestamp="no time"
    )
    assert await house.post(await house.open(), activity) == 201
    [turn] = house.bot.turns
    assert (turn.delivery_mode, turn.attachments, turn.timestamp) == (None, None, None)


async def test_a_mention_keeps_whom_it_mentions(house):
    mention = {"type": "mention", "mentioned": {"id": f"28:{house.app_id}"}, "text": "<at>Pulssi</at>"}
    assert await house.post(await house.open(), house.activity(entities=[mention])) == 201
    assert house.bot.turns[0].entities[0].additional_properties["mentioned"] == mention["mentioned"]


async def test_an_hour_old_token_is_refused_though_it_was_verified_before(house):
    client = await house.open()
    token = house.issuer.sign(house.claims())
    assert await house.post(client, house.activity(), token=token) == 201
    house.clock.now += timedelta(minutes=64)
    assert await house.post(client, house.activity(), token=token) == 201
    house.clock.now += timedelta(minutes=2)
    assert await house.post(client, house.activity(), token=token) == 401
