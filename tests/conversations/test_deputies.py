"""Eero goes on holiday and appoints a deputy; Helmi may do so for him, and nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from demo.people import AINO, EERO, HELMI, ONNI, SAGA, object_id
from directory.organisation import Organisation, Person, Unit
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.deputising import (
    BEGINS,
    FIRST,
    LAST,
    OVER,
    REFUSAL,
    appoints,
    card_of,
    standing,
    stands_in,
)
from tests.conversations.following import knows, rows_of
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.planning import buttons_of, field_of, greeted, named
from tests.conversations.writing import logged
from tests.conversations.year_of_plans import buttons

KAISA = colleague("k1-0")
NASTY = "<b>*Ψ*</b> [x](http://a) \N{RIGHT-TO-LEFT OVERRIDE}👩‍🚒 {unit}" + "n" * 25


async def area_manager(town: Town) -> Member:
    """Let somebody lead the whole town."""
    made = small_town()
    boss = Person(object_id("person/boss"), "K", None, ("K",), frozenset())
    await knows(town, Organisation(made.units.values(), [*made.people.values(), boss]))
    return Member(town, colleague("boss"))


def titles(card: dict[str, Any], name: str = "person") -> list[str]:
    return [each["title"] for each in field_of(card, name)["choices"]]


@ON_BOTH
async def test_eero_appoints_a_deputy_for_some_days(town: Town, eero: Member):
    form = await card_of(eero)
    assert "Sijaisia ei ole nyt eikä tulossa" in words(form)
    assert inputs(form) == ["person", "from", "until"]
    card = await appoints(eero, KAISA)
    assert "30.11.2026\N{EN DASH}13.12.2026" in words(card)
    assert "saavat tiedon työaikana" in words(card)
    (made,) = await standing(town)
    assert (made.code, made.person) == ("K1", KAISA.aad_object_id)
    assert (made.starts_at, made.ends_at) == (BEGINS, OVER)
    assert await logged(town, "deputy.appointed") == [("deputy.appointed", f"K1/{KAISA.aad_object_id}")]


@pytest.mark.parametrize(
    "said", ["Nimeä sijainen", "sijainen", "utse en ställföreträdare", "appoint a deputy"]
)
async def test_the_words_bring_the_card_to_those_who_may(town: Town, aino: Member, eero: Member, said: str):
    (card,) = await eero.says(said)
    assert card == await card_of(eero)
    (card,) = await aino.says(said)
    assert card == (await aino.presses("next.show"))["value"]


async def test_the_button_stands_on_the_next_steps_of_those_who_may(aino: Member, eero: Member):
    for who, may in ((eero, True), (aino, False)):
        card = (await who.presses("next.show"))["value"]
        assert ("admin.deputy" in [each["verb"] for each in buttons_of(card)]) is may


async def test_pressing_twice_appoints_once(town: Town, eero: Member):
    first = await appoints(eero, KAISA)
    again = await appoints(eero, KAISA)
    assert "Sijaiseksi on nimetty" in words(first)
    assert "Sijaiseksi on nimetty" in words(again)
    assert len(await standing(town)) == len(await logged(town, "deputy.appointed")) == 1
    assert len(await rows_of(town, "deputy_appointed")) == 1


@ON_BOTH
async def test_two_who_appoint_the_same_person_at_once_appoint_once(town: Town, eero: Member, helmi: Member):
    await asyncio.gather(appoints(eero, KAISA), appoints(helmi, KAISA))
    assert len(await standing(town)) == 1


async def test_a_unit_may_have_several_deputies_at_a_time(town: Town, eero: Member):
    await appoints(eero, KAISA)
    await appoints(eero, AINO)
    assert {each.person for each in await standing(town)} == {KAISA.aad_object_id, AINO.aad_object_id}


async def test_teams_own_picker_and_those_who_are_known_by_name_are_offered(
    town: Town, aino: Member, eero: Member, onni: Member
):
    boss = await area_manager(town)
    await greeted(aino, eero, onni, boss, Member(town, colleague("k3-0")))
    field = field_of(await card_of(eero), "person")
    assert field["style"] == "filtered"
    assert field["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    offered = {each["value"] for each in field["choices"]}
    # Of the kitchen somebody who leads nothing is known by name too, and is found by the picker only.
    assert offered == {each.person.aad_object_id for each in (aino, onni, boss)}


async def test_somebody_whom_the_list_does_not_hold_can_be_appointed(town: Town, eero: Member):
    typed = {"person": object_id("person/k3-0").upper(), "from": str(FIRST), "until": str(LAST)}
    card = await card_of(eero, confirmed="yes", unit="K1", **typed)
    assert "Sijaiseksi on nimetty" in words(card)


async def test_names_are_never_read_as_markup(town: Town, aino: Member, eero: Member):
    await aino.posts({"type": "message", "text": "moi", "from": named(aino) | {"name": NASTY}})
    card = await appoints(eero, AINO)
    assert all(each["type"] != "TextBlock" or NASTY not in each["text"] for each in _elements(card))
    (offered,) = titles(card)
    assert len(offered) <= 40
    assert not set("<>[]*") & set(offered)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"from": "2026-11-22"}, "on jo mennyt"),
        ({"from": "2027-05-24", "until": "2027-05-25"}, "viimeistään 6 kuukauden päästä"),
        ({"until": "2026-11-29"}, "ennen ensimmäistä"),
        ({"until": "2027-05-30"}, "enintään 6 kuukautta"),
        ({"from": "9999-12-31", "until": "9999-12-31"}, "viimeistään 6 kuukauden päästä"),
        ({"from": ""}, "Anna ensimmäinen päivä"),
        ({"from": "soon"}, "Anna ensimmäinen päivä"),
        ({"until": "ä" * 4000}, "Anna viimeinen päivä"),
        ({"person": ""}, "ei ole organisaation hakemistossa"),
        ({"person": object_id("person/nobody")}, "ei ole organisaation hakemistossa"),
        ({"person": "' OR 1=1 --"}, "ei ole organisaation hakemistossa"),
        ({"person": "ä" * 4000}, "ei ole organisaation hakemistossa"),
        ({"person": EERO.aad_object_id}, "Et voi nimetä itseäsi"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_stays(town: Town, eero: Member, typed, sentence):
    form = {"person": KAISA.aad_object_id, "from": str(FIRST), "until": str(LAST)} | typed
    card = await card_of(eero, confirmed="yes", unit="K1", **form)
    assert sentence in words(card)
    for name, given in form.items():
        assert field_of(card, name).get("value") in {given or None, None if name in typed else given}
    assert await standing(town) == []
    assert await logged(town, "deputy.appointed") == []


async def test_the_last_days_that_can_be_are_told_by_the_form_and_taken(town: Town, eero: Member):
    form = await card_of(eero)
    assert field_of(form, "from")["max"] == "2027-05-23"
    assert field_of(form, "until")["max"] == "2027-11-23"
    card = await appoints(eero, KAISA, first=date(2027, 5, 23), last=date(2027, 11, 22))
    assert "Sijaiseksi on nimetty" in words(card)


async def test_whoever_leads_the_unit_is_no_deputy_and_the_one_above_may_be(town: Town, helmi: Member):
    boss = await area_manager(town)
    assert "on jo yksikön Kotihoito esihenkilö" in words(await appoints(helmi, EERO))
    assert "Sijaiseksi on nimetty" in words(await appoints(helmi, boss.person))


async def test_the_same_person_cannot_stand_in_twice_at_a_time(town: Town, eero: Member):
    await appoints(eero, KAISA)
    card = await appoints(eero, KAISA, first=LAST, last=LAST + timedelta(days=3))
    assert "jo sijaisuus yksikössä Kotihoito samaan aikaan" in words(card)
    assert len(await standing(town)) == 1
    card = await appoints(eero, KAISA, first=LAST + timedelta(days=1), last=LAST + timedelta(days=3))
    assert "Sijaiseksi on nimetty" in words(card)
    assert len(await standing(town)) == 2


async def test_aino_onni_and_saga_are_refused_alike(town: Town, aino: Member, onni: Member):
    made = small_town()
    saga = Person(SAGA.aad_object_id, "K", None, (), frozenset({"management", "admin", "privacy"}))
    await knows(town, Organisation(made.units.values(), [*made.people.values(), saga]))
    for who in (aino, onni, Member(town, SAGA)):
        refused = (await who.presses("results.show", unit="NOWHERE"))["value"]
        for unit in ("K1", "NOWHERE", "ä" * 4000):
            assert await card_of(who, unit=unit) == refused
            assert await appoints(who, KAISA, unit=unit) == refused
            assert await card_of(who, unit=unit, end="x", confirmed="yes") == refused
    assert await standing(town) == []


async def test_a_deputy_appoints_nobody(town: Town, eero: Member):
    await stands_in(town, eero, KAISA)
    kaisa = Member(town, KAISA)
    assert REFUSAL in words(await card_of(kaisa, unit="K1"))
    assert REFUSAL in words(await appoints(kaisa, AINO))


async def test_where_others_read_along_nothing_is_shown(eero: Member):
    eero.conversation = {"conversationType": "groupChat", "isGroup": True}
    assert "kahden kesken" in words(await card_of(eero))


async def test_an_hr_partner_appoints_within_the_area_only(town: Town):
    made = small_town()
    partner = Person(object_id("person/partner"), "K", None, (), frozenset(), ("K1",))
    await knows(town, Organisation(made.units.values(), [*made.people.values(), partner]))
    who = Member(town, colleague("partner"))
    assert "Kotihoito" in words(await card_of(who))
    assert "Sijaiseksi on nimetty" in words(await appoints(who, KAISA))
    assert REFUSAL in words(await appoints(who, KAISA, unit="K2"))


async def test_helmi_chooses_among_all_units_and_sees_who_stands_in_anywhere(
    town: Town, eero: Member, helmi: Member
):
    await appoints(eero, KAISA)
    card = await card_of(helmi)
    assert titles(card, "unit") == ["Kaupunki", "Kotihoito", "Kirjasto", "Keittiö"]
    assert "Tulossa, 30.11.2026" in words(card)
    sent = {"among": "all", "unit": "K2", "confirmed": "yes", "from": str(FIRST), "until": str(LAST)}
    card = await card_of(helmi, **sent, person=AINO.aad_object_id)
    assert titles(card, "unit") == ["Kaupunki", "Kotihoito", "Kirjasto", "Keittiö"]
    assert {each.code for each in await standing(town)} == {"K1", "K2"}
    wrong = await card_of(helmi, **sent | {"unit": ""}, person=AINO.aad_object_id)
    assert "Valitse yksikkö" in words(wrong)


async def test_all_own_units_get_a_deputy_at_once_who_is_told_in_one_message(town: Town):
    made = small_town()
    people = [*made.people.values(), Person(object_id("person/boss"), "K", None, ("K2", "K3"), frozenset())]
    await knows(town, Organisation(made.units.values(), people))
    boss, aino = Member(town, colleague("boss")), Member(town, AINO)
    form = await card_of(boss)
    assert titles(form, "unit") == ["Kaikki omat yksikköni", "Kirjasto", "Keittiö"]
    await appoints(boss, AINO, unit="*", among="all")
    assert {each.code for each in await standing(town)} == {"K2", "K3"}
    before = len(aino.cards())
    await town.passes()
    (told,) = aino.cards()[before:]
    assert "Kirjasto" in words(told)
    assert "Keittiö" in words(told)
    await town.passes(BEGINS + timedelta(minutes=1))
    (told,) = aino.cards()[before + 1 :]
    assert list(buttons(told)) == ["Tulokset: Kirjasto", "Tulokset: Keittiö"]


async def test_of_very_many_units_one_is_looked_for_by_its_name(town: Town, helmi: Member):
    made = small_town()
    many = [Unit(f"X{n}", "K", "työyksikkö", f"Yksikkö {n}" + "ö" * 40, "", "") for n in range(500)]
    await knows(town, Organisation([*made.units.values(), *many], made.people.values()))
    form = await card_of(helmi)
    assert inputs(form) == ["unit_name"]
    found = await card_of(helmi, unit_name="keittio")
    assert buttons(found)["Keittiö"] == {"verb": "admin.deputy", "unit": "K3"}
    assert "ei löytynyt" in words(await card_of(helmi, unit_name="ä" * 4000))
    assert inputs(await card_of(helmi, unit="K3")) == ["person", "from", "until"]
    assert len(str(await card_of(helmi, among="all", unit="K3", confirmed="yes"))) < 28_000


async def test_a_card_shows_some_deputies_at_a_time(town: Town, eero: Member):
    for number in range(6):
        await appoints(eero, colleague(f"k1-{number}"), first=FIRST + timedelta(days=number))
    card = await card_of(eero)
    assert "2 sijaisuutta muilla sivuilla" in words(card)
    shown = [each["data"]["end"] for each in buttons_of(card) if "end" in each["data"]]
    rest = await card_of(eero, **{k: v for k, v in buttons(card)["Seuraavat"].items() if k != "verb"})
    others = [each["data"]["end"] for each in buttons_of(rest) if "end" in each["data"]]
    assert [*shown, *others] == [each.id for each in await standing(town)]
    for page in ("7", "-1", "x", "9" * 4000):
        assert "Sijaiset" in words(await card_of(eero, page=page))


@ON_BOTH
async def test_what_has_begun_is_ended_early_and_what_has_not_is_withdrawn(town: Town, eero: Member):
    running = await stands_in(town, eero, KAISA)
    await appoints(eero, AINO)
    (coming,) = [each for each in await standing(town) if each.id != running.id]
    for one, asks, done in ((running, "Päätetäänkö", "on päättynyt"), (coming, "Perutaanko", "on peruttu")):
        asked = await card_of(eero, unit="K1", end=one.id)
        assert asks in words(asked)
        assert one in await standing(town)
        sent = {k: v for k, v in next(iter(buttons(asked).values())).items() if k != "verb"}
        assert f"Sijaisuus {done}" in words(await card_of(eero, **sent))
        assert one.id not in {each.id for each in await standing(town)}
        assert "on jo päättynyt tai peruttu" in words(await card_of(eero, **sent))
    assert await logged(town, "deputy.ended") == [
        ("deputy.ended", f"K1/{KAISA.aad_object_id}"),
        ("deputy.ended", f"K1/{AINO.aad_object_id}"),
    ]


async def test_what_ended_by_itself_cannot_be_ended_again(town: Town, eero: Member):
    made = await stands_in(town, eero, KAISA)
    town.clock.set(OVER)
    assert "on jo päättynyt" in words(await card_of(eero, unit="K1", end=made.id, confirmed="yes"))
    assert await logged(town, "deputy.ended") == []


async def test_a_deputy_of_another_unit_is_not_ended_by_naming_the_own(
    town: Town, eero: Member, onni: Member
):
    made = await stands_in(town, eero, KAISA)
    unknown = await card_of(onni, unit="K2", end="nothing", confirmed="yes")
    assert await card_of(onni, unit="K2", end=made.id, confirmed="yes") == unknown
    assert await standing(town) == [made]


@ON_BOTH
async def test_deputy_and_supervisors_are_told_of_everything_and_the_presser_sees_it_in_place(
    town: Town, eero: Member
):
    made = small_town()
    other = replace(made.people[colleague("k1-9").aad_object_id], supervises=("K1",))
    people = {**made.people, other.aad_object_id: other}
    await knows(town, Organisation(made.units.values(), people.values()))
    kaisa, second = Member(town, KAISA), Member(town, colleague("k1-9"))
    await kaisa.posts({"type": "message", "text": "moi", "from": named(kaisa) | {"name": "Kaisa Koski"}})
    await appoints(eero, KAISA)

    async def told(until: Any = None) -> list[list[str]]:
        before = [len(who.cards()) for who in (kaisa, second, eero)]
        await town.passes(until)
        whom = zip((kaisa, second, eero), before, strict=True)
        return [[words(card) for card in who.cards()[count:]] for who, count in whom]

    (you,), (leader,), none = await told()
    assert "Sinut on nimetty sijaiseksi" in you
    assert "30.11.2026\N{EN DASH}13.12.2026" in you
    assert "Et voi nimetä toista sijaista" in you
    assert "Näytä tulokset" not in you, "there are no rights yet"
    assert "Yksikölle on nimetty sijainen" in leader
    assert "Kaisa Koski" in leader
    assert none == []
    assert await told() == [[], [], []]
    (you,), (leader,), (presser,) = await told(BEGINS)
    assert "Sijaisuutesi on alkanut" in you
    assert "Näytä tulokset" in you
    assert leader == presser
    assert "Sijaisuus on alkanut" in leader
    (you,), (leader,), (presser,) = await told(OVER)
    assert "Sijaisuutesi on päättynyt" in you
    assert leader == presser
    assert "Sijaisuus on päättynyt" in leader


async def test_who_begins_today_is_told_once(town: Town, eero: Member):
    kaisa = Member(town, KAISA)
    before = len(kaisa.cards())
    await stands_in(town, eero, KAISA)
    await town.passes()
    (told,) = kaisa.cards()[before:]
    assert "Sinut on nimetty sijaiseksi" in words(told)
    assert "Näytä tulokset" in words(told)


async def test_an_early_end_is_told_once_with_its_day_and_what_was_planned_says_nothing(
    town: Town, eero: Member
):
    kaisa = Member(town, KAISA)
    made = await stands_in(town, eero, KAISA)
    await town.passes()
    before = len(kaisa.cards()), len(eero.cards())
    await card_of(eero, unit="K1", end=made.id, confirmed="yes")
    await town.passes()
    (told,) = kaisa.cards()[before[0] :]
    assert "Sijaisuutesi on päättynyt" in words(told)
    assert "23.11.2026\N{EN DASH}23.11.2026" in words(told)
    await town.passes(OVER + timedelta(hours=1))
    assert (len(kaisa.cards()), len(eero.cards())) == (before[0] + 1, before[1])


async def test_a_withdrawn_deputy_is_told_so_and_hears_of_no_beginning(
    town: Town, eero: Member, helmi: Member
):
    kaisa = Member(town, KAISA)
    await appoints(eero, KAISA)
    (made,) = await standing(town)
    await town.passes()
    before = len(kaisa.cards()), len(eero.cards())
    await card_of(helmi, unit="K1", end=made.id, confirmed="yes")
    await town.passes()
    assert "Sijaisuutesi on peruttu" in words(kaisa.cards()[before[0] :])
    assert "Tuleva sijaisuus on peruttu" in words(eero.cards()[before[1] :])
    for moment in (BEGINS, OVER):
        await town.passes(moment + timedelta(hours=1))
    assert (len(kaisa.cards()), len(eero.cards())) == (before[0] + 1, before[1] + 1)


async def test_a_message_that_waited_until_the_first_day_tells_of_the_beginning_only(
    town: Town, eero: Member
):
    kaisa = Member(town, KAISA)
    before = len(kaisa.cards())
    await appoints(eero, KAISA)
    await town.passes(BEGINS + timedelta(hours=9))
    (told,) = kaisa.cards()[before:]
    assert "Sijaisuutesi on alkanut" in words(told)


async def test_whoever_leaves_the_directory_stands_in_no_more_and_hears_nothing(town: Town, eero: Member):
    await appoints(eero, KAISA)
    made = small_town()
    people = [each for each in made.people.values() if each.aad_object_id != KAISA.aad_object_id]
    await knows(town, Organisation(made.units.values(), people))
    assert await standing(town) == []
    kaisa = Member(town, KAISA)
    before = len(kaisa.cards())
    await town.passes(BEGINS + timedelta(hours=9))
    assert len(kaisa.cards()) == before


async def test_helmi_cannot_be_her_own_deputy_but_may_stand_in_for_eero(
    town: Town, eero: Member, helmi: Member
):
    assert "Et voi nimetä itseäsi" in words(await appoints(helmi, HELMI))
    assert "Sijaiseksi on nimetty" in words(await appoints(eero, HELMI))
    assert "Sijaiseksi on nimetty" in words(await appoints(eero, ONNI))


def _elements(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, dict):
        own = [card] if "type" in card else []
        return own + [each for part in card.values() for each in _elements(part)]
    return [each for part in card for each in _elements(part)] if isinstance(card, list) else []
