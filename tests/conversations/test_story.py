"""The whole story in conversations: invited, answered, counted, shown."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from content.loader import load_instruments
from jobs.plan_waves import plan_wave
from storage.audit import AuditBook, list_audit
from storage.conversations import find_conversation
from storage.tables.ballots import ballots, tags
from tests.conversations.conftest import NOON, ON_BOTH, PEOPLE, colleague
from tests.conversations.people import Member, Town, inputs, words

CLOSES = NOON + timedelta(days=7)


async def opened(town: Town, instrument: str = "tyoelaman-laatu", **more) -> str:
    """Open a wave for the whole town and send it."""
    wave = await plan_wave(
        town.house.stores,
        load_instruments()[instrument],
        unit_code="K",
        opens=NOON,
        closes=CLOSES,
        reminders=more.get("reminders", 0),
        actor="test",
        now=NOON,
    )
    await town.passes()
    return wave.id


def answers(value: int = 4, instrument: str = "tyoelaman-laatu") -> dict[str, str]:
    return {item: str(value) for item in load_instruments()[instrument].item_ids}


async def everybody_answers(town: Town, wave: str, units: dict[str, range]) -> None:
    for unit, numbers in units.items():
        for number in numbers:
            member = Member(town, colleague(f"{unit}-{number}"))
            await member.presses("survey.submit", wave=wave, **answers(2 + number % 4))


@ON_BOTH
async def test_aino_gets_the_form_in_her_language_answers_and_sees_a_receipt(town: Town, aino: Member):
    wave = await opened(town)
    form = aino.cards()[-1]
    assert set(inputs(form)) == {*answers(), "comment"}
    assert "Lähetä" in words(form)
    body = await aino.presses("survey.submit", on="sent-1", wave=wave, **answers())
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    assert "Kiitos" in words(body["value"])
    assert not inputs(body["value"])


async def test_the_message_itself_becomes_the_receipt_for_other_devices(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.submit", on="the-form", wave=wave, **answers())
    updates = [
        call for call in (await town.connector.wait_for(len(town.connector.calls))) if call.method == "PUT"
    ]
    while not updates:
        updates = [
            call
            for call in (await town.connector.wait_for(len(town.connector.calls) + 1))
            if call.method == "PUT"
        ]
    assert updates[0].activity == "the-form"
    assert updates[0].body["attachments"][0]["content"] == body["value"]


@ON_BOTH
async def test_answering_twice_gives_the_same_receipt_and_counts_once(town: Town, aino: Member):
    wave = await opened(town)
    first = await aino.presses("survey.submit", wave=wave, **answers(5))
    second = await aino.presses("survey.submit", wave=wave, **answers(1))
    assert first == second
    assert await _count(town, ballots) == await _count(town, tags) == 1


@ON_BOTH
async def test_fifty_submits_at_once_leave_one_ballot(town: Town, aino: Member):
    wave = await opened(town)
    await asyncio.gather(*(aino.presses("survey.submit", wave=wave, **answers()) for _ in range(50)))
    assert await _count(town, ballots) == await _count(town, tags) == 1


async def test_a_missing_answer_keeps_the_form_and_says_why(town: Town, aino: Member):
    wave = await opened(town)
    given = answers()
    given.popitem()
    body = await aino.presses("survey.submit", wave=wave, **given)
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "en osaa sanoa" in body["value"]
    assert await _count(town, ballots) == 0


@pytest.mark.parametrize("value", ["6", "-1", "9999", "x", "", "4.0", None, ["4"], {"a": 1}, 4, "٤", True])
async def test_an_answer_that_is_no_choice_is_refused(town: Town, aino: Member, value):
    wave = await opened(town)
    body = await aino.presses("survey.submit", wave=wave, **answers() | {"leadership-safety": value})
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert await _count(town, ballots) == 0


async def test_dont_know_is_an_answer(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.submit", wave=wave, **answers(0))
    assert "Kiitos" in words(body["value"])


async def test_a_comment_that_is_too_long_keeps_the_form(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.submit", wave=wave, comment="ä" * 1001, **answers())
    assert "1000" in body["value"]
    assert await _count(town, ballots) == 0


async def test_a_comment_of_emoji_up_to_the_limit_fits(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.submit", wave=wave, comment="👩‍🚒"[:1] * 1000, **answers())
    assert "Kiitos" in words(body["value"])


async def test_too_late_is_told_kindly(town: Town, aino: Member):
    wave = await opened(town)
    await town.passes(CLOSES + timedelta(minutes=1))
    body = await aino.presses("survey.submit", wave=wave, **answers())
    assert "sulkeutunut" in words(body["value"])


async def test_a_card_of_no_wave_is_stale(aino: Member):
    body = await aino.presses("survey.submit", wave="no-such-wave", **answers())
    assert "vanhentunut" in words(body["value"])


@pytest.mark.parametrize("wave", [None, 7, [], {"$ne": ""}, "' OR 1=1 --"])
async def test_edited_card_data_is_stale_too(aino: Member, wave):
    body = await aino.presses("survey.submit", wave=wave, **answers())
    assert "vanhentunut" in words(body["value"])


async def test_somebody_who_was_not_asked_cannot_answer(town: Town, aino: Member):
    wave = await opened_for(town, "K2")
    body = await aino.presses("survey.submit", wave=wave, **answers())
    assert "Et voi vastata" in words(body["value"])
    assert await _count(town, ballots) == 0


async def test_somebody_unknown_gets_a_kind_card(town: Town):
    stranger = Member(town, colleague("nobody"))
    cards = await stranger.says("apua")
    assert "En löydä sinua" in words(cards[0])


async def test_the_form_changes_its_language_and_keeps_it(town: Town, aino: Member):
    wave = await opened(town)
    body = await aino.presses("survey.language", wave=wave, language="sv")
    assert "Skicka" in words(body["value"])
    cards = await aino.says("hjälp")
    assert cards[0]["lang"] == "sv"


async def test_what_does_my_supervisor_see_leaves_the_form_alone(town: Town, aino: Member):
    wave = await opened(town)
    before = len(aino.cards())
    body = await aino.presses("survey.privacy", wave=wave)
    assert body["type"] == "application/vnd.microsoft.activity.message"
    while len(aino.cards()) == before:
        await town.connector.wait_for(len(town.connector.calls) + 1)
    assert "esihenkilö" in words(aino.cards()[-1]).lower()


@ON_BOTH
async def test_eero_sees_the_result_minutes_after_the_wave_closes(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    pending = await eero.says("näytä yksikköni tulokset")
    assert "Tuloksia ei vielä ole" in words(pending[0])
    await town.passes(CLOSES + timedelta(minutes=1))
    card = (await eero.says("Näytä yksikköni tulokset!"))[0]
    assert "Kotihoito" in words(card)
    assert "Chart.Gauge" in str(card)


async def test_the_words_work_in_three_languages_and_with_slips(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES + timedelta(minutes=1))
    for said in ("visa min enhets resultat", "SHOW MY UNIT RESULTS", "näytä yksikkoni tulokset", "tulokset"):
        card = (await eero.says(said))[0]
        assert "Kotihoito" in words(card), said


async def test_an_employee_asking_for_results_is_refused_kindly(town: Town, aino: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES + timedelta(minutes=1))
    card = (await aino.says("näytä yksikköni tulokset"))[0]
    assert "Tulosta ei voi näyttää" in words(card)
    assert "Chart" not in str(card)


async def test_refusals_for_no_right_too_few_and_no_such_unit_are_the_same(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES + timedelta(minutes=1))
    bodies = [await eero.presses("results.show", unit=code) for code in ("K", "K2", "K3", "NOWHERE", "' --")]
    assert all(body == bodies[0] for body in bodies)


@ON_BOTH
async def test_a_small_unit_gets_its_neighbours(town: Town, onni: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k2": range(3), "k3": range(7)})
    await town.passes(CLOSES + timedelta(minutes=1))
    card = (await onni.says("visa min enhets resultat"))[0]
    assert "Staden + Biblioteket + Köket" in words(card)


async def test_helmi_sees_the_whole(town: Town, helmi: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    await town.passes(CLOSES + timedelta(minutes=1))
    card = (await helmi.says("show my unit results"))[0]
    assert "Kaupunki" in words(card)


async def test_everything_else_gets_help_with_buttons(aino: Member):
    card = (await aino.says("mitä kuuluu?"))[0]
    assert "survey.privacy" in str(card)
    assert "results.show" not in str(card)


async def test_in_a_channel_results_are_for_private_ears(town: Town, eero: Member):
    eero.conversation = {"id": f"{eero.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    card = (await eero.says("<at>Pulssi</at> näytä yksikköni tulokset"))[0]
    assert "kahden kesken" in words(card)


async def test_an_old_client_that_only_submits_gets_the_same(town: Town, aino: Member):
    wave = await opened(town)
    card = (await aino.submits("survey.submit", wave=wave, **answers()))[0]
    assert "Kiitos" in words(card)
    assert await _count(town, ballots) == 1


@ON_BOTH
async def test_installing_brings_a_welcome_and_what_waited(town: Town, aino: Member):
    error = {"error": {"code": "BotNotInConversationRoster", "message": "not installed"}}
    town.connector.refuse(403, body=error, times=PEOPLE)
    await opened(town)
    assert aino.cards() == []
    welcome = await aino.installs()
    assert "Pulssi" in words(welcome[0])
    await town.passes()
    assert inputs(aino.cards()[-1])


async def test_a_reminder_says_the_same_to_those_who_answered(town: Town, aino: Member, eero: Member):
    wave = await opened(town, reminders=1)
    await aino.presses("survey.submit", wave=wave, **answers())
    await town.passes(NOON + (CLOSES - NOON) / 2 + timedelta(minutes=1))
    assert aino.cards()[-1] == eero.cards()[-1]
    assert "jo vastannut" in words(aino.cards()[-1])


async def test_replies_while_a_wave_is_open_do_not_tell_how_many_answered(town: Town, eero: Member):
    wave = await opened(town)
    before = await eero.says("tulokset")
    await everybody_answers(town, wave, {"k1": range(6)})
    after = await eero.says("tulokset")
    assert before == after


async def test_a_button_that_does_not_exist_any_more_is_told_so(aino: Member):
    body = await aino.presses("plan.save.v0")
    assert "vanhentunut" in words(body["value"])


@ON_BOTH
async def test_every_result_view_is_in_the_audit_log(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES + timedelta(minutes=1))
    await eero.says("tulokset")
    async with town.house.stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=5)
    assert (entries[-1].action, entries[-1].subject) == ("result.viewed", f"{wave}/K1")


async def opened_for(town: Town, unit: str, instrument: str = "tyoelaman-laatu") -> str:
    wave = await plan_wave(
        town.house.stores,
        load_instruments()[instrument],
        unit_code=unit,
        opens=NOON,
        closes=CLOSES,
        reminders=0,
        actor="test",
        now=NOON,
    )
    await town.passes()
    return wave.id


async def _count(town: Town, table) -> int:
    async with town.house.stores.ballots.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table))


async def test_a_result_is_not_shown_when_the_look_cannot_be_written_down(
    town: Town, eero: Member, monkeypatch
):
    async def broken(*_args, **_kwargs):
        raise OSError

    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    await town.passes(CLOSES + timedelta(minutes=1))
    monkeypatch.setattr(AuditBook, "note", broken)
    assert await eero.says("tulokset") == []
    assert "Vika on meillä" in town.connector.sent[-1]["text"]


async def test_any_activity_tells_where_somebody_can_be_reached(town: Town, aino: Member):
    await aino.posts({"type": "conversationUpdate", "membersAdded": [{"id": aino.person.member_id}]})
    async with town.house.stores.identity.reading() as connection:
        known = await find_conversation(connection, aino.person.aad_object_id)
    assert known is not None
    assert known.conversation_id == aino.chat
