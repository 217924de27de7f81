"""From the town down to a unit and back: heat maps, orders for HR and management, the scenario."""

from __future__ import annotations

import json

import pytest

from cards.notices import notice_card
from demo.people import EERO, SAGA
from directory.organisation import Organisation, Unit
from storage.audit import list_audit
from tests.attacks.acting import card_of, opened, presses, submits, surveyed
from tests.attacks.county import FIILIS, PARENTS, county, inhabit, member
from tests.attacks.levels import rows_read
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.planted import counted_queries, plant, wide
from tests.conversations.test_story import CLOSES

HEADING = "Results by unit"


def buttons(card):
    """Give what every button of a card sends beside its verb, by its label."""
    actions = [action for element in card["body"] for action in element.get("actions", [])]
    return {
        action["title"]: {name: value for name, value in action["data"].items() if name != "verb"}
        for action in actions
    }


async def level(who: Member, unit: str, **more):
    return card_of(await presses(who, "results.level", unit=unit, **more))


def named(card):
    return [row.codes for row in rows_read(card)]


@ON_BOTH
async def test_helmi_walks_from_the_town_down_to_a_unit_opens_it_and_goes_up_again(town: Town):
    wave = await surveyed(town)
    helmi = member(town, "helmi")
    top = await level(helmi, "K")
    assert named(top) == [("KA",), ("KB",), ("KC",)]
    down = buttons(top)["Show units below"]
    assert down["wave"] == wave
    below = card_of(await presses(helmi, "results.level", **down | {"unit": "KB"}))
    assert "Unit KB." in words(below)
    assert named(below) == [("KB1",), ("KB", "KB2", "KC")]
    shown = card_of(await presses(helmi, "results.show", **buttons(below)["Show result"] | {"unit": "KB1"}))
    assert "Unit KB1." in words(shown)
    assert "Chart" in str(shown)
    up = buttons(below)["One level up"]
    assert card_of(await presses(helmi, "results.level", **up)) == top


async def test_the_level_of_a_unit_with_none_below_is_the_one_above_where_that_may_be_seen(town: Town):
    await surveyed(town)
    area = member(town, "lead-a")
    assert await level(area, "KA1") == await level(area, "KA")
    assert "One level up" not in buttons(await level(area, "KA")), "the town is not hers"
    assert "cannot be shown" in words(await level(member(town, "eero"), "KA1"))


async def test_a_button_to_a_level_is_offered_where_there_is_one(town: Town):
    await surveyed(town)
    for key, code, is_there in (
        ("helmi", "K", True),
        ("helmi", "KA1", True),
        ("lead-a", "KA3", True),
        ("eero", "KA1", False),
    ):
        body = await member(town, key).presses("results.show", unit=code)
        assert ("Other units" in buttons(body["value"])) == is_there, (key, code)


async def test_a_unit_with_only_silent_units_below_is_like_one_with_none(town: Town):
    few = wide(3)
    units = [*few.units.values(), Unit("E", "K", "tulosalue", "Tekniikka", "Teknik", "Technology")]
    await plant(town, Organisation(units, few.people.values()), {"E": 12})
    helmi, eero = member(town, "helmi"), Member(town, EERO)
    top = await level(helmi, "K")
    assert "Technology" in words(top)
    assert "Education" not in words(top)
    assert await level(helmi, "D") == await level(helmi, "E") == top
    assert await level(helmi, "U1") == await level(helmi, "NOWHERE"), "nothing is shown above it either"
    assert await level(eero, "D") == await level(eero, "NOWHERE"), "the town is not his"


async def test_a_group_is_one_row_that_names_its_members_and_opens(town: Town):
    await surveyed(town)
    area = member(town, "lead-a")
    card = await level(area, "KA")
    (group,) = [row for row in rows_read(card) if len(row.codes) > 1]
    assert group.codes == ("KA", "KA2")
    assert "shared result" in group.note
    shown = await presses(area, "results.show", **buttons(card)["Show result"] | {"unit": "KA2"})
    assert "Unit KA. + Unit KA2." in words(card_of(shown))


async def test_a_covered_part_says_how_large_it_is(town: Town):
    await surveyed(town)
    notes = {row.codes: row.note for row in rows_read(await level(member(town, "helmi"), "K"))}
    assert "covers 60% of the answers" in notes["KB",]


async def test_the_same_press_gives_the_same_card_also_from_a_client_that_only_submits(town: Town):
    await surveyed(town)
    helmi = member(town, "helmi")
    assert await level(helmi, "KA") == await level(helmi, "KA")
    assert card_of(await submits(helmi, "results.level", unit="KA")) == await level(helmi, "KA")


async def test_a_level_is_told_in_private_only(town: Town):
    await surveyed(town)
    helmi = member(town, "helmi")
    helmi.conversation = {"id": f"{helmi.chat};messageid=1", "conversationType": "channel", "isGroup": True}
    refused = notice_card("ask_in_private", language="en")
    for verb in ("results.level", "results.scenario"):
        assert (await helmi.presses(verb, unit="K"))["value"] == refused


@ON_BOTH
async def test_hr_ranks_units_finds_those_in_need_and_reads_rates(town: Town):
    await surveyed(town)
    helmi = member(town, "helmi")
    ranking = await level(helmi, "K", order="index")
    figures = [float(row.note.split("%")[0]) for row in rows_read(ranking)]
    assert figures == sorted(figures, reverse=True)
    assert len(figures) == 7
    assert "1. Unit KA. + Unit KA2." in words(ranking)
    ways = buttons(ranking)
    support = card_of(await presses(helmi, "results.level", **ways["Support"]))
    assert "Clearly under the risk limit" in words(support)
    assert "(indicative)" in words(support)
    rates = card_of(await presses(helmi, "results.level", **ways["Response rates"]))
    assert [row.note.split(" · ")[:2] for row in rows_read(rates)] == [["at least 90%", "Good"]] * 3
    assert await level(helmi, "K") == card_of(
        await presses(helmi, "results.level", **ways["Back to the units"])
    )


async def test_whoever_looks_at_a_level_or_an_order_is_in_the_audit_log(town: Town):
    wave = await surveyed(town)
    helmi, saga = member(town, "helmi"), member(town, "saga")
    for order in ("", "index", "support", "rates"):
        await level(helmi, "KA", order=order)
    await presses(saga, "results.scenario")
    await level(member(town, "onni"), "KA")
    async with town.house.stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=5)
    names = ("heatmap", "ranking", "support", "rates", "scenario")
    assert [entry.action for entry in entries] == [f"{name}.viewed" for name in names]
    assert [entry.subject for entry in entries] == [f"{wave}/KA"] * 4 + [f"{wave}/K"]


async def test_questions_without_an_index_stand_under_their_numbers_and_have_no_ranking(town: Town):
    await inhabit(town, county())
    wave = await opened(town, FIILIS.id)
    for key in ("aino", *(f"ka1-{n}" for n in range(1, 12)), *(f"kc1-{n}" for n in range(10))):
        await presses(member(town, key), "survey.submit", wave=wave, mood="4", service="3")
    await town.passes(CLOSES)
    helmi = member(town, "helmi")
    card = await level(helmi, "K")
    assert len(named(card)) == 2
    assert all(float(cell) for row in rows_read(card) for cell in row.cells)
    assert f"1 = {FIILIS.items[0].text.en}" in words(card)
    assert buttons(card)["Response rates"]["order"] == "rates"
    refused = await level(helmi, "NOWHERE")
    for order in ("index", "support"):
        assert await level(helmi, "K", order=order) == refused


async def test_many_units_are_turned_page_by_page_and_none_is_missing(town: Town):
    await plant(town, wide(23), {f"U{n}": 5 + n % 9 for n in range(23)})
    helmi = member(town, "helmi")
    seen, card = [], await level(helmi, "D")
    for page in range(1, 4):
        assert f"Page {page} of 3" in words(card)
        seen += [choice["value"] for choice in _choices(card)]
        later = buttons(card).get("Next")
        card = card_of(await presses(helmi, "results.level", **later)) if later else card
    assert seen == [f"U{n}" for n in range(23)]
    assert "Next" not in buttons(card)
    back = card_of(await presses(helmi, "results.level", **buttons(card)["Previous"]))
    assert "Page 2 of 3" in words(back)


def _choices(card):
    return next(each for each in card["body"] if each["type"] == "Input.ChoiceSet")["choices"]


@pytest.mark.parametrize(
    ("page", "told"),
    [("", 1), ("0", 1), ("-1", 1), ("x", 1), ("1e3", 1), ("٢", 1), ("9" * 400, 1), ("99999", 3), (2, 1)],
)
async def test_a_page_that_is_none_is_the_first_or_the_last(town: Town, page, told):
    await plant(town, wide(23), {f"U{n}": 9 for n in range(23)})
    assert f"Page {told} of 3" in words(await level(member(town, "helmi"), "D", page=page))


async def test_an_unknown_order_is_no_order(town: Town):
    await surveyed(town)
    helmi = member(town, "helmi")
    assert await level(helmi, "K", order="' OR 1=1 --") == await level(helmi, "K")


@ON_BOTH
async def test_the_number_of_queries_does_not_grow_with_the_units(town: Town):
    asked = {}
    for number in (6, 60):
        await plant(town, wide(number), {f"U{n}": 8 for n in range(number)}, wave=f"w{number}")
        helmi = member(town, "helmi")
        for order in ("", "index", "rates"):
            for turn in ("first", "again"):
                with counted_queries(town) as statements:
                    await level(helmi, "D", wave=f"w{number}", order=order)
                asked[number, order, turn] = len(statements)
    for order in ("", "index", "rates"):
        for turn in ("first", "again"):
            assert asked[6, order, turn] == asked[60, order, turn]
    # All orders are made of one reading.
    saved = {order: asked[6, order, "first"] - asked[6, order, "again"] for order in ("", "index", "rates")}
    assert saved == {"": 1, "index": 1, "rates": 0}


async def test_names_of_sixty_signs_and_strange_ones_fit_and_are_shown_as_they_are(town: Town):
    name = "**Päiväkoti** <b>Tähti</b> [x](https://e.org) 🏥 מחלקה " + "ä" * 6
    await plant(town, wide(23, name=name), {f"U{n}": 5 + n % 9 for n in range(23)})
    card = await level(Member(town, EERO), "D")
    assert f"{name} 3" in words(card)
    read = [each["text"] for each in _everything(card) if each.get("type") == "TextBlock"]
    assert not [text for text in read if "Päiväkoti" in text]
    assert len(json.dumps(card, ensure_ascii=False).encode()) <= 28 * 1024


def _everything(part):
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _everything(value)
    if isinstance(part, list):
        for each in part:
            yield from _everything(each)


async def test_management_thinks_of_a_scenario_with_all_that_goes_in_printed(town: Town):
    await surveyed(town)
    saga = member(town, "saga")
    top = await level(saga, "K")
    assert "Scenario" in buttons(top)
    assert "Scenario" not in buttons(await level(member(town, "helmi"), "K"))
    form = card_of(await presses(saga, "results.scenario", **buttons(top)["Scenario"]))
    assert inputs(form) == ["person_years", "index_then", "cost"]
    told = card_of(
        await presses(saga, "results.scenario", person_years="500", index_then="58,5", cost=55_000)
    )
    said = words(told)
    for figure in ("500 person-years", "45.0%", "58.5%", "€55,000", "A scenario, not a forecast"):
        assert figure in said.replace("\N{NO-BREAK SPACE}", " "), figure


NONSENSE = ["", "x", "nan", "inf", "-5", "0", "1e308", -1, 10**400, 1e308, True, None, [], {}, "1;2"]


@pytest.mark.parametrize("value", NONSENSE)
async def test_nonsense_in_a_scenario_gets_a_kind_sentence_and_leaves_the_card(town: Town, value):
    await plant(town, wide(3), {f"U{n}": 9 for n in range(3)})
    saga = Member(town, SAGA)
    good = {"person_years": "500", "index_then": "60", "cost": "50000"}
    for name in good:
        body = await saga.presses("results.scenario", **good | {name: value})
        assert body["type"] == "application/vnd.microsoft.activity.message"
        assert "the index can be 1" in body["value"]
    missing = await saga.presses("results.scenario", person_years="500")
    assert missing["type"] == "application/vnd.microsoft.activity.message"


async def test_without_an_index_a_scenario_says_so(town: Town):
    await inhabit(town, county())
    card = card_of(await presses(member(town, "saga"), "results.scenario"))
    assert "none to show yet" in words(card)
    assert not inputs(card)


async def test_nothing_of_a_scenario_is_kept(town: Town):
    await surveyed(town)
    await presses(
        member(town, "saga"), "results.scenario", person_years="431", index_then="58.7", cost="54321"
    )
    stores = town.house.stores
    async with stores.identity.reading() as connection:
        entries = await list_audit(connection, newest=1)
    assert "431" not in str(entries)
    assert "54321" not in str(entries)
    assert entries[0].action == "scenario.viewed"


async def test_every_place_of_the_county_has_a_level_for_helmi_or_the_refusal(town: Town):
    await surveyed(town)
    helmi = member(town, "helmi")
    shown = {code: HEADING in words(await level(helmi, code)) for code in PARENTS}
    assert all(shown.values())
