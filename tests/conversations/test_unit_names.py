"""Units asked for by their names: in three languages, with endings and slips, within one's rights only."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from demo.people import EERO, HELMI, ONNI, object_id
from dialogs.intents import intent_of, unit_in
from dialogs.unit_names import MOST_OFFERED, nearest_units
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from tests.conversations.conftest import NOON, ON_BOTH, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.planted import counted_queries, plant
from tests.conversations.test_story import CLOSES, opened

REFUSAL = "Tulosta ei voi näyttää"
SCHOOLS = (
    ("S1", "Päiväkoti Satu", "Daghemmet Saga", "Satu Day Care"),
    ("S2", "Päiväkoti Tähti", "Daghemmet Stjärnan", "Star Day Care"),
    ("S3", "Keittiö", "Köket", "Kitchen"),
    ("S4", "Keittiö", "Köket", "Kitchen"),
    ("S5", "Rehtorin kanslia", "Rektorskansliet", "Head's Office"),
)


def schools() -> Organisation:
    """Give a town where Eero leads three units, Onni another, and two kitchens have one name."""
    units = [
        Unit("K", None, "kunta", "Kaupunki", "Staden", "The town"),
        *(Unit(code, "K", "työyksikkö", *names) for code, *names in SCHOOLS),
    ]
    people = [
        Person(EERO.aad_object_id, "K", None, ("S1", "S2", "S5"), frozenset()),
        Person(ONNI.aad_object_id, "S4", None, ("S4",), frozenset()),
        Person(HELMI.aad_object_id, "K", None, (), frozenset({"hr"})),
        *(Person(object_id(f"person/{n}"), "S3", None, (), frozenset()) for n in range(4)),
    ]
    return Organisation(units, people)


ANSWERED = {"S1": 12, "S2": 9, "S3": 7, "S4": 11}


@pytest.mark.parametrize(
    "said",
    [
        "näytä tulokset Kirjasto",
        "näytä kirjaston tulokset",
        "kirjaston tulokset",
        "Näytä yksikön Kirjasto tulokset!",
        "näyttä kirjastn tulokset",
        "visa resultat för biblioteket",
        "bibliotekets resultat",
        "visa resultaten för Biblioteket, tack",
        "show results for Library",
        "show the results of the library please",
        "library results",
        "results K2",
        "tulokset k2",
    ],
)
@ON_BOTH
async def test_a_unit_is_found_by_its_name_in_any_language_and_by_its_code(town: Town, helmi: Member, said):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    (card,) = await helmi.says(said)
    assert "Kirjasto" in words(card)
    assert "Chart" in str(card)


@pytest.mark.parametrize(
    "said",
    [
        "tulokset Kirjasto",
        "results K2",
        "näytä kirjaston tulokset",
        "tulokset Uimahalli",
        "results of OR 1=1 --",
        "tulokset xxxxxxxxx",
    ],
)
async def test_units_of_others_and_units_that_are_not_are_refused_with_the_same_words(
    town: Town, eero: Member, said
):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    (refused,) = await eero.submits("results.show", unit="NOWHERE")
    (card,) = await eero.says(said)
    assert card == refused
    assert REFUSAL in words(card)


async def test_somebody_without_any_unit_is_refused_whatever_the_name(town: Town, aino: Member):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    said = ("kirjaston tulokset", "results K1", "kotihoidon tulokset", "tulokset Uimahalli")
    cards = [(await aino.says(each))[0] for each in said]
    assert all(card == cards[0] for card in cards)
    assert REFUSAL in words(cards[0])


async def test_ones_own_unit_may_be_named_too(town: Town, eero: Member):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    own, named = [(await eero.says(said))[0] for said in ("näytä yksikköni tulokset", "kotihoidon tulokset")]
    assert own == named


async def test_several_units_that_fit_are_offered_and_those_of_one_name_with_their_codes(
    town: Town, helmi: Member
):
    await plant(town, schools(), ANSWERED)
    (card,) = await helmi.says("päiväkodin tulokset")
    assert [button["data"]["unit"] for button in _buttons(card)] == ["S1", "S2"]
    (card,) = await helmi.says("keittiön tulokset")
    assert [button["title"] for button in _buttons(card)] == ["Keittiö (S3)", "Keittiö (S4)"]
    shown = await helmi.presses("results.show", unit=_buttons(card)[1]["data"]["unit"])
    assert "Chart" in str(shown)


async def test_of_two_units_of_one_name_only_the_own_one_is_meant(town: Town, onni: Member):
    await plant(town, schools(), ANSWERED)
    (card,) = await onni.says("keittiön tulokset")
    assert "Chart" in str(card)
    assert "S3" not in json.dumps(card)


async def test_an_exact_name_is_preferred_to_one_that_only_begins_so(town: Town, helmi: Member):
    await plant(town, schools(), ANSWERED)
    (card,) = await helmi.says("tulokset Päiväkoti Satu")
    assert "Chart" in str(card)


def _buttons(card):
    return [action for element in card["body"] for action in element.get("actions", [])]


async def test_a_supervisor_of_several_units_chooses_among_those_that_show_something(
    town: Town, eero: Member
):
    await plant(town, schools(), ANSWERED)
    (card,) = await eero.says("näytä yksikköni tulokset")
    assert [button["data"]["unit"] for button in _buttons(card)] == ["S1", "S2"]
    assert "1 muusta yksiköstäsi ei ole nyt näytettävää" in words(card)


async def test_units_of_an_open_wave_are_offered_as_well(town: Town, eero: Member):
    await import_directory(town.house.stores, schools(), dry_run=False, actor="test", now=NOON)
    await opened(town)
    (card,) = await eero.says("tulokset")
    assert [button["data"]["unit"] for button in _buttons(card)] == ["S1", "S2", "S5"]
    assert "muusta" not in words(card)


async def test_a_supervisor_whose_units_were_in_no_wave_is_told_kindly(town: Town, eero: Member):
    await import_directory(town.house.stores, schools(), dry_run=False, actor="test", now=NOON)
    (card,) = await eero.says("tulokset")
    assert REFUSAL not in words(card)
    assert "vielä" in words(card)


async def test_a_supervisor_of_several_units_where_nobody_answered_is_refused(town: Town, eero: Member):
    await import_directory(town.house.stores, schools(), dry_run=False, actor="test", now=NOON)
    await opened(town)
    await town.passes(CLOSES + timedelta(minutes=1))
    (card,) = await eero.says("tulokset")
    assert REFUSAL in words(card)


@ON_BOTH
async def test_ones_own_result_takes_the_queries_it_took_and_a_name_two_more(town: Town, eero: Member):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    asked = {}
    for said in ("näytä yksikköni tulokset", "kotihoidon tulokset", "tulokset Uimahalli"):
        with counted_queries(town) as statements:
            await eero.says(said)
        asked[said] = len(statements)
    own, named, unknown = asked.values()
    assert named == own + 2  # all units, and other words for them
    assert unknown < named


async def test_in_a_channel_no_name_is_looked_for(town: Town, eero: Member):
    await plant(town, small_town(), {"K1": 12, "K2": 10, "K3": 8})
    eero.conversation = {"id": f"{eero.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    (card,) = await eero.says("<at>Pulssi</at> kotihoidon tulokset")
    assert "kahden kesken" in words(card)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("show my unit results", ""),
        ("shwo my unit results", ""),
        ("show me unit results", ""),
        ("show my unti results", ""),
        ("tulokset kiitos", ""),
        ("näytä tulokset K12", "k12"),
        ("näytä tulokset AB", "ab"),
        ("näytä päiväkoti Sadun tulokset", "paivakoti sadun"),
        ("visa resultat för Köket", "koket"),
        ("show results for The Hub", "hub"),
    ],
)
def test_a_name_is_what_is_left_when_our_own_words_are_taken_away(said, name):
    assert intent_of(said) == "results"
    assert unit_in(said) == name


@pytest.mark.parametrize(
    "said", ["näytä kirjasto", "the results were awful today", "kirjasto", "", "?", "apua"]
)
def test_without_the_word_for_results_no_unit_is_asked_for(said):
    assert unit_in(said) == ""


def test_a_long_story_names_no_unit():
    assert unit_in("tulokset " + "kirjasto " * 40) == ""


def test_codes_are_taken_to_the_letter():
    units = [Unit(code, None, "", f"Yksikkö {code}.", "", "") for code in ("K12", "K13")]
    assert [unit.code for unit in nearest_units("k12", units)] == ["K12"]
    assert nearest_units("k1", units) == []
    assert nearest_units("k14", units) == []


def test_a_number_in_a_name_is_taken_to_the_letter_and_none_means_all():
    units = [Unit(f"P{n}", None, "", f"Päiväkoti {n}", "", "") for n in range(1, 30)]
    assert [unit.code for unit in nearest_units("paivakodin 7", units)] == ["P7"]
    assert nearest_units("paivakoti 77", units) == []
    assert len(nearest_units("paivakoti", units)) == MOST_OFFERED


@pytest.mark.parametrize("said", ["tahti", "paivakoti tahti", "daghemmet stjarnan", "star day care"])
def test_a_part_of_a_name_is_enough(said):
    units = [Unit(*each[:1], None, "", *each[1:]) for each in SCHOOLS]
    assert [unit.code for unit in nearest_units(said, units)] == ["S2"]
