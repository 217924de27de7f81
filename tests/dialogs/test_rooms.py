"""Where a team reads along is known by Teams' own word, whatever shape the rest of it has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.adapter import _activity
from dialogs.heard import Heard, Room, hear
from dialogs.inbound import Malformed, read_activity

_WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _WORDS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(_WORDS, inside, max_size=3),
    max_leaves=6,
)
_PLACES = st.fixed_dictionaries({}, optional={"id": _WORDS | _JSON, "name": _JSON, "more": _JSON}) | _JSON
_DATA = st.fixed_dictionaries(
    {},
    optional={
        "team": _PLACES,
        "channel": _PLACES,
        "tenant": _PLACES,
        "eventType": st.sampled_from(["channelDeleted", "teamDeleted", "channelRenamed"]) | _JSON,
        "settings": _JSON,
    },
)


def activity(**more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "serviceUrl": "https://smba.example/emea/",
        "channelId": "msteams",
        "from": {"id": "29:eero"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "19:one@thread;messageid=7", "conversationType": "channel", "tenantId": "T"},
        **more,
    }


def heard(**more: Any) -> Heard:
    return hear(_activity(read_activity(json.dumps(activity(**more)).encode()).as_json()))


def test_a_room_is_the_channel_and_its_thread():
    data = {"team": {"id": "19:team"}, "channel": {"id": "19:one@thread"}, "tenant": {"id": "T"}}
    known = heard(channelData=data)
    assert known.room == Room(
        "https://smba.example/emea/", "t", "28:bot", "19:team", "19:one@thread", "19:one@thread;messageid=7"
    )
    assert known.conversation is None
    assert not known.is_personal


def test_where_teams_names_no_channel_the_conversation_is_it_without_its_thread():
    known = heard()
    assert known.room is not None
    assert (known.room.team_id, known.room.channel_id) == ("", "19:one@thread")


@pytest.mark.parametrize("kind", ["personal", "groupChat", None, "Channel", ""])
def test_other_places_are_no_room(kind: str | None):
    place = {"id": "a:1", "conversationType": kind, "isGroup": kind == "groupChat"}
    assert heard(conversation=place, channelData={"channel": {"id": "19:x"}}).room is None


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"channelData": {"eventType": "channelDeleted"}}, "channel_gone"),
        ({"channelData": {"eventType": "teamDeleted"}}, "team_gone"),
        ({"channelData": {"eventType": "teamHardDeleted"}}, "team_gone"),
        ({"membersRemoved": [{"id": "29:eero"}, {"id": "28:bot"}]}, "team_gone"),
        ({"membersRemoved": [{"id": "29:eero"}]}, "other"),
        ({"membersAdded": [{"id": "28:bot"}]}, "other"),
        ({"channelData": {"eventType": "channelRenamed"}}, "other"),
        ({"channelData": {"eventType": "channelRestored"}}, "other"),
        ({}, "other"),
    ],
)
def test_what_became_of_a_channel_is_news_that_nobody_waits_for(more: dict[str, Any], kind: str):
    known = heard(type="conversationUpdate", **more)
    assert known.kind == kind
    assert known.is_mere_news


def test_in_a_private_chat_nothing_of_a_channel_ends():
    place = {"id": "a:1", "conversationType": "personal"}
    known = heard(
        type="conversationUpdate",
        conversation=place,
        channelData={"eventType": "channelDeleted"},
        membersRemoved=[{"id": "28:bot"}],
    )
    assert known.kind == "other"


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("remove", "removed"),
        ("remove-upgrade", "other"),
        ("add", "installed"),
        ("add-upgrade", "other"),
    ],
)
def test_an_upgrade_takes_no_channel_away(action: str, kind: str):
    known = heard(type="installationUpdate", action=action)
    assert known.kind == kind
    assert known.is_mere_news == (kind != "installed")


@given(data=_DATA, kind=st.sampled_from(["message", "conversationUpdate", "installationUpdate", "invoke"]))
def test_whatever_is_told_of_a_channel_is_refused_at_the_door_or_read_as_text(data, kind):
    try:
        known = heard(type=kind, channelData=data)
    except Malformed:
        return
    assert known.room is not None
    assert isinstance(known.room.team_id, str)
    assert known.room.channel_id


@pytest.mark.parametrize("part", ["team", "channel"])
@pytest.mark.parametrize("value", [{"id": 7}, {"id": ["x"]}, {"id": "x" * 2049}, "19:x", ["19:x"], 7])
def test_a_team_or_channel_of_another_shape_is_refused_at_the_door(part: str, value: Any):
    with pytest.raises(Malformed):
        heard(channelData={part: value})
