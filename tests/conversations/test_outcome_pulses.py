"""Before a follow-up the team is asked about its targets, and the form tells Eero what has moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.following import DUE, filled, follow_ups_of, pressed, with_plan
from tests.conversations.people import Member, Town, inputs, words
from tests.conversations.writing import logged

FIRST = "kohteet-plan-1-1"
SECOND = "kohteet-plan-1-2"
NEXT = datetime(2027, 5, 23, 6, 0, tzinfo=UTC)
"""Nine o'clock in Helsinki in summer: the 23rd is a Sunday."""
DAY = timedelta(days=1)


async def asked(town: Town, due: datetime) -> None:
    """Let the pulse before a follow-up be planned and open."""
    await town.passes(due - 9 * DAY)
    await town.passes(due - 8 * DAY + timedelta(minutes=1))


async def answered(town: Town, wave: str, values: dict[str, list[int]], *, people: int = 10) -> None:
    for number in range(people):
        given = {item: str(known[number % len(known)]) for item, known in values.items()}
        card = await Member(town, colleague(f"k1-{number}")).presses("survey.submit", wave=wave, **given)
        assert "Kiitos" in words(card["value"])


def about(*targets: list[int]) -> dict[str, list[int]]:
    given = {f"target-{number}": values for number, values in enumerate(targets, start=1)}
    return {**given, "talked-together": [4, 3]}


async def until_due(town: Town, eero: Member, due: datetime) -> dict[str, Any]:
    await town.passes(due - timedelta(minutes=30))
    await town.passes(due + timedelta(minutes=1))
    return eero.cards()[-1]


@ON_BOTH
async def test_eero_sees_the_mean_and_at_the_next_follow_up_that_it_has_risen(
    town: Town, aino: Member, eero: Member
):
    await with_plan(town)
    await town.passes()
    await asked(town, DUE)
    form = aino.cards()[-1]
    assert set(inputs(form)) == {"target-1", "target-2", "talked-together"}
    assert "Palaverit alkavat ajallaan" in words(form)
    await answered(town, FIRST, about([2, 2, 1, 2], [3, 4]))
    card = await until_due(town, eero, DUE)
    assert "Suunnitelman seuranta" in words(card)
    assert "Tiimin arvio suunnasta 23.2.2027: 1,8" in words(card)
    assert "aiemmin" not in words(card)
    await pressed(eero, "done", **filled(**{"state-t1": "ongoing"}))

    await asked(town, NEXT)
    await answered(town, SECOND, about([4, 5, 4, 4], [3, 4]))
    card = await until_due(town, eero, NEXT)
    told = words(card)
    assert "Tiimin arvio suunnasta 23.5.2027: 4,3" in told
    assert "Noussut selvästi, aiemmin 1,8 (23.2.2027)" in told
    assert "Muutos ei erotu sattumasta, aiemmin 3,5 (23.2.2027)" in told
    assert [each.wave for each in await follow_ups_of(town)] == [FIRST, SECOND]
    asked_for = await pressed(eero, "report")
    assert asked_for == card
    assert set(await logged(town, "result.viewed")) == {("result.viewed", f"{SECOND}/K1")}


async def test_a_target_that_is_done_is_not_asked_about_and_the_other_is_still_compared(
    town: Town, aino: Member, eero: Member
):
    await with_plan(town)
    await town.passes()
    await asked(town, DUE)
    await answered(town, FIRST, about([3, 4], [2, 2, 1, 2]))
    await until_due(town, eero, DUE)
    await pressed(eero, "done", **filled())
    await asked(town, NEXT)
    assert "target-2" not in inputs(aino.cards()[-1])
    await answered(town, SECOND, about([4, 5, 4, 4]))
    card = await until_due(town, eero, NEXT)
    assert "Noussut selvästi, aiemmin 1,8 (23.2.2027)" in words(card)


async def test_where_too_few_answer_nothing_is_shown_and_that_is_said_kindly(town: Town, eero: Member):
    await with_plan(town)
    await town.passes()
    await asked(town, DUE)
    await answered(town, FIRST, about([1, 5], [1, 5]), people=4)
    card = await until_due(town, eero, DUE)
    assert "vastauksia tuli liian vähän" in words(card)
    assert "Tiimin arvio" not in words(card)


async def test_while_the_pulse_is_open_the_form_tells_nothing_of_it(town: Town, eero: Member):
    await with_plan(town)
    await town.passes()
    await asked(town, DUE)
    before = await pressed(eero, "report")
    for number in range(10):
        member = Member(town, colleague(f"k1-{number}"))
        given = dict.fromkeys(about([4], [4]), "4")
        await member.presses("survey.submit", wave=FIRST, **given)
        assert await pressed(eero, "report") == before
    assert "Tiimin arvio" not in words(before)
    assert "liian vähän" not in words(before)


async def test_helmi_s_surveys_under_way_leave_the_pulses_of_teams_out(town: Town, helmi: Member):
    await with_plan(town)
    await town.passes()
    await asked(town, DUE)
    assert "seuranta" not in words((await helmi.presses("waves.status"))["value"])
