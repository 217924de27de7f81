"""The bot comes, goes and comes back, by Graph and by people's own hands; what waited arrives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

import bot
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import AINO, EERO, ONNI, DemoPerson
from directory.organisation import Organisation
from jobs.import_directory import import_directory
from jobs.install_runs import Run
from storage.audit import SHELL
from storage.conversations import Conversation, find_conversation
from storage.reach_rows import summed
from storage.reachable import list_reach
from storage.reasons import BLOCKED_BY_USER, NOT_INSTALLED
from storage.tables.installs import installs
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, small_town, town_settings, unhurried
from tests.conversations.people import Clock, Member, Town, inputs, words
from tests.conversations.test_story import opened
from tests.jobs.loopback_installs import APP, LoopbackInstalls, loopback_installs

GONE = {"error": {"code": "BotNotInConversationRoster", "message": "not installed"}}


@pytest_asyncio.fixture
async def graph() -> AsyncIterator[LoopbackInstalls]:
    async with loopback_installs() as running:
        yield running


@pytest_asyncio.fixture
async def town(urls: dict[str, str], graph: LoopbackInstalls, monkeypatch) -> AsyncIterator[Town]:
    """The usual town, whose bot may install itself for people."""
    monkeypatch.setattr("jobs.install_everywhere.A_SECOND", 1000)
    clock = Clock(NOON)
    async with unhurried(), LoopbackIssuer() as issuer, LoopbackConnector() as connector:
        settings = town_settings(urls, issuer, connector, teams_app=APP, graph_url=graph.url)
        async with bot.house(settings, clock=clock) as house:
            await import_directory(house.stores, small_town(), dry_run=False, actor="test", now=NOON)
            async with TestClient(TestServer(bot.web_app(house))) as client:
                yield Town(house, client, issuer, connector, clock)


async def installed(town: Town) -> Run:
    assert town.house.installer is not None
    return await town.house.installer.install_all(asyncio.Event(), actor=SHELL, is_asked_for=True)


async def known(town: Town, who: DemoPerson) -> Conversation | None:
    async with town.house.stores.identity.reading() as connection:
        return await find_conversation(connection, who.aad_object_id)


async def reach(town: Town) -> dict[str, int]:
    async with town.house.stores.identity.reading() as connection:
        return dict(summed(await list_reach(connection)))


async def tried(town: Town) -> int:
    async with town.house.stores.identity.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(installs)) or 0


def asked_for(graph: LoopbackInstalls, who: DemoPerson) -> int:
    return graph.asked.count(who.aad_object_id)


@ON_BOTH
async def test_everybody_gets_the_bot_is_greeted_and_has_what_waited(town: Town, aino: Member):
    town.connector.refuse(403, body=GONE, times=PEOPLE)
    await opened(town)
    assert aino.cards() == []
    assert (await installed(town)).outcomes == {"installed": PEOPLE}
    assert await tried(town) == PEOPLE
    (greeting,) = await aino.installs()
    assert "Pulssi" in words(greeting)
    assert await tried(town) == PEOPLE - 1
    assert await reach(town) == {"reachable": 1, "waiting": PEOPLE - 1}
    await town.passes()
    assert inputs(aino.cards()[-1]), "the survey"


async def test_who_has_taken_the_bot_away_keeps_quiet_until_it_is_added_again(
    town: Town, aino: Member, graph: LoopbackInstalls
):
    await aino.installs()
    await aino.installs(action="remove")
    await opened(town)
    assert len(aino.cards()) == 1
    await installed(town)
    assert asked_for(graph, AINO) == 0
    assert (await reach(town))["removed"] == 1
    aino.conversation = {"id": "a:another"}
    await aino.installs()
    found = await known(town, AINO)
    assert found is not None
    assert (found.conversation_id, found.blocked) == ("a:another", None)
    await town.passes()
    posted = [call.body for call in town.connector.calls if call.conversation == "a:another"]
    assert len(posted) == 2, "the greeting and what waited, in the new chat"


async def test_who_takes_the_bot_away_before_it_was_known_is_not_given_it_again(
    town: Town, onni: Member, graph: LoopbackInstalls
):
    await onni.installs(action="remove")
    found = await known(town, ONNI)
    assert found is not None
    assert found.blocked == NOT_INSTALLED
    await installed(town)
    assert asked_for(graph, ONNI) == 0


async def test_an_upgrade_greets_nobody_again_and_loses_no_message(town: Town, aino: Member):
    await aino.installs()
    before = await known(town, AINO)
    assert await aino.installs(action="remove-upgrade") == []
    await opened(town)
    assert inputs(aino.cards()[-1]), "the survey arrives while the app is being upgraded"
    assert await aino.installs(action="add-upgrade") == []
    assert await known(town, AINO) == before


async def test_an_upgrade_makes_somebody_known_who_was_not(town: Town, aino: Member):
    assert await aino.installs(action="add-upgrade") == []
    found = await known(town, AINO)
    assert found is not None
    assert found.blocked is None


async def test_who_has_blocked_the_bot_is_not_installed_for_and_comes_back_by_writing(
    town: Town, eero: Member, graph: LoopbackInstalls
):
    await eero.installs()
    town.connector.refuse(403, body={"error": {"code": "ConversationBlockedByUser"}}, times=PEOPLE)
    await opened(town)
    found = await known(town, EERO)
    assert found is not None
    assert found.blocked == BLOCKED_BY_USER
    await installed(town)
    assert asked_for(graph, EERO) == 0
    await eero.says("moi")
    await town.passes()
    assert inputs(eero.cards()[-1]), "the survey"


async def test_a_guest_and_a_disabled_account_are_told_apart_from_a_policy(
    town: Town, graph: LoopbackInstalls
):
    graph.refusing[AINO.aad_object_id] = (404, False)
    graph.refusing[EERO.aad_object_id] = (403, True)
    await installed(town)
    found = await reach(town)
    assert (found["no_teams"], found["blocked_by_organisation"], found["waiting"]) == (1, 1, PEOPLE - 2)


async def test_somebody_from_elsewhere_gets_kind_words_and_is_reached_once_in_the_directory(town: Town):
    stranger = Member(town, DemoPerson("guest", "Guest", "Stranger", "fi-FI"))
    (card,) = await stranger.installs()
    assert "En löydä sinua vielä" in words(card)
    assert (await reach(town)).get("reachable", 0) == 0
    everybody = small_town()
    newcomer = everybody.people[AINO.aad_object_id]
    joined = Organisation(
        everybody.units.values(),
        [
            *everybody.people.values(),
            type(newcomer)(stranger.person.aad_object_id, "K1", None, (), frozenset()),
        ],
    )
    await import_directory(town.house.stores, joined, dry_run=False, actor="test", now=town.clock.now)
    assert (await reach(town))["reachable"] == 1


async def test_who_leaves_and_comes_back_is_met_where_they_were(
    town: Town, aino: Member, graph: LoopbackInstalls
):
    await aino.installs()
    everybody = small_town()
    others = [each for each in everybody.people.values() if each.aad_object_id != AINO.aad_object_id]
    for people in (others, list(everybody.people.values())):
        chart = Organisation(everybody.units.values(), people)
        await import_directory(town.house.stores, chart, dry_run=False, actor="test", now=town.clock.now)
        await installed(town)
    assert asked_for(graph, AINO) == 0
    await opened(town)
    assert inputs(aino.cards()[-1]), "the survey"


async def test_a_chat_that_graph_has_told_of_gives_way_to_the_one_that_teams_tells_of(
    town: Town, aino: Member, graph: LoopbackInstalls
):
    graph.installed[AINO.aad_object_id] = "19:aino@unq.gbl.spaces"
    await installed(town)
    found = await known(town, AINO)
    assert found is not None
    assert (found.conversation_id, found.service_url) == (
        "19:aino@unq.gbl.spaces",
        town.connector.service_url,
    )
    await opened(town)
    assert any(call.conversation == "19:aino@unq.gbl.spaces" for call in town.connector.calls)
    await aino.says("apua")
    found = await known(town, AINO)
    assert found is not None
    assert found.conversation_id == aino.chat
    assert found.user_id == AINO.member_id
