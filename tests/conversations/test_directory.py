"""HR and administrators see how it stands with the directory; HR decides about changes that are too large."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.listed import Account, Listing, Meaning, Wishes
from directory.organisation import Organisation, Person
from jobs.apply_listing import Applied, apply_listing
from jobs.import_directory import import_directory
from storage.organisation import list_people, list_units
from storage.unit_aliases import list_aliases
from tests.conversations.conftest import NOON, ON_BOTH, small_town
from tests.conversations.in_channel import InChannel
from tests.conversations.people import Member, Town, words
from tests.conversations.test_unasked import closed
from tests.conversations.writing import logged

REFUSALS = ("Tulosta ei voi näyttää", "Resultatet kan inte visas")
STALE = "Tämä kortti on vanhentunut"
LONG = "*Ψ* <b>\u202e" + "Ä" * 60
GROUPS = {"hr-group": (Meaning("role", "hr"),)}
FORGED: list[dict[str, Any]] = [
    {},
    {"stop": "x", "answer": "accept"},
    {"stop": {"a": 1}, "answer": "accept"},
    {"stop": "4f1c2b9a7d3e5f60" * 250, "answer": "wait"},
]


def accounts(people: Iterable[Person], *, by_name: bool = False) -> list[Account]:
    """Give the town as Entra would list it, with units by code or by name, and heads as managers."""
    known = small_town()
    heads = {code: each.aad_object_id for each in known.people.values() for code in each.supervises}
    return [
        Account(
            each.aad_object_id,
            unit=known.units[each.unit_code].name_fi if by_name else each.unit_code,
            manager=None if heads.get(each.unit_code) == each.aad_object_id else heads.get(each.unit_code),
        )
        for each in people
    ]


async def sync(
    town: Town, listed: list[Account], *, wishes: Wishes | None = None, accept: bool = False
) -> Applied:
    hr = next(each.aad_object_id for each in small_town().people.values() if "hr" in each.roles)
    return await apply_listing(
        town.house.stores,
        Listing(tuple(listed), {"hr-group": (hr,)}),
        wishes or Wishes(units=tuple(small_town().units.values()), groups=GROUPS),
        accept=accept,
        actor="clock",
        now=town.clock.now,
    )


def without_kitchen() -> list[Account]:
    return accounts(each for each in small_town().people.values() if each.unit_code != "K3")


async def stopped(town: Town, helmi: Member) -> str:
    """Let too much go, and give the name that Helmi is asked about."""
    await helmi.installs()
    assert (await sync(town, without_kitchen())).stopped
    await town.passes()
    return _data(helmi.cards()[-1], "admin.sync")[0]["stop"]


def _data(card: Any, verb: str) -> list[dict[str, Any]]:
    """Give what the buttons of a verb send."""
    if isinstance(card, dict):
        own = [card["data"]] if card.get("type") == "Action.Execute" and card["verb"] == verb else []
        return own + [each for value in card.values() for each in _data(value, verb)]
    if isinstance(card, list):
        return [each for part in card for each in _data(part, verb)]
    return []


async def value(who: Member, verb: str = "admin.directory", **data: Any) -> dict[str, Any]:
    return (await who.presses(verb, **data))["value"]


def is_refused(card: dict[str, Any]) -> bool:
    return any(refusal in words(card) for refusal in REFUSALS)


async def people_in(town: Town) -> dict[str, str]:
    async with town.house.stores.identity.reading() as connection:
        return {each.aad_object_id: each.unit_code for each in await list_people(connection)}


async def knows_admin(town: Town, who: Member) -> None:
    """Make somebody an administrator and nothing else."""
    known = small_town()
    key = who.person.aad_object_id
    admin = replace(known.people[key], roles=frozenset({"admin"}), supervises=())
    await import_directory(
        town.house.stores,
        Organisation(known.units.values(), [*(known.people | {key: admin}).values()]),
        dry_run=False,
        actor="test",
        now=NOON,
    )


@pytest.mark.parametrize(
    "said", ["hakemiston tilanne", "Läget för katalogen", "directory status", "hakemisto"]
)
async def test_the_words_and_the_verb_bring_the_same_to_helmi(town: Town, helmi: Member, said: str):
    (card,) = await helmi.says(said)
    assert card == await value(helmi)
    assert "4 yksikköä ja 24 henkilöä" in words(card)
    assert "tiedostoista" in words(card)
    assert await logged(town, "directory.viewed") == [("directory.viewed", "all")] * 2


@ON_BOTH
async def test_findings_are_counted_and_opened_with_what_to_do(town: Town, helmi: Member, aino: Member):
    await aino.installs()
    listed = accounts(small_town().people.values())
    lost = [replace(each, unit="") if each.id == aino.person.aad_object_id else each for each in listed]
    stray = Account("f" * 8, unit=LONG)
    await sync(town, [*lost, stray, Account("0", is_enabled=False)])
    card = await value(helmi)
    assert all(
        each in words(card)
        for each in ("Entra ID:stä", "Yksikkö puuttuu", "Yksikköä ei tunneta", "Suljettuja tilejä")
    )
    people = words(await value(helmi, kind="no_unit"))
    assert aino.person.aad_object_id in people
    assert "Lisää yksikkö henkilön tietoihin" in people
    values = words(await value(helmi, kind="unknown_value"))
    assert "*Ψ* <b>ÄÄÄ" in values
    assert "\u202e" not in values
    assert "Keittiö" in words(await value(helmi, kind="no_leader"))
    assert ("directory.viewed", "no_unit") in await logged(town, "directory.viewed")


async def test_people_are_listed_by_the_page(town: Town, helmi: Member):
    strays = [Account(f"stray-{number:02}") for number in range(25)]
    await sync(town, [*accounts(small_town().people.values()), *strays])
    first, last = await value(helmi, kind="no_unit"), await value(helmi, kind="no_unit", page="3")
    assert "25 havaintoa · Sivu 1/3" in words(first)
    assert "stray-09" in words(first)
    assert "stray-10" not in words(first)
    assert "stray-24" in words(last)
    for wrong in ("0", "-1", "x", "9999999999", "99", {"a": 1}):
        assert "Sivu" in words(await value(helmi, kind="no_unit", page=wrong))


async def test_an_administrator_sees_numbers_and_units_and_nobody(town: Town, onni: Member, aino: Member):
    listed = accounts(small_town().people.values())
    await sync(town, [replace(each, unit="") if each.unit == "K1" else each for each in listed])
    await knows_admin(town, onni)
    await sync(
        town,
        [replace(each, unit="") if each.unit == "K1" else each for each in listed],
        wishes=Wishes(
            units=tuple(small_town().units.values()), groups={**GROUPS, "gone": (Meaning("role", "admin"),)}
        ),
    )
    assert "Enhet saknas" in words(await value(onni))
    people = words(await value(onni, kind="no_unit"))
    assert "Bara HR ser" in people
    assert aino.person.aad_object_id not in people
    assert "Köket" in words(await value(onni, kind="no_leader"))
    assert "gone" in words(await value(onni, kind="group_gone"))


async def test_nobody_else_sees_anything(town: Town, aino: Member, eero: Member, onni: Member):
    for who in (aino, eero, onni):
        assert is_refused(await value(who))
        assert is_refused(await value(who, kind="no_unit"))
        assert is_refused(await value(who, "admin.sync", stop="x", answer="accept"))
        (card,) = await who.says("hakemiston tilanne")
        assert is_refused(card)
    assert await logged(town, "directory.viewed", "directory.accepted") == []


async def test_nothing_is_shown_or_decided_where_others_read_along(town: Town, helmi: Member):
    name = await stopped(town, helmi)
    aloud = InChannel(town, helmi.person)
    shown = [await value(aloud), await value(aloud, "admin.sync", stop=name, answer="accept")]
    assert [each for each in shown if "Keittiö" in words(each) or "hyväksytty" in words(each)] == []
    assert await logged(town, "directory.viewed", "directory.accepted") == []


@ON_BOTH
async def test_helmi_is_asked_and_what_she_accepts_happens(town: Town, helmi: Member):
    name = await stopped(town, helmi)
    asked = words(helmi.cards()[-1])
    assert "7 henkilöä poistuu hakemistosta" in asked
    assert "Keittiö" in asked
    assert len(await people_in(town)) == 24
    answered = await value(helmi, "admin.sync", stop=name, answer="accept")
    assert "Muutokset hyväksytty" in words(answered)
    assert await value(helmi, "admin.sync", stop=name, answer="accept") == answered
    assert await logged(town, "directory.accepted") == [("directory.accepted", name)]
    assert "Peru hyväksyntä" in words(await value(helmi))
    assert not (await sync(town, without_kitchen())).stopped
    assert len(await people_in(town)) == 17
    assert STALE in words(await value(helmi, "admin.sync", stop=name, answer="accept"))
    assert await logged(town, "directory.synced") == [("directory.synced", "K")]


async def test_helmi_waits_or_takes_her_word_back(town: Town, helmi: Member):
    name = await stopped(town, helmi)
    waiting = await value(helmi, "admin.sync", stop=name, answer="wait")
    assert "Mikään ei muutu" in words(waiting)
    assert await logged(town, "directory.taken_back") == []
    await value(helmi, "admin.sync", stop=name, answer="accept")
    await value(helmi, "admin.sync", stop=name, answer="wait")
    assert await logged(town, "directory.taken_back") == [("directory.taken_back", name)]
    assert (await sync(town, without_kitchen())).stopped
    assert len(await people_in(town)) == 24


async def test_nobody_is_asked_about_what_no_longer_waits(town: Town, helmi: Member):
    await helmi.installs()
    before = len(helmi.cards())
    assert (await sync(town, without_kitchen())).stopped
    await sync(town, accounts(small_town().people.values()))
    await town.passes()
    assert len(helmi.cards()) == before


async def test_an_administrator_is_told_that_changes_wait_and_cannot_decide(
    town: Town, onni: Member, helmi: Member
):
    await knows_admin(town, onni)
    name = await stopped(town, helmi)
    card = await value(onni)
    assert "7 personer försvinner" in words(card)
    assert _data(card, "admin.sync") == []
    assert is_refused(await value(onni, "admin.sync", stop=name, answer="accept"))


@pytest.mark.parametrize("data", FORGED)
async def test_an_answer_to_nothing_changes_nothing(town: Town, helmi: Member, data: dict[str, Any]):
    assert STALE in words(await value(helmi, "admin.sync", **data))
    name = await stopped(town, helmi)
    assert STALE in words(await value(helmi, "admin.sync", **data))
    assert STALE in words(await value(helmi, "admin.sync", stop=name, answer="no such"))
    assert await logged(town, "directory.accepted", "directory.taken_back") == []


@ON_BOTH
async def test_eero_sees_the_old_results_after_the_codes_changed_in_the_files(town: Town, eero: Member):
    await closed(town)
    before = await value(eero, "results.show")
    assert "Kotihoito" in words(before)
    known = small_town()
    codes = {code: f"9{code}" for code in known.units}
    renamed = Organisation(
        [
            replace(unit, code=codes[unit.code], parent_code=unit.parent_code and codes[unit.parent_code])
            for unit in known.units.values()
        ],
        [
            replace(
                each,
                unit_code=codes[each.unit_code],
                supervises=tuple(codes[code] for code in each.supervises),
            )
            for each in known.people.values()
        ],
    )
    for _ in range(2):
        found = await import_directory(
            town.house.stores, renamed, dry_run=False, actor="test", now=town.clock.now
        )
        assert found.is_empty
    assert await value(eero, "results.show") == before
    (card,) = await eero.says("näytä tulokset 9K1")
    assert "Kotihoito" in words(card)
    async with town.house.stores.identity.reading() as connection:
        assert await list_aliases(connection) == {new: old for old, new in codes.items()}


async def test_eero_sees_the_old_results_after_entra_has_taken_over_from_the_files(
    town: Town, eero: Member, helmi: Member
):
    await closed(town)
    before = await value(eero, "results.show")
    applied = await sync(
        town,
        accounts(small_town().people.values(), by_name=True),
        wishes=Wishes(root_name="Kaupunki", groups=GROUPS),
    )
    assert not applied.stopped
    async with town.house.stores.identity.reading() as connection:
        assert [unit.code for unit in await list_units(connection)] == ["K", "K3", "K2", "K1"]
        assert [unit.name_sv for unit in await list_units(connection)][1:] == [
            "Köket",
            "Biblioteket",
            "Hemvården",
        ]
    assert await value(eero, "results.show") == before
    told = words(await value(helmi, kind="renamed"))
    assert "Uusi koodi kotihoito, Pulssissa edelleen K1" in told
    town.clock.set(town.clock.now + timedelta(days=1))
    again = await sync(
        town,
        accounts(small_town().people.values(), by_name=True),
        wishes=Wishes(root_name="Kaupunki", groups=GROUPS),
    )
    assert again.changes.is_empty
