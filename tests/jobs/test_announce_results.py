"""Results come unasked: to whom, when, once, and by the rights of the moment when they leave."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.organisation import Organisation, Person, Unit
from directory.rights import may_see
from jobs import close_waves
from jobs.announce_results import SENT, units_to_open
from jobs.close_waves import LEASE
from jobs.forget_people import forget_person
from jobs.give_up_waves import give_up_wave
from jobs.roster_messages import ROSTER
from storage.audit import list_audit
from storage.outbox import INVITATION, RESULT
from storage.pauses import record_pause
from storage.reasons import NOTHING_TO_SAY
from storage.secrets import SecretsMissing
from storage.waves import FrozenUnit
from tests.attacks.closing import organisations
from tests.conversations.people import words
from tests.jobs.house import DAY, END, NOW, OFFICE, House, residents
from tests.jobs.post import Post, everybody
from tests.jobs.test_close_waves import EVERYBODY, Killed, answered, dying, never_released
from tests.jobs.test_time import FRIDAY, HOUR, MONDAY
from tests.storage.town import AINO, EERO, HELMI, ONNI, UNITS, somebody, town

HOME_CARE = residents("K1")
FIVE_MINUTES = timedelta(minutes=5)
LED = everybody(["eero", "helmi", "onni"], RESULT)


def with_people(*changed: Person) -> Organisation:
    """Give the town with some people as they are from now on."""
    people = {each.aad_object_id: each for each in [*EVERYBODY, *changed]}
    return Organisation(UNITS, people.values())


def card_of(post: Post, person: str) -> dict[str, Any]:
    """Give the last card that somebody got."""
    return [card for who, card in post.teams.cards if who == person][-1]


def opens(card: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the unit and the wave that each of a card's buttons opens."""
    rows = [*card["body"], card]
    actions = [each for row in rows for each in row.get("actions", ())]
    data = [each["data"] for each in actions if each["data"]["verb"] == "results.show"]
    return [(each.get("unit", ""), each["wave"]) for each in data]


async def lines(house: House) -> list[str]:
    async with house.stores.identity.reading() as connection:
        return [each.subject for each in await list_audit(connection, newest=99) if each.action == SENT]


async def states(post: Post) -> dict[str, tuple[str, str | None]]:
    return {person: (row["state"], row["reason"]) for person, row in (await post.rows(RESULT)).items()}


async def test_everybody_with_a_result_gets_it_within_five_minutes_of_the_close_and_once(house):
    wave = await answered(house, EVERYBODY)
    post = Post(house, NOW)
    assert await post.passes(END - timedelta(seconds=1)) == everybody(town().people, INVITATION)
    assert await post.rows(RESULT) == {}, "nothing is said of an open wave"
    assert await post.passes(END) == LED
    assert post.now - END < FIVE_MINUTES
    assert await post.passes(END + FIVE_MINUTES) == {}
    rows = await post.rows(RESULT)
    assert {(row["about"], row["state"], row["lane"], row["due_at"]) for row in rows.values()} == {
        (wave, "delivered", "", END)
    }
    assert await lines(house) == [f"{wave}: 3"]


async def test_a_supervisor_gets_the_units_result_and_hr_the_whole_and_both_hear_what_comes_next(small_house):
    await answered(small_house, EVERYBODY)
    post = Post(small_house, END, share_after=14)
    await post.passes(END)
    eero, helmi, onni = (words(card_of(post, who)) for who in ("eero", "helmi", "onni"))
    assert "Tulokset ovat valmiit" in eero
    assert "Käy se läpi tiimisi kanssa viimeistään 22.3.2027" in eero
    assert "ne lähtevät tiimille itsestään 22.3.2027" in eero
    assert "Kotihoito" in eero
    assert "Kaupunki" not in eero
    assert "Tämä on yhteenveto koko kyselystä" in helmi
    assert "Kaupunki" in helmi
    assert "Oman yksikkösi" not in helmi
    assert "Resultaten är klara" in onni, "in the reader's language"
    assert "Biblioteket" in onni


async def test_where_nothing_is_shared_by_itself_nothing_of_the_kind_is_said(small_house):
    await answered(small_house, EVERYBODY)
    post = Post(small_house, END)
    await post.passes(END)
    assert "Jaa pääkohdat tiimille." in words(card_of(post, "eero"))
    assert "itsestään" not in words(card_of(post, "eero"))


async def test_a_close_outside_working_hours_waits_for_the_morning(house):
    post = Post(house, FRIDAY - DAY, OFFICE)
    wave = await house.opened(now=FRIDAY - 3 * DAY, closes=FRIDAY)
    await house.all_answer(wave, EVERYBODY, now=FRIDAY - 2 * DAY)
    await post.passes(FRIDAY - HOUR)
    assert await post.passes(FRIDAY) == {}
    assert {row["due_at"] for row in (await post.rows(RESULT)).values()} == {MONDAY}
    assert await post.passes(MONDAY - HOUR) == {}
    assert await post.passes(MONDAY) == LED


async def test_two_processes_that_close_at_once_tell_everybody_once(house):
    wave = await answered(house, EVERYBODY)
    closed = await asyncio.gather(house.closes(wave), house.closes(wave))
    assert sorted(closed) == [False, True]
    assert await Post(house, END).passes(END) == LED
    assert await lines(house) == [f"{wave}: 3"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "step", ["mark_counted", "mark_closed", "release", "record_audit", "announce_results"]
)
async def test_a_process_that_dies_on_the_way_has_told_nobody_and_the_next_tells_all(
    small_house, monkeypatch, step, moment
):
    wave = await answered(small_house, EVERYBODY)
    monkeypatch.setattr(close_waves, step, dying(getattr(close_waves, step), moment))
    monkeypatch.setattr(close_waves, "release_closing", never_released)
    with pytest.raises(Killed):
        await small_house.closes(wave)
    monkeypatch.undo()
    post = Post(small_house, END)
    assert await post.passes(END + FIVE_MINUTES) == {}
    assert (await post.rows(RESULT), await lines(small_house)) == ({}, [])
    assert await post.passes(END + LEASE + FIVE_MINUTES) == LED
    assert await lines(small_house) == [f"{wave}: 3"]


async def test_a_process_that_dies_after_the_close_has_left_everything_to_the_next(small_house):
    wave = await answered(small_house, EVERYBODY)
    assert await small_house.closes(wave)
    assert not await small_house.closes(wave, now=END + DAY)
    assert await Post(small_house, END + HOUR).passes(END + HOUR) == LED


async def test_whoever_leads_nothing_any_more_when_it_leaves_gets_nothing(house):
    wave = await answered(house, EVERYBODY)
    await house.closes(wave)
    await house.knows(with_people(replace(EERO, supervises=()), replace(AINO, supervises=("K1",))), now=END)
    post = Post(house, END)
    assert await post.passes(END) == everybody(["helmi", "onni"], RESULT)
    assert (await states(post))["eero"] == ("failed", NOTHING_TO_SAY)
    assert "aino" not in await states(post), "the news is of the moment of the close; asking works"


async def test_whoever_leads_another_unit_when_it_leaves_gets_that_ones_result(small_house):
    wave = await answered(small_house, EVERYBODY)
    await small_house.closes(wave)
    await small_house.knows(with_people(replace(EERO, supervises=("K3",))), now=END)
    post = Post(small_house, END)
    await post.passes(END)
    assert "Keittiö" in words(card_of(post, "eero"))
    assert "Kotihoito" not in words(card_of(post, "eero"))


async def test_whoever_has_left_or_was_erased_gets_nothing(small_house):
    wave = await answered(small_house, EVERYBODY)
    await small_house.closes(wave)
    await small_house.knows(Organisation(UNITS, [each for each in EVERYBODY if each is not EERO]), now=END)
    stores, vault = small_house.stores, small_house.vault
    await forget_person(stores, vault, "onni", dry_run=False, actor="test", now=END)
    post = Post(small_house, END)
    assert await post.passes(END) == everybody(["helmi"], RESULT)
    assert set(await states(post)) == {"eero", "helmi"}


async def test_a_supervisor_of_a_unit_that_shows_nothing_is_not_told(small_house):
    await answered(small_house, [each for each in HOME_CARE if each is not EERO])
    assert await Post(small_house, END).passes(END) == everybody(["eero", "helmi"], RESULT)


async def test_a_supervisor_of_several_units_chooses_among_those_that_show_something(small_house):
    await small_house.knows(with_people(somebody("head", "K", supervises=["K1", "K3"])))
    wave = await answered(small_house, EVERYBODY)
    post = Post(small_house, END)
    await post.passes(END)
    card = card_of(post, "head")
    assert opens(card) == [("K1", wave), ("K3", wave)]
    assert "Valitse, minkä yksikön tuloksen avaat ensin." in words(card)


async def test_a_supervisor_of_several_units_of_which_one_shows_something_gets_that_ones_result(small_house):
    await small_house.knows(with_people(somebody("head", "K", supervises=["K1", "K2", "K3"])))
    await answered(small_house, [each for each in HOME_CARE if each is not EERO])
    post = Post(small_house, END)
    await post.passes(END)
    assert "Kotihoito" in words(card_of(post, "head"))
    assert opens(card_of(post, "head")) == []


async def test_a_supervisor_of_many_units_gets_a_list_that_names_the_wave(small_house):
    units = [UNITS[0], *(Unit(f"T{n}", "K", "tiimi", f"Tiimi {n}", "", "") for n in range(8))]
    staff = [somebody(f"t{n}-{each}", f"T{n}") for n in range(8) for each in range(5)]
    head = somebody("head", "K", supervises=[f"T{n}" for n in range(8)])
    await small_house.knows(Organisation(units, [HELMI, head, *staff]))
    wave = await answered(small_house, staff)
    post = Post(small_house, END)
    told = everybody(["helmi", "head"], RESULT) + everybody(["helmi"], ROSTER)
    assert await post.passes(END) == told, "all of these units are new"
    card = card_of(post, "head")
    (choice,) = [each for each in card["body"] if each["type"] == "Input.ChoiceSet"]
    assert [each["value"] for each in choice["choices"]] == [f"T{n}" for n in range(8)]
    assert opens(card) == [("", wave)]


async def test_hr_who_leads_a_unit_gets_the_whole_and_hears_how_to_ask_for_the_own(small_house):
    await small_house.knows(
        with_people(replace(HELMI, supervises=("K3",)), somebody("boss", "K", roles=["management"]))
    )
    await answered(small_house, EVERYBODY)
    post = Post(small_house, END)
    assert await post.passes(END) == LED + everybody(["boss"], RESULT)
    assert "Kaupunki" in words(card_of(post, "helmi"))
    assert "näytä yksikköni tulokset" in words(card_of(post, "helmi"))
    assert "näytä yksikköni tulokset" not in words(card_of(post, "boss"))


async def test_whoever_leads_all_of_it_and_sees_all_by_a_role_has_no_other_own_unit(small_house):
    await small_house.knows(with_people(somebody("boss", "K", supervises=["K"], roles=["management"])))
    await answered(small_house, EVERYBODY)
    post = Post(small_house, END)
    await post.passes(END)
    assert "näytä yksikköni tulokset" not in words(card_of(post, "boss"))


async def test_an_administrator_gets_nothing_by_that_role(small_house):
    await small_house.knows(with_people(somebody("arvi", "K", roles=["admin"])))
    await answered(small_house, EVERYBODY)
    assert await Post(small_house, END).passes(END) == LED


async def test_a_pause_of_reminders_holds_no_result_back(small_house):
    await answered(small_house, EVERYBODY)
    async with small_house.stores.identity.writing() as connection:
        await record_pause(connection, "eero", until=(END + 30 * DAY).date())
    assert await Post(small_house, END).passes(END) == LED


async def test_where_nothing_may_be_shown_hr_alone_is_told_kindly(house):
    await house.knows(with_people(somebody("boss", "K", roles=["management"])))
    wave = await answered(house, [AINO, ONNI, *residents("K3")[:2]])
    post = Post(house, END)
    assert await post.passes(END) == everybody(["helmi"], RESULT)
    said = words(card_of(post, "helmi"))
    assert "Kysely sulkeutui ilman näytettäviä tuloksia" in said
    assert "Työelämän laatu" in said
    assert await lines(house) == [f"{wave}: 1"]


async def test_whoever_is_not_hr_any_more_is_not_told_that_nothing_is_shown(small_house):
    wave = await answered(small_house, [AINO])
    await small_house.closes(wave)
    await small_house.knows(with_people(replace(HELMI, roles=frozenset({"management"}))), now=END)
    post = Post(small_house, END)
    assert await post.passes(END) == {}
    assert await states(post) == {"helmi": ("failed", NOTHING_TO_SAY)}


async def test_of_a_wave_that_was_given_up_nothing_is_said(small_house):
    wave = await answered(small_house, EVERYBODY)
    await small_house.vault.destroy(wave)
    with pytest.raises(SecretsMissing):
        await small_house.closes(wave)
    stores, vault = small_house.stores, small_house.vault
    await give_up_wave(stores, vault, wave, dry_run=False, actor="test", now=END)
    post = Post(small_house, END)
    assert await post.passes(END) == {}
    assert (await post.rows(RESULT), await lines(small_house)) == ({}, [])


async def test_of_a_branch_its_supervisors_and_hr_are_told_and_hr_gets_the_branch_as_the_whole(small_house):
    await answered(small_house, [*HOME_CARE, *residents("K2")], unit="KA")
    post = Post(small_house, END)
    assert set(await post.passes(END)) == {("eero", RESULT), ("helmi", RESULT), ("onni", RESULT)}
    assert "Palvelut" in words(card_of(post, "helmi"))


@given(organisations(), st.data())
def test_what_is_opened_first_leads_to_everything_that_is_shown_and_to_nothing_else(tree, data):
    parents, _ = tree
    codes = list(parents)
    shown = [unit for unit in _frozen(parents) if data.draw(st.booleans())]
    roles = data.draw(st.sets(st.sampled_from(["hr", "management", "admin"])))
    person = Person(
        "somebody", codes[0], None, tuple(data.draw(st.sets(st.sampled_from(codes)))), frozenset(roles)
    )
    seen = {each.unit.code for each in shown if may_see(person, each.path)}
    first = [unit.code for unit in units_to_open(person, shown, root=codes[0])]
    assert len(first) == len(set(first))
    assert set(first) <= seen
    assert all(not set(first).isdisjoint(each.path) for each in shown if each.unit.code in seen)


def _frozen(parents: dict[str, str | None]) -> list[FrozenUnit]:
    paths: dict[str, tuple[str, ...]] = {}
    for code, parent in parents.items():
        paths[code] = (*paths.get(parent or "", ()), code)
    return [FrozenUnit(Unit(code, parents[code], "", code, "", ""), path) for code, path in paths.items()]
