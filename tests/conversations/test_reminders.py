"""Pausing reminders, and what is heard then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.conftest import NOON
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, opened


def verbs(card) -> list[tuple[str, str]]:
    actions = [
        each for element in card["body"] if element["type"] == "ActionSet" for each in element["actions"]
    ]
    return [(each["data"]["verb"], each["data"].get("length", "")) for each in actions]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("tauko muistutuksista", "Voit pitää niistä tauon"),
        ("En halua muistutuksia!", "Voit pitää niistä tauon"),
        ("paus i paminnelserna", "Du kan ta en paus"),
        ("pause reminders", "You can pause them"),
    ],
)
async def test_words_bring_the_choices_in_the_persons_language(town: Town, aino: Member, said, heard):
    language = {"T": "fi", "E": "fi", "p": "sv" if "paus i" in said else "en", "t": "fi"}[said[0]]
    await aino.presses("survey.language", language=language)
    (card,) = await aino.says(said)
    assert heard in words(card)
    assert verbs(card) == [
        ("reminders.pause", "two_weeks"),
        ("reminders.pause", "month"),
        ("reminders.pause", "three_months"),
    ]


async def test_a_button_leads_to_the_choices(aino: Member):
    assert verbs((await aino.presses("reminders.show"))["value"])[0] == ("reminders.pause", "two_weeks")


async def test_a_pause_says_its_last_day_and_can_be_ended(aino: Member):
    paused = (await aino.presses("reminders.pause", length="two_weeks"))["value"]
    assert "Tauon viimeinen päivä on 7.12.2026" in words(paused)
    assert verbs(paused) == [("reminders.resume", "")]
    (again,) = await aino.says("muistutukset")
    assert words(again) == words(paused)
    resumed = (await aino.presses("reminders.resume"))["value"]
    assert len(verbs(resumed)) == 3


@pytest.mark.parametrize("length", ["", "for_ever", None, 3])
async def test_no_other_pause_can_be_had(aino: Member, length):
    assert "vanhentunut" in words((await aino.presses("reminders.pause", length=length))["value"])


async def test_where_others_read_along_nothing_is_told(town: Town, aino: Member):
    aino.conversation = {"conversationType": "groupChat", "isGroup": True}
    for verb in ("reminders.show", "reminders.resume"):
        assert "kahden kesken" in words((await aino.presses(verb))["value"])


async def test_who_has_paused_is_invited_and_not_reminded(town: Town, aino: Member, onni: Member):
    await aino.presses("reminders.pause", length="month")
    await opened(town, reminders=1)
    half = NOON + (CLOSES - NOON) / 2
    await town.passes(half + timedelta(minutes=1))
    assert [len(each.cards()) for each in (aino, onni)] == [1, 2]
    assert "vielä auki" in words(onni.cards()[-1])
