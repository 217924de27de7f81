"""Whatever is thrown at the door, it answers with a status of its own and never with a 500."""

from __future__ import annotations

import base64
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

URL = "/api/messages"
quickly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
FIELDS = ["type", "id", "serviceUrl", "channelId", "from", "recipient", "conversation", "channelData", "text"]
FIELDS += ["value", "name", "locale", "replyToId", "membersAdded", "membersRemoved", "entities", "action"]
TYPES = ["message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "x"]


async def door(house):
    return house.clients[0] if house.clients else await house.open(authenticated=False)


@quickly
@given(body=st.binary(max_size=400))
async def test_random_bytes_are_400(house, body):
    client = await door(house)
    response = await client.post(URL, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400


@quickly
@given(document=documents)
async def test_random_json_is_400(house, document):
    client = await door(house)
    response = await client.post(URL, data=json.dumps(document), headers={"Content-Type": "application/json"})
    assert response.status == 400


@quickly
@given(kind=st.sampled_from(TYPES), changes=st.dictionaries(st.sampled_from(FIELDS), documents, max_size=3))
async def test_an_activity_with_random_fields_is_answered_or_refused(house, kind, changes):
    client = await door(house)
    body = json.dumps(house.activity(type=kind) | changes)
    response = await client.post(URL, data=body, headers={"Content-Type": "application/json"})
    assert response.status in {200, 201, 400, 403}


@quickly
@given(value=documents, part=st.sampled_from(["value", "text", "channelData", "entities"]))
async def test_random_json_deep_inside_a_fit_activity_is_answered_or_refused(house, value, part):
    client = await door(house)
    inside = {"value": {"action": value}, "text": value, "channelData": {"x": value}}
    inside["entities"] = [{"type": "mention", "mentioned": value}]
    body = json.dumps(house.invoke() | {part: inside[part]})
    response = await client.post(URL, data=body, headers={"Content-Type": "application/json"})
    assert response.status in {200, 400}


@quickly
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")))
async def test_a_random_authorization_header_is_401(house, header):
    client = house.clients[0] if house.clients else await house.open()
    for value in (header, f"Bearer {header}"):
        response = await client.post(URL, json=house.activity(), headers={"Authorization": value})
        assert response.status == 401


@quickly
@given(header=documents, claims=documents)
async def test_a_token_of_random_json_is_401(house, header, claims):
    client = house.clients[0] if house.clients else await house.open()
    encoded = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims, "x"))
    response = await client.post(
        URL, json=house.activity(), headers={"Authorization": f"Bearer {encoded[:7000]}"}
    )
    assert response.status == 401


def _base64(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
