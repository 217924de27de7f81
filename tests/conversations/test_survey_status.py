"""HR follows surveys under way and pauses their messages; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content.loader import load_instruments
from demo.people import TENANT_ID
from jobs.plan_waves import plan_wave
from storage.conversations import Conversation, mark_blocked, record_conversation
from storage.holds import list_held
from storage.reasons import NOT_INSTALLED
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, colleague
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened
from tests.conversations.writing import logged

ACTIONS = ("wave.paused", "wave.resumed")


@ON_BOTH
async def test_helmi_sees_how_the_survey_stands_in_her_own_words(town: Town, helmi: Member):
    await opened(town)
    for said in ("kyselyiden tilanne", "Kyselyjen tilanne?", "kyselyiden tilane"):
        (card,) = await helmi.says(said)
        assert "Työelämän laatu" in words(card)
        assert "Kaupunki" in words(card)
        assert f"{PEOPLE} kutsuttua · {PEOPLE} toimitettu" in words(card)
        assert "30.11.2026 klo\u00a012.00" in words(card)
    (card,) = await helmi.says("läget för enkäterna")
    assert f"{PEOPLE} kutsuttua" in words(card), "the words do not change her language"


async def test_who_was_not_reached_is_told_by_reason_with_what_helps(town: Town, helmi: Member):
    async with town.house.stores.identity.writing() as connection:
        for number in range(2):
            person = colleague(f"k1-{number}").aad_object_id
            met = Conversation(person, town.connector.service_url, "a:1", TENANT_ID, "29:1", "28:bot")
            await record_conversation(connection, met)
            await mark_blocked(connection, person, NOT_INSTALLED)
    await opened(town)
    (card,) = await helmi.says("survey status")
    assert f"{PEOPLE} kutsuttua · {PEOPLE - 2} toimitettu" in words(card)
    assert "2 henkilölle Pulssia ei ole asennettu: pyydä IT:tä asentamaan se." in words(card)
    await Member(town, colleague("k1-0")).installs()
    await town.passes()
    body = await helmi.presses("waves.status")
    assert f"{PEOPLE - 1} toimitettu" in words(body["value"]), "the card lives"
    assert "1 henkilölle" in words(body["value"])


@ON_BOTH
async def test_a_pause_holds_the_messages_back_until_they_are_resumed(
    town: Town, helmi: Member, aino: Member
):
    wave = await planned(town)
    await town.passes()
    for _ in range(2):
        card = (await helmi.presses("waves.pause", wave=wave))["value"]
        assert "Viestien lähetys on tauolla" in words(card)
    await town.passes(NOON + timedelta(hours=2))
    assert aino.cards() == []
    (card,) = await helmi.says("kyselyiden tilanne")
    assert f"{PEOPLE} kutsuttua · 0 toimitettu · {PEOPLE} odottaa" in words(card)
    body = await aino.presses("survey.submit", wave=wave, **answers())
    assert "Kiitos" in words(body["value"])
    for _ in range(2):
        card = (await helmi.presses("waves.resume", wave=wave))["value"]
        assert "tauolla" not in words(card)
    await town.passes()
    assert len(aino.cards()) == 1
    assert await logged(town, *ACTIONS) == [("wave.paused", wave), ("wave.resumed", wave)]


async def test_a_survey_that_is_over_is_not_paused_any_more(town: Town, helmi: Member):
    wave = await opened(town)
    await town.passes(CLOSES)
    card = (await helmi.presses("waves.pause", wave=wave))["value"]
    assert "Tulokset ovat valmiit" in words(card)
    assert "waves.pause" not in str(card)
    assert await logged(town, *ACTIONS) == []


async def test_closing_ends_a_pause_and_says_what_became_of_everybody(town: Town, helmi: Member):
    wave = await planned(town)
    await helmi.presses("waves.pause", wave=wave)
    await town.passes(NOON + timedelta(hours=2))
    await town.passes(CLOSES)
    await town.passes(CLOSES + timedelta(minutes=1))  # she gets one message at a time, first that it closed
    async with town.house.stores.identity.reading() as connection:
        assert await list_held(connection) == {}
    (card,) = await helmi.says("kyselyiden tilanne")
    assert f"{PEOPLE} kutsua myöhästyi, eikä niitä enää lähetetä" in words(card)


async def test_a_survey_leaves_the_card_two_weeks_after_it_closed(town: Town, helmi: Member):
    await opened(town)
    await town.passes(CLOSES + timedelta(days=13))
    assert "Työelämän laatu" in words((await helmi.says("kyselyiden tilanne"))[0])
    await town.passes(CLOSES + timedelta(days=15))
    assert "Mikään kysely ei ole auki tai tulossa" in words((await helmi.says("kyselyiden tilanne"))[0])


@pytest.mark.parametrize("name", ["aino", "eero", "onni"])
async def test_nobody_else_sees_or_pauses_anything(town: Town, name: str, request: pytest.FixtureRequest):
    who: Member = request.getfixturevalue(name)
    wave = await opened(town)
    refused = await who.presses("results.show", unit="no-such-unit")
    for verb in ("waves.status", "waves.pause", "waves.resume"):
        assert await who.presses(verb, wave=wave) == refused
    assert await who.says("kyselyiden tilanne") == [refused["value"]]
    async with town.house.stores.identity.reading() as connection:
        assert await list_held(connection) == {}
    assert "waves.status" not in str(await who.says("apua"))


async def test_what_is_no_survey_is_refused_and_a_team_is_no_place_to_ask(town: Town, helmi: Member):
    refused = await helmi.presses("results.show", unit="no-such-unit")
    for wave in ("nope", "", "' OR 1=1 --"):
        assert await helmi.presses("waves.pause", wave=wave) == refused
        assert await helmi.presses("waves.resume", wave=wave) == refused
    helmi.conversation = {"conversationType": "channel", "isGroup": True}
    body = await helmi.presses("waves.status")
    assert "kutsuttua" not in words(body["value"])


async def test_the_card_does_not_move_with_answers(town: Town, helmi: Member):
    wave = await opened(town)
    before = await helmi.presses("waves.status")
    await everybody_answers(town, wave, {"k1": range(6)})
    assert await helmi.presses("waves.status") == before


async def test_helmi_is_offered_the_status(town: Town, helmi: Member):
    (card,) = await helmi.says("apua")
    assert "Kyselyiden tilanne" in words(card)


async def planned(town: Town) -> str:
    """Plan a wave that opens in an hour."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()["tyoelaman-laatu"],
        unit_code="K",
        opens=NOON + timedelta(hours=1),
        closes=CLOSES,
        reminders=0,
        actor="test",
        now=NOON,
    )
    return wave.id
