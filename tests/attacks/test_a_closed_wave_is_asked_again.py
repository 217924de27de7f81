"""Attacks 6 and 7: whatever anybody does after the close, a closed wave answers with the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from demo.municipality import write_csv
from locales import texts
from storage.tables.waves import waves
from tests.attacks.acting import Heard, answered, filled_in, looked_at, opened, presses, surveyed
from tests.attacks.closing import Closed, closed, organisations
from tests.attacks.conftest import Shell
from tests.attacks.county import FIILIS, PARENTS, QWL, STAFF, county, member, staff_of
from tests.conversations.conftest import NOON, ON_BOTH
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES
from tests.scoring.spans import shown_cells

LATER = CLOSES + (CLOSES - NOON)
LOOKING = ("helmi", "eero", "lead-b", "onni", "ka3-0")

REORGANISED = {
    # KB1 moves to KC, KA2 is merged into KA3, KA1 is split.
    "K": None,
    "KA": "K",
    "KA1": "KA",
    "KA1X": "KA",
    "KA3": "KA",
    "KB": "K",
    "KB2": "KB",
    "KC": "K",
    "KC1": "KC",
    "KB1": "KC",
}
STAFF_THEN = {"K": 1, "KA": 1, "KA1": 6, "KA1X": 6, "KA3": 9, "KB": 0, "KB2": 2, "KC": 0, "KC1": 10, "KB1": 6}


async def printed(shell: Shell, wave: str) -> str:
    return await shell("results", "--wave", wave, "--details")


def without_what_is_open(heard: Heard) -> list[Any]:
    """Give what was said without the line beside a result that the next survey is open, and until when."""
    line = texts("en")("cardresults.open", moment="@").partition("@")[0]
    return [
        heard.status,
        *(_without(json.loads(told or b"null"), line) for told in (heard.body, *heard.said)),
    ]


def _without(part: Any, line: str) -> Any:
    if isinstance(part, dict):
        return {name: _without(value, line) for name, value in part.items()}
    if isinstance(part, list):
        left = (
            each for each in part if not (isinstance(each, dict) and str(each.get("text")).startswith(line))
        )
        return [_without(each, line) for each in left]
    return part


@pytest.mark.slow
@ON_BOTH
async def test_late_answers_closing_again_and_opening_again_change_nothing(town: Town, shell: Shell):
    wave = await surveyed(town, filled_in(["eero", "onni", *(key for key in filled_in() if "-" in key)]))
    before, figures = await looked_at(town, LOOKING), await printed(shell, wave)
    late = await presses(member(town, "aino"), "survey.submit", wave=wave, **filled_in()["aino"])
    assert "The survey has closed" in late.body.decode()
    for _ in range(2):
        assert "closed already" in await shell("wave", "close", wave)
    await town.passes(CLOSES + (CLOSES - NOON) / 2)
    again = await opened(town, closes=LATER)
    open_beside = await looked_at(town, LOOKING)
    assert {asked: without_what_is_open(heard) for asked, heard in open_beside.items()} == {
        asked: without_what_is_open(heard) for asked, heard in before.items()
    }
    await answered(town, again, filled_in(seed=3))
    assert await looked_at(town, LOOKING) == open_beside, "nothing moves with answers to the next wave"
    assert await printed(shell, wave) == figures
    await town.passes(LATER)
    assert await printed(shell, wave) == figures, "another wave has touched an old one"


async def test_a_threshold_cannot_be_lowered_and_raising_it_counts_nothing_again(town: Town, shell: Shell):
    wave = await surveyed(town)
    before, figures = await looked_at(town, LOOKING), await printed(shell, wave)
    for k in (4, 0, -1):
        with pytest.raises(IntegrityError):
            await _set_k(town, wave, k)
    await _set_k(town, wave, 40)
    await town.passes(CLOSES + (CLOSES - NOON))
    assert "closed already" in await shell("wave", "close", wave)
    assert await looked_at(town, LOOKING) == before
    assert await printed(shell, wave) == figures
    for k in ("4", "1", "0", "-5"):
        refused = await shell(
            "wave", "open", "--instrument", QWL.id, "--unit", "K", "--closes", "2100-01-01", "--k", k
        )
        assert "failed: CannotPlan" in refused


async def _set_k(town: Town, wave: str, k: int) -> None:
    async with town.house.stores.identity.writing() as connection:
        await connection.execute(update(waves).where(waves.c.wave == wave).values(k=k))


@pytest.mark.slow
@ON_BOTH
async def test_a_reorganisation_changes_no_byte_of_an_old_wave(town: Town, shell: Shell, tmp_path: Path):
    wave = await surveyed(town)
    viewers = ("helmi", "saga", "eero", "lead-b")
    before, figures = await looked_at(town, viewers), await printed(shell, wave)
    units, people = write_csv(county(REORGANISED, STAFF_THEN), tmp_path)
    assert "units +1" in await shell("org", "import", "--units", str(units), "--people", str(people))
    assert await looked_at(town, viewers) == before
    assert await printed(shell, wave) == figures

    now = await opened(town, closes=LATER)
    staff = [key for code, number in STAFF_THEN.items() for key in staff_of(code, number)]
    await answered(town, now, filled_in(staff, seed=5))
    await town.passes(LATER)
    assert await printed(shell, wave) == figures
    _nothing_is_summed_anew(
        {each["unit"]: each for each in json.loads(figures)},
        {each["unit"]: each for each in json.loads(await printed(shell, now))},
    )


def _nothing_is_summed_anew(old: Mapping, new: Mapping) -> None:
    """What the new wave tells of the old one is what was published then, or there is a reason why not."""
    points = {code: each["trend"][0] for code, each in new.items() if each["trend"]}
    assert points["KA1X"]["reason"] == "new-unit"
    assert points["KA"]["reason"] == "reorganised"
    told = {code: point for code, point in points.items() if "reason" not in point}
    assert told.keys() >= {"K", "KA3", "KB1", "KC1"}
    for code, point in told.items():
        if new[code]["tier"] in {"full", "means"} and code in {"K", "KA3", "KB1", "KC1"}:
            assert point["n"] == old[code]["n"]
            assert point["figures"]["index"] == old[code]["index"]


@settings(max_examples=40, deadline=None)
@given(organisations(most=10), organisations(most=10), st.integers(0, 99))
def test_whatever_the_chart_becomes_a_past_is_made_of_whole_old_groups(then, now, seed):
    old = _everywhere(*then, seed=seed)
    new = _everywhere(*now, seed=seed + 1).after(old)
    # Where nobody answered there is nothing to give away: a covered part is told by the cells with answers.
    answering = {cell for cell, count in then[1].items() if count}
    groups = [frozenset(cells) & answering for cells in old.plan.atoms]
    for code, cells in shown_cells(new).items():
        for point in new.results[code].trend:
            assert not point.reason or not point.figures
            # A whole may be compared with another whole; in cells that are in no group nobody answered.
            if not point.reason and new.parents[code] is not None:
                assert all(group <= cells for group in groups if group & cells)


def _everywhere(parents: Mapping, counts: Mapping, *, seed: int) -> Closed:
    """Close a wave in which everybody was asked, so that every unit counts."""
    return closed(parents, counts, seed=seed, instrument=FIILIS, invited=dict.fromkeys(parents, 20))


def test_the_reorganisation_really_moves_merges_and_splits():
    assert REORGANISED["KB1"] != PARENTS["KB1"]
    assert "KA2" not in REORGANISED
    assert "KA1X" not in PARENTS
    assert STAFF_THEN["KA1"] + STAFF_THEN["KA1X"] == STAFF["KA1"]
