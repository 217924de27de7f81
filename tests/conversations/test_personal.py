"""Personal settings: said back in the new language, kept together, and honoured by all that is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from content.loader import load_instruments
from jobs.plan_waves import plan_wave
from storage.people import get_record, remove_person
from storage.quiet_hours import find_quiet_hours
from tests.conversations.choosing import STARTS, proposed
from tests.conversations.choosing import member as choosing_member
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.planning import buttons_of, field_of
from tests.conversations.test_story import CLOSES, opened

EMPTY = {"language": "listed", "quiet_from": "", "quiet_until": "", "pause_until": ""}
NIGHT = {"quiet_from": "21:00", "quiet_until": "07:00"}
AT_WORK = {"quiet_from": "08:00", "quiet_until": "16:00"}
"""Noon in these tests is at 12:00 in Helsinki."""


async def shown(who: Member) -> dict[str, Any]:
    card = (await who.presses("settings.show"))["value"]
    assert isinstance(card, dict)
    return card


async def saves(who: Member, **typed: Any) -> dict[str, Any]:
    """Press the button of the whole form, with what is typed on it."""
    card = (await who.presses("settings.save", **{"form": "whole"} | EMPTY | typed))["value"]
    assert isinstance(card, dict), card
    return card


def typed_on(card: dict[str, Any]) -> dict[str, str]:
    return {name: field_of(card, name).get("value", "") for name in EMPTY}


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("asetukset", "Hiljainen aika"),
        ("Hiljainen aika", "Hiljainen aika"),
        ("installningar", "Tyst tid"),
        ("Inställningar", "Tyst tid"),
        ("settings", "Quiet hours"),
    ],
)
async def test_words_bring_the_card_in_the_persons_language(aino: Member, said, heading):
    language = {"H": "fi", "T": "sv", "Q": "en"}[heading[0]]
    await aino.presses("survey.language", language=language)
    (card,) = await aino.says(said)
    assert heading in words(card)
    assert sorted(inputs(card)) == sorted(EMPTY)
    assert typed_on(card) == EMPTY | {"language": language}


@ON_BOTH
async def test_all_is_saved_together_and_said_back_in_the_new_language(aino: Member):
    card = await saves(aino, language="sv", **NIGHT, pause_until="2026-12-24")
    assert "Inställningarna är sparade" in words(card)
    assert typed_on(card) == {"language": "sv", **NIGHT, "pause_until": "2026-12-24"}
    assert typed_on(await shown(aino)) == typed_on(card)
    (reminders,) = await aino.says("muistutukset")
    assert "till och med 2026-12-24" in words(reminders) or "24.12.2026" in words(reminders)


async def test_pressing_twice_is_pressing_once_and_an_empty_form_lets_go_of_everything(aino: Member):
    first, second = [await saves(aino, language="en", **NIGHT) for _ in range(2)]
    assert first == second
    assert typed_on(await saves(aino)) == EMPTY
    assert "Asetukset on tallennettu" in words(await saves(aino))


async def test_what_a_phone_leaves_out_of_a_whole_form_is_empty(aino: Member):
    await saves(aino, **NIGHT, pause_until="2026-12-24")
    body = await aino.presses("settings.save", form="whole", language="fi")
    assert typed_on(body["value"]) == EMPTY | {"language": "fi"}


async def test_a_button_ends_one_thing_and_leaves_the_rest(aino: Member):
    card = await saves(aino, language="fi", **NIGHT, pause_until="2026-12-24")
    ends = [each["data"] for each in buttons_of(card) if "form" not in each["data"]]
    assert len(ends) == 2
    for data in ends:
        sent = {name: value for name, value in data.items() if name != "verb"}
        card = (await aino.presses("settings.save", **sent))["value"]
    assert typed_on(card) == EMPTY | {"language": "fi"}
    assert len(buttons_of(card)) == 1


async def test_the_older_cards_use_the_same_settings(aino: Member):
    await aino.presses("survey.language", language="en")
    await aino.presses("reminders.pause", length="two_weeks")
    assert typed_on(await shown(aino)) == EMPTY | {"language": "en", "pause_until": "2026-12-07"}
    await aino.presses("reminders.resume")
    assert typed_on(await shown(aino))["pause_until"] == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"quiet_from": "22:00"}, "sekä alku että loppu"),
        ({"quiet_until": "07:00"}, "sekä alku että loppu"),
        ({"quiet_from": "22:00", "quiet_until": "24:00"}, "sekä alku että loppu"),
        ({"quiet_from": "noin kymmenen", "quiet_until": "07:00"}, "sekä alku että loppu"),
        ({"quiet_from": "\N{ARABIC-INDIC DIGIT TWO}2:00", "quiet_until": "07:00"}, "sekä alku että loppu"),
        ({"quiet_from": "22:00" * 800, "quiet_until": "07:00"}, "sekä alku että loppu"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "ovat samat"),
        ({"quiet_from": "22:00", "quiet_until": "15:00"}, "enintään 16 tuntia"),
        ({"pause_until": "2026-11-22"}, "on jo mennyt"),
        ({"pause_until": "2027-02-24"}, "23.2.2027"),
        ({"pause_until": "9999-12-31"}, "23.2.2027"),
        ({"pause_until": "2026-02-30"}, "kalenterista"),
        ({"pause_until": "jouluun \N{RIGHT-TO-LEFT OVERRIDE}**"}, "kalenterista"),
    ],
)
async def test_what_cannot_be_kept_comes_back_as_typed_and_nothing_is_saved(aino: Member, typed, told):
    before = await saves(aino, language="fi", **NIGHT)
    card = await saves(aino, language="sv", **typed)
    assert told in words(card)
    assert typed_on(card) == EMPTY | {"language": "sv"} | typed
    assert typed_on(await shown(aino)) == typed_on(before)


@pytest.mark.parametrize("language", ["", "de", "FI", None, 3, ["fi"]])
async def test_no_other_language_can_be_had(aino: Member, language):
    told = await aino.presses("settings.save", form="whole", language=language)
    assert "vanhentunut" in words(told["value"])
    assert typed_on(await shown(aino)) == EMPTY


async def test_nobody_elses_settings_can_be_named(aino: Member, onni: Member):
    stolen = {"person": onni.person.aad_object_id, "aadObjectId": onni.person.aad_object_id}
    await saves(aino, language="en", **NIGHT, **stolen)
    assert typed_on(await shown(onni)) == EMPTY


async def test_where_others_read_along_nothing_is_told_and_nothing_kept(aino: Member):
    alone = aino.conversation
    aino.conversation = {"conversationType": "groupChat", "isGroup": True}
    for verb in ("settings.show", "settings.save"):
        told = await aino.presses(verb, **EMPTY | NIGHT | {"form": "whole"})
        assert "kahden kesken" in words(told["value"])
    aino.conversation = alone
    assert typed_on(await shown(aino)) == EMPTY


async def test_help_leads_to_the_settings(aino: Member):
    (card,) = await aino.says("apua")
    assert "settings.show" in [each["verb"] for each in buttons_of(card)]


async def test_an_invitation_waits_for_the_end_of_quiet_hours_and_answers_do_not(
    town: Town, aino: Member, onni: Member
):
    await saves(aino, **AT_WORK)
    wave = await opened(town)
    assert [len(each.cards()) for each in (aino, onni)] == [0, 1]
    assert await aino.says("apua"), "an answer comes at once"
    before = len(aino.cards())
    await town.passes(datetime(2026, 11, 23, 13, 59, tzinfo=UTC))
    assert len(aino.cards()) == before
    await town.passes(datetime(2026, 11, 23, 14, 1, tzinfo=UTC))
    assert len(aino.cards()) == before + 1
    assert wave in str(aino.cards()[-1])


async def test_a_reminder_whose_last_moment_is_quiet_is_never_sent(town: Town, aino: Member, onni: Member):
    closes = NOON + timedelta(hours=26)
    plan = {"unit_code": "K", "opens": NOON, "closes": closes, "reminders": 1, "actor": "test", "now": NOON}
    await plan_wave(town.house.stores, load_instruments()["fiilis"], **plan)
    await town.passes()
    await saves(aino, quiet_from="22:00", quiet_until="14:00")
    counts = []
    for hours in (13.1, 25.1, 26.1):
        await town.passes(NOON + timedelta(hours=hours))
        counts.append(tuple(len(each.cards()) for each in (aino, onni)))
    assert counts == [(1, 2)] * 3


async def test_news_of_a_closed_wave_waits_for_whoever_wants_quiet(town: Town, helmi: Member):
    await saves(helmi, quiet_from="11:00", quiet_until="15:00")
    await opened(town)
    counts = []
    for hours in (0.1, 2.9, 3.1):
        await town.passes(CLOSES + timedelta(hours=hours))
        counts.append(len(helmi.cards()))
    assert counts == [0, 0, 1], "neither the invitation nor the news comes at noon"


async def test_a_vote_that_is_started_for_a_meeting_wakes_nobody_up(town: Town, aino: Member, eero: Member):
    await saves(aino, quiet_from="08:00", quiet_until="20:00")
    await proposed(town, eero, days="1")
    colleague = choosing_member(town, "k1-0")
    assert "Mitkä sinä valitsisit?" in words(colleague.cards()[-1])
    assert not any("Mitkä sinä valitsisit?" in words(card) for card in aino.cards())
    await town.passes(STARTS.replace(hour=18, minute=1))
    assert "Mitkä sinä valitsisit?" in words(aino.cards()[-1])


@ON_BOTH
async def test_quiet_hours_go_with_the_person(town: Town, aino: Member):
    await saves(aino, **NIGHT)
    async with town.house.stores.identity.writing() as connection:
        person = aino.person.aad_object_id
        assert (await get_record(connection, person))["quiet_hours"] == {"starts": "21:00", "ends": "07:00"}
        assert (await remove_person(connection, person))["quiet hours"] == 1
        assert await find_quiet_hours(connection, person) is None
