"""Eero records what his team has agreed on; a draft comes of it, and the team is asked how that feels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage.choices import choice_id
from storage.plans import Plan, find_plan_of, list_plans
from storage.tables.plans import talks
from tests.conversations.choosing import (
    STARTS,
    TEAM,
    choice_of,
    counts,
    member,
    offered_in,
    proposed,
    some_vote,
    votes,
)
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_choosing import left
from tests.conversations.test_unasked import closed
from tests.conversations.writing import logged

FIELDS = [*(f"strength{n}" for n in (1, 2, 3)), *(f"target{n}" for n in (1, 2, 3)), "scribe"]
GIVEN = {"target1": "Rauhalliset aamut", "strength1": "Autamme toisiamme", "scribe": "Aino"}
SAVE = {"save": "yes"}


async def agrees(who: Member, wave: str, unit: str = "K1", **more: str) -> dict[str, Any]:
    return await who.presses("choose.agree", unit=unit, wave=wave, **more)


async def plan_of(town: Town, code: str = "K1") -> Plan | None:
    async with town.house.stores.identity.reading() as connection:
        return await find_plan_of(connection, code)


def fields(card: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each.get("value", "") for each in card["body"] if each["type"] == "Input.Text"}


async def asked(town: Town, eero: Member) -> str:
    """Let the team agree after a vote, and be asked how it feels."""
    wave = await proposed(town, eero)
    await some_vote(town, wave, 5)
    await counts(eero, wave)
    await agrees(eero, wave, **SAVE, **GIVEN)
    await town.passes(STARTS + timedelta(minutes=3))
    return wave


async def feels(town: Town, wave: str, **answers: int) -> None:
    for key, answer in zip(TEAM, [*["yes"] * answers["yes"], *["no"] * answers["no"]], strict=False):
        body = await member(town, key).presses("choose.feel", choice=choice_id(wave, "K1"), feels=answer)
        assert "Kiitos" in words(body["value"])


@ON_BOTH
async def test_the_form_is_filled_with_what_was_chosen_and_becomes_the_draft_of_a_plan(
    town: Town, eero: Member
):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    for key in TEAM[:6]:
        await votes(town, key, wave, targets=offered.targets[-1])
    summed = await counts(eero, wave)
    form = (await agrees(eero, wave))["value"]
    assert inputs(form) == FIELDS
    assert fields(form)["target1"] in words(summed)
    assert not fields(form)["target2"], "what at most one chose is not suggested"
    data = form["actions"][0]["data"]
    assert data["item1"] == offered.targets[-1]
    typed = {**fields(form), "target1": "  Sovimme omin\nsanoin ", "target2": "Oma kohde", "scribe": "Aino"}
    done = (await agrees(eero, **{key: data[key] for key in data if key not in {"verb", "unit"}}, **typed))[
        "value"
    ]
    assert "Yhteinen valinta on kirjattu" in words(done)
    assert "Kirjasi: Aino" in words(done)
    plan = await plan_of(town)
    assert plan is not None
    assert [(each.words, each.item) for each in plan.targets] == [
        ("Sovimme omin sanoin", offered.targets[-1]),
        ("Oma kohde", ""),
    ]
    assert (plan.scribe, plan.wave, plan.agreed_on, plan.ended_on) == ("Aino", wave, None, None)
    assert plan.strengths == (fields(form)["strength1"],)
    assert await logged(town, "choice.agreed") == [("choice.agreed", f"{wave}/K1")]
    async with town.house.stores.identity.reading() as connection:
        rows = (await connection.execute(select(talks.c.wave, talks.c.code))).all()
    assert rows == [(wave, "K1")]


@ON_BOTH
async def test_a_plan_that_goes_on_is_asked_about_and_ended_only_then(town: Town, eero: Member):
    wave = await closed(town)
    await agrees(eero, wave, **SAVE, **GIVEN)
    first = await plan_of(town)
    again = (await agrees(eero, wave, **SAVE, target1="Toinen", scribe="Eero"))["value"]
    assert "Yksiköllä on jo suunnitelma" in words(again)
    assert (fields(again)["target1"], fields(again)["scribe"]) == ("Toinen", "Eero")
    assert await plan_of(town) == first
    data = again["actions"][0]["data"]
    assert (data["replace"], data["save"]) == ("yes", "yes")
    done = await agrees(eero, wave, **SAVE, replace="yes", target1="Toinen", scribe="Eero")
    assert "on kirjattu" in words(done["value"])
    async with town.house.stores.identity.reading() as connection:
        made = await list_plans(connection, codes=["K1"], ended=True)
    assert sorted((each.targets[0].words, each.ended_on is not None) for each in made) == [
        ("Rauhalliset aamut", True),
        ("Toinen", False),
    ]


async def test_a_small_team_agrees_without_a_vote_and_is_told_why(town: Town, onni: Member):
    await onni.presses("survey.language", language="fi")
    wave = await closed(town, k1=range(10), k2=range(3), k3=range(7))
    form = (await agrees(onni, wave, "K2"))["value"]
    assert "Sovittu palaverissa: alle viiden valintoja ei näytetä" in words(form)
    done = (await agrees(onni, wave, "K2", **SAVE, **GIVEN))["value"]
    assert "Kysy tiimiltäsi" in words(done)
    assert "choose.felt" not in str(done)
    assert await left(town) == [0, 0, 0, 0]


@ON_BOTH
async def test_an_agreement_with_too_few_votes_ends_the_vote_and_none_is_ever_shown(town: Town, eero: Member):
    wave = await proposed(town, eero)
    for key in TEAM[:4]:
        await votes(town, key, wave, own_target="Kanarialintu")
    form = (await agrees(eero, wave))["value"]
    assert "Valinta on vielä käynnissä" in words(form)
    await agrees(eero, wave, **SAVE, **GIVEN)
    await town.passes(STARTS + timedelta(minutes=3))
    found = await choice_of(town, wave)
    assert found.ended_at is not None
    assert found.summed is None
    assert "Kanarialintu" not in str(eero.cards())
    assert await left(town) == [0, 0, 1, 1], "only the urn of the next question is left"


async def test_an_agreement_during_a_vote_of_enough_keeps_its_sum_but_tells_nobody_unasked(
    town: Town, eero: Member
):
    wave = await proposed(town, eero)
    await some_vote(town, wave, 6)
    await agrees(eero, wave, **SAVE, **GIVEN)
    before = len(eero.cards())
    await town.passes(STARTS + timedelta(minutes=3))
    assert len(eero.cards()) == before
    card = (await eero.presses("choose.propose", unit="K1", wave=wave))["value"]
    assert "Tämän tiimi valitsi" in words(card)
    assert ("choice.viewed", f"{wave}/K1") in await logged(town, "choice.viewed")


@ON_BOTH
async def test_the_team_says_whether_it_feels_shared_and_eero_gets_a_coded_share(town: Town, eero: Member):
    wave = await asked(town, eero)
    card = member(town, "k1-7").cards()[-1]
    assert "Tuntuuko valinta yhteiseltä?" in words(card)
    assert "Rauhalliset aamut" in words(card)
    assert "Kirjasi: Aino" in words(card)
    assert "Tuntuuko" not in words(eero.cards()[-1])
    await feels(town, wave, yes=3, no=1)
    ask = {"choice": choice_id(wave, "K1")}
    assert "Vielä yhden pitää vastata" in words((await eero.presses("choose.felt", **ask))["value"])
    await member(town, TEAM[4]).presses("choose.feel", feels="no", **ask)
    told = (await eero.presses("choose.felt", **ask))["value"]
    assert "noin 60\N{NO-BREAK SPACE}%" in words(told)
    assert told == (await eero.presses("choose.felt", **ask))["value"]
    late = await member(town, TEAM[5]).presses("choose.feel", feels="yes", **ask)
    assert "Valinta on päättynyt" in words(late["value"])
    assert await left(town) == [0, 0, 0, 0]


@ON_BOTH
@pytest.mark.parametrize(
    ("yes", "no", "told"),
    [
        (4, 0, "Alle viisi vastasi"),
        (5, 0, "lähes kaikista"),
        (4, 1, "lähes kaikista"),
        (1, 5, "vain harvasta"),
    ],
)
async def test_after_a_week_the_clock_counts_what_it_feels_like(
    town: Town, eero: Member, yes: int, no: int, told: str
):
    wave = await asked(town, eero)
    await feels(town, wave, yes=yes, no=no)
    await town.passes(STARTS + timedelta(days=8))
    assert told in words(eero.cards()[-1])
    assert await left(town) == [0, 0, 0, 0]


async def test_an_agreement_without_a_vote_is_asked_about_too(town: Town, eero: Member):
    wave = await closed(town)
    await town.passes(STARTS)
    await agrees(eero, wave, **SAVE, **GIVEN)
    await town.passes(STARTS + timedelta(minutes=1))
    assert "Tuntuuko valinta yhteiseltä?" in words(member(town, "aino").cards()[-1])
    found = await choice_of(town, wave)
    assert not found.was_voted_on
    card = (await eero.presses("choose.propose", unit="K1", wave=wave))["value"]
    assert "Valinta on jo kirjattu" in words(card)
    form = (await agrees(eero, wave))["value"]
    assert fields(form)["target1"], "the result's suggestions are there still"


async def test_what_cannot_be_recorded_is_said_kindly_and_the_card_keeps_the_words(town: Town, eero: Member):
    wave = await closed(town)
    for given, told in (
        ({"target1": ""}, "vähintään yksi kehittämiskohde"),
        ({"target2": "\N{RIGHT-TO-LEFT OVERRIDE} \n"}, "vähintään yksi kehittämiskohde"),
        ({"target1": "x" * 4000}, "enintään 200 merkkiä"),
        ({**GIVEN, "strength2": "ä" * 201}, "enintään 200 merkkiä"),
        ({**GIVEN, "scribe": "ö" * 101}, "enintään 100"),
    ):
        body = await agrees(eero, wave, **SAVE, **given)
        assert body["type"] == "application/vnd.microsoft.activity.message"
        assert told in body["value"]
    assert await plan_of(town) is None


async def test_signs_are_shown_as_they_were_written_and_an_unknown_item_is_none(town: Town, eero: Member):
    wave = await closed(town)
    nasty = "<b>*Ψ*</b> [x](http://a) {unit}"
    done = await agrees(eero, wave, **SAVE, target1=nasty, item1="no-such", scribe=nasty)
    assert nasty in words(done["value"])
    plan = await plan_of(town)
    assert plan is not None
    assert [(each.words, each.item) for each in plan.targets] == [(nasty, "")]


async def test_only_whoever_leads_the_unit_records(
    town: Town, eero: Member, onni: Member, helmi: Member, aino: Member
):
    await onni.presses("survey.language", language="fi")
    wave = await closed(town)
    refused = await agrees(onni, wave, "NOWHERE", **SAVE, **GIVEN)
    for who, unit in ((onni, "K1"), (helmi, "K1"), (aino, "K1"), (eero, "K3"), (eero, "K")):
        assert await agrees(who, wave, unit, **SAVE, **GIVEN) == refused
    assert await agrees(eero, "no-such", **SAVE, **GIVEN) == refused
    assert await plan_of(town) is None


@pytest.mark.parametrize("feeling", ["", "maybe", "1", "YES"])
async def test_another_answer_than_yes_or_no_is_refused(town: Town, eero: Member, feeling: str):
    wave = await asked(town, eero)
    body = await member(town, "aino").presses("choose.feel", choice=choice_id(wave, "K1"), feels=feeling)
    assert "ei ole sinun" in words(body["value"])
    assert (await left(town))[:2] == [0, 0]
