"""Attack 42: somebody answers in a unit and comes to lead it before the close, and knows the own answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directory.organisation import Organisation
from jobs.import_directory import import_directory
from tests.attacks.acting import answered, filled_in, opened, presses
from tests.attacks.closing import K, closed
from tests.attacks.county import county, inhabit, member, named, staff_of
from tests.attacks.openly import is_said_openly
from tests.attacks.test_colleagues_pool_their_answers import known_to
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES

NEW, UNIT, PARENT = "ka3-1", "KA3", "KA"


def led_by(key: str, code: str) -> Organisation:
    """Give the county in which somebody of the staff has come to lead a unit."""
    whole = county()
    person = whole.people[named(key).aad_object_id]
    others = [each for each in whole.people.values() if each is not person]
    return Organisation(whole.units.values(), [*others, replace(person, supervises=(code,))])


async def surveyed_then_led(town: Town, *, answering: int, code: str = UNIT) -> str:
    """Let some of a unit answer, the attacker among them, who leads `code` by the close."""
    await inhabit(town, county())
    wave = await opened(town)
    keys = [*staff_of(UNIT)[:answering], *staff_of("KA1"), *staff_of("KB1"), *staff_of("KC1")]
    assert NEW in keys
    await answered(town, wave, filled_in(keys))
    organisation = led_by(NEW, code)
    await import_directory(town.house.stores, organisation, dry_run=False, actor="test", now=town.clock.now)
    await town.passes(CLOSES)
    return wave


async def shows_its_own(town: Town, wave: str, key: str = NEW) -> bool:
    """Say whether the attacker is shown a result of the unit alone."""
    heard = await presses(member(town, key), "results.show", unit=UNIT, wave=wave)
    said = heard.body.decode()
    return "Chart." in said and "KA1" not in said


@ON_BOTH
@pytest.mark.parametrize("code", [UNIT, PARENT])
async def test_of_five_with_the_own_answer_the_unit_shows_nothing_of_its_own(town: Town, code: str):
    wave = await surveyed_then_led(town, answering=5, code=code)
    assert not await shows_its_own(town, wave)
    assert not await shows_its_own(town, wave, "helmi"), "what one must not see, nobody sees"


async def test_of_six_with_the_own_answer_five_others_are_left(town: Town):
    wave = await surveyed_then_led(town, answering=6)
    assert await shows_its_own(town, wave)


async def test_of_five_without_such_a_move_the_unit_shows_its_own(town: Town):
    """What the rule costs: the same five answers are shown where nobody of them leads by the close."""
    await inhabit(town, county())
    wave = await opened(town)
    keys = [*staff_of(UNIT)[:5], *staff_of("KA1"), *staff_of("KB1"), *staff_of("KC1")]
    await answered(town, wave, filled_in(keys))
    await town.passes(CLOSES)
    assert await shows_its_own(town, wave, "helmi")


async def test_whoever_comes_to_lead_after_the_close_is_in_a_group_of_five_and_the_page_says_so(town: Town):
    """Openly possible: a published result does not change, and the own answer may be one of five."""
    await inhabit(town, county())
    wave = await opened(town)
    keys = [*staff_of(UNIT)[:5], *staff_of("KA1"), *staff_of("KB1"), *staff_of("KC1")]
    await answered(town, wave, filled_in(keys))
    await town.passes(CLOSES)
    await inhabit(town, led_by(NEW, UNIT))
    assert await shows_its_own(town, wave)
    assert is_said_openly("Whoever comes to lead a unit after the close")


def test_with_the_rule_nobody_knows_fewer_than_five_and_without_it_four():
    chart, counts = {"K": None, "A": "K", "B": "K"}, {"K": 0, "A": 5, "B": 11}
    assert known_to("A", closed(chart, counts))
    assert not known_to("A", closed(chart, counts, viewers=["A"]))
    assert K == 5
