"""Helmi sees where units stand with their plans: counts and units, never votes, never who."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from storage.tables.plans import talks
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, words
from tests.conversations.planned_town import many_units
from tests.conversations.planted import counted_queries, plant
from tests.conversations.test_unasked import AFTER, closed
from tests.conversations.writing import logged
from tests.conversations.year_of_plans import buttons, has_plan

REFUSAL = "Tulosta ei voi näyttää"


async def value(who: Member, verb: str = "plans.overview", **data: Any) -> dict[str, Any]:
    return (await who.presses(verb, **data))["value"]


def counts(card: dict[str, Any]) -> dict[str, int]:
    """Give what the table of an overview counts, but for zeros."""
    (table,) = [element for element in card["body"] if element["type"] == "Table"]
    rows = [[_said(cell) for cell in row["cells"]] for row in table["rows"][1:]]
    told = {state: int(count.replace("\N{NO-BREAK SPACE}", "")) for state, count in rows}
    return {state: count for state, count in told.items() if count}


async def talked(town: Town, wave: str, code: str, held_on: date) -> None:
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(talks.insert().values(wave=wave, code=code, held_on=held_on))


@pytest.mark.parametrize(
    "said", ["suunnitelmat", "suunnitelmien tilanne", "utvecklingsplaner", "planer", "plans"]
)
async def test_the_words_and_the_verb_bring_the_same_to_helmi(town: Town, helmi: Member, said: str):
    await closed(town)
    (card,) = await helmi.says(said)
    assert card == await value(helmi)


@ON_BOTH
async def test_units_go_from_no_result_to_a_plan_under_way(town: Town, helmi: Member):
    assert counts(await value(helmi)) == {"Ei tulosta": 3}
    wave = await closed(town)
    assert counts(await value(helmi)) == {"Tulokset käymättä läpi": 2, "Ei tulosta": 1}
    await talked(town, wave, "K1", AFTER.date())
    assert counts(await value(helmi))["Suunnitelma sovittavana"] == 1
    town.clock.set(AFTER + timedelta(days=31))
    late = await value(helmi)
    assert counts(late) == {"Suunnitelma puuttuu": 2, "Ei tulosta": 1}
    assert "2 niistä on myöhässä" in words(late)
    await has_plan(town, "K1", date(2026, 12, 10))
    assert counts(await value(helmi))["Suunnitelma luonnoksena"] == 1
    await has_plan(town, "K3", date(2026, 12, 10), agreed_on=date(2026, 12, 11), due_on=date(2027, 3, 1))
    assert counts(await value(helmi))["Suunnitelma käynnissä"] == 1


async def test_late_follow_ups_and_needs_of_support_stand_out(town: Town, helmi: Member):
    agreed = {"agreed_on": date(2026, 6, 1)}
    await has_plan(town, "K1", date(2026, 6, 1), **agreed, due_on=date(2026, 11, 20))
    await has_plan(town, "K2", date(2026, 6, 1), **agreed, due_on=date(2026, 12, 20), needs_support=True)
    await has_plan(town, "K3", date(2026, 6, 1), **agreed, ended_on=date(2026, 10, 1))
    card = await value(helmi)
    assert counts(card) == {"Seuranta myöhässä": 1, "Tarvitsee tukea": 1, "Suunnitelma päättynyt": 1}
    support = await value(helmi, state="support")
    assert "Kirjasto" in words(support)
    assert "Kotihoito" not in words(support)
    assert "sovittu 1.6.2026 · seuranta 20.12.2026" in words(support)
    assert "seuranta 20.11.2026 · myöhässä" in words(await value(helmi, state="overdue"))
    assert "Kotihoito" in words(await value(helmi, state="late"))


async def test_a_new_result_after_a_plan_has_ended_calls_for_another(town: Town, helmi: Member):
    await has_plan(town, "K1", date(2026, 6, 1), agreed_on=date(2026, 6, 1), ended_on=date(2026, 10, 1))
    await closed(town, k1=range(10))
    assert "Kotihoito" in words(await value(helmi, state="talk"))


async def test_from_the_list_a_plan_is_opened(town: Town, helmi: Member):
    await closed(town)
    card = await value(helmi, state="talk")
    assert buttons(card)["Avaa suunnitelma"] == {"verb": "plan.show"}
    (choice,) = [element for element in card["body"] if element["type"] == "Input.ChoiceSet"]
    assert (choice["id"], [each["value"] for each in choice["choices"]]) == ("unit", ["K1", "K3"])
    assert "tulos 30.11.2026 · keskustelu viimeistään 14.12.2026" in words(card)
    assert buttons(card)["Takaisin tilanteeseen"] == {"verb": "plans.overview"}


async def test_leaders_from_above_see_theirs_and_nobody_else_anything(
    town: Town, aino: Member, eero: Member, onni: Member
):
    boss, arvi = Member(town, colleague("boss")), Member(town, colleague("arvi"))
    made = small_town()
    units = [*made.units.values(), Unit("K11", "K1", "tiimi", "Aamutiimi", "Morgon", "Morning")]
    people = [
        *made.people.values(),
        Person(boss.person.aad_object_id, "K", None, ("K1",), frozenset()),
        Person(arvi.person.aad_object_id, "K", None, (), frozenset({"admin"})),
    ]
    everybody = Organisation(units, people)
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)
    await closed(town)
    for who in (boss, eero):
        card = await value(who)
        assert counts(card) == {"Tulokset käymättä läpi": 1}, "the kitchen is not theirs"
        refused = await value(who, "results.show", unit="NOWHERE")
        for unit in ("K", "K3", "NOWHERE", "' OR 1=1 --"):
            assert await value(who, unit=unit) == refused
        assert counts(await value(who, unit="K1")) == {"Tulokset käymättä läpi": 1}
    for who in (aino, onni, arvi):
        refused = await value(who, "results.show", unit="NOWHERE")
        for data in ({}, {"unit": "K1"}, {"state": "talk"}, {"state": "late", "page": "9" * 4000}):
            assert await value(who, **data) == refused
        (card,) = await who.says("plans")
        assert card == await value(who, "next.show")


async def test_where_others_read_along_nothing_is_shown(town: Town, helmi: Member):
    helmi.conversation = {"conversationType": "groupChat", "isGroup": True}
    assert "kahden kesken" in words(await value(helmi))


@pytest.mark.parametrize("state", ["", "nope", "ended' --", None, 7, ["late"]])
async def test_a_state_that_is_none_brings_the_overview(town: Town, helmi: Member, state):
    assert await value(helmi, state=state) == await value(helmi)


async def test_every_look_is_in_the_audit_log(town: Town, helmi: Member):
    await value(helmi)
    await value(helmi, state="late", unit="K1")
    assert await logged(town, "plans.viewed") == [("plans.viewed", "all"), ("plans.viewed", "K1/late")]


async def test_pages_of_ten_in_the_order_of_the_tree(town: Town, helmi: Member):
    await plant(town, many_units(25), {f"U{n}": 6 for n in range(25)})
    first = await value(helmi, state="talk")
    assert "25 yksikköä" in words(first)
    assert [f"Yksikkö {n}" in words(first) for n in (0, 9, 10)] == [True, True, False]
    following = {name: each for name, each in buttons(first)["Seuraava sivu"].items() if name != "verb"}
    second = await value(helmi, **following)
    assert "Yksikkö 19" in words(second)
    last = await value(helmi, state="talk", page="99")
    assert "Yksikkö 24" in words(last)
    assert await value(helmi, state="talk", page="-1") == first


@ON_BOTH
async def test_two_thousand_units_take_as_many_queries_as_twenty(town: Town, helmi: Member):
    asked = []
    for number in (20, 2000):
        answered = {f"U{n}": 6 for n in range(20)}
        await plant(town, many_units(number), answered, wave=f"planted-{number}")
        with counted_queries(town) as queries:
            card = await value(helmi)
        asked.append(len(queries))
        assert sum(counts(card).values()) == number
        with counted_queries(town) as queries:
            await value(helmi, "next.show")
        asked.append(len(queries))
    assert asked[:2] == asked[2:]
    assert asked[0] <= 12


def _said(cell: dict[str, Any]) -> str:
    (first, *_) = cell["items"]
    return "".join(run["text"] for run in first["inlines"])
