"""What the conversations about choosing together share: opening a vote, voting, counting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from demo.people import AINO, BOT_ID, TENANT_ID
from scoring.choices import Offered
from storage.channels import Channel, record_channel
from storage.choices import Choice, choice_id, find_choice
from storage.results import find_result
from tests.conversations.conftest import colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.test_unasked import AFTER, closed

STARTS = AFTER + timedelta(hours=1)
TEAM = ("aino", *(f"k1-{number}" for number in range(10)))
YES = {"confirmed": "yes"}
CHANNEL = "19:kotihoito@thread.tacv2"


def member(town: Town, key: str) -> Member:
    return Member(town, AINO if key == "aino" else colleague(key))


async def proposed(town: Town, eero: Member, *, days: str = "7") -> str:
    """Let a wave close and Eero put its result to the vote; give the wave."""
    wave = await closed(town)
    await town.passes(STARTS)
    await eero.presses("choose.propose", unit="K1", wave=wave, days=days, **YES)
    await town.passes(STARTS + timedelta(minutes=1))
    return wave


async def offered_in(town: Town, wave: str, code: str = "K1") -> Offered:
    async with town.house.stores.identity.reading() as connection:
        found = await find_result(connection, wave, code=code)
    assert found is not None
    assert found.strengths
    assert found.targets
    return Offered(found.strengths, found.targets)


async def choice_of(town: Town, wave: str, code: str = "K1") -> Choice:
    async with town.house.stores.identity.reading() as connection:
        found = await find_choice(connection, choice_id(wave, code))
    assert found is not None
    return found


async def votes(town: Town, key: str, wave: str, **given: str) -> dict[str, Any]:
    """Let a member vote, for the first of each when nothing else is given."""
    offered = await offered_in(town, wave)
    usual = {"strengths": offered.strengths[0], "targets": offered.targets[0]}
    return await member(town, key).presses("choose.vote", choice=choice_id(wave, "K1"), **usual | given)


async def some_vote(town: Town, wave: str, count: int) -> None:
    for key in TEAM[:count]:
        assert "Kiitos" in words((await votes(town, key, wave))["value"])


async def counts(eero: Member, wave: str) -> dict[str, Any]:
    return (await eero.presses("choose.sum", choice=choice_id(wave, "K1")))["value"]


async def channel_linked(town: Town) -> None:
    connector = town.connector
    async with town.house.stores.identity.writing() as connection:
        await record_channel(
            connection,
            Channel("K1", connector.service_url, TENANT_ID, BOT_ID, "team", CHANNEL, "sv"),
        )


def said_in_channel(town: Town) -> list[dict[str, Any]]:
    return [each["attachments"][0]["content"] for each in town.connector.posted(CHANNEL)]
