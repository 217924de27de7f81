"""People move, leave, come back and change supervisors while a survey is open: what each then sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from content.texts import LANGUAGES
from demo.people import AINO, EERO, DemoPerson
from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from locales import texts
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.test_story import CLOSES, answers, everybody_answers, opened

SAY = texts("fi")
ANSWERING = {"k1": range(10), "k2": range(3), "k3": range(7)}
NEW_LEADER = colleague("k1-5")
AREA_LEADER = colleague("k1-6")


def person(
    who: DemoPerson, unit: str, *, supervises: tuple[str, ...] = (), roles: Iterable[str] = ()
) -> Person:
    return Person(who.aad_object_id, unit, None, supervises, frozenset(roles))


def changed(
    *people: Person, units: Iterable[Unit] | None = None, gone: Iterable[DemoPerson] = ()
) -> Organisation:
    """Give the town in which some people are otherwise and some are gone."""
    town = small_town()
    out = {*(each.aad_object_id for each in gone), *(each.aad_object_id for each in people)}
    kept = [each for each in town.people.values() if each.aad_object_id not in out]
    return Organisation(town.units.values() if units is None else units, [*kept, *people])


async def comes(town: Town, organisation: Organisation) -> None:
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=town.clock.now)


async def looks(who: Member, verb: str = "results.show", **data: str) -> str:
    """Give everything that a press shows."""
    body = await who.presses(verb, **data)
    value = body["value"]
    return value if isinstance(value, str) else words(value)


def is_refused(said: str) -> bool:
    return any(texts(each)("cardnotice.refusal.sentence") in said for each in LANGUAGES)


@ON_BOTH
async def test_whoever_has_moved_answers_in_the_old_form_and_sees_nothing_of_either_unit(
    town: Town, aino: Member
):
    wave = await opened(town)
    await comes(town, changed(person(AINO, "K3")))
    body = await aino.presses("survey.submit", wave=wave, **answers())
    assert "Kiitos" in words(body["value"])
    await everybody_answers(town, wave, ANSWERING)
    await town.passes(CLOSES)
    assert all([is_refused(await looks(aino, unit=code)) for code in ("K1", "K3", "K")])


async def test_whoever_has_left_can_neither_open_the_form_nor_answer(town: Town, aino: Member):
    wave = await opened(town)
    await comes(town, changed(gone=[AINO]))
    for verb, data in {"survey.submit": answers(), "survey.language": {"language": "fi"}}.items():
        body = await aino.presses(verb, wave=wave, **data)
        assert SAY("cardnotice.not_in_directory.sentence") in words(body["value"])
        assert not inputs(body["value"])
    assert dict(town.house.refusals)["NotInDirectory"] == 2


@ON_BOTH
async def test_whoever_comes_back_while_it_is_open_may_answer_once_as_before(town: Town, aino: Member):
    wave = await opened(town)
    await comes(town, changed(gone=[AINO]))
    await comes(town, changed(person(AINO, "K3")))
    body = await aino.presses("survey.language", wave=wave, language="fi")
    assert inputs(body["value"])
    first = await aino.presses("survey.submit", wave=wave, **answers())
    await comes(town, changed(gone=[AINO]))
    await comes(town, small_town())
    assert await aino.presses("survey.submit", wave=wave, **answers(2)) == first


async def test_whoever_joins_while_it_is_open_is_told_that_there_is_nothing_to_answer(town: Town):
    wave = await opened(town)
    new = Member(town, colleague("new"))
    await comes(town, changed(person(new.person, "K1")))
    body = await new.presses("survey.submit", wave=wave, **answers())
    assert SAY("cardnotice.not_your_pulse.sentence") in words(body["value"])


@ON_BOTH
async def test_the_new_supervisor_sees_the_result_and_the_old_one_does_not(town: Town, eero: Member):
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    await comes(town, changed(person(EERO, "K1"), person(NEW_LEADER, "K1", supervises=("K1",))))
    await town.passes(CLOSES)
    new = Member(town, NEW_LEADER)
    for verb in ("results.show", "results.detail", "results.export"):
        assert "Kotihoito" in await looks(new, verb, unit="K1", wave=wave), verb
        assert is_refused(await looks(eero, verb, unit="K1", wave=wave)), verb
    for verb in ("plan.edit", "guide.agenda", "choose.propose"):
        assert is_refused(await looks(eero, verb, unit="K1", wave=wave)), verb
        assert not is_refused(await looks(new, verb, unit="K1", wave=wave)), verb
    assert any("Kotihoito" in words(card) for card in new.cards())
    assert not any(SAY("shared.ready.heading") in words(card) for card in eero.cards())


@ON_BOTH
async def test_a_unit_that_is_gone_is_seen_from_above_and_not_by_whoever_took_its_people(
    town: Town, helmi: Member, onni: Member
):
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    people = [
        replace(each, unit_code="K2", supervises=())
        for each in small_town().people.values()
        if each.unit_code == "K1"
    ]
    units = [unit for unit in small_town().units.values() if unit.code != "K1"]
    above = person(AREA_LEADER, "K2", supervises=("K",))
    kept = [each for each in people if each.aad_object_id != AREA_LEADER.aad_object_id]
    await comes(town, changed(*kept, above, units=units))
    await town.passes(CLOSES)
    for who in (helmi, Member(town, AREA_LEADER)):
        for verb in ("results.show", "results.detail", "results.export"):
            assert "Kotihoito" in await looks(who, verb, unit="K1", wave=wave), verb
    assert "Kotihoito" in await looks(helmi, "results.level", unit="K", wave=wave)
    for verb in ("results.show", "results.detail", "results.export", "results.level"):
        assert is_refused(await looks(onni, verb, unit="K1", wave=wave)), verb
    # A plan needs a unit that exists: there is nobody left to carry it out.
    assert is_refused(await looks(helmi, "plan.show", unit="K1"))


@pytest.mark.parametrize(
    "verb", ["results.show", "results.detail", "results.export", "guide.agenda", "choose.propose"]
)
async def test_whoever_leads_above_since_a_unit_hangs_elsewhere_sees_only_what_is_asked_from_then_on(
    town: Town, verb: str
):
    """The path of the opening day decides: home care was under the town, not under the kitchen."""
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    units = [
        replace(each, parent_code="K3") if each.code == "K1" else each for each in small_town().units.values()
    ]
    await comes(town, changed(person(AREA_LEADER, "K3", supervises=("K3",)), units=units))
    await town.passes(CLOSES)
    above = Member(town, AREA_LEADER)
    assert is_refused(await looks(above, verb, unit="K1", wave=wave))
    assert is_refused(await looks(above, verb, unit="K1"))
    assert not is_refused(await looks(Member(town, EERO), verb, unit="K1", wave=wave))
