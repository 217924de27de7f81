"""A person who is met in a new chat while a message is on its way to the old one gets it all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from delivery.batches import APART
from storage.conversations import Conversation, find_conversation, record_conversation
from storage.reasons import NOT_INSTALLED

from .conftest import Office, Trouble, delivered, until

GONE = Trouble(403, {"code": "BotNotInConversationRoster"})


async def moves(office: Office, person: str) -> Conversation:
    newer = Conversation(person, office.teams.url, f"b:{person}:1", "tenant", f"29:{person}", "28:bot")
    async with office.stores.identity.writing() as connection:
        await record_conversation(connection, newer)
    return newer


async def known(office: Office, person: str) -> Conversation | None:
    async with office.stores.identity.reading() as connection:
        return await find_conversation(connection, person)


async def test_what_the_old_chat_refuses_goes_to_the_new_one(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.answers.clear()
    office.teams.late_trouble["aino"] = 404
    work = asyncio.create_task(office.worker().drain())
    await until(lambda: office.teams.calls["send aino"])
    newer = await moves(office, "aino")
    office.teams.answers.set()
    assert await work == 1
    assert await known(office, "aino") == newer
    assert office.teams.created == [], "the new chat was known"
    assert await office.count() == delivered(1)


async def test_a_refusal_of_the_old_chat_does_not_close_the_new_one(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    moved: list[Conversation] = []

    class Moving:
        """Lets the person reinstall between the call and its answer."""

        def __getattr__(self, name: str) -> Any:
            return getattr(office.connector, name)

        async def send(self, *words):
            if not moved:
                moved.append(await moves(office, "aino"))
                office.teams.trouble = lambda _call, number: GONE if number == 1 else None
            return await office.connector.send(*words)

    worker = office.worker(connector=Moving())
    assert await worker.drain() == 0
    await office.clock.sleep(APART)
    assert await worker.drain() == 1
    assert await known(office, "aino") == moved[0]
    assert await office.count() == delivered(1)


async def test_a_refusal_of_the_present_chat_still_closes_it(office: Office):
    await office.meet("aino")
    await office.invite("aino")
    office.teams.trouble = lambda _call, _number: GONE
    await office.worker().drain()
    found = await known(office, "aino")
    assert found is not None
    assert found == replace(found, blocked=NOT_INSTALLED)
    assert (await office.count()).failed == {NOT_INSTALLED: 1}


async def test_whoever_never_had_the_bot_has_not_taken_it_away(office: Office):
    await office.invite("aino")
    office.teams.trouble = lambda call, _number: GONE if call.startswith("send") else None
    await office.worker().drain()
    assert (await office.count()).failed == {NOT_INSTALLED: 1}
    assert await known(office, "aino") is None
