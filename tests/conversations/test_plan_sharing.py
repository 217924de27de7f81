"""Eero shares the plan: his team, the channel and whoever leads above hear of it, each once and in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from demo.people import TENANT_ID
from directory.organisation import Organisation, Person
from followups.working_time import read_hours, read_zone
from jobs.import_directory import import_directory
from storage.channels import Channel, record_channel
from storage.plan_shares import find_plan_share
from storage.plans import save_plan
from storage.working_hours import record_hours
from tests.conversations.conftest import NOON, ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.planning import (
    MEETINGS,
    PLAN,
    TODAY,
    YES,
    as_kept,
    button_of,
    drafted,
    field_of,
    greeted,
    presses,
    presses_on,
    saves,
    says,
    shares,
    verbs_of,
)
from tests.conversations.writing import logged

CHANNEL = "19:home-care@thread.tacv2"
ASKED = "Tarvitsemme isomman kokoushuoneen"
ANSWER = "Hoidamme tämän: huone vapautuu *maaliskuussa*"
REFUSAL = "Tulosta ei voi näyttää"


async def with_boss(town: Town) -> Member:
    """Let somebody lead the whole town."""
    boss = Member(town, colleague("boss"))
    made = small_town()
    people = [*made.people.values(), Person(boss.person.aad_object_id, "K", None, ("K",), frozenset())]
    everybody = Organisation(made.units.values(), people)
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)
    await boss.installs()
    return boss


async def linked(town: Town, language: str = "sv") -> None:
    channel = Channel(
        code="K1",
        service_url=town.connector.service_url,
        tenant_id=TENANT_ID,
        bot_id="bot",
        team_id="team",
        channel_id=CHANNEL,
        language=language,
    )
    async with town.house.stores.identity.writing() as connection:
        await record_channel(connection, channel)


def posted(town: Town) -> list[dict]:
    """Give every card in the channel: each begins a thread of its own."""
    begun = [call.body for call in town.connector.calls if "activity" in (call.body or {})]
    return [
        attachment["content"]
        for body in begun
        if body["channelData"]["channel"]["id"] == CHANNEL
        for attachment in body["activity"]["attachments"]
    ]


@ON_BOTH
async def test_eero_looks_shares_and_his_team_gets_what_he_saw(
    town: Town, aino: Member, eero: Member, onni: Member
):
    await aino.installs()
    await eero.installs()
    await onni.installs()
    await drafted(town)
    await greeted(aino, eero)
    await saves(eero)
    before = [len(who.cards()) for who in (aino, eero, onni)]
    confirm = await shares(eero)
    assert says(confirm, "Jaetaanko suunnitelma tiimille?", "niille 11 ihmiselle", "ei ole liitetty kanavaa")
    assert says(
        confirm, "Mitä valitsimme", "Huumori kantaa", "Hankimme kellon seinälle", "Aino Aalto, Talonmies"
    )
    await town.passes(NOON + timedelta(minutes=1))
    assert len(aino.cards()) == before[0], "nothing leaves at the first press"
    done = await presses_on(eero, button_of(confirm, "plan.share"))
    assert says(done, "Suunnitelma on jaettu", "lähtee nyt 11 ihmiselle", "23.2.2027")
    kept = await as_kept(town)
    assert kept.agreed_on == TODAY
    await town.passes(NOON + timedelta(minutes=2))
    told = aino.cards()[-1]
    assert says(told, "Tästä sovimme yhdessä", "Sovittu 23.11.2026", "Hankimme kellon seinälle", "Aino Aalto")
    assert says(told, "Viimeistään 23.2.2027")
    assert told["body"][3:] == confirm["body"][4:-2], "what was looked at, with the day of the agreement"
    assert [len(who.cards()) for who in (eero, onni)] == before[1:]
    assert await logged(town, "plan.shared") == [("plan.shared", f"{PLAN.id}/{kept.version}")]
    (again,) = await aino.says("suunnitelma")
    assert again == told


async def test_a_second_share_says_when_and_a_changed_plan_is_sent_anew(
    town: Town, aino: Member, eero: Member
):
    await aino.installs()
    await drafted(town)
    await saves(eero)
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(days=1))
    first = len(aino.cards())
    for more in ({}, YES):
        card = await shares(eero, **more)
        assert says(card, "Tämä versio jaettiin tiimille 23.11.2026")
    kept = await as_kept(town)
    card = await saves(eero, version=kept.version, goal="Uusi tavoite")
    assert says(card, "Suunnitelma on muuttunut sen jälkeen, kun se jaettiin 23.11.2026")
    await town.passes(NOON + timedelta(days=1, minutes=1))
    assert len(aino.cards()) == first
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(days=1, minutes=2))
    assert len(aino.cards()) == first + 1
    assert says(aino.cards()[-1], "Uusi tavoite", "Sovittu 23.11.2026")
    assert (await as_kept(town)).agreed_on == TODAY, "the day of the agreement stays"


async def test_what_was_not_looked_at_is_not_shared(town: Town, eero: Member):
    await drafted(town)
    confirm = await shares(eero)
    await saves(eero, goal="Tallennettu välissä")
    again = await presses_on(eero, button_of(confirm, "plan.share"))
    assert says(again, "Jaetaanko suunnitelma tiimille?", "Tallennettu välissä")
    assert (await as_kept(town)).agreed_on is None


async def test_a_plan_without_an_action_is_warned_of_and_allowed(town: Town, eero: Member):
    await drafted(town)
    confirm = await shares(eero)
    assert says(confirm, "Mihinkään kohteeseen ei ole vielä kirjattu toimenpidettä")
    assert says(await presses_on(eero, button_of(confirm, "plan.share")), "Suunnitelma on jaettu")


@ON_BOTH
async def test_the_channel_gets_it_in_its_own_language_at_once(town: Town, eero: Member):
    await drafted(town)
    await linked(town)
    await saves(eero)
    assert says(await shares(eero), "julkaistaan myös yksikön kanavalla")
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(minutes=1))
    (card,) = posted(town)
    assert card["lang"] == "sv"
    assert says(card, "Det här kom vi överens om", "Hankimme kellon seinälle")


async def test_whoever_works_elsewhere_or_leads_by_then_hears_nothing(town: Town, aino: Member, eero: Member):
    await aino.installs()
    await drafted(town)
    await saves(eero)
    await shares(eero, **YES)
    made = small_town()
    moved = [
        replace(each, unit_code="K2") if each.aad_object_id == aino.person.aad_object_id else each
        for each in made.people.values()
    ]
    elsewhere = Organisation(made.units.values(), moved)
    await import_directory(town.house.stores, elsewhere, dry_run=False, actor="test", now=town.clock.now)
    before = len(aino.cards())
    await town.passes(NOON + timedelta(minutes=1))
    assert len(aino.cards()) == before
    assert says((await aino.says("suunnitelma"))[0], "ei ole vielä sopinut")


@ON_BOTH
async def test_what_the_unit_cannot_do_goes_up_is_answered_and_comes_back(
    town: Town, aino: Member, eero: Member
):
    boss = await with_boss(town)
    await eero.installs()
    await aino.installs()
    await drafted(town)
    card = await saves(eero, upwards=ASKED)
    assert says(card, ASKED, "Lähtee ylemmälle esihenkilölle, kun jaat suunnitelman")
    assert says(await shares(eero), "Yksi pyyntö lähtee ylemmälle esihenkilölle")
    await shares(eero, **YES)
    before = len(boss.cards())
    await town.passes(NOON + timedelta(minutes=1))
    assert len(boss.cards()) == before + 1
    asked = boss.cards()[-1]
    assert says(asked, "Yksikkö tarvitsee tukeasi", "Kotihoito", MEETINGS.words, ASKED)
    assert not any(says(each, ASKED) for each in aino.cards())
    assert says(await presses(eero, "plan.show"), "Vastausta ei ole vielä tullut")
    send = button_of(asked, "plan.answer")
    done = await presses_on(boss, send, answer=ANSWER)
    assert says(done, "Vastauksesi on tallennettu", ANSWER)
    kept = (await as_kept(town)).target(MEETINGS.id)
    assert (kept.answer, kept.answered_on) == (ANSWER, TODAY)
    told = len(eero.cards())
    await town.passes(NOON + timedelta(minutes=2))
    assert len(eero.cards()) == told + 1
    assert says(eero.cards()[-1], "Pyyntöönne on vastattu", ANSWER)
    shown = await presses(eero, "plan.show")
    assert says(shown, ANSWER, "Vastattu 23.11.2026")
    assert not says(shown, "Suunnitelma on muuttunut")
    assert await logged(town, "plan.answered") == [("plan.answered", PLAN.id)]
    assert await presses_on(boss, send, answer=ANSWER) == done, "twice is once"
    change = await presses_on(boss, button_of(done, "plan.answer"))
    assert field_of(change, "answer")["value"] == ANSWER
    await presses_on(boss, button_of(change, "plan.answer"), answer="Emme voi, koska rahaa ei ole")
    assert (await as_kept(town)).target(MEETINGS.id).answer == "Emme voi, koska rahaa ei ole"
    await town.passes(NOON + timedelta(minutes=3))
    assert says(eero.cards()[-1], "Emme voi, koska rahaa ei ole")


async def test_a_request_goes_up_once_and_another_without_the_old_answer(town: Town, eero: Member):
    boss = await with_boss(town)
    await drafted(town)
    await saves(eero, upwards=ASKED)
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(minutes=1))
    answered = button_of(boss.cards()[-1], "plan.answer")
    await presses_on(boss, answered, answer=ANSWER)
    before = len(boss.cards())
    kept = await as_kept(town)
    await saves(eero, version=kept.version, upwards=ASKED, goal="Uusi")
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(minutes=2))
    assert len(boss.cards()) == before
    kept = await as_kept(town)
    assert kept.target(MEETINGS.id).answer == ANSWER
    await saves(eero, version=kept.version, upwards="Jotain aivan muuta")
    assert (await as_kept(town)).target(MEETINGS.id).answer == ""
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(minutes=3))
    assert says(boss.cards()[-1], "Jotain aivan muuta")
    assert not field_of(boss.cards()[-1], "answer").get("value")


@pytest.mark.parametrize(("typed", "told"), [("", "Kirjoita vastaus."), ("ä" * 4000, "4000 merkkiä")])
async def test_an_answer_that_cannot_be_kept_comes_back_as_typed(town: Town, eero: Member, typed, told):
    boss = await with_boss(town)
    await drafted(town)
    await saves(eero, upwards=ASKED)
    await shares(eero, **YES)
    card = await presses(boss, "plan.answer", plan=PLAN.id, target=MEETINGS.id, answer=typed)
    assert says(card, told, ASKED)
    assert field_of(card, "answer").get("value", "") == typed
    assert (await as_kept(town)).target(MEETINGS.id).answer == ""


async def test_only_whoever_leads_above_may_answer_what_was_asked(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    boss = await with_boss(town)
    await drafted(town)
    pressed = {"plan": PLAN.id, "target": MEETINGS.id, "answer": ANSWER}
    await saves(eero, upwards=ASKED)
    assert says(await presses(boss, "plan.answer", **pressed), REFUSAL), "not agreed yet"
    await shares(eero, **YES)
    for who in (aino, eero, helmi):
        assert says(await presses(who, "plan.answer", **pressed), REFUSAL)
    assert "kan inte visas" in words(await presses(onni, "plan.answer", **pressed))
    for wrong in ({"target": "t-breaks"}, {"target": "?"}, {"plan": "?"}, {"target": ""}):
        assert says(await presses(boss, "plan.answer", **pressed | wrong), REFUSAL)
    assert (await as_kept(town)).target(MEETINGS.id).answer == ""


async def test_an_answer_to_a_plan_that_is_over_is_given_back(town: Town, eero: Member):
    boss = await with_boss(town)
    await drafted(town)
    await saves(eero, upwards=ASKED)
    await shares(eero, **YES)
    kept = await as_kept(town)
    async with town.house.stores.identity.writing() as connection:
        await save_plan(connection, replace(kept, ended_on=date(2026, 11, 24)), now=town.clock.now)
    card = await presses(boss, "plan.answer", plan=PLAN.id, target=MEETINGS.id, answer=ANSWER)
    assert says(card, "Suunnitelma on päättynyt", ANSWER)


async def test_where_nobody_leads_above_the_plan_says_so(town: Town, eero: Member):
    await drafted(town)
    card = await saves(eero, upwards=ASKED)
    assert says(card, "Yksikön yläpuolella ei ole esihenkilöä")
    assert says(await shares(eero), "Yksikön yläpuolella ei ole esihenkilöä")
    await shares(eero, **YES)
    assert says(await presses(eero, "plan.show"), "Yksikön yläpuolella ei ole esihenkilöä")


async def test_two_who_share_at_once_share_it_once(town: Town, aino: Member, eero: Member):
    boss = await with_boss(town)
    await aino.installs()
    await drafted(town)
    await saves(eero)
    seen = await shares(eero)
    also_seen = await presses(boss, "plan.share", plan=PLAN.id)
    await presses_on(eero, button_of(seen, "plan.share"))
    late = await presses_on(boss, button_of(also_seen, "plan.share"))
    assert says(late, "Suunnitelma on jo jaettu")
    before = len(aino.cards())
    await town.passes(NOON + timedelta(minutes=1))
    assert len(aino.cards()) == before + 1
    async with town.house.stores.identity.reading() as connection:
        assert (await find_plan_share(connection, PLAN.id)).version == (await as_kept(town)).version


async def test_the_day_of_the_agreement_is_that_of_the_unit(town: Town, eero: Member):
    async with town.house.stores.identity.writing() as connection:
        hours = read_hours("00:00-24:00 mon-sun holidays", read_zone("Pacific/Auckland"))
        await record_hours(connection, "K1", hours)
    await drafted(town)
    town.clock.set(NOON + timedelta(hours=4))
    await shares(eero, **YES)
    assert (await as_kept(town)).agreed_on == date(2026, 11, 24)


async def test_english_and_swedish_teams_read_it_in_their_language(town: Town, aino: Member, eero: Member):
    await aino.installs()
    await aino.presses("survey.language", language="en")
    await eero.presses("survey.language", language="sv")
    await drafted(town)
    saved = await saves(eero)
    assert says(saved, "Sparat.", "Utvecklingsområde 1", "Ansvariga")
    assert says(await shares(eero), "Ska planen delas med teamet?", "11 personer")
    await shares(eero, **YES)
    await town.passes(NOON + timedelta(minutes=1))
    assert says(aino.cards()[-1], "This is what we agreed", "By 23 February 2027")
    assert verbs_of(aino.cards()[-1]) == []


async def test_whoever_leads_above_no_more_when_it_leaves_is_asked_nothing(town: Town, eero: Member):
    boss = await with_boss(town)
    await drafted(town)
    await saves(eero, upwards=ASKED)
    await shares(eero, **YES)
    everybody = small_town()
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)
    before = len(boss.cards())
    await town.passes(NOON + timedelta(minutes=1))
    assert len(boss.cards()) == before
