"""From a result to change and back: talked over, chosen, planned, looked back at, in three languages.

The bot is ended and started anew between every two steps, on the same stores.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

import bot
from demo.connector import LoopbackConnector
from demo.issuer import LoopbackIssuer
from demo.people import AINO, EERO, HELMI, ONNI, TENANT_ID
from jobs.import_directory import import_directory
from locales import texts
from settings import Settings
from storage.choices import choice_id
from storage.follow_ups import list_follow_ups
from storage.plans import Plan, find_plan_of
from storage.results import find_result
from storage.waves import Wave, find_wave
from tests.conversations.conftest import NOON, colleague, small_town, town_settings, unhurried
from tests.conversations.people import Clock, Member, Town, words
from tests.conversations.test_story import CLOSES, everybody_answers, opened

CHANNEL = "19:kotihoito@thread.tacv2"
LANGUAGES = pytest.mark.parametrize("language", ["fi", "sv", "en"])
VOTERS = ("aino", *(f"k1-{number}" for number in range(6)))
MEETINGS = "Kokoukset alkavat ajallaan · Mötena börjar i tid"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Loop:
    """A town whose bot is started anew before every step."""

    settings: Settings
    town: Town
    language: str
    house: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def restarts(self) -> None:
        await self.house.aclose()
        house = await self.house.enter_async_context(bot.house(self.settings, clock=self.town.clock))
        client = await self.house.enter_async_context(TestClient(TestServer(bot.web_app(house))))
        self.town.house, self.town.client = house, client

    def member(self, person: Any, *, channel: str = "") -> Member:
        speaker = replace(person, locale=f"{self.language}-FI")
        place = {"id": f"{channel};messageid=1", "conversationType": "channel", "isGroup": True}
        return Member(self.town, speaker, place if channel else {})

    async def presses(self, person: Any, verb: str, **data: str) -> Any:
        """Press a button after a restart, let what follows be done, and give what takes the card's place."""
        await self.restarts()
        value = (await self.member(person).presses(verb, **data))["value"]
        await self.passes(timedelta(minutes=1))
        return value

    async def passes(self, time: timedelta) -> None:
        await self.passes_until(self.town.clock.now + time)

    async def passes_until(self, moment: datetime) -> None:
        await self.town.passes(moment)
        await self.restarts()
        await self.town.passes(moment + timedelta(seconds=1))

    def says(self, key: str, **facts: Any) -> str:
        return texts(self.language)(key, **facts)

    def newest(self, person: Any) -> str:
        return words(self.member(person).cards()[-1])

    def in_channel(self) -> list[str]:
        return [words(said["attachments"][0]["content"]) for said in self.town.connector.posted(CHANNEL)]

    async def plan(self) -> Plan:
        async with self.town.house.stores.identity.reading() as connection:
            found = await find_plan_of(connection, "K1")
        assert found is not None
        return found

    async def pulse(self, number: int) -> Wave:
        """Give the pulse about the targets that belongs to a follow-up."""
        async with self.town.house.stores.identity.reading() as connection:
            plan = await find_plan_of(connection, "K1")
            follow_ups = await list_follow_ups(connection, plan.id if plan else "")
            wave = await find_wave(connection, follow_ups[number - 1].wave or "")
        assert wave is not None
        return wave


@pytest.fixture
async def loop(urls, language: str):
    clock = Clock(NOON)
    async with unhurried(), LoopbackIssuer() as issuer, LoopbackConnector() as connector:
        settings = town_settings(urls, issuer, connector, share_after_days=0)
        made = Loop(settings, Town(None, None, issuer, connector, clock), language)
        async with made.house:
            await made.restarts()
            await import_directory(made.town.house.stores, small_town(), dry_run=False, actor="t", now=NOON)
            yield made


async def offered(loop: Loop, wave: str) -> tuple[str, str]:
    async with loop.town.house.stores.identity.reading() as connection:
        found = await find_result(connection, wave, code="K1")
    assert found is not None
    return found.strengths[0], found.targets[0]


def person_of(key: str) -> Any:
    return AINO if key == "aino" else colleague(key)


async def link_channel(loop: Loop) -> None:
    eero = loop.member(EERO, channel=CHANNEL)
    room = {"team": {"id": "19:team"}, "channel": {"id": CHANNEL}, "tenant": {"id": TENANT_ID}}
    action = {
        "type": "Action.Execute",
        "verb": "admin.channel",
        "data": {"verb": "admin.channel", "unit": "K1", "language": loop.language},
    }
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    answer = await eero.posts(invoke | {"channelData": room, "replyToId": "card-1"})
    assert answer.status == 200, await answer.text()


async def meet(loop: Loop) -> str:
    """Everybody gets to know the bot, a wave closes, and Eero links the channel; give the wave."""
    for person in (AINO, EERO, HELMI, ONNI):
        await loop.member(person).says("moi", **{"from": _named(person)})
    wave = await opened(loop.town)
    await everybody_answers(loop.town, wave, {"k1": range(10), "k3": range(7)})
    await loop.passes_until(CLOSES + timedelta(minutes=1))
    await link_channel(loop)
    return wave


def _named(person: Any) -> dict[str, str]:
    return {"id": person.member_id, "aadObjectId": person.aad_object_id, "name": f"{person.given_name} A."}


async def talk(loop: Loop, wave: str) -> None:
    agenda = await loop.presses(EERO, "guide.agenda", unit="K1", wave=wave, form="choosing")
    assert "guide.post" in str(agenda)
    await loop.presses(EERO, "guide.post", unit="K1", wave=wave, form="choosing")
    assert len(loop.in_channel()) == 1
    await loop.presses(EERO, "guide.held", unit="K1", wave=wave)


async def choose(loop: Loop, wave: str) -> None:
    """Seven vote, alone; the sum is shown once, to Eero and in the channel."""
    await loop.presses(EERO, "choose.propose", unit="K1", wave=wave, days="7", confirmed="yes")
    assert "choose.vote" in str(loop.member(AINO).cards()[-1])
    strength, target = await offered(loop, wave)
    choice = choice_id(wave, "K1")
    for count, key in enumerate(VOTERS):
        if count == 4:
            told = words(await loop.presses(EERO, "choose.sum", choice=choice))
            assert loop.in_channel()[1:] == []
            assert "1" in told
        await loop.presses(person_of(key), "choose.vote", choice=choice, strengths=strength, targets=target)
    await loop.presses(EERO, "choose.sum", choice=choice)
    assert len(loop.in_channel()) == 2


async def agree(loop: Loop, wave: str) -> None:
    """Eero records what was agreed; the team says whether it feels shared, and he hears it a week later."""
    form = await loop.presses(EERO, "choose.agree", unit="K1", wave=wave)
    assert "strength1" in str(form)
    _, target = await offered(loop, wave)
    given = {"strength1": "Huumori kantaa", "target1": MEETINGS, "item1": target, "scribe": "Aino"}
    await loop.presses(EERO, "choose.agree", unit="K1", wave=wave, save="yes", **given)
    assert [each.words for each in (await loop.plan()).targets] == [MEETINGS]
    assert MEETINGS in loop.newest(AINO)
    for key in VOTERS:
        await loop.presses(person_of(key), "choose.feel", choice=choice_id(wave, "K1"), feels="yes")


async def write_plan(loop: Loop) -> None:
    plan = await loop.plan()
    target, today = plan.targets[0], loop.town.clock.now.date()
    await loop.presses(EERO, "plan.edit", unit="K1", target=target.id)
    saved = await loop.presses(
        EERO,
        "plan.save",
        unit="K1",
        plan=plan.id,
        target=target.id,
        version=str(plan.version),
        words=MEETINGS,
        goal="Kaikki ehtivät",
        action="Kello seinälle",
        practice="Aloitamme tasalta",
        owners=AINO.aad_object_id,
        others="",
        starts_on=(today + DAY).isoformat(),
        due_on=(today + 90 * DAY).isoformat(),
        follow_up="Kysymme kuukauden päästä",
        upwards="",
        state="planned",
    )
    assert "Kello seinälle" in words(saved)
    before = len(loop.in_channel())
    await loop.presses(EERO, "plan.share", unit="K1", plan=plan.id, confirmed="yes")
    assert (await loop.plan()).agreed_on == today
    for heard in (loop.newest(AINO), loop.in_channel()[-1]):
        assert MEETINGS in heard
        assert "Kello seinälle" in heard
    assert AINO.given_name in loop.newest(AINO)
    assert len(loop.in_channel()) == before + 1


async def look_back(loop: Loop, number: int, *, state: str) -> None:
    """On the day of a follow-up the pulse has closed, Eero reports, and the team hears what came of it."""
    async with loop.town.house.stores.identity.reading() as connection:
        due = (await list_follow_ups(connection, (await loop.plan()).id))[number - 1].due_on
    await loop.passes_until(datetime(due.year, due.month, due.day, 6, 0, tzinfo=UTC) - 8 * DAY + HOUR)
    pulse = await loop.pulse(number)
    await loop.passes_until(max(loop.town.clock.now, pulse.opens_at + timedelta(minutes=1)))
    asked = {item.id: "5" for item in pulse.instrument.items}
    for key in VOTERS:
        await loop.presses(person_of(key), "survey.submit", wave=pulse.id, **asked)
    await loop.passes_until(pulse.closes_at + timedelta(minutes=1))
    await loop.passes_until(pulse.closes_at + HOUR + timedelta(minutes=2))
    plan = await loop.plan()
    form = await loop.presses(EERO, "followup.report", plan=plan.id)
    target = plan.targets[0].id
    assert f"went_well-{target}" in str(form)
    typed = {
        "state": state,
        "went_well": "Tasalta",
        "changed": f"Kello {number}",
        "next_step": "Jatkamme",
    }
    await loop.presses(
        EERO,
        "followup.done",
        plan=plan.id,
        number=str(number),
        **{f"{name}-{target}": text for name, text in typed.items()},
    )
    for heard in (loop.newest(AINO), loop.in_channel()[-1]):
        assert MEETINGS in heard
        assert f"Kello {number}" in heard


@LANGUAGES
async def test_a_team_goes_from_its_result_to_change_and_back(loop: Loop, language: str):
    wave = await meet(loop)
    before = len(loop.member(ONNI).cards())
    await talk(loop, wave)
    await choose(loop, wave)
    await agree(loop, wave)
    await write_plan(loop)
    await look_back(loop, 1, state="ongoing")
    assert (await loop.plan()).targets[0].state == "ongoing"
    await look_back(loop, 2, state="done")
    plan = await loop.plan()
    assert plan.ended_on is not None
    told = len(loop.member(EERO).cards()), len(loop.in_channel())
    for _ in range(8):
        await loop.passes(14 * DAY)
    assert (len(loop.member(EERO).cards()), len(loop.in_channel())) == told, loop.newest(EERO)
    assert len(loop.member(ONNI).cards()) == before
    assert date.fromisoformat(str(plan.ended_on)) > date(2027, 4, 1)
