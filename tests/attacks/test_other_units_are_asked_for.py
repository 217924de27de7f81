"""Attacks 18 and 19: results of other units are asked for by code, name and injection, and by the clock."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import combinations, product
from statistics import median
from time import perf_counter

import pytest
from scipy.stats import mannwhitneyu

import bot
from dialogs import even_pace
from tests.attacks.acting import Heard, card_of, filled_in, hears, opened, presses, says, submits, surveyed
from tests.attacks.checks import printed
from tests.attacks.closing import closed
from tests.attacks.county import PARENTS, county, inhabit, member
from tests.attacks.reading import read_card
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Town

INJECTIONS = (
    "' OR 1=1 --",
    'KC1" OR "1"="1',
    "KC1'; DROP TABLE results; --",
    "KC1%",
    "K_1",
    "*",
    "../K",
    "K\x1fKC1",
    "{{7*7}}",
    "${KC1}",
    "kc1",
    "KC1 ",
    " KC1",
    "\uff2b\uff23\uff11",
    "Unit KC1.",
    "Yksikkö KC1.",
    "K" * 2000,
)
WORDS = (
    "show the results of KC1",
    "show results of Unit KC1.",
    "results KC1",
    "näytä yksikön KC1 tulokset",
    "visa resultat för Enheten KC1.",
    "show my unit results; unit=KC1",
    "show results' OR 1=1 --",
)
VERBS = ("results.show", "results.detail", "results.level", "results.export", "guide.theme")
TRIES = 100
NEARLY = 0.0015
"""Seconds; the bounds are for a machine that does other things too."""


async def told(who, unit: str) -> list[Heard]:
    """Ask for a unit in every way a card can."""
    ways = product((presses, submits), VERBS)
    return [await press(who, verb, unit=unit) for press, verb in ways]


def without_ids(heard: list[Heard]) -> list[tuple[int, bytes, list[str]]]:
    return [(each.status, each.body, [said.split('"replyToId"')[0] for said in each.said]) for each in heard]


@ON_BOTH
async def test_no_right_too_few_and_no_such_unit_are_refused_with_the_same_bytes(town: Town):
    await surveyed(town)
    for key, own in (("lead-kb2", "KB2"), ("ka3-0", ""), ("arvi", ""), ("lead-c", "KC KC1")):
        who = member(town, key)
        nowhere = without_ids(await told(who, "NOWHERE"))
        assert [len(said) for _, _, said in nowhere] == [0] * len(VERBS) + [1] * len(VERBS)
        for unit in (*PARENTS, *INJECTIONS):
            if unit not in own.split():
                assert without_ids(await told(who, unit)) == nowhere, (key, unit)


async def test_no_words_bring_the_result_of_another_unit(town: Town):
    await surveyed(town)
    for key, words in product(("lead-kb2", "ka3-0", "arvi"), WORDS):
        heard = await says(member(town, key), words)
        read = read_card(card_of(heard))
        assert read is None or read.unit == "KB2", words
        assert "Unit KC1." not in "".join(heard.said)


async def test_whoever_may_see_everything_is_told_the_same_of_too_few_and_of_nothing(town: Town):
    await surveyed(town, filled_in(["ka1-1", "ka1-2", "ka1-3"]))
    helmi = member(town, "helmi")
    nowhere = await presses(helmi, "results.show", unit="NOWHERE")
    for unit, verb in product(PARENTS, ("results.show", "guide.theme")):
        assert await presses(helmi, verb, unit=unit) == nowhere


async def test_comments_of_too_few_are_refused_like_those_of_nothing(town: Town):
    await surveyed(town, filled_in(["ka1-1", "ka1-2", "ka1-3"]))
    helmi = member(town, "helmi")
    few, nowhere = [await presses(helmi, "results.detail", unit=unit) for unit in ("KA1", "NOWHERE")]
    assert few == nowhere


def test_the_rest_of_the_organisation_is_never_the_result_of_one_other_unit():
    chart = {"K": None, "A": "K", "B": "K", "B1": "B", "B2": "B"}
    wave = printed(closed(chart, {"A": 12, "B1": 8, "B2": 9}, seed=3))
    assert wave["B"]["tier"] == "full"
    assert wave["A"]["rest"].get("index") != wave["B"]["index"]


async def test_somebody_without_an_id_or_with_a_strange_one_sees_nothing(town: Town):
    await surveyed(town)
    who = member(town, "eero")
    ask = {"type": "message", "value": {"verb": "results.show", "unit": "KA1"}}
    for more in ({}, {"aadObjectId": "' OR 1=1 --"}, {"aadObjectId": ""}):
        heard = await hears(who, ask | {"from": {"id": "29:eero", **more}})
        assert heard.status < 500
        assert "Unit KA1." not in heard.body.decode() + "".join(heard.said)


STEP, JITTER = even_pace.STEP, even_pace.JITTER


@pytest.fixture
def at_its_pace(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let refusals come at the pace at which people get them, from a process kept as one that serves.

    Else a search for cycles through all that the tests have loaded falls on every so manieth request, and
    that may be always the same of those that take turns.
    """
    monkeypatch.setattr(even_pace, "STEP", STEP)
    monkeypatch.setattr(even_pace, "JITTER", JITTER)
    before = gc.get_threshold()
    bot.spare_what_stays()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


async def times(
    town: Town, cases: dict[str, tuple[str, str]], *, verb: str = "results.show"
) -> dict[str, list[float]]:
    """Time replies to each (person, unit), one of each in turn."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(TRIES + 5):
        for name, (key, unit) in cases.items():
            began = perf_counter()
            await presses(member(town, key), verb, unit=unit)
            if turn >= 5:
                found[name].append(perf_counter() - began)
    return found


def alike(one: list[float], other: list[float]) -> bool:
    """Say whether neither tends to take longer than the other by more than almost nothing, by ranks."""
    return all(
        mannwhitneyu([each + NEARLY for each in quick], slow).statistic > len(quick) * len(slow) / 2
        for quick, slow in ((one, other), (other, one))
    )


@pytest.mark.slow
@pytest.mark.timed
async def test_the_time_of_a_refusal_does_not_tell_another_unit_from_one_that_is_not(
    town: Town, at_its_pace: None
):
    await surveyed(town)
    units = {"hidden": "KB2", "no right": "KC1", "nowhere": "NOWHERE"}
    found = await times(town, {name: ("onni", unit) for name, unit in units.items()})
    for one, other in combinations(units, 2):
        assert alike(found[one], found[other]), (one, other)
    middle = sorted(median(each) for each in found.values())
    assert middle[-1] - middle[0] < NEARLY, middle


@pytest.mark.slow
@pytest.mark.timed
async def test_the_time_of_a_refusal_does_not_tell_too_few_from_nothing(town: Town, at_its_pace: None):
    await surveyed(town, filled_in(["ka1-1", "ka1-2", "ka1-3"]))
    for verb in VERBS:
        found = await times(town, {unit: ("helmi", unit) for unit in ("KA1", "NOWHERE")}, verb=verb)
        assert alike(found["KA1"], found["NOWHERE"]), verb


@pytest.mark.slow
@pytest.mark.timed
async def test_the_time_of_a_refusal_does_not_tell_whether_a_wave_exists(town: Town, at_its_pace: None):
    await inhabit(town, county())
    wave = await opened(town, unit="KC1")
    found: dict[str, list[float]] = {wave: [], "no-such-wave": []}
    for _ in range(TRIES):
        for named, times_of in found.items():
            began = perf_counter()
            await presses(member(town, "onni"), "survey.submit", wave=named)
            times_of.append(perf_counter() - began)
    assert alike(*found.values())
