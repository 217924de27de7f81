"""Administrators and HR see whom the bot reaches, as numbers; nobody else does, and nobody is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from demo.people import ARVI
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from storage.conversations import Conversation, mark_blocked, record_conversation
from storage.installs import record_install
from storage.outbox import NewDelivery, failed, record_deliveries, settle
from storage.reasons import BLOCKED_BY_USER, GAVE_UP, NO_TEAMS, NOT_INSTALLED, OVERTAKEN
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, colleague, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.writing import logged

SAID = ("yhteydet", "Anslutningar", "connections", "yhteydt")


@pytest_asyncio.fixture
async def arvi(town: Town) -> AsyncIterator[Member]:
    """The administrator, who works with Helmi."""
    chart = small_town()
    people = [
        *chart.people.values(),
        Person(ARVI.aad_object_id, "K", None, (), frozenset({"admin"})),
    ]
    await import_directory(
        town.house.stores, Organisation(chart.units.values(), people), dry_run=False, actor="test", now=NOON
    )
    member = Member(town, ARVI)
    await member.installs()
    yield member


async def meets(town: Town, key: str, *, blocked: str | None = None) -> None:
    person = colleague(key).aad_object_id
    met = Conversation(person, town.connector.service_url, f"a:{key}", "tenant", "29:1", "28:bot")
    async with town.house.stores.identity.writing() as connection:
        await record_conversation(connection, met)
        if blocked:
            await mark_blocked(connection, person, blocked)


def told(card: dict[str, Any]) -> str:
    """Give what the card says, without how it looks."""
    looks = {"None", "none", "Small", "Medium", "Large", "Bolder", "Center", "heading"}
    return " ".join(word for word in words(card).split() if word not in looks)


@ON_BOTH
async def test_the_administrator_sees_who_is_reached_and_what_helps(town: Town, arvi: Member):
    for number in range(7):
        await meets(town, f"k3-{number}")
    await meets(town, "k1-0", blocked=BLOCKED_BY_USER)
    await meets(town, "k1-1", blocked=NOT_INSTALLED)
    async with town.house.stores.identity.writing() as connection:
        await record_install(connection, colleague("k1-2").aad_object_id, reason=NO_TEAMS, now=NOON)
    for said in SAID:
        (card,) = await arvi.says(said)
        assert f"Pulssi tavoittaa {PEOPLE + 1} henkilöstä 8." in told(card)
    assert "Estänyt Pulssin: 1" in told(card)
    assert "Poistanut Pulssin: 1" in told(card)
    assert "Tilillä ei ole Teamsia: 1" in told(card)
    assert "Kotihoito 0 / 12" in told(card)
    assert "Kaupunki ja 1 pienempi yksikkö 1 / 6" in told(card), "the library is too small to be told of"
    assert "Kirjasto" not in told(card)
    assert "Keittiö" not in told(card), "everybody is reached there"
    assert "Hakemisto muuttui viimeksi 23.11.2026 klo 12.00." in told(card)


async def test_the_card_lives_and_every_look_is_in_the_log(town: Town, arvi: Member):
    await arvi.says("yhteydet")
    await meets(town, "k1-0")
    body = await arvi.presses("admin.reach")
    assert f"Pulssi tavoittaa {PEOPLE + 1} henkilöstä 2." in told(body["value"])
    assert await logged(town, "reach.viewed") == [("reach.viewed", "*")] * 2


async def test_helmi_sees_the_same(town: Town, arvi: Member, helmi: Member):
    await helmi.says("moi")
    (his,) = await arvi.says("yhteydet")
    (hers,) = await helmi.says("yhteydet")
    assert told(hers) == told(his)


async def test_everybody_else_is_refused_in_the_same_words_whatever_they_send(
    town: Town, aino: Member, eero: Member, onni: Member
):
    for member in (aino, eero, onni):
        refused = (await member.presses("admin.reach"))["value"]
        assert "Pulssi tavoittaa" not in told(refused)
        assert (await member.presses("admin.reach", page="2", unit="K"))["value"] == refused
        (card,) = await member.says("yhteydet")
        assert card == refused
    assert await logged(town, "reach.viewed") == []


async def test_an_hr_partner_of_an_area_does_not_see_the_whole(town: Town, eero: Member):
    chart = small_town()
    people = [
        Person(each.aad_object_id, each.unit_code, None, (), frozenset(), ("K1",))
        if each.aad_object_id == eero.person.aad_object_id
        else each
        for each in chart.people.values()
    ]
    partner = Organisation(chart.units.values(), people)
    await import_directory(town.house.stores, partner, dry_run=False, actor="test", now=NOON)
    (card,) = await eero.says("yhteydet")
    assert "Pulssi tavoittaa" not in told(card)


async def test_in_a_channel_it_is_for_private_ears(town: Town, arvi: Member):
    arvi.conversation = {"id": f"{arvi.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    (card,) = await arvi.says("<at>Pulssi</at> yhteydet")
    assert "kahden kesken" in told(card)


async def test_what_failed_is_told_by_cause_and_what_is_over_is_not(town: Town, arvi: Member):
    reasons = [NOT_INSTALLED, NOT_INSTALLED, BLOCKED_BY_USER, GAVE_UP, OVERTAKEN]
    end = NOON + timedelta(days=1)
    rows = [
        NewDelivery(f"w:{number}", "shared", "w", f"p{number}", NOON, expires_at=end)
        for number in range(len(reasons) + 1)
    ]
    async with town.house.stores.identity.writing() as connection:
        await record_deliveries(connection, rows)
        await settle(connection, [failed(f"w:{number}", reason) for number, reason in enumerate(reasons)])
    card = (await arvi.presses("admin.reach"))["value"]
    assert "Vastaanottajaa ei tavoiteta: 3" in told(card)
    assert "Teams ei ottanut viestiä vastaan: 1" in told(card)
    assert "1 viesti odottaa lähettämistä." in told(card)
    town.clock.set(end + timedelta(hours=1))
    card = (await arvi.presses("admin.reach"))["value"]
    assert "Lähetetyt viestit ovat menneet perille." in told(card)


async def test_many_units_come_page_by_page_the_worst_first(town: Town, arvi: Member):
    units = [Unit("K", None, "kunta", "Kaupunki", "", "")]
    units += [Unit(f"U{number:02}", "K", "yksikkö", f"Yksikkö {number:02}", "", "") for number in range(24)]
    people = [Person(ARVI.aad_object_id, "K", None, (), frozenset({"admin"}))]
    people += [
        Person(colleague(f"{unit.code}-{each}").aad_object_id, unit.code, None, (), frozenset())
        for unit in units
        for each in range(5)
    ]
    large = Organisation(units, people)
    await import_directory(town.house.stores, large, dry_run=False, actor="test", now=NOON)
    await meets(town, "U00-1")
    first = (await arvi.presses("admin.reach"))["value"]
    assert "Seuraavat" in told(first)
    assert "Edelliset" not in told(first)
    assert "Yksikkö 00" not in told(first), "its row is not among the worst"
    last = (await arvi.presses("admin.reach", page="3"))["value"]
    assert "Yksikkö 00 1 / 5" in told(last)
    assert "Seuraavat" not in told(last)
    for page in ("99", "9" * 400):
        shown = (await arvi.presses("admin.reach", page=page))["value"]
        assert told(shown) == told(last if page == "99" else first)
    for page in ("", "0", "-1", "x", "٣", "1e9", "\u202e2", "<b>", {"a": 1}, None):
        assert told((await arvi.presses("admin.reach", page=page))["value"]) == told(first)


async def test_names_that_people_gave_are_shown_as_they_are(town: Town, arvi: Member):
    name = "**Kirjasto** [x](https://x.example) \u202e" + "n" * 30
    units = [Unit("K", None, "kunta", name, "", "")]
    people = [Person(ARVI.aad_object_id, "K", None, (), frozenset({"admin"}))]
    people += [Person(colleague(f"p{each}").aad_object_id, "K", None, (), frozenset()) for each in range(8)]
    await import_directory(
        town.house.stores, Organisation(units, people), dry_run=False, actor="test", now=NOON
    )
    card = (await arvi.presses("admin.reach"))["value"]
    assert f"{name} 1 / 9" in words(card) or f"{name} 0 / 9" in words(card)
    assert "'TextBlock', 'text': '**" not in str(card)


@pytest.mark.parametrize("word", ["apua", "hjälp", "help"])
async def test_help_offers_it_to_whoever_may(town: Town, arvi: Member, aino: Member, word: str):
    (his,) = await arvi.says(word)
    assert "admin.reach" in str(his)
    (hers,) = await aino.says(word)
    assert "admin.reach" not in str(hers)
