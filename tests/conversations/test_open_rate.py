"""While a wave is open its supervisors and HR learn when it closes and, of large groups, a coarse rate."""

from __future__ import annotations

from datetime import timedelta

from tests.attacks.acting import answered, card_of, filled_in, presses, says, surveyed
from tests.attacks.acting import opened as opened_now
from tests.attacks.county import county, inhabit, member, staff_of
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Member, Town, words
from tests.conversations.test_story import CLOSES, everybody_answers, opened

MIDNIGHT = NOON.replace(hour=22) + timedelta(seconds=1)
"""In UTC; by the clocks of Helsinki the day has just ended."""
LATER = CLOSES + timedelta(days=20)


async def test_hr_learns_the_rate_of_the_whole_and_others_when_the_wave_closes(
    town: Town, aino: Member, eero: Member, helmi: Member, onni: Member
):
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(8)})
    first = words((await helmi.says("tulokset"))[0])
    assert "on auki 30.11.2026" in first
    assert "Kutsutuista" not in first
    await town.passes(MIDNIGHT)
    told = words((await helmi.says("tulokset"))[0])
    assert "Kutsutuista noin 35\N{NO-BREAK SPACE}% oli vastannut 23.11.2026 mennessä." in told
    for leader in (eero, onni):
        assert "Kutsutuista" not in words((await leader.says("näytä tulokset"))[0])
    assert "Tulosta ei voi näyttää" in words((await aino.says("tulokset"))[0])


@ON_BOTH
async def test_a_supervisor_learns_of_large_units_that_are_led_or_lie_below(town: Town):
    await inhabit(town, county())
    wave = await opened_now(town, closes=LATER)
    await answered(town, wave, filled_in(staff_of("KA1")))
    await town.passes(MIDNIGHT)
    rate = "By the end of 23 November 2026, about 50% of those asked had answered."
    assert rate in words(card_of(await says(member(town, "lead-a"), "results")))
    below = words(card_of(await presses(member(town, "lead-a"), "results.show", unit="KA1")))
    assert "The survey is open until" in below
    assert "of those asked had answered" not in below, "KA1 has fewer than twenty"
    assert rate in words(card_of(await presses(member(town, "head"), "results.show", unit="KA")))
    refused = await presses(member(town, "lead-b"), "results.show", unit="NOWHERE")
    assert await presses(member(town, "lead-b"), "results.show", unit="KA") == refused


async def test_beside_an_older_result_stands_one_line_until_the_wave_is_over(town: Town):
    await surveyed(town)
    wave = await opened_now(town, closes=LATER)
    await answered(town, wave, filled_in(staff_of("KA1"), seed=2))
    lead = member(town, "lead-a")
    before = words(card_of(await says(lead, "results")))
    assert "The next survey is open until 20 December 2026" in before
    assert "of those asked had answered" not in before
    await town.passes(CLOSES.replace(hour=22) + timedelta(seconds=1))
    assert "about 50% of those asked had answered" in words(card_of(await says(lead, "results")))
    await town.passes(LATER)
    after = words(card_of(await says(lead, "results")))
    assert "next survey" not in after
    assert "of those asked had answered" not in after
