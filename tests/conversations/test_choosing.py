"""Eero's team chooses together: each alone and sealed, counted once, never for fewer than five."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from demo.people import EERO
from dialogs import choose
from directory.organisation import Organisation, Person
from jobs.forget_people import forget_person
from jobs.import_directory import import_directory
from storage.choices import choice_id
from storage.tables.ballots import ballots, tags, urns
from storage.tables.secrets import wave_secrets
from tests.conversations.choosing import (
    STARTS,
    TEAM,
    YES,
    channel_linked,
    choice_of,
    counts,
    member,
    offered_in,
    proposed,
    said_in_channel,
    some_vote,
    votes,
)
from tests.conversations.conftest import ON_BOTH, small_town
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_unasked import AFTER, closed
from tests.conversations.writing import logged


async def left(town: Town) -> list[int]:
    """Count ballots, tags, urns and secrets."""
    found = []
    stores = town.house.stores
    for store, table in (
        (stores.ballots, ballots),
        (stores.ballots, tags),
        (stores.ballots, urns),
        (stores.secrets, wave_secrets),
    ):
        async with store.reading() as connection:
            found.append(await connection.scalar(select(func.count()).select_from(table)))
    return found


@ON_BOTH
async def test_eero_sees_first_what_is_put_to_the_vote_and_then_opens_it(town: Town, eero: Member):
    wave = await closed(town)
    before = len(member(town, "aino").cards())
    preview = (await eero.presses("choose.propose", unit="K1", wave=wave))["value"]
    assert "Kortti lähtee 11 ihmiselle" in words(preview)
    assert inputs(preview) == ["days"]
    assert await left(town) == [0, 0, 0, 0]
    opened = (await eero.presses("choose.propose", unit="K1", wave=wave, days="3", **YES))["value"]
    assert "Vielä 5 ihmisen pitää valita" in words(opened)
    await town.passes(STARTS)
    card = member(town, "aino").cards()[-1]
    assert "Mitkä sinä valitsisit?" in words(card)
    assert inputs(card) == ["strengths", "own_strength", "targets", "own_target"]
    assert all(len(member(town, key).cards()) == before + 1 for key in TEAM)
    assert "Mitkä sinä valitsisit?" not in words(eero.cards()[-1])
    assert (await choice_of(town, wave)).closes_at - (await choice_of(town, wave)).opened_at == timedelta(3)
    assert await left(town) == [0, 0, 1, 1]
    assert await logged(town, "choice.opened") == [("choice.opened", f"{wave}/K1")]


@ON_BOTH
async def test_pressed_twice_it_is_opened_once_and_the_second_press_shows_how_it_stands(
    town: Town, eero: Member
):
    wave = await proposed(town, eero)
    before = len(member(town, "aino").cards())
    again = await eero.presses("choose.propose", unit="K1", wave=wave, days="1", **YES)
    assert "Vielä 5 ihmisen" in words(again["value"])
    await town.passes(STARTS + timedelta(hours=1))
    assert len(member(town, "aino").cards()) == before
    assert len(await logged(town, "choice.opened")) == 1


@ON_BOTH
async def test_a_vote_is_sealed_and_the_receipt_tells_nothing_of_it(town: Town, eero: Member, aino: Member):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    first = await votes(town, "aino", wave, targets=offered.targets[0])
    other = await votes(town, "k1-1", wave, targets=offered.targets[-1], own_strength="Huumori auttaa")
    again = await votes(town, "aino", wave, targets=offered.targets[-1])
    assert first == other == again
    assert "Huumori" not in str(first)
    assert (await left(town))[:2] == [2, 2]
    assert [await aino.says("valinta")] == [[first["value"]]]
    (form,) = await member(town, "k1-3").says("valinta")
    assert "strengths" in inputs(form)


@ON_BOTH
async def test_counted_at_eeros_press_the_sum_stays_and_the_votes_are_gone(town: Town, eero: Member):
    await channel_linked(town)
    wave = await proposed(town, eero, days="1")
    offered = await offered_in(town, wave)
    for key in TEAM[:4]:
        await votes(town, key, wave, own_target="Yhteinen kahvihetki")
    assert "Vielä yhden pitää valita" in words(await counts(eero, wave))
    assert (await choice_of(town, wave)).ended_at is None
    await votes(town, TEAM[4], wave, targets=offered.targets[-1])
    standing = (await eero.presses("choose.propose", unit="K1", wave=wave))["value"]
    assert "Valinnat voi laskea" in words(standing)
    card = await counts(eero, wave)
    assert "ihmistä valitsi" in words(card)
    assert "lähes kaikki valitsivat" in words(card)
    assert words(card).count("Yhteinen kahvihetki") == 1
    assert await left(town) == [0, 0, 0, 0]
    assert card == await counts(eero, wave), "a second press shows the same"
    await town.passes(STARTS + timedelta(minutes=2))
    (posted,) = said_in_channel(town)
    assert "Det här valde teamet" in words(posted)
    assert "nästan alla valde" in words(posted)
    assert "Tämän tiimi valitsi" not in words(eero.cards()[-1]), "who has pressed for it has it"
    assert await logged(town, "choice.chosen") == [("choice.chosen", f"{wave}/K1")]


@ON_BOTH
async def test_when_its_time_is_over_the_clock_counts_it_and_tells_eero(town: Town, eero: Member):
    wave = await proposed(town, eero, days="3")
    await some_vote(town, wave, 6)
    over = (await choice_of(town, wave)).closes_at
    await town.passes(over + timedelta(seconds=1))
    assert "Tämän tiimi valitsi" in words(eero.cards()[-1])
    assert await left(town) == [0, 0, 0, 0]
    late = await votes(town, "k1-9", wave)
    assert "Valinta on päättynyt" in words(late["value"])
    assert await counts(eero, wave) == eero.cards()[-1]


@ON_BOTH
async def test_of_four_votes_nothing_is_ever_shown(town: Town, eero: Member):
    await channel_linked(town)
    wave = await proposed(town, eero, days="3")
    for key in TEAM[:4]:
        await votes(town, key, wave, own_target="Salaisuus")
    await town.passes((await choice_of(town, wave)).closes_at + timedelta(seconds=1))
    assert "Alle viisi ehti valita" in words(eero.cards()[-1])
    found = await choice_of(town, wave)
    assert (found.summed, found.ended_at is None) == (None, False)
    assert await left(town) == [0, 0, 0, 0]
    assert said_in_channel(town) == []
    assert "ilman yhteenvetoa" in words(await counts(eero, wave))


@ON_BOTH
async def test_two_presses_at_once_count_once(town: Town, eero: Member):
    wave = await proposed(town, eero)
    await some_vote(town, wave, 7)
    cards = await asyncio.gather(*(counts(eero, wave) for _ in range(4)))
    assert [words(each) for each in cards] == [words(cards[0])] * 4
    assert len(await logged(town, "choice.chosen")) == 1
    assert await left(town) == [0, 0, 0, 0]


async def test_only_those_who_work_in_the_unit_and_do_not_lead_it_vote(
    town: Town, eero: Member, onni: Member, helmi: Member
):
    await onni.presses("survey.language", language="fi")
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    given = {"strengths": offered.strengths[0], "targets": offered.targets[0]}
    refused = await onni.presses("choose.vote", choice="nothing", **given)
    assert "Tämä valinta ei ole sinun" in words(refused["value"])
    for who in (eero, onni, helmi, member(town, "k3-1")):
        assert await who.presses("choose.vote", choice=choice_id(wave, "K1"), **given) == refused
        assert await who.presses("choose.feel", choice=choice_id(wave, "K1"), feels="yes") == refused
    assert (await left(town))[:2] == [0, 0]


async def test_only_whoever_leads_the_unit_proposes_and_counts(
    town: Town, eero: Member, onni: Member, helmi: Member, aino: Member
):
    await onni.presses("survey.language", language="fi")
    wave = await closed(town)
    refused = (await onni.presses("choose.propose", unit="NOWHERE", wave=wave, **YES))["value"]
    for who in (onni, helmi, aino):
        assert (await who.presses("choose.propose", unit="K1", wave=wave, **YES))["value"] == refused
    assert (await eero.presses("choose.propose", unit="K3", wave=wave, **YES))["value"] == refused
    assert (await eero.presses("choose.propose", unit="K1", wave="no-such", **YES))["value"] == refused
    await eero.presses("choose.propose", unit="K1", wave=wave, **YES)
    for who in (onni, helmi, aino):
        for verb in ("choose.sum", "choose.felt"):
            assert (await who.presses(verb, choice=choice_id(wave, "K1")))["value"] == refused
    assert (await eero.presses("choose.felt", choice=choice_id(wave, "K1")))["value"] == refused


async def test_what_is_no_vote_is_refused_kindly_and_the_card_stays(town: Town, eero: Member, aino: Member):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    everything = ",".join(offered.strengths)
    for given in (
        {"strengths": ""},
        {"targets": ""},
        {"targets": "", "own_target": " \N{RIGHT-TO-LEFT OVERRIDE}\n "},
        {"strengths": everything, "own_strength": "Ja vielä yksi"}
        if len(offered.strengths) == 3
        else {"strengths": ""},
    ):
        body = await votes(town, "aino", wave, **given)
        assert "Mitään ei vielä lähetetty. Valitse" in body["value"]
    for long in ("ä" * 201, "x" * 4000):
        body = await votes(town, "aino", wave, own_target=long)
        assert "enintään 200 merkkiä" in body["value"]
    for strange in ("no-such", offered.targets[0], "'; DROP TABLE choices --", f"{offered.strengths[0]},x"):
        body = await votes(town, "aino", wave, strengths=strange)
        assert "ei ole sinun" in words(body["value"])
    assert (await left(town))[:2] == [0, 0]
    body = await votes(town, "aino", wave, strengths="", own_strength="<b>*Huumori*</b> [x](http://a) 👩‍🚒")
    assert "Kiitos" in words(body["value"])


async def test_own_words_with_a_name_are_asked_about_once_and_a_code_is_never_taken(town: Town, eero: Member):
    wave = await proposed(town, eero)
    first = await votes(town, "aino", wave, own_target="Matti Virtanen lomalle")
    assert "Omissa sanoissasi näyttää olevan nimi" in first["value"]
    assert (await left(town))[:2] == [0, 0]
    second = await votes(town, "aino", wave, own_target="Matti Virtanen lomalle")
    assert "Kiitos" in words(second["value"])
    for _ in range(2):
        body = await votes(town, "k1-1", wave, own_target="131052-308T")
        assert "Henkilötunnusta ei oteta vastaan" in body["value"]


async def test_a_team_of_fewer_than_five_is_led_to_its_meeting(town: Town, onni: Member):
    wave = await closed(town, k1=range(10), k2=range(3), k3=range(7))
    card = (await onni.presses("choose.propose", unit="K2", wave=wave, **YES))["value"]
    assert "Ett så litet team väljer på ett möte" in words(card)
    assert "choose.agree" in str(card)
    assert await left(town) == [0, 0, 0, 0]


@ON_BOTH
async def test_who_is_erased_leaves_no_tag_in_an_open_vote(town: Town, eero: Member):
    wave = await proposed(town, eero)
    await some_vote(town, wave, 6)
    house = town.house
    await forget_person(
        house.stores,
        house.vault,
        member(town, "k1-0").person.aad_object_id,
        dry_run=False,
        actor="test",
        now=town.clock.now,
    )
    assert (await left(town))[:2] == [6, 5]
    assert "ihmistä valitsi" in words(await counts(eero, wave))


async def test_who_has_moved_away_gets_no_card_and_has_no_vote(town: Town, eero: Member):
    wave = await closed(town)
    await town.passes(STARTS)
    await eero.presses("choose.propose", unit="K1", wave=wave, **YES)
    await _moves(town, "k1-0", to="K3")
    before = len(member(town, "k1-0").cards())
    await town.passes(STARTS + timedelta(minutes=1))
    assert len(member(town, "k1-0").cards()) == before
    assert "ei ole sinun" in words((await votes(town, "k1-0", wave))["value"])


async def test_a_new_supervisor_counts_and_the_old_one_cannot(town: Town, eero: Member):
    wave = await proposed(town, eero)
    await some_vote(town, wave, 5)
    await _moves(town, "k1-9", to="K1", leads=("K1",))
    assert "ei voi näyttää" in words(await counts(eero, wave))
    card = await counts(member(town, "k1-9"), wave)
    assert "Tämän tiimi valitsi" in words(card)


async def test_others_do_not_read_along(town: Town, eero: Member):
    wave = await proposed(town, eero)
    eero.conversation.update(id="19:somewhere", conversationType="channel")
    for verb, data in (
        ("choose.sum", {"choice": choice_id(wave, "K1")}),
        ("choose.propose", {"unit": "K1", "wave": wave}),
    ):
        assert "kahden kesken" in words((await eero.presses(verb, **data))["value"])


async def test_the_word_shows_eero_how_the_vote_stands_and_everybody_else_nothing(
    town: Town, eero: Member, onni: Member
):
    await onni.presses("survey.language", language="fi")
    (nothing,) = await eero.says("valinta")
    assert "ei ole nyt käynnissä" in words(nothing)
    await proposed(town, eero)
    (standing,) = await eero.says("valinta")
    assert "Vielä 5 ihmisen" in words(standing)
    assert await onni.says("valinta") == [nothing]


async def test_the_view_of_choosing_leads_eero_on_and_helmi_not(town: Town, eero: Member, helmi: Member):
    wave = await closed(town)
    where = {"unit": "K1", "wave": wave, "view": "choose"}
    led = str((await eero.presses("results.detail", **where))["value"])
    seen = str((await helmi.presses("results.detail", **where))["value"])
    for verb in ("choose.propose", "guide.agenda", "plan.show"):
        assert verb in led
        assert verb not in seen


async def _moves(town: Town, key: str, *, to: str, leads: tuple[str, ...] = ()) -> None:
    made = small_town()
    person = member(town, key).person.aad_object_id
    kept = [each for each in made.people.values() if each.aad_object_id != person]
    kept = [
        Person(each.aad_object_id, each.unit_code, None, (), each.roles)
        if leads and each.aad_object_id == EERO.aad_object_id
        else each
        for each in kept
    ]
    everybody = Organisation(made.units.values(), [*kept, Person(person, to, None, leads, frozenset())])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)


@pytest.mark.parametrize("days", ["0", "2", "9999", "x"])
async def test_another_time_than_those_offered_opens_nothing(town: Town, eero: Member, days: str):
    wave = await closed(town)
    await town.passes(AFTER + timedelta(minutes=1))
    card = (await eero.presses("choose.propose", unit="K1", wave=wave, days=days, **YES))["value"]
    assert inputs(card) == ["days"]
    assert await left(town) == [0, 0, 0, 0]


@ON_BOTH
@pytest.mark.parametrize("step", ["record_choice", "open_urn", "record_deliveries", "record_audit"])
async def test_an_opening_that_breaks_anywhere_is_made_good_by_the_next_press(
    town: Town, eero: Member, monkeypatch: pytest.MonkeyPatch, step: str
):
    async def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError("broken")

    wave = await closed(town)
    await town.passes(STARTS)
    with monkeypatch.context() as patch:
        patch.setattr(choose, step, breaks)
        body = await eero.presses("choose.propose", unit="K1", wave=wave, **YES)
        assert body["type"] == "application/vnd.microsoft.activity.message"
    opened = await eero.presses("choose.propose", unit="K1", wave=wave, **YES)
    assert "Kortti lähti 11 ihmiselle" in words(opened["value"])
    await town.passes(STARTS + timedelta(minutes=1))
    assert await left(town) == [0, 0, 1, 1]
    await some_vote(town, wave, 5)
    assert "Tämän tiimi valitsi" in words(await counts(eero, wave))
    assert len(await logged(town, "choice.opened")) == 1


async def test_in_a_meeting_eero_shows_how_the_vote_stands_and_what_came_of_it_and_others_do_not(
    town: Town, aino: Member, eero: Member, onni: Member
):
    wave = await proposed(town, eero, days="1")
    for who in (aino, eero, onni):
        who.conversation = {"conversationType": "groupChat", "isGroup": True}
    await some_vote(town, wave, 3)
    assert "Vielä 2 ihmisen pitää valita" in words((await eero.says("valinta"))[0])
    await some_vote(town, wave, 5)
    ready = (await eero.says("valinta"))[0]
    assert "Riittävän moni on valinnut" in words(ready)
    assert "Execute" not in str(ready)
    await counts(Member(town, eero.person), wave)
    assert "Tämän tiimi valitsi" in words((await eero.says("valinta"))[0])
    for who, private in ((aino, "kahden kesken"), (onni, "på tu man hand")):
        assert private in words((await who.says("valinta"))[0])
    assert await logged(town, "choice.shown") == [("choice.shown", f"{wave}/K1")]
