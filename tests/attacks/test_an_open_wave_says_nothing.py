"""Attacks 4 and 5: somebody asks again after every answer, and watches whatever could move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from dialogs.intents import INTENTS
from dialogs.routes import VERBS
from tests.attacks.acting import (
    Heard,
    answered,
    everything_said,
    filled_in,
    opened,
    presses,
    says,
    submits,
    surveyed,
)
from tests.attacks.conftest import Shell
from tests.attacks.county import CANARY, PARENTS, county, inhabit, member, staff_of
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES

LATER = CLOSES + (CLOSES - NOON)
MIDNIGHT = NOON.replace(hour=22) + timedelta(seconds=1)
"""In UTC; by the clocks of Helsinki the first day of the wave has just ended."""
WATCHERS = ("eero", "helmi", "arvi", "ka1-1")
"""A supervisor, HR, an administrator and a colleague; none of them answers."""
EARLY = staff_of("KA3")
"""Those who answer on the first day, so that a rate is told while the others answer."""
OFFERED_LATER = {"next.calendar"}
"""What is made after the answer comes at any time; a conversation compares the file itself."""
GROWING = {"admin.audit"}
"""The log holds who looked, at the log too; that no answer leaves a line in it is tested with the log."""
PHRASES = [phrases["en"][0] for intent, phrases in INTENTS.items() if intent != "audit"]


async def everything(town: Town, wave: str) -> AsyncIterator[tuple[str, Heard]]:
    """Let each watcher use every word and every verb, of every unit."""
    for key in WATCHERS:
        who = member(town, key)
        for phrase in [*PHRASES, "how many have answered?"]:
            yield f"{key} says {phrase}", await says(who, phrase)
        for verb in sorted(VERBS.keys() - OFFERED_LATER - GROWING):
            for unit in ("KA1", "K") if verb.startswith("results.") else ("KA1",):
                heard = await submits(who, verb, unit=unit, wave=wave, language="en")
                yield f"{key} {verb} {unit}", heard


def without_ids(heard: Heard) -> tuple[int, bytes, tuple[str, ...]]:
    """Leave out what the request itself brought: the activity that is replied to."""
    return heard.status, heard.body, tuple(said.split('"replyToId"')[0] for said in heard.said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("urls", "earlier"),
    [("sqlite", surveyed), ("postgresql", None)],
    indirect=["urls"],
    ids=["sqlite-with-old-results", "postgresql-in-the-first-wave"],
)
async def test_after_every_single_answer_every_reply_is_the_same_to_the_byte(town: Town, earlier):
    await (earlier(town) if earlier else inhabit(town, county()))
    wave = await opened(town, closes=LATER)
    await answered(town, wave, filled_in(EARLY, seed=2))
    await town.passes(MIDNIGHT + (LATER - CLOSES if earlier else timedelta()))
    async for _ in everything(town, wave):
        pass  # the language that the watchers choose on the way is chosen from here on
    before = {what: without_ids(heard) async for what, heard in everything(town, wave)}
    assert "of those asked had answered" in str(before["helmi says show my unit results"])
    assert {status for status, *_ in before.values()} <= {200, 201}
    answering = ["aino", *staff_of("KA1")[2:11], "onni"]
    for key, ballot in filled_in(answering, seed=2).items():
        await answered(town, wave, {key: ballot})
        after = {what: without_ids(heard) async for what, heard in everything(town, wave)}
        assert {what for what in before if before[what] != after[what]} == set(), f"{key} has answered"
    assert f"{CANARY}-2" not in everything_said(town)


async def test_whatever_the_shell_and_the_web_tell_does_not_move_with_answers(town: Town, shell: Shell):
    await inhabit(town, county())
    wave = await opened(town, closes=LATER)

    async def watched() -> list[str]:
        commands = (["wave", "list", "--json"], ["wave", "list"], ["results", "--wave", wave, "--details"])
        told = [await shell(*words) for words in commands]
        return [*told, *[await (await town.client.get(path)).text() for path in ("/healthz", "/readyz")]]

    before = await watched()
    assert "failed" in before[2] or before[2].strip() == "[]", "an open wave has no results"
    keys = [key for key in staff_of("KA1") if key not in WATCHERS]
    for some in (keys[:4], keys[4:5], keys[5:]):  # on both sides of both thresholds
        await answered(town, wave, filled_in(some))
        assert await watched() == before


@ON_BOTH
async def test_the_rate_that_is_told_moves_once_a_day_and_only_by_coarse_steps_of_large_units(town: Town):
    await inhabit(town, county())
    wave = await opened(town, closes=LATER)
    helmi = member(town, "helmi")

    async def polled() -> dict[str, Heard]:
        return {code: await presses(helmi, "results.show", unit=code) for code in PARENTS}

    unknown = await polled()
    assert len({told.body for told in unknown.values()}) == 1, "on the first day nothing is told of any unit"
    for day, some in enumerate((staff_of("KA1"), staff_of("KB1"), staff_of("KC1"))):
        for key, ballot in filled_in(some).items():
            before = await polled()
            await answered(town, wave, {key: ballot})
            assert await polled() == before, f"{key} has answered"
        await town.passes(MIDNIGHT + timedelta(days=day))
        after = await polled()
        assert after != before
        moved = {code for code in PARENTS if after[code].body != unknown["K"].body}
        assert moved == {"K", "KA"}, "of the others fewer than twenty were asked, or would be left"
        await town.passes(MIDNIGHT + timedelta(days=day, hours=9))
        assert await polled() == after
