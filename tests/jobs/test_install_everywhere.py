"""Everybody who has never met the bot gets it, nobody twice, and nobody who has taken it away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any, get_args

import aiohttp
import pytest
import structlog

from delivery.meters import Meters
from delivery.tokens import TokenRefused
from directory.graph import Graph
from directory.installs import Refusal, TeamsApp
from jobs.install_everywhere import BATCH, LEASE, Installer
from jobs.install_runs import STRIKES, Home, Run
from jobs.metrics import metrics
from jobs.timers import Timers
from storage.audit import SHELL, list_audit
from storage.conversations import Conversation, find_conversation, mark_blocked, record_conversation
from storage.install_run import claim_install_run
from storage.installs import AGAIN, TOLD_WITHIN
from storage.outbox import NewDelivery, count_deliveries, failed, record_deliveries, settle
from storage.reach_rows import summed
from storage.reachable import list_reach
from storage.reasons import (
    APP_BLOCKED,
    INSTALL_REASONS,
    NO_CONVERSATION,
    NO_TEAMS,
    NOT_INSTALLED,
    NOT_PERMITTED,
)
from tests.jobs.house import ALWAYS, DAY, NOW, OFFICE, House
from tests.jobs.loopback_installs import APP, LoopbackInstalls, loopback_installs
from tests.storage.town import colleagues, town

HOUR = timedelta(hours=1)
EVERYBODY = sorted(town().people)


class Clock:
    """Time stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def graph() -> AsyncIterator[LoopbackInstalls]:
    async with loopback_installs() as running:
        yield running


@pytest.fixture
async def installer_of(graph, clock) -> AsyncIterator[Callable[..., Installer]]:
    async with aiohttp.ClientSession() as session:

        async def token(_scope: str) -> str:
            return "secret"

        def make(house: House, **more: Any) -> Installer:
            client = Graph(session, more.pop("token", token), url=graph.url, sleep=clock.sleep)
            return Installer(
                house.stores,
                client,
                app=TeamsApp(APP, graph.url),
                home=Home("tenant", "28:bot", "https://smba.example/first/"),
                clock=clock,
                sleep=clock.sleep,
                **{"hours": ALWAYS} | more,
            )

        yield make


@pytest.fixture
def installer(small_house, installer_of) -> Installer:
    return installer_of(small_house)


async def run(installer: Installer, *, is_asked_for: bool = False) -> Run:
    return await installer.install_all(asyncio.Event(), actor=SHELL, is_asked_for=is_asked_for)


async def meets(house: House, person: str, **more: Any) -> None:
    known = Conversation(person, "https://smba.example/emea/", f"a:{person}", "tenant", "29:1", "28:bot")
    async with house.stores.identity.writing() as connection:
        await record_conversation(connection, known)
        if more:
            await mark_blocked(connection, person, more["blocked"])


async def met(house: House, person: str) -> Conversation | None:
    async with house.stores.identity.reading() as connection:
        return await find_conversation(connection, person)


async def reach(house: House) -> dict[str, int]:
    async with house.stores.identity.reading() as connection:
        return dict(summed(await list_reach(connection)))


async def test_everybody_who_has_never_met_the_bot_gets_it_once(house, installer_of, graph, clock):
    await meets(house, "aino")
    installer = installer_of(house)
    assert await installer.count_due() == len(EVERYBODY) - 1
    found = await run(installer)
    assert found.outcomes == {"installed": len(EVERYBODY) - 1}
    assert sorted(graph.asked) == [person for person in EVERYBODY if person != "aino"]
    assert graph.tokens == {"Bearer secret"}
    assert (await run(installer)).outcomes == {}, "Teams has an hour to tell of the chats"
    assert await reach(house) == {"reachable": 1, "waiting": len(EVERYBODY) - 1}
    async with house.stores.identity.reading() as connection:
        (line,) = [each for each in await list_audit(connection, newest=50) if each.action == "app.installed"]
    assert (line.actor, line.subject) == (SHELL, str(len(EVERYBODY) - 1)), "a number, nobody's id"


async def test_whoever_has_taken_the_bot_away_is_never_given_it_again(small_house, installer, graph, clock):
    await meets(small_house, "onni", blocked=NOT_INSTALLED)
    for _ in range(3):
        await run(installer, is_asked_for=True)
        clock.now += 60 * DAY
    assert "onni" not in graph.asked


async def test_who_has_the_app_already_is_met_in_its_chat_and_gets_what_waited(house, installer_of, graph):
    graph.installed["aino"] = "19:aino"
    await meets(house, "eero")
    async with house.stores.identity.writing() as connection:
        await record_deliveries(connection, [NewDelivery("w:aino", "survey", "w", "aino", NOW)])
        await settle(connection, [failed("w:aino", NO_CONVERSATION)])
    found = await run(installer_of(house))
    assert found.outcomes["there"] == 1
    assert await met(house, "aino") == Conversation(
        "aino", "https://smba.example/emea/", "19:aino", "tenant", "", "28:bot"
    )
    async with house.stores.identity.reading() as connection:
        assert (await count_deliveries(connection, "w", "survey")).waiting == 1


async def test_before_anybody_was_met_the_first_address_serves(small_house, installer, graph):
    graph.installed["aino"] = "19:aino"
    await run(installer)
    known = await met(small_house, "aino")
    assert known is not None
    assert known.service_url == "https://smba.example/first/"


async def test_a_chat_that_teams_has_not_told_of_is_looked_for_after_an_hour_then_every_day(
    small_house, installer, graph, clock
):
    graph.without_chat.add("aino")
    await run(installer)
    clock.now += TOLD_WITHIN + HOUR
    found = await run(installer)
    assert found.outcomes == {"there": len(EVERYBODY) - 1, "installed": 1}
    assert await met(small_house, "aino") is None
    clock.now += 2 * HOUR
    assert (await run(installer)).outcomes == {}
    graph.without_chat.clear()
    clock.now += DAY
    assert (await run(installer)).outcomes == {"there": 1}
    assert await reach(small_house) == {"reachable": len(EVERYBODY)}


@pytest.mark.parametrize(
    ("status", "may_be_read", "reason", "told"),
    [
        (403, True, APP_BLOCKED, "blocked_by_organisation"),
        (403, False, NOT_PERMITTED, "not_allowed"),
        (404, False, NO_TEAMS, "no_teams"),
        (400, True, NO_TEAMS, "no_teams"),
        (412, True, NOT_PERMITTED, "not_allowed"),
    ],
)
async def test_a_refusal_is_kept_with_its_reason(
    small_house, installer, graph, status, may_be_read, reason, told
):
    graph.refusing["aino"] = (status, may_be_read)
    found = await run(installer)
    assert found.outcomes == {"installed": len(EVERYBODY) - 1, reason: 1}
    assert found.stopped == ""
    assert (await reach(small_house))[told] == 1


async def test_a_refusal_is_tried_again_later_and_later(small_house, installer, graph, clock):
    graph.refusing["aino"] = (404, True)
    await run(installer)
    for pause in (*AGAIN, AGAIN[-1]):
        clock.now += pause - HOUR
        await run(installer)
        before = graph.asked.count("aino")
        clock.now += 2 * HOUR
        await run(installer)
        assert graph.asked.count("aino") == before + 1, pause
    graph.refusing.clear()
    clock.now += AGAIN[-1] + HOUR
    assert (await run(installer)).outcomes["installed"] == 1


async def test_somebody_who_asks_for_it_has_the_refused_tried_at_once_each_once(installer, graph, clock):
    graph.refusing["aino"] = (403, True)
    await run(installer)
    assert await installer.count_due() == 0
    clock.now += timedelta(seconds=1)
    assert await installer.count_due(is_asked_for=True) == 1
    found = await run(installer, is_asked_for=True)
    assert found.outcomes == {APP_BLOCKED: 1}


async def test_a_busy_graph_is_waited_for_as_long_as_it_asks(installer, graph, clock):
    graph.busy["aino"] = 2
    found = await run(installer)
    assert (found.outcomes, found.stopped) == ({"installed": len(EVERYBODY)}, "")
    assert clock.slept.count(7.0) == 2


async def test_a_graph_that_stays_busy_ends_the_run_and_holds_nobody_else_up_for_ever(
    small_house, installer, graph, clock
):
    graph.busy["aino"] = 10**6
    with structlog.testing.capture_logs() as logged:
        found = await run(installer)
    assert found.stopped == "graph"
    assert [line["event"] for line in logged] == ["installs_stopped"]
    assert "aino" not in str(logged)
    for _ in range(3):
        clock.now += 2 * HOUR
        await run(installer)
    assert await reach(small_house) == {"reachable": len(EVERYBODY) - 1, "waiting": 1}


async def test_a_refused_token_ends_the_run_and_blames_nobody(small_house, installer_of, graph):
    async def refused(_scope: str) -> str:
        raise TokenRefused("invalid_client")

    assert (await run(installer_of(small_house, token=refused))).stopped == "graph"
    graph.is_unauthorized = True
    assert (await run(installer_of(small_house))).stopped == "graph"
    assert await reach(small_house) == {"never_met": len(EVERYBODY)}


async def test_refusals_without_any_success_end_the_run(small_house, installer, graph):
    await small_house.knows(town(people=[*town().people.values(), *colleagues("K3", 60)]))
    graph.refusing = dict.fromkeys([*EVERYBODY, *(f"k3-{each}" for each in range(60))], (403, False))
    with structlog.testing.capture_logs() as logged:
        found = await run(installer)
    assert found.stopped == "all_refused"
    assert STRIKES <= len(graph.asked) < BATCH
    assert logged[0]["event"] == "installs_stopped"
    assert logged[0]["reason"] == "all_refused"


async def test_only_one_process_installs_at_a_time(small_house, installer, graph, clock):
    async with small_house.stores.identity.writing() as connection:
        assert await claim_install_run(connection, now=NOW, until=NOW + LEASE)
    assert (await run(installer)).stopped == "taken"
    assert graph.calls == []
    clock.now += LEASE
    assert (await run(installer)).outcomes == {"installed": len(EVERYBODY)}, "the other has died"


async def test_a_run_that_was_killed_is_made_good_by_the_next(house, installer_of, graph, clock, monkeypatch):
    killed = installer_of(house)

    async def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("jobs.install_everywhere.record_outcomes", dies)
        with pytest.raises(RuntimeError):
            await run(killed)
    assert await reach(house) == {"never_met": len(EVERYBODY)}
    found = await run(installer_of(house))
    assert found.outcomes == {"there": len(EVERYBODY)}
    assert await reach(house) == {"reachable": len(EVERYBODY)}


async def test_whoever_has_left_is_not_kept(small_house, installer, graph, clock):
    graph.refusing["onni"] = (404, True)
    await run(installer)
    await small_house.knows(
        town(people=[each for each in town().people.values() if each.aad_object_id != "onni"])
    )
    clock.now += 40 * DAY
    await run(installer)
    assert graph.asked.count("onni") == 1


async def test_by_itself_it_is_done_once_an_hour_in_working_hours_only(
    small_house, installer_of, graph, clock
):
    installer = installer_of(small_house, hours=OFFICE)
    clock.now = NOW.replace(hour=3)
    await installer.look(asyncio.Event())
    assert graph.calls == []
    clock.now = NOW
    await installer.look(asyncio.Event())
    assert len(graph.asked) == len(EVERYBODY)
    await small_house.knows(town(people=[*town().people.values(), *colleagues("K3", 9)]))
    await installer.look(asyncio.Event())
    assert len(graph.asked) == len(EVERYBODY)
    clock.now += HOUR
    await installer.look(asyncio.Event())
    assert installer.told == {"installed": len(EVERYBODY) + 2, "there": len(EVERYBODY)}


async def test_it_stops_when_it_is_told_to_and_writes_down_what_has_come_of_it(small_house, installer, graph):
    stop = asyncio.Event()
    work = asyncio.create_task(installer.install_all(stop, actor=SHELL))
    while len(graph.asked) < 3:  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.001)
    stop.set()
    found = await work
    assert found.stopped == "asked"
    assert found.outcomes == {"installed": len(graph.asked)}
    assert (await reach(small_house))["waiting"] == len(graph.asked)


async def test_people_are_asked_about_at_an_even_pace(small_house, installer, clock):
    await small_house.knows(town(people=[*town().people.values(), *colleagues("K3", 2 * BATCH)]))
    began = clock.now
    found = await run(installer)
    assert (clock.now - began).total_seconds() >= found.outcomes["installed"] / 5


async def test_it_runs_beside_everything_else_until_it_is_told_to_stop(small_house, installer, graph):
    stop = asyncio.Event()
    work = asyncio.create_task(installer.run(stop))
    async with asyncio.timeout(20):
        while (await reach(small_house)).get("waiting", 0) < len(EVERYBODY):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    stop.set()
    await work
    assert len(graph.asked) == len(EVERYBODY)


async def test_what_came_of_it_is_measured_without_saying_of_whom(small_house, installer, graph):
    graph.refusing["aino"] = (403, True)
    await run(installer)
    told = {"rate": 1.0, "now": NOW, "installs": installer.told}
    page = (await metrics(small_house.stores, Meters(), Timers(), **told)).decode()
    assert f'pulssi_installs_total{{outcome="installed"}} {len(EVERYBODY) - 1}.0' in page
    assert 'pulssi_installs_total{outcome="app_blocked"} 1.0' in page
    assert "aino" not in page


async def test_a_store_that_is_away_does_not_end_the_loop(small_house, installer, monkeypatch):
    async def away(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("jobs.install_everywhere.claim_install_run", away)
    with structlog.testing.capture_logs() as logged:
        await installer.look(asyncio.Event())
    assert [(line["event"], line["error"]) for line in logged] == [("installs_failed", "RuntimeError")]


def test_graphs_refusals_are_the_reasons_that_are_kept():
    assert set(get_args(Refusal)) == INSTALL_REASONS
