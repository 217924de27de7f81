"""What is said in a channel: posted as a new conversation, and told apart when the channel is gone."""

from __future__ import annotations

import pytest

from storage.channels import Channel, find_channel, recipient_of, record_channel, remove_channel
from storage.reasons import NO_CONVERSATION, NOT_INSTALLED

from .conftest import Office, Trouble, always, delivered

CHANNEL = "19:one@thread.tacv2"


async def link(office: Office) -> None:
    channel = Channel("K1", office.teams.url, "tenant", "28:bot", "19:team", CHANNEL, "fi")
    async with office.stores.identity.writing() as connection:
        await record_channel(connection, channel)


async def blocked(office: Office) -> str | None:
    async with office.stores.identity.reading() as connection:
        found = await find_channel(connection, "K1")
    return found.blocked if found else None


async def test_a_team_hears_it_in_its_channel_and_people_in_their_chats(office: Office):
    await link(office)
    await office.meet("aino")
    await office.invite("aino", recipient_of("K1"))
    assert await office.worker().drain() == 2
    assert office.teams.posted == [(CHANNEL, "w1")]
    assert office.teams.sent == ["aino"]
    assert await office.count() == delivered(2)


async def test_without_a_channel_nothing_is_said_and_nobody_is_met(office: Office):
    await office.invite(recipient_of("K1"))
    assert await office.worker().drain() == 0
    assert (office.teams.created, office.teams.posted) == ([], [])
    assert (await office.count()).failed == {NOT_INSTALLED: 1}


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble(404, {"error": {"code": "ConversationNotFound"}}), NO_CONVERSATION),
        (Trouble(403, {"error": {"code": "BotNotInConversationRoster"}}), NOT_INSTALLED),
    ],
    ids=["deleted channel", "bot removed"],
)
async def test_a_channel_that_is_gone_is_left_alone_until_it_is_linked_anew(office: Office, trouble, reason):
    await link(office)
    office.teams.trouble = always(trouble, call="post", times=1)
    await office.invite(recipient_of("K1"))
    await office.worker().drain()
    assert (await office.count()).failed == {reason: 1}
    assert await blocked(office) == reason
    await link(office)
    assert await blocked(office) is None


async def test_a_channel_that_is_unlinked_meanwhile_is_not_written_to(office: Office):
    await link(office)
    await office.invite(recipient_of("K1"))
    async with office.stores.identity.writing() as connection:
        await remove_channel(connection, "K1")
    await office.worker().drain()
    assert office.teams.posted == []
    assert (await office.count()).failed == {NOT_INSTALLED: 1}


async def test_a_busy_channel_is_tried_again(office: Office):
    await link(office)
    office.teams.trouble = always(Trouble(503), call="post", times=1)
    await office.invite(recipient_of("K1"))
    await office.worker().drain()
    await office.clock.sleep(600)
    assert await office.worker().drain() == 1
    assert len(office.teams.posted) == 1
