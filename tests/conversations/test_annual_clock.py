"""Helmi sets the year in the chat, management looks at it, and nobody else gets more than their own steps."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from content.loader import load_instruments
from directory.organisation import Organisation, Person, Unit
from followups.annual_clock import Entry
from jobs.import_directory import import_directory
from jobs.turn_clock import turn_clock
from storage.annual_clock import list_entries, record_entry
from storage.cycle import find_cycle
from storage.waves import list_waves
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.writing import logged
from tests.conversations.year_of_plans import buttons

FORM = {
    "instrument": "tyoelaman-laatu",
    "unit": "K",
    "every": "half_year",
    "starts_on": "2027-03-01",
    "months": "1,2,3,4,5,6,7,8,9,10,11,12",
    "days": "14",
    "opens": "08:30",
    "shares": "1",
    "reminders": "2",
    "whom": "unanswered",
}
ENTRY = Entry("laatu", "tyoelaman-laatu", "K", "half_year", date(2027, 3, 1), days=14, k=6)
REFUSAL = "Tulosta ei voi näyttää"


async def value(who: Member, verb: str, **data: Any) -> dict[str, Any]:
    return (await who.presses(verb, **data))["value"]


async def entries(town: Town) -> list[Entry]:
    async with town.house.stores.identity.reading() as connection:
        return await list_entries(connection)


async def keeps(town: Town, *some: Entry) -> None:
    async with town.house.stores.identity.writing() as connection:
        for entry in some:
            assert await record_entry(connection, entry)


def sent(card: dict[str, Any], label: str = "Tallenna") -> dict[str, Any]:
    """Give what a button of a form sends beside the inputs."""
    return {name: each for name, each in buttons(card)[label].items() if name != "verb"}


async def joined(town: Town, *people: Person) -> None:
    made = small_town()
    everybody = Organisation(made.units.values(), [*made.people.values(), *people])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)


@pytest.mark.parametrize("said", ["vuosikello", "Årsklocka", "annual clock", "vuosikelo"])
async def test_the_words_bring_the_clock_to_helmi(helmi: Member, said: str):
    (card,) = await helmi.says(said)
    assert card == await value(helmi, "clock.show")
    assert "Vuosikello" in words(card)


async def test_the_year_goes_month_by_month_from_openings_to_follow_ups(town: Town, helmi: Member):
    await keeps(town, ENTRY, Entry("fiilis", "fiilis", "K1", "two_weeks", date(2027, 1, 11), days=5))
    said = words(await value(helmi, "clock.show"))
    for part in (
        "Tammikuu 2027",
        "11.1., 25.1. Fiilis · Kotihoito: avautuu",
        "1.3. Työelämän laatu · Kaupunki: avautuu, vastausaikaa 15.3. asti",
        "29.3. Työelämän laatu · Kaupunki: tulokset on käyty läpi tiimeissä",
        "14.4. Työelämän laatu · Kaupunki: kehittämissuunnitelmat on sovittu",
        "14.7. Työelämän laatu · Kaupunki: ensimmäinen seuranta on tehty",
        "puolivuosittain · vastausaika 14 päivää · seuraavaksi 1.3.2027",
    ):
        assert part in said


@ON_BOTH
async def test_helmi_adds_a_wave_and_it_is_planned_by_the_clock(town: Town, helmi: Member):
    form = await value(helmi, "clock.edit")
    assert set(inputs(form)) == set(FORM)
    saved = await value(helmi, "clock.save", **sent(form), **FORM | {"starts_on": "2026-12-01"})
    assert "Tallennettu" in words(saved)
    (entry,) = await entries(town)
    assert entry == Entry(
        entry.id,
        "tyoelaman-laatu",
        "K",
        "half_year",
        date(2026, 12, 1),
        opens=time(8, 30),
        days=14,
        reminders=2,
        remind_whom="unanswered",
    )
    assert await logged(town, "clock.added") == [("clock.added", entry.id)]
    stores, zone = town.house.stores, town.house.settings.zone
    assert await turn_clock(stores, load_instruments(), zone=zone, now=town.clock.now) == [
        f"{entry.id}-20261201"
    ]


async def test_saving_twice_adds_one_wave(town: Town, helmi: Member):
    form = await value(helmi, "clock.edit")
    for _ in range(2):
        assert "Tallennettu" in words(await value(helmi, "clock.save", **sent(form), **FORM))
    assert len(await entries(town)) == len(await logged(town, "clock.added")) == 1


async def test_what_two_people_add_at_once_is_added_twice(town: Town, helmi: Member):
    forms = [await value(helmi, "clock.edit") for _ in range(2)]
    assert forms[0] == forms[1], "asking changes nothing"
    for form, instrument in zip(forms, ("tyoelaman-laatu", "johtaminen"), strict=True):
        await value(helmi, "clock.save", **sent(form), **FORM | {"instrument": instrument})
    assert [(each.id, each.instrument) for each in await entries(town)] == [
        ("kierros-1", "tyoelaman-laatu"),
        ("kierros-2", "johtaminen"),
    ]


async def test_helmi_changes_a_wave_and_what_was_planned_is_planned_anew(town: Town, helmi: Member):
    await keeps(town, Entry("pian", "fiilis", "K", "month", date(2026, 12, 1), days=5, k=6))
    stores, zone = town.house.stores, town.house.settings.zone
    await turn_clock(stores, load_instruments(), zone=zone, now=town.clock.now)
    form = await value(helmi, "clock.edit", entry="pian")
    assert "2026-12-01" in str(form)
    changed = FORM | {"instrument": "enps", "every": "month", "starts_on": "2026-12-02", "days": "3"}
    assert "Tallennettu" in words(await value(helmi, "clock.save", **sent(form), **changed))
    (entry,) = await entries(town)
    assert (entry.instrument, entry.starts_on, entry.k) == ("enps", date(2026, 12, 2), 6)
    assert await logged(town, "clock.changed", "wave.removed") == [
        ("wave.removed", "pian-20261201"),
        ("clock.changed", "pian"),
    ]
    async with stores.identity.reading() as connection:
        assert await list_waves(connection) == []


async def test_a_wave_that_began_long_ago_can_be_changed_without_beginning_anew(town: Town, helmi: Member):
    old = Entry("vanha", "fiilis", "K", "quarter", date(2025, 1, 7), days=5)
    await keeps(town, old)
    form = await value(helmi, "clock.edit", entry="vanha")
    same = FORM | {"instrument": "fiilis", "every": "quarter", "starts_on": "2025-01-07", "days": "9"}
    assert "Tallennettu" in words(await value(helmi, "clock.save", **sent(form), **same))
    wrong = await value(helmi, "clock.save", **sent(form), **same | {"starts_on": "2025-01-08"})
    assert "on jo mennyt" in words(wrong)


@ON_BOTH
async def test_of_two_people_at_once_the_later_is_told_and_keeps_the_words(town: Town, helmi: Member):
    other = Member(town, colleague("hr-2"))
    await joined(town, Person(other.person.aad_object_id, "K", None, (), frozenset({"hr"})))
    await keeps(town, ENTRY)
    forms = [await value(who, "clock.edit", entry="laatu") for who in (helmi, other)]
    await value(helmi, "clock.save", **sent(forms[0]), **FORM | {"days": "10"})
    told = await value(other, "clock.save", **sent(forms[1]), **FORM | {"days": "21"})
    assert "Joku muu on muuttanut" in words(told)
    assert "'value': 21" in str(told)
    assert (await entries(town))[0].days == 10
    assert "Tallennettu" in words(await value(other, "clock.save", **sent(told), **FORM | {"days": "21"}))
    assert (await entries(town))[0].days == 21


async def test_what_somebody_removed_meanwhile_can_be_put_back(town: Town, helmi: Member):
    await keeps(town, ENTRY)
    form = await value(helmi, "clock.edit", entry="laatu")
    await value(helmi, "clock.remove", entry="laatu", confirmed="yes")
    told = await value(helmi, "clock.save", **sent(form), **FORM)
    assert "Joku muu on poistanut" in words(told)
    assert await entries(town) == []
    assert "Tallennettu" in words(await value(helmi, "clock.save", **sent(told), **FORM))
    assert len(await entries(town)) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts_on": "2020-01-01"}, "on jo mennyt"),
        ({"starts_on": "soon"}, "Anna ensimmäinen päivä"),
        ({"starts_on": "ä" * 4000}, "Anna ensimmäinen päivä"),
        ({"unit": "NOWHERE"}, "Yksikköä ei löydy"),
        ({"unit": "' OR 1=1 --"}, "Yksikköä ei löydy"),
        ({"instrument": "kohteet"}, "eikä sitä voi ajastaa"),
        ({"instrument": "nope"}, "Valitse kysely listasta"),
        ({"every": "week"}, "enintään neljä kertaa vuodessa"),
        ({"every": "week", "instrument": "fiilis", "days": "5"}, "vähintään 2 vuoroa"),
        ({"every": "hourly"}, "Valitse, kuinka usein"),
        ({"days": "61"}, "Vastausaika on 1\N{EN DASH}60"),
        ({"days": "-1"}, "Vastausaika on"),
        ({"days": ""}, "Vastausaika on"),
        ({"shares": "99"}, "Vuoroja on 1\N{EN DASH}12"),
        ({"reminders": "9"}, "enintään 2"),
        ({"whom": "bosses"}, "Valitse, kenelle"),
        ({"opens": "25:00"}, "Anna kellonaika"),
        ({"months": "13"}, "Valitse kuukaudet"),
        ({"months": "jan"}, "Valitse kuukaudet"),
        ({"months": "6"}, "ei avautuisi"),
        ({"months": ""}, "Valitse kuukaudet"),
    ],
)
async def test_what_cannot_work_is_said_and_the_words_stay(town: Town, helmi: Member, wrong, sentence):
    form = await value(helmi, "clock.edit")
    card = await value(helmi, "clock.save", **sent(form), **FORM | wrong)
    assert sentence in words(card)
    typed = {each["id"]: each.get("value") for each in _fields(card)}
    for name, given in (FORM | wrong).items():
        shown = str(typed[name]) if typed[name] is not None else None
        assert shown in {given, None}, name
        assert shown == given or name in wrong, name
    assert await entries(town) == []


async def test_an_id_that_is_none_is_refused(town: Town, helmi: Member):
    for entry in ("", "Ä", "a" * 41, "x; DROP TABLE", "ä" * 4000):
        card = await value(helmi, "clock.save", entry=entry, was="", **FORM)
        assert "tunnus ei kelpaa" in words(card)
    assert await entries(town) == []


async def test_removing_asks_first_and_takes_the_planned_waves_along(town: Town, helmi: Member):
    await keeps(town, Entry("pian", "fiilis", "K", "month", date(2026, 12, 1), days=5))
    stores, zone = town.house.stores, town.house.settings.zone
    await turn_clock(stores, load_instruments(), zone=zone, now=town.clock.now)
    asked = await value(helmi, "clock.remove", entry="pian")
    assert "1 suunniteltu kierros jää avautumatta" in words(asked)
    assert len(await entries(town)) == 1
    gone = await value(helmi, "clock.remove", **sent(asked, "Poista"))
    assert "Poistettu vuosikellosta" in words(gone)
    assert await entries(town) == []
    assert await logged(town, "clock.removed", "wave.removed") == [
        ("wave.removed", "pian-20261201"),
        ("clock.removed", "pian"),
    ]
    assert REFUSAL in words(await value(helmi, "clock.remove", **sent(asked, "Poista")))


@ON_BOTH
async def test_helmi_sets_the_times_and_the_later_of_two_is_told(town: Town, helmi: Member):
    form = await value(helmi, "clock.times")
    given = {"talk_days": 7, "plan_days": "21", "follow_up_months": 2.0}
    saved = await value(helmi, "clock.times", **sent(form), **given)
    assert "21 päivän kuluessa" in words(saved)
    async with town.house.stores.identity.reading() as connection:
        times = await find_cycle(connection)
    assert (times.talk_days, times.plan_days, times.follow_up_months) == (7, 21, 2)
    await value(helmi, "clock.times", **sent(form), **given)
    assert await logged(town, "clock.times") == [("clock.times", "7/21/2")], "the same again changes nothing"
    told = await value(helmi, "clock.times", **sent(form), **given | {"plan_days": "60"})
    assert "Joku muu on muuttanut" in words(told)
    assert "'value': 60" in str(told)
    assert "60 päivän" in words(
        await value(helmi, "clock.times", **sent(told), **given | {"plan_days": "60"})
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"talk_days": "31"},
        {"talk_days": "0"},
        {"plan_days": "91"},
        {"plan_days": "x" * 4000},
        {"follow_up_months": "4"},
        {"follow_up_months": None},
        {"talk_days": True},
    ],
)
async def test_times_that_cannot_be_are_refused(town: Town, helmi: Member, wrong):
    form = await value(helmi, "clock.times")
    given = {"talk_days": "14", "plan_days": "30", "follow_up_months": "3"} | wrong
    card = await value(helmi, "clock.times", **sent(form), **given)
    assert "Tallenna" in buttons(card)
    assert await logged(town, "clock.times") == []


async def test_management_looks_and_changes_nothing(town: Town, helmi: Member):
    saga = Member(town, colleague("saga"))
    await joined(town, Person(saga.person.aad_object_id, "K", None, (), frozenset({"management"})))
    await keeps(town, ENTRY)
    card = await value(saga, "clock.show")
    assert "Työelämän laatu" in words(card)
    assert list(buttons(card)) == ["Vie kalenteriin"]
    for verb, data in EDITS:
        assert REFUSAL in words(await value(saga, verb, **data))
    assert await entries(town) == [ENTRY]


EDITS = (
    ("clock.edit", {"entry": "laatu"}),
    ("clock.save", {"entry": "laatu", "was": ENTRY.fingerprint, **FORM}),
    ("clock.remove", {"entry": "laatu", "confirmed": "yes"}),
    ("clock.times", {"confirmed": "yes", "talk_days": "1", "plan_days": "2", "follow_up_months": "1"}),
)


async def test_others_are_refused_alike_and_in_words_get_their_own_next_steps(
    town: Town, aino: Member, eero: Member, onni: Member
):
    await keeps(town, ENTRY)
    for who in (aino, eero, onni):
        refused = await value(who, "results.show", unit="NOWHERE")
        for verb, data in (("clock.show", {}), *EDITS):
            assert await value(who, verb, **data) == refused
        (card,) = await who.says("vuosikello")
        assert card == await value(who, "next.show")
    assert await entries(town) == [ENTRY]
    assert await logged(town, "clock.changed", "clock.removed", "clock.times") == []


async def test_where_others_read_along_nothing_is_shown(town: Town, helmi: Member):
    helmi.conversation = {"conversationType": "groupChat", "isGroup": True}
    for verb, data in (("clock.show", {}), *EDITS):
        assert "kahden kesken" in words(await value(helmi, verb, **data))


async def test_of_thousands_of_units_the_code_is_written(town: Town, helmi: Member):
    made = small_town()
    many = [Unit(f"X{n}", "K", "työyksikkö", f"Yksikkö {n}" + "ö" * 40, "", "") for n in range(2000)]
    everybody = Organisation([*made.units.values(), *many], made.people.values())
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)
    form = await value(helmi, "clock.edit")
    (unit,) = [each for each in _fields(form) if each["id"] == "unit"]
    assert unit["type"] == "Input.Text"
    assert len(str(form)) < 28_000
    saved = await value(helmi, "clock.save", **sent(form), **FORM | {"unit": "X1999"})
    assert "Yksikkö 1999" in words(saved)


async def test_a_year_of_many_waves_fits_into_a_message(town: Town, helmi: Member):
    await keeps(
        town,
        *(
            Entry(f"e{n}", "fiilis", f"K{1 + n % 3}", "quarter", date(2026, 12, 1) + timedelta(days=n))
            for n in range(30)
        ),
    )
    card = await value(helmi, "clock.show")
    assert len(str(card).encode()) < 28 * 1024
    assert "kalenteritiedostossa" in words(card)


def _fields(card: Any) -> list[dict[str, Any]]:
    if isinstance(card, dict):
        own = [card] if str(card.get("type", "")).startswith("Input.") else []
        return own + [each for part in card.values() for each in _fields(part)]
    return [each for part in card for each in _fields(part)] if isinstance(card, list) else []
