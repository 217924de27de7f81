"""Attacks on a vote: somebody asks after every one, takes the stores, reads logs, opens others' cards."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.people import EERO
from dialogs.routes import VERBS
from logs import configure_logging
from storage.choices import choice_id
from tests.attacks.acting import presses, says
from tests.attacks.raw_stores import (
    as_bytes,
    dump_all,
    files_of,
    found_in,
    in_a_process,
    marks_of,
    town_on,
)
from tests.attacks.test_traces_in_logs import FAMILIES, PEOPLE, breaking
from tests.conversations.choosing import TEAM, choice_of, counts, member, offered_in, proposed, votes
from tests.conversations.conftest import ON_BOTH
from tests.conversations.people import Member, Town, inputs, words

CANARY = "Kanarialintu laulaa kolmesti"
CHOOSING = [verb for verb in VERBS if verb.startswith("choose.")]
STEPS = (
    "dialogs.choosing.find_choice",
    "dialogs.choose_vote.vote_ballot",
    "dialogs.choose_vote.personal_data_in",
    "dialogs.choosing.participation_tag",
    "dialogs.choosing.seal",
    "storage.box.record_ballots",
    "dialogs.choose_vote.voted_card",
    "jobs.count_choices.close_urn",
    "jobs.count_choices.unseal",
    "jobs.count_choices.sum_votes",
    "jobs.count_choices.mark_counted",
    "jobs.count_choices.destroy_ballots",
    "jobs.count_choices.scrub",
    "jobs.count_choices.mark_ended",
)


async def heard_by(town: Town, wave: str, *keys: str) -> list[Any]:
    """Let people press what neither counts nor votes, and say the word."""
    told: list[Any] = []
    for key in keys:
        who = Member(town, EERO) if key == "eero" else member(town, key)
        for verb in ("choose.propose", "choose.agree", "choose.felt"):
            heard = await presses(who, verb, unit="K1", wave=wave, choice=choice_id(wave, "K1"))
            told.append((heard.status, heard.body.decode()))
        told.append([words(each) for each in await who.says("valinta")])
    return told


@ON_BOTH
async def test_who_asks_after_every_vote_hears_only_how_many_more_are_needed(town: Town, eero: Member):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    seen = []
    for number, key in enumerate(TEAM[:9]):
        seen.append(await heard_by(town, wave, "eero", "k1-9"))
        target = offered.targets[number % len(offered.targets)]
        await votes(town, key, wave, targets=target, own_target=f"{CANARY} {number}")
    seen.append(await heard_by(town, wave, "eero", "k1-9"))
    assert all(each == seen[5] for each in seen[5:]), "from five on nothing moves"
    for needed, each in zip((5, 4, 3, 2), seen, strict=False):
        assert without(each, needed) == without(seen[0], 5)
    assert CANARY not in str(seen)


def without(told: list[Any], needed: int) -> str:
    """Leave out the one number that is told."""
    return str(told).replace(f"Vielä {needed} ihmisen", "Vielä N ihmisen")


async def test_everything_that_follows_a_vote_is_the_same_whatever_was_chosen(town: Town, eero: Member):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    before = len(town.connector.calls)
    bodies = [
        await votes(town, key, wave, strengths=strengths, targets=targets, own_target=own)
        for key, strengths, targets, own in (
            ("aino", offered.strengths[0], offered.targets[0], ""),
            ("k1-0", ",".join(offered.strengths), ",".join(offered.targets[:2]), CANARY),
            ("k1-0", offered.strengths[0], offered.targets[0], "Toinen yritys"),
        )
    ]
    assert bodies == [bodies[0]] * 3
    await asyncio.sleep(0.2)
    assert CANARY not in str([call.body for call in town.connector.calls[before:]])
    for key in ("aino", "k1-0"):
        told = [await says(member(town, key), "valinta")]
        assert CANARY not in str(told)


@ON_BOTH
async def test_no_table_and_no_file_holds_a_vote_when_it_has_been_counted(town: Town, eero: Member):
    wave = await proposed(town, eero)
    offered = await offered_in(town, wave)
    choice = choice_id(wave, "K1")
    for key in TEAM[:6]:
        await votes(town, key, wave, targets=offered.targets[-1])
    stores = town.house.stores
    secrets = await town.house.vault.get(choice, now=town.clock.now)
    people = [member(town, key).person.aad_object_id for key in TEAM]
    marks = await marks_of(stores, choice, secrets, people=people)
    assert found_in(as_bytes(await dump_all(stores)), marks), "the search is blind"
    await counts(eero, wave)
    dumped = await dump_all(stores)
    assert {name for name, rows in dumped.items() if found_in(as_bytes({name: rows}), marks)} == set()
    assert [dumped[name] for name in ("ballots", "tags", "urns", "wave_secrets")] == [[], [], [], []]
    for name, content in (await files_of(stores)).items():
        assert found_in(content, marks) == set(), name


@ON_BOTH
async def test_of_a_vote_of_four_not_a_word_is_left_anywhere(town: Town, eero: Member):
    wave = await proposed(town, eero, days="1")
    for key in TEAM[:4]:
        await votes(town, key, wave, own_target=CANARY)
    await town.passes((await choice_of(town, wave)).closes_at)
    assert CANARY.encode() not in as_bytes(await dump_all(town.house.stores))
    assert CANARY not in str([call.body for call in town.connector.calls])


async def test_somebody_elses_card_votes_for_whoever_presses_it_and_no_field_changes_that(
    town: Town, eero: Member, onni: Member
):
    wave = await proposed(town, eero)
    stolen = {"person": member(town, "aino").person.aad_object_id, "unit": "K1", "code": "K1"}
    refused = await votes(town, "k3-1", wave, **stolen)
    assert not inputs(refused["value"])
    first = await votes(town, "k1-1", wave, **stolen)
    assert await votes(town, "aino", wave) == first
    assert await votes(town, "k1-1", wave) == first
    assert "Vielä 3 ihmisen" in words(await counts(eero, wave)), "two people have voted"


async def test_no_words_and_no_field_open_a_vote_of_another_unit(town: Town, eero: Member, onni: Member):
    wave = await proposed(town, eero)
    for verb in CHOOSING:
        nothing = await presses(onni, verb, choice="f" * 32, unit="NOWHERE", wave="no-such", feels="yes")
        for more in (
            {"choice": choice_id(wave, "K1"), "unit": "K1", "wave": wave},
            {"choice": "' OR 1=1 --", "unit": "K1", "wave": wave},
            {"choice": choice_id(wave, "K1") + "-felt", "unit": "K3", "wave": wave},
        ):
            heard = await presses(onni, verb, feels="yes", confirmed="yes", save="yes", target1="x", **more)
            assert (heard.status, heard.body) == (nothing.status, nothing.body), verb


def live_through_a_vote_aloud(urls: dict[str, str], folder: str) -> None:
    """Be a process that logs whatever can be logged while a vote goes wrong at every step."""
    with Path(folder, "stderr").open("w", buffering=1, encoding="utf-8") as written:
        os.dup2(written.fileno(), 2)
        sys.stderr = written
        logging.basicConfig(stream=written, level=logging.DEBUG, format="%(levelname)s %(name)s %(message)s")
        for name in FAMILIES:
            logging.getLogger(name).setLevel(logging.DEBUG)
        configure_logging()
        asyncio.run(_live_through_it(urls), debug=True)


async def _live_through_it(urls: dict[str, str]) -> None:
    async with town_on(urls) as town:
        eero = Member(town, EERO)
        wave = await proposed(town, eero)
        for key in TEAM[:6]:
            await votes(town, key, wave)
        for step in STEPS:
            with pytest.MonkeyPatch.context() as patch:
                breaking(patch, step)
                await votes(town, "k1-8", wave, own_target=CANARY)
                if step.startswith("jobs."):
                    await counts(eero, wave)
        await counts(eero, wave)


@ON_BOTH
async def test_no_log_line_gives_a_vote_away_whatever_breaks(urls: dict[str, str], tmp_path: Path):
    assert await in_a_process(live_through_a_vote_aloud, urls, str(tmp_path)) == 0
    said = (tmp_path / "stderr").read_text(encoding="utf-8")
    assert said.count('"error": "Broken"') >= len(STEPS) - 2, "too little went wrong"
    assert CANARY not in said
    assert [person for person in PEOPLE if person in said] == []
    assert "Broken(" not in said
