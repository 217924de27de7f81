"""Eero fills in the plan of his unit; Aino sees it once it is shared, and Onni nothing ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from demo.people import AINO, EERO
from directory.organisation import Organisation, Person
from jobs.import_directory import import_directory
from storage.plans import list_versions
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.planning import (
    BREAKS,
    FILLED,
    MEETINGS,
    PLAN,
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
    values_of,
    verbs_of,
)
from tests.conversations.writing import logged

REFUSAL = "Tulosta ei voi näyttää"


@ON_BOTH
async def test_eero_opens_fills_in_saves_and_sees_the_plan(town: Town, aino: Member, eero: Member):
    await drafted(town)
    await greeted(aino, eero)
    (card,) = await eero.says("suunnitelma")
    assert says(card, "Kehittämissuunnitelma", "Luonnos", "Huumori kantaa", "Palaverit alkavat ajallaan")
    assert verbs_of(card) == ["plan.edit", "plan.edit", "plan.edit", "plan.share", "plan.history"]
    form = await presses(eero, "plan.edit", target=MEETINGS.id)
    assert set(inputs(form)) == set(FILLED)
    assert field_of(form, "words")["value"] == MEETINGS.words
    assert [each["title"] for each in field_of(form, "owners")["choices"]] == ["Aino Aalto", "Eero Eskola"]
    saved = await saves(eero, owners=f"{AINO.aad_object_id},{EERO.aad_object_id}")
    assert says(saved, "Tallennettu", "Kaikki ehtivät mukaan", "Aino Aalto, Eero Eskola, Talonmies")
    assert says(saved, "24.11.2026", "1.2.2027", "Versio 2")
    kept = await as_kept(town)
    assert kept.version == 2
    assert kept.target(MEETINGS.id).item == MEETINGS.item
    assert set(kept.target(MEETINGS.id).owners) == {AINO.aad_object_id, EERO.aad_object_id}
    assert await logged(town, "plan.saved") == [("plan.saved", PLAN.id)]


async def test_a_draft_may_be_saved_with_nothing_but_its_words(town: Town, eero: Member):
    await drafted(town)
    empty = dict.fromkeys(FILLED, "") | {"words": "Tauot", "state": "planned"}
    card = await saves(eero, BREAKS.id, **empty)
    assert says(card, "Tallennettu", "Vielä kirjaamatta: tavoite, toimenpide")
    assert (await as_kept(town)).target(BREAKS.id).words == "Tauot"


async def test_saving_twice_is_saving_once(town: Town, eero: Member):
    await drafted(town)
    first = await saves(eero)
    assert await saves(eero) == first
    assert (await as_kept(town)).version == 2
    new = await saves(eero, "new", 2, words="Kolmas")
    assert await saves(eero, "new", 2, words="Kolmas") == new
    assert [each.words for each in (await as_kept(town)).targets] == [MEETINGS.words, BREAKS.words, "Kolmas"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": ""}, "Kirjoita, mitä kehitätte."),
        ({"words": " \n "}, "Kirjoita, mitä kehitätte."),
        ({"words": "y" * 81}, "Tekstissä on 81 merkkiä. Lyhennä se enintään 80 merkkiin."),
        ({"goal": "y" * 501}, "Tekstissä on 501 merkkiä"),
        ({"practice": "y" * 4000}, "Tekstissä on 4000 merkkiä"),
        ({"due_on": "2026-11-22"}, "Tämä päivä on jo mennyt"),
        ({"starts_on": "2026-11-01"}, "Tämä päivä on jo mennyt"),
        ({"starts_on": "2027-03-01"}, "Valmistumispäivä on ennen alkamispäivää"),
        ({"due_on": "2027-02-30"}, "Tämä ei ole päivämäärä"),
        ({"due_on": "pian"}, "Tämä ei ole päivämäärä"),
        ({"owners": "11111111-2222-3333-4444-555555555555"}, "Vastuuhenkilön pitää työskennellä yksikössä"),
        ({"state": "kesken"}, "Valitse jokin luettelon tiloista"),
    ],
)
async def test_what_cannot_be_saved_comes_back_with_all_that_was_typed(town: Town, eero: Member, typed, told):
    await drafted(town)
    await greeted(eero)
    card = await saves(eero, **typed)
    assert says(card, "Mitään ei ole vielä tallennettu", told)
    back = values_of(card)
    assert {name: back[name] for name in FILLED if name not in {"owners", "state"}} == {
        name: text for name, text in (FILLED | typed).items() if name not in {"owners", "state"}
    }
    assert (await as_kept(town)).version == 1
    mended = await saves(eero)
    assert says(mended, "Tallennettu")


async def test_several_things_to_mend_are_named_at_once(town: Town, eero: Member):
    await drafted(town)
    card = await saves(eero, words="", due_on="2020-01-01", goal="y" * 600)
    assert says(card, "Kirjoita, mitä kehitätte", "600 merkkiä", "on jo mennyt", "ennen alkamispäivää")


async def test_more_than_a_card_holds_leaves_the_pressed_card_as_it_is(town: Town, eero: Member):
    await drafted(town)
    long = dict.fromkeys(("goal", "action", "practice", "follow_up", "upwards"), "ä" * 4000)
    body = await eero.presses(
        "plan.save", unit="K1", plan=PLAN.id, target=MEETINGS.id, version="1", **FILLED | long
    )
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "liian pitkä" in body["value"]
    assert (await as_kept(town)).version == 1


@ON_BOTH
async def test_of_two_who_save_at_once_the_later_is_told_keeps_the_text_and_may_win(
    town: Town, eero: Member, helmi: Member
):
    await drafted(town)
    await saves(eero, goal="Eeron tavoite", action="Eeron teko")
    card = await saves(eero, goal="Toisen tavoite", action="Hankimme kellon seinälle")
    assert says(card, "Joku muu tallensi tämän kohteen", "Eeron tavoite", "Eeron teko")
    assert values_of(card)["goal"] == "Toisen tavoite"
    assert (await as_kept(town)).target(MEETINGS.id).goal == "Eeron tavoite"
    save = button_of(card, "plan.save")
    assert save["data"]["version"] == "2"
    again = await presses_on(eero, save, **FILLED | {"goal": "Toisen tavoite"})
    assert says(again, "Tallennettu", "Toisen tavoite")
    async with town.house.stores.identity.reading() as connection:
        goals = [plan.target(MEETINGS.id).goal for _, plan in await list_versions(connection, PLAN.id)]
    assert goals == ["", "Eeron tavoite", "Toisen tavoite"], "nothing is lost"


@ON_BOTH
async def test_ten_saves_in_one_moment_leave_one_and_lose_no_text(town: Town, eero: Member):
    await drafted(town)
    cards = await asyncio.gather(*(saves(eero, goal=f"Tavoite {number}") for number in range(10)))
    saved = [card for card in cards if says(card, "Tallennettu.")]
    told = [values_of(card)["goal"] for card in cards if says(card, "Joku muu tallensi tämän kohteen")]
    kept = await as_kept(town)
    assert (len(saved), kept.version) == (1, 2)
    assert sorted([kept.target(MEETINGS.id).goal, *told]) == [f"Tavoite {number}" for number in range(10)]


async def test_a_change_of_another_target_is_told_as_that(town: Town, eero: Member):
    await drafted(town)
    await saves(eero, BREAKS.id, words="Tauot pidetään aina")
    card = await saves(eero)
    assert says(card, "Tämä kohde ei muuttunut")
    assert not says(card, "toisen tallentama")


async def test_a_target_removed_meanwhile_can_be_added_again_with_the_same_text(town: Town, eero: Member):
    await drafted(town)
    await presses(eero, "plan.save", plan=PLAN.id, target=MEETINGS.id, version="1", remove="yes")
    card = await saves(eero)
    assert says(card, "Joku muu poisti tämän kohteen")
    save = button_of(card, "plan.save")
    assert save["data"]["target"] == "new"
    again = await presses_on(eero, save, **FILLED)
    assert says(again, "Tallennettu")
    assert [each.words for each in (await as_kept(town)).targets] == [BREAKS.words, MEETINGS.words]


async def test_a_target_is_added_up_to_three_and_removed_after_a_question(town: Town, eero: Member):
    await drafted(town)
    form = await presses(eero, "plan.edit", target="new")
    assert says(form, "Uusi kehittämiskohde")
    await saves(eero, "new", 1, words="Kolmas")
    assert says(await presses(eero, "plan.edit", target="new"), "jo kolme kehittämiskohdetta")
    full = await saves(eero, "new", 2, words="Neljäs")
    assert says(full, "jo kolme kehittämiskohdetta", "Tekstisi ovat tallella")
    assert values_of(full)["words"] == "Neljäs"
    ask = await presses(eero, "plan.edit", target=BREAKS.id, remove="ask")
    assert says(ask, "Poistetaanko kehittämiskohde?", BREAKS.words)
    yes = button_of(ask, "plan.save")
    for _ in range(2):
        assert says(await presses_on(eero, yes), "Kehittämiskohde on poistettu")
    assert [each.words for each in (await as_kept(town)).targets] == [MEETINGS.words, "Kolmas"]


async def test_a_question_asked_of_an_older_version_is_asked_again(town: Town, eero: Member):
    await drafted(town)
    await saves(eero, BREAKS.id)
    old = {"plan": PLAN.id, "target": MEETINGS.id, "version": "1", "remove": "yes"}
    assert says(await presses(eero, "plan.save", **old), "Poistetaanko kehittämiskohde?")
    assert len((await as_kept(town)).targets) == 2


async def test_the_only_target_stays(town: Town, eero: Member):
    await drafted(town, targets=(MEETINGS,))
    assert "plan.edit" not in verbs_of(await presses(eero, "plan.edit"))[2:]
    await presses(eero, "plan.save", plan=PLAN.id, target=MEETINGS.id, version="1", remove="yes")
    assert len((await as_kept(town)).targets) == 1


async def test_more_ideas_come_without_losing_what_was_typed(town: Town, eero: Member):
    await drafted(town)
    form = await presses(eero, "plan.edit", target=MEETINGS.id)
    more = button_of(form, "plan.edit", typed="yes")
    assert more["associatedInputs"] == "auto"
    typed = FILLED | {"goal": "Kesken", "due_on": "2020-01-01"}
    await saves(eero, goal="Toinen ehti")
    other = await presses_on(eero, more, **typed)
    assert values_of(other)["goal"] == "Kesken"
    assert values_of(other)["due_on"] == "2020-01-01"
    assert _ideas(other)
    assert set(_ideas(other)).isdisjoint(_ideas(form))
    save = button_of(other, "plan.save")
    assert save["data"]["version"] == "1", "what came between is told at the save"


async def test_a_state_may_only_go_where_the_table_lets_it(town: Town, eero: Member):
    await drafted(town)
    await saves(eero, state="done")
    form = await presses(eero, "plan.edit", target=MEETINGS.id)
    assert [each["value"] for each in field_of(form, "state")["choices"]] == ["ongoing", "done"]
    assert says(await saves(eero, version=2, state="dropped"), "Valitse jokin luettelon tiloista")
    assert says(await saves(eero, version=2, state="ongoing"), "Tallennettu", "Käynnissä")


async def test_days_of_what_is_done_may_have_passed_and_old_days_may_stay(town: Town, eero: Member):
    await drafted(town)
    done = await saves(eero, state="done", starts_on="2026-10-01", due_on="2026-11-01")
    assert says(done, "Tallennettu", "1.11.2026")
    again = await saves(eero, version=2, state="ongoing", starts_on="2026-10-01", due_on="2026-11-01")
    assert says(again, "Tallennettu", "Käynnissä")


async def test_an_owner_who_left_is_told_shown_without_a_name_and_kept(
    town: Town, aino: Member, eero: Member
):
    await drafted(town)
    await greeted(aino, eero)
    await saves(eero)
    made = small_town()
    left = [each for each in made.people.values() if each.aad_object_id != AINO.aad_object_id]
    gone = Organisation(made.units.values(), left)
    await import_directory(town.house.stores, gone, dry_run=False, actor="test", now=town.clock.now)
    (card,) = await eero.says("plan")
    assert says(card, "henkilö, joka on lähtenyt", "Joku vastuuhenkilöistä on lähtenyt")
    assert not says(card, "Aino Aalto")
    form = await presses(eero, "plan.edit", target=MEETINGS.id)
    assert "henkilö, joka on lähtenyt" in [each["title"] for each in field_of(form, "owners")["choices"]]
    assert field_of(form, "owners")["value"] == AINO.aad_object_id
    assert says(form, "Mukana on joku, joka on lähtenyt")
    assert says(await saves(eero, version=2, goal="Uusi"), "Tallennettu")
    assert (await as_kept(town)).target(MEETINGS.id).owners == (AINO.aad_object_id,)
    assert says(await saves(eero, version=3, owners=""), "Tallennettu")
    assert says(await saves(eero, version=4), "Vastuuhenkilön pitää työskennellä")


@pytest.mark.parametrize(
    "said", ["suunnitelma", "Plan", "utvecklingsplan", "our plan", "kehittämissuunnitelma"]
)
async def test_the_plan_is_asked_for_in_three_languages(town: Town, eero: Member, said):
    await drafted(town)
    (card,) = await eero.says(said)
    assert says(card, "Huumori kantaa")


async def test_aino_gets_a_kind_card_until_it_is_agreed_and_then_the_agreed_words(
    town: Town, aino: Member, eero: Member
):
    (none,) = await aino.says("suunnitelma")
    assert says(none, "Tiimisi ei ole vielä sopinut suunnitelmasta")
    await drafted(town)
    assert await aino.says("suunnitelma") == [none], "a draft is not for her"
    await saves(eero, upwards="Salainen pyyntö")
    await shares(eero, **YES)
    (card,) = await aino.says("suunnitelma")
    assert says(card, "Tästä sovimme yhdessä", "Huumori kantaa", "Hankimme kellon seinälle", "Talonmies")
    assert not says(card, "Salainen pyyntö")
    assert verbs_of(card) == []
    kept = await as_kept(town)
    await saves(eero, version=kept.version, goal="Vielä luonnosta", state="ongoing")
    (later,) = await aino.says("suunnitelma")
    assert not says(later, "Vielä luonnosta")
    assert says(later, "Käynnissä"), "states are those of today"


async def test_onni_and_aino_may_do_nothing_with_it(town: Town, aino: Member, onni: Member, eero: Member):
    await drafted(town)
    await saves(eero)
    kept = await as_kept(town)
    for who in (onni, aino):
        refused = await presses(who, "plan.show", unit="NOWHERE")
        for verb in (
            "plan.show",
            "plan.edit",
            "plan.save",
            "plan.share",
            "plan.history",
            "plan.export",
            "plan.answer",
        ):
            if (who, verb) == (aino, "plan.show"):
                continue
            for more in ({}, YES, FILLED):
                data = {"plan": PLAN.id, "target": MEETINGS.id, "version": "2", **more}
                assert await presses(who, verb, **data) == refused, (verb, more)
    assert await as_kept(town) == kept


async def test_helmi_looks_on_and_changes_nothing(town: Town, helmi: Member):
    await drafted(town)
    card = await presses(helmi, "plan.show")
    assert verbs_of(card) == ["plan.history"]
    for verb in ("plan.edit", "plan.save", "plan.share"):
        assert says(
            await presses(helmi, verb, plan=PLAN.id, target=MEETINGS.id, version="1", **FILLED), REFUSAL
        )
    assert says((await helmi.says("suunnitelma"))[0], "ei ole vielä suunnitelmaa")
    assert await logged(town, "plan.viewed") == [("plan.viewed", PLAN.id)]


async def test_where_others_read_along_it_is_kept_private(town: Town, eero: Member):
    await drafted(town)
    eero.conversation = {"conversationType": "channel", "isGroup": True}
    for verb in ("plan.show", "plan.edit", "plan.save", "plan.share", "plan.answer", "plan.history"):
        assert says(await presses(eero, verb, plan=PLAN.id, target=MEETINGS.id), "kahden kesken")


@pytest.mark.parametrize("unknown", ["", "p-other", "' OR 1=1 --", "\u202e" * 30, "x" * 4000])
async def test_a_plan_that_does_not_exist_is_refused(town: Town, eero: Member, unknown):
    await drafted(town)
    for verb in ("plan.save", "plan.share", "plan.answer"):
        card = await presses(eero, verb, plan=unknown, target=MEETINGS.id, version="1", **FILLED, **YES)
        assert says(card, REFUSAL)
    assert says(await presses(eero, "plan.edit", target=unknown or "?"), "Kehittämissuunnitelma")


async def test_what_people_write_is_never_read_as_markup_and_hidden_signs_are_left_out(
    town: Town, eero: Member
):
    await drafted(town)
    nasty = "<b>*Ψ*</b> [x](http://a) {unit} 👩‍🚒 \N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}loppu"
    card = await saves(eero, goal=nasty, words="n" * 60)
    assert says(card, "Tallennettu")
    kept = (await as_kept(town)).target(MEETINGS.id).goal
    assert kept == "<b>*Ψ*</b> [x](http://a) {unit} 👩‍🚒 loppu"
    assert kept in [each["text"] for each in _runs(card)]


async def test_a_plan_that_is_over_gives_back_what_was_typed(town: Town, eero: Member):
    await drafted(town, agreed_on=PLAN.made_on, ended_on=PLAN.made_on)
    card = await saves(eero)
    assert says(card, "Suunnitelma on päättynyt", *(FILLED[each] for each in ("goal", "action", "practice")))
    shown = await presses(eero, "plan.show")
    assert says(shown, "Suunnitelma päättyi 23.11.2026")
    assert verbs_of(shown) == ["plan.history"]
    assert verbs_of(await presses(eero, "plan.edit", target=MEETINGS.id)) == ["plan.history"]
    assert verbs_of(await shares(eero, **YES)) == ["plan.history"]


@ON_BOTH
async def test_the_history_tells_what_each_version_changed_the_newest_first(
    town: Town, aino: Member, eero: Member
):
    await drafted(town)
    await greeted(aino, eero)
    await saves(eero)
    town.clock.set(town.clock.now + timedelta(days=1))
    await saves(eero, version=2, goal="Toinen tavoite", owners="", state="ongoing", starts_on="2026-11-25")
    card = await presses(eero, "plan.history")
    said = words(card)
    assert said.index("Versio 3, 24.11.2026") < said.index("Versio 2, 23.11.2026") < said.index("Versio 1")
    assert says(
        card, "Toinen tavoite", "aiemmin: Kaikki ehtivät mukaan", "Aino Aalto", "aiemmin: Suunnitteilla"
    )
    assert says(card, "Suunnitelma tehtiin")
    for number in range(3, 8):
        await saves(eero, version=number, goal=f"Tavoite {number}", starts_on="2026-11-25", state="ongoing")
    older = await presses(eero, "plan.history", page="1")
    assert says(older, "Versio 1", "Versio 4")
    assert not says(older, "Versio 5")
    assert await presses(eero, "plan.history", page="99") == older


async def test_somebody_without_a_plan_is_led_on_only_by_a_result(town: Town, eero: Member):
    (card,) = await eero.says("suunnitelma")
    assert says(card, "kun yksikön ensimmäinen tulos on valmis")
    assert verbs_of(card) == []


async def test_whoever_leads_several_units_chooses_one(town: Town, onni: Member):
    boss = Member(town, colleague("boss"))
    made = small_town()
    people = [*made.people.values(), Person(boss.person.aad_object_id, "K", None, ("K1", "K2"), frozenset())]
    both = Organisation(made.units.values(), people)
    await import_directory(town.house.stores, both, dry_run=False, actor="test", now=town.clock.now)
    await drafted(town)
    (card,) = await boss.says("suunnitelma")
    assert says(card, "Minkä yksikön suunnitelma?", "Kotihoito", "Kirjasto")
    assert verbs_of(card) == ["plan.show", "plan.show"]
    assert says(await presses(boss, "plan.show", unit="K1"), "Huumori kantaa")


def _ideas(card) -> list[str]:
    return [each["text"] for each in _runs(card) if each["text"].startswith("• ")]


def _runs(card):
    if isinstance(card, dict):
        own = [card] if card.get("type") == "TextRun" else []
        return own + [run for value in card.values() for run in _runs(value)]
    return [run for each in card for run in _runs(each)] if isinstance(card, list) else []
