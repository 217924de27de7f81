"""Eero shares the main points of his unit's result; Aino gets them, may ask again, and never sees more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from demo.people import AINO
from directory.organisation import Organisation, Person
from jobs.import_directory import import_directory
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened
from tests.conversations.test_unasked import AFTER, closed, sent
from tests.conversations.writing import CLEAN, closed_with, logged

ASK = "näytä yksikköni tulokset"
YES = {"confirmed": "yes"}
TEAM = ("aino", *(f"k1-{number}" for number in range(10)))


async def asks(who: Member) -> dict[str, Any]:
    (card,) = await who.says(ASK)
    return card


async def shares_it(who: Member, wave: str, unit: str = "K1", **more: Any) -> dict[str, Any]:
    """Press the button and give what takes the card's place."""
    return (await who.presses("results.share", unit=unit, wave=wave, **more))["value"]


def member(town: Town, key: str) -> Member:
    return Member(town, AINO if key == "aino" else colleague(key))


def verbs(card: dict[str, Any]) -> list[str]:
    return [each["verb"] for each in card.get("actions", ())]


@ON_BOTH
async def test_eero_sees_what_his_team_will_get_and_shares_it_with_a_second_press(
    town: Town, aino: Member, eero: Member
):
    wave = await closed(town)
    before = len(aino.cards())
    confirm = await shares_it(eero, wave)
    assert "Jaetaanko pääkohdat tiimille?" in words(confirm)
    assert "niille 11 ihmiselle" in words(confirm)
    assert verbs(confirm) == ["results.share", "results.show"]
    await town.passes(AFTER + timedelta(minutes=1))
    assert len(aino.cards()) == before, "nothing leaves at the first press"

    done = await shares_it(eero, wave, **YES)
    assert "Pääkohdat on jaettu" in words(done)
    await town.passes(AFTER + timedelta(minutes=2))
    told = aino.cards()[-1]
    assert told["body"] == confirm["body"][2:], "to the byte what was shown before"
    assert sent(town, aino)["summary"] == "Tulosten pääkohdat: Työelämän laatu"
    assert sent(town, aino)["channelData"]["notification"] == {"alert": True}
    assert all(len(member(town, key).cards()) == before + 1 for key in TEAM)
    assert "Tulosten pääkohdat" not in words(eero.cards()[-1]), "whoever shares it does not get it"
    assert "Tulosten pääkohdat" not in words(member(town, "k3-0").cards()[-1])
    assert await logged(town, "result.shared") == [("result.shared", f"{wave}/K1")]


async def test_a_second_time_says_on_which_day_it_was_shared_and_sends_nothing(
    town: Town, aino: Member, eero: Member, helmi: Member
):
    wave = await closed(town)
    await shares_it(eero, wave, **YES)
    await town.passes(AFTER + timedelta(days=1))
    before = len(aino.cards())
    for who, more in ((eero, {}), (eero, YES), (helmi, YES)):
        card = await shares_it(who, wave, **more)
        assert "Ne jaettiin tiimille 30.11.2026" in words(card)
        assert verbs(card) == ["results.show"]
    await town.passes(AFTER + timedelta(days=1, hours=1))
    assert len(aino.cards()) == before
    assert len(await logged(town, "result.shared")) == 1


async def test_the_button_back_leads_to_the_result(town: Town, eero: Member):
    wave = await closed(town)
    confirm = await shares_it(eero, wave)
    data = confirm["actions"][1]["data"]
    assert (data["unit"], data["wave"]) == ("K1", wave)
    body = await eero.presses(data["verb"], unit=data["unit"], wave=data["wave"])
    assert "Kotihoito" in words(body["value"])


@ON_BOTH
async def test_aino_is_refused_like_anybody_until_it_is_shared_and_gets_the_same_card_after(
    town: Town, aino: Member, eero: Member
):
    wave = await closed(town)
    refused = await asks(aino)
    assert "Tulosta ei voi näyttää" in words(refused)
    assert refused == (await aino.presses("results.show", unit="NOWHERE"))["value"]
    await shares_it(eero, wave)
    assert await asks(aino) == refused, "the first press shares nothing"
    await shares_it(eero, wave, **YES)
    await town.passes(AFTER + timedelta(minutes=1))
    assert await asks(aino) == aino.cards()[-1] == await asks(member(town, "k1-3"))
    assert "Tulosten pääkohdat" in words(await asks(aino))
    for who in ("k2-0", "k3-0"):
        assert await asks(member(town, who)) == refused, "of another unit"


async def test_aino_never_gets_more_than_the_shared_card(town: Town, aino: Member, eero: Member):
    wave = await closed_with(town, *CLEAN)
    refused = (await aino.presses("results.show", unit="NOWHERE"))["value"]
    await shares_it(eero, wave, **YES)
    await town.passes(AFTER + timedelta(minutes=1))
    for unit in ("K1", "K", "K2", "K3", "", "' OR 1=1 --"):
        for verb in ("results.show", "results.detail", "results.share"):
            for more in ({}, {"wave": wave}):
                if unit or verb != "results.show":
                    body = await aino.presses(verb, unit=unit, **more, **YES)
                    assert body["value"] == refused, (verb, unit)
    assert (await aino.presses("results.show"))["value"] == await asks(aino)
    for comment in CLEAN:
        assert comment not in str([*aino.cards()[-2:], await asks(aino)])
    full = (await eero.presses("results.show", unit="K1", wave=wave))["value"]
    shown = figures(await asks(aino))
    assert shown
    assert shown <= figures(full)


def figures(card: Any) -> set[str]:
    """Give every published figure that a card says: percents and means, as they are written."""
    import re  # noqa: PLC0415

    return set(re.findall(r"\d+,\d", words(card)))


@pytest.mark.parametrize("unit", ["K", "K2", "NOWHERE", "", "' --", "K1 ", "k1", "n" * 60])
async def test_others_units_are_refused_alike_whether_they_exist_or_not(town: Town, eero: Member, unit: str):
    wave = await closed(town)
    expected = (await eero.presses("results.show", unit="NOWHERE"))["value"]
    assert await shares_it(eero, wave, unit, **YES) == expected
    assert await logged(town, "result.shared") == []


@pytest.mark.parametrize("wave", ["no-such-wave", "' OR 1=1 --", None, 7, {"a": 1}])
async def test_a_wave_that_does_not_exist_is_refused_and_nothing_is_shared(town: Town, eero: Member, wave):
    await closed(town)
    body = await eero.presses("results.share", unit="K9", wave=wave, **YES)
    assert "Tulosta ei voi näyttää" in words(body["value"])
    if isinstance(wave, str):
        assert await shares_it(eero, wave, **YES) == body["value"]
    assert await logged(town, "result.shared") == []


async def test_while_a_wave_is_open_it_cannot_be_shared(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10)})
    assert "Tulosta ei voi näyttää" in words(await shares_it(eero, wave, **YES))
    assert "Tulosta ei voi näyttää" in words((await eero.presses("results.share", unit="K1", **YES))["value"])


@pytest.mark.parametrize("confirmed", ["no", "", True, None, ["yes"], 1])
async def test_anything_but_a_yes_shares_nothing(town: Town, eero: Member, confirmed):
    wave = await closed(town)
    card = await shares_it(eero, wave, confirmed=confirmed)
    assert "Jaetaanko pääkohdat tiimille?" in words(card)
    assert await logged(town, "result.shared") == []


async def test_where_others_read_along_nothing_is_shared(town: Town, eero: Member):
    wave = await closed(town)
    eero.conversation = {"conversationType": "groupChat", "isGroup": True}
    assert "kahden kesken" in words(await shares_it(eero, wave, **YES))
    assert await logged(town, "result.shared") == []


async def test_helmi_may_share_for_a_unit_and_management_and_administrators_may_not(
    town: Town, eero: Member, helmi: Member, aino: Member
):
    boss, arvi = Member(town, colleague("boss")), Member(town, colleague("arvi"))
    await _joined(
        town,
        Person(boss.person.aad_object_id, "K", None, (), frozenset({"management"})),
        Person(arvi.person.aad_object_id, "K", None, (), frozenset({"admin"})),
    )
    wave = await closed(town)
    for who in (boss, arvi):
        assert "Tulosta ei voi näyttää" in words(await shares_it(who, wave, **YES))
    assert "12 ihmiselle" in words(await shares_it(helmi, wave)), "Eero is among those who work there"
    await shares_it(helmi, wave, **YES)
    await town.passes(AFTER + timedelta(minutes=1))
    assert aino.cards()[-1] == eero.cards()[-1]


async def test_whoever_leads_above_may_share_and_an_empty_unit_has_nobody_to_share_with(
    town: Town, helmi: Member
):
    wave = await closed(town)
    card = await shares_it(helmi, wave, "K", **YES)
    assert "Täällä ei ole ketään, jolle jakaa" in words(card)
    assert await logged(town, "result.shared") == []


async def test_after_two_weeks_the_team_gets_it_by_itself_and_eero_is_told_the_day(
    town: Town, aino: Member, eero: Member
):
    wave = await closed(town)
    before = len(aino.cards())
    assert "ne lähtevät tiimille itsestään 14.12.2026" in words(eero.cards()[-1])
    await town.passes(CLOSES + timedelta(days=13))
    assert len(aino.cards()) == before
    await town.passes(CLOSES + timedelta(days=14, hours=1))
    assert "Tulosten pääkohdat" in words(aino.cards()[-1])
    await town.passes(CLOSES + timedelta(days=14, hours=3))
    assert len(aino.cards()) == before + 1
    assert "Ne jaettiin tiimille 14.12.2026" in words(await shares_it(eero, wave, **YES))


async def test_of_several_results_the_newest_that_was_shared_is_told(town: Town, aino: Member, eero: Member):
    first = await closed(town)
    await shares_it(eero, first, **YES)
    assert "Tulosten pääkohdat" in words(await asks(aino))
    second = await _second(town)
    before = await asks(aino)
    assert "Työelämän laatu" in words(before), "an open wave changes nothing"
    await town.passes(AFTER + timedelta(days=7))
    assert await asks(aino) == before, "nor does a result that has not been shared"
    await shares_it(eero, second, **YES)
    assert "Fiilis" in words(await asks(aino))


async def test_every_look_at_a_shared_result_is_in_the_audit_log(town: Town, aino: Member, eero: Member):
    wave = await closed(town)
    await shares_it(eero, wave)
    await shares_it(eero, wave, **YES)
    await asks(aino)
    assert await logged(town, "result.viewed", "result.shared") == [
        ("result.viewed", f"{wave}/K1"),
        ("result.shared", f"{wave}/K1"),
        ("result.viewed", f"{wave}/K1"),
    ]


async def test_an_old_client_that_only_submits_can_share(town: Town, aino: Member, eero: Member):
    wave = await closed(town)
    (card,) = await eero.submits("results.share", unit="K1", wave=wave)
    assert "Jaetaanko" in words(card)
    (card,) = await eero.submits("results.share", unit="K1", wave=wave, **YES)
    assert "Pääkohdat on jaettu" in words(card)
    await town.passes(AFTER + timedelta(minutes=1))
    assert "Tulosten pääkohdat" in words(aino.cards()[-1])


async def test_the_card_is_in_the_language_of_the_reader(town: Town, aino: Member, eero: Member):
    wave = await closed(town)
    await aino.presses("survey.language", language="sv")
    await shares_it(eero, wave, **YES)
    await town.passes(AFTER + timedelta(minutes=1))
    assert aino.cards()[-1]["lang"] == "sv"
    assert "Resultatens huvudpunkter" in words(aino.cards()[-1])
    assert not inputs(aino.cards()[-1])


async def _second(town: Town) -> str:
    """Open another survey after the first has closed, and let it be answered."""
    from content.loader import load_instruments  # noqa: PLC0415
    from jobs.plan_waves import plan_wave  # noqa: PLC0415

    now = town.clock.now
    wave = await plan_wave(
        town.house.stores,
        load_instruments()["fiilis"],
        unit_code="K",
        opens=now,
        closes=CLOSES + timedelta(days=6),
        reminders=0,
        actor="test",
        now=now,
    )
    await town.passes()
    for number in range(10):
        given = answers(2 + number % 4, "fiilis")
        await member(town, f"k1-{number}").presses("survey.submit", wave=wave.id, **given)
    return wave.id


async def _joined(town: Town, *people: Person) -> None:
    made = small_town()
    everybody = Organisation(made.units.values(), [*made.people.values(), *people])
    await import_directory(town.house.stores, everybody, dry_run=False, actor="test", now=town.clock.now)
