"""One channel a unit; what is linked is found, replaced and let go."""

from __future__ import annotations

from dataclasses import replace

from storage.channels import (
    Channel,
    find_channel,
    list_channel_addresses,
    list_channels,
    list_linked,
    mark_channel_blocked,
    recipient_of,
    record_channel,
    remove_channel,
    remove_channels_of,
    unit_of,
)
from storage.conversations import Conversation
from storage.reasons import NO_CONVERSATION

K1 = Channel("K1", "https://smba.example/emea/", "tenant", "28:bot", "19:team", "19:one@thread", "sv")


async def test_a_channel_is_found_as_it_was_linked_and_a_new_link_takes_its_place(connection):
    await record_channel(connection, K1)
    assert await find_channel(connection, "K1") == K1
    moved = replace(K1, channel_id="19:other@thread", language="fi")
    await record_channel(connection, moved)
    assert await find_channel(connection, "K1") == moved
    assert await list_linked(connection, "19:one@thread") == []
    assert await list_linked(connection, "19:other@thread") == ["K1"]


async def test_two_units_may_share_a_channel_and_go_with_the_team(connection):
    await record_channel(connection, K1)
    await record_channel(connection, replace(K1, code="K2"))
    await record_channel(connection, replace(K1, code="K3", team_id="19:else", channel_id="19:third@thread"))
    assert await list_linked(connection, K1.channel_id) == ["K1", "K2"]
    assert await remove_channels_of(connection, team_id="19:team") == ["K1", "K2"]
    assert await remove_channels_of(connection, channel_id="19:third@thread") == ["K3"]
    assert await list_channels(connection, ["K1", "K2", "K3"]) == {}


async def test_a_link_is_removed_once(connection):
    await record_channel(connection, K1)
    assert await remove_channel(connection, "K1")
    assert not await remove_channel(connection, "K1")
    assert await find_channel(connection, "K1") is None


async def test_a_blocked_channel_stays_linked_until_it_is_linked_anew(connection):
    await record_channel(connection, K1)
    await mark_channel_blocked(connection, "K1", NO_CONVERSATION)
    assert await find_channel(connection, "K1") == replace(K1, blocked=NO_CONVERSATION)
    await record_channel(connection, K1)
    assert await find_channel(connection, "K1") == K1


async def test_recipients_of_the_outbox_are_people_or_channels(connection):
    await record_channel(connection, K1)
    asked = ["aino", recipient_of("K1"), recipient_of("K2")]
    assert [unit_of(each) for each in asked] == [None, "K1", "K2"]
    address = Conversation(
        recipient_of("K1"), K1.service_url, K1.channel_id, "tenant", "", "28:bot", "sv", None
    )
    assert await list_channel_addresses(connection, asked) == {recipient_of("K1"): address}
    assert await list_channel_addresses(connection, ["aino"]) == {}
