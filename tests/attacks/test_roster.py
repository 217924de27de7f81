"""Attack 31: somebody who keeps the directory puts a victim among made-up colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from directory.organisation import Organisation, Person, Unit
from jobs.import_directory import import_directory
from storage.audit import list_audit
from storage.results import get_result
from tests.attacks.acting import opened as opened_now
from tests.attacks.raw_stores import PATTERN, answered_so
from tests.conversations.conftest import NOON, ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, answers, opened

LATER = NOON + timedelta(minutes=1)
FAKES = tuple(f"fake-{number}" for number in range(4))
VICTIM = "k2-0"


def somebody(key: str, unit: str) -> Person:
    return Person(colleague(key).aad_object_id, unit, None, (), frozenset())


def with_people(*more: Person, units: Iterable[Unit] = (), without: Iterable[str] = ()) -> Organisation:
    """Give the town with some changes in its directory."""
    town = small_town()
    gone = {colleague(key).aad_object_id for key in without} | {each.aad_object_id for each in more}
    kept = [person for key, person in town.people.items() if key not in gone]
    return Organisation([*town.units.values(), *units], [*kept, *more])


async def imported(town: Town, organisation: Organisation) -> None:
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=LATER)


async def flagged(town: Town, wave: str) -> list[str]:
    """List the units that are named when a wave opens."""
    async with town.house.stores.identity.reading() as connection:
        lines = await list_audit(connection, newest=50)
    return [
        line.subject for line in lines if line.action == "roster.shifted" and line.subject.startswith(wave)
    ]


@ON_BOTH
async def test_four_made_up_colleagues_of_one_victim_are_noticed(town: Town):
    library = ("k2-1", "k2-2", "onni")
    await imported(town, with_people(*(somebody(key, "K2") for key in FAKES), without=library))
    wave = await opened(town)
    assert await flagged(town, wave) == [f"{wave}/K2"]


async def test_nothing_is_said_of_a_town_in_which_nobody_has_moved(town: Town):
    assert await flagged(town, await opened(town)) == []


ALONE = Unit("K4", "K", "työyksikkö", "Arkisto", "Arkivet", "Archive")
BESIDE = Unit("K5", "K", "työyksikkö", "Varasto", "Lagret", "Store")


def victim_with_fakes_next_door() -> Organisation:
    """Put the victim into a unit alone, and four made-up people into the unit beside it."""
    fakes = [somebody(key, "K5") for key in FAKES]
    changed = with_people(somebody(VICTIM, "K4"), *fakes, units=[ALONE, BESIDE], without=["k2-1", "k2-2"])
    kept = [person for person in changed.people.values() if person.unit_code in {"K1", "K4", "K5"}]
    return Organisation([unit for unit in changed.units.values() if unit.code not in {"K2", "K3"}], kept)


async def test_whoever_made_up_four_of_a_group_of_five_reads_the_fifth(town: Town):
    """Why it has to be noticed: no rule of publication can tell made-up people from others."""
    await imported(town, victim_with_fakes_next_door())
    wave = await opened(town)
    for key in [*FAKES, *(f"k1-{number}" for number in range(10))]:
        await Member(town, colleague(key)).presses("survey.submit", wave=wave, **answers(3))
    await Member(town, colleague(VICTIM)).presses("survey.submit", wave=wave, **answered_so())
    await town.passes(CLOSES)
    async with town.house.stores.identity.reading() as connection:
        group = await get_result(connection, wave, code="K4")
    assert group.tier == "group"
    read = [round(5 * figure.value - 4 * 3) for figure in group.items.values() if figure]
    assert "".join(map(str, read)) == PATTERN


async def test_made_up_colleagues_next_door_are_noticed_too(town: Town):
    await imported(town, victim_with_fakes_next_door())
    wave = await opened(town)
    assert await flagged(town, wave)


@ON_BOTH
async def test_real_colleagues_who_are_taken_away_are_noticed_as_well(town: Town):
    """The fakes came when the unit was large; months later the others are taken away around the victim."""
    await imported(town, with_people(*(somebody(key, "K1") for key in FAKES)))
    long_after = LATER + timedelta(days=60)
    real = (*(f"k1-{number}" for number in range(1, 10)), "aino", "eero")
    without_them = with_people(*(somebody(key, "K1") for key in FAKES), without=real)
    await import_directory(town.house.stores, without_them, dry_run=False, actor="test", now=long_after)
    town.clock.set(long_after + timedelta(days=1))
    wave = await opened_now(town, closes=town.clock.now + timedelta(days=7))
    assert f"{wave}/K1" in await flagged(town, wave)


async def test_colleagues_who_are_made_supervisors_do_not_hide_the_made_up_ones(town: Town):
    leaders = [replace(somebody(f"k1-{number}", "K1"), supervises=("K1",)) for number in range(1, 10)]
    fakes = [somebody(key, "K1") for key in FAKES]
    await imported(town, with_people(*leaders, *fakes, without=["aino"]))
    wave = await opened(town)
    assert await flagged(town, wave)
