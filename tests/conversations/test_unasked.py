"""After the close Eero and Helmi hear of the results without asking; nobody hears more than they may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from tests.attacks.conftest import shell as _shell
from tests.conversations.conftest import NOON, ON_BOTH, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, everybody_answers, opened

__all__ = ["shell"]
shell = _shell
AFTER = CLOSES + timedelta(minutes=1)
NASTY = "<b>*Ψ*</b> [x](http://a) \N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒 {unit}" + "n" * 25


async def closed(town: Town, **units: range) -> str:
    """Let some answer and the wave close; what is due then has been sent."""
    wave = await opened(town)
    await everybody_answers(town, wave, units or {"k1": range(10), "k3": range(7)})
    await town.passes(AFTER)
    return wave


def sent(town: Town, who: Member) -> dict[str, Any]:
    """Give the last message in somebody's chat."""
    return [call.body for call in town.connector.calls if call.conversation == who.chat][-1]


@ON_BOTH
async def test_eero_and_helmi_hear_of_the_results_unasked_and_aino_does_not(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    before = {who.chat: len(who.cards()) for who in (aino, eero, helmi)}
    await closed(town)
    assert [len(who.cards()) - before[who.chat] for who in (aino, eero, helmi)] == [
        1,
        2,
        2,
    ]  # the invitation too
    assert "Kotihoito" in words(eero.cards()[-1])
    assert "Kaupunki" in words(helmi.cards()[-1])
    assert "ovat valmiit" not in words(aino.cards()[-1])
    await town.passes(AFTER + timedelta(minutes=5))
    assert [len(who.cards()) - before[who.chat] for who in (aino, eero, helmi)] == [1, 2, 2]


async def test_the_chat_list_says_what_it_is_and_rings(town: Town, eero: Member):
    await closed(town)
    message = sent(town, eero)
    assert message["summary"] == "Tulokset ovat valmiit: Työelämän laatu"
    assert message["channelData"]["notification"] == {"alert": True}


async def test_what_comes_next_stands_first_and_the_result_is_the_one_that_asking_brings(
    town: Town, eero: Member
):
    await closed(town)
    told = eero.cards()[-1]
    (asked,) = await eero.says("näytä yksikköni tulokset")
    assert told["body"][-len(asked["body"]) :] == asked["body"]
    assert told.get("actions") == asked.get("actions")
    lead = words(told["body"][: -len(asked["body"])])
    assert "Mitä seuraavaksi?" in lead
    assert "Käy se läpi tiimisi kanssa viimeistään 14.12.2026" in lead
    assert "Jaa pääkohdat tiimille" in lead


async def test_onni_whose_unit_shows_nothing_hears_nothing(town: Town, onni: Member):
    before = len(onni.cards())
    await closed(town, k1=range(10))
    assert len(onni.cards()) - before == 1
    assert "ovat valmiit" not in words(onni.cards()[-1])


async def test_nothing_is_said_before_the_close_however_many_answer(town: Town, eero: Member, helmi: Member):
    wave = await opened(town)
    before = len(eero.cards()), len(helmi.cards())
    for number in range(10):
        await everybody_answers(town, wave, {"k1": range(number, number + 1)})
        await town.passes()
    await town.passes(CLOSES - timedelta(seconds=30))
    assert (len(eero.cards()), len(helmi.cards())) == before


async def test_when_too_few_answered_only_helmi_is_told_that_there_is_nothing(
    town: Town, eero: Member, helmi: Member
):
    await closed(town, k1=range(3))
    assert "ilman näytettäviä tuloksia" in words(helmi.cards()[-1])
    assert "ilman näytettäviä tuloksia" not in words(eero.cards()[-1])
    assert "ovat valmiit" not in words(eero.cards()[-1])


async def test_the_shell_closes_and_tells_too(town: Town, eero: Member, shell):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    town.clock.set(NOON + timedelta(hours=1))
    assert "is closed" in await shell("wave", "close", wave)
    await town.house.worker.drain()
    assert "Tulokset ovat valmiit" in words(eero.cards()[-1])


async def test_a_choice_opens_the_result_of_its_wave_and_another_unit_stays_closed(town: Town, onni: Member):
    await _leads(town, "K1", "K3")
    wave = await closed(town, k1=range(10), k3=range(7))
    card = onni.cards()[-1]
    found = [each["actions"][0]["data"] for each in card["body"] if each["type"] == "ActionSet"]
    assert [(each["unit"], each["wave"]) for each in found] == [("K1", wave), ("K3", wave)]
    opened_card = (await onni.presses("results.show", unit="K3", wave=wave))["value"]
    assert "Köket" in words(opened_card)
    refused = await onni.presses("results.show", unit="K", wave=wave)
    assert refused == await onni.presses("results.show", unit="NOWHERE", wave=wave)


async def test_whoever_installs_later_gets_the_result_while_it_is_news(
    town: Town, eero: Member, onni: Member
):
    await _leads(town, "K3")
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    while sum(call.method == "PUT" for call in town.connector.calls) < 10 + 7:  # receipts
        await town.connector.wait_for(len(town.connector.calls) + 1)
    error = {"error": {"code": "BotNotInConversationRoster", "message": "not installed"}}
    town.connector.refuse(403, body=error, times=3)
    await town.passes(AFTER)
    assert "ovat valmiit" not in words(eero.cards()[-1])
    await eero.installs()
    await town.passes(AFTER + timedelta(minutes=1))
    assert "Tulokset ovat valmiit" in words(eero.cards()[-1])
    town.clock.set(AFTER + timedelta(days=31))
    await onni.installs()
    await town.passes(AFTER + timedelta(days=31))
    assert "Tulokset ovat valmiit" not in words(onni.cards()[-1])


@pytest.mark.parametrize("name", [NASTY, "n" * 60])
async def test_a_name_is_shown_as_it_was_given_and_never_read(town: Town, eero: Member, name: str):
    made = small_town()
    units = [
        Unit(each.code, each.parent_code, each.level, name, name, name) if each.code == "K1" else each
        for each in made.units.values()
    ]
    await _knows(town, Organisation(units, made.people.values()))
    await closed(town)
    runs = [run for each in eero.cards()[-1]["body"] for run in each.get("inlines", ())]
    assert name in [run["text"] for run in runs]


async def test_asking_works_at_once_though_the_message_waits(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    town.clock.set(AFTER)
    await town.house.clockwork.tick(town.clock.now)  # closed; nothing has been sent
    (card,) = await eero.says("näytä yksikköni tulokset")
    assert "Kotihoito" in words(card)
    assert "Mitä seuraavaksi" not in words(card)


async def _leads(town: Town, *codes: str) -> None:
    """Let Onni lead these units from now on."""
    made = small_town()
    people = [
        Person(each.aad_object_id, each.unit_code, each.language, codes, each.roles)
        if each.supervises == ("K2",)
        else each
        for each in made.people.values()
    ]
    await _knows(town, Organisation(made.units.values(), people))


async def _knows(town: Town, organisation: Organisation) -> None:
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=town.clock.now)
