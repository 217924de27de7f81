"""Attacks 21 and 22: while a wave is open, somebody copies the databases, once or around a single answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from jobs.clockwork import Clockwork
from storage.ballots import open_urn
from storage.box import BallotBox
from storage.engine import Stores
from storage.sealing import participation_tag
from storage.secrets import Vault
from storage.tables.ballots import ballots
from tests.attacks.raw_stores import (
    Rows,
    answered_so,
    dump,
    dump_all,
    files_of,
    found_in,
    without_system,
)
from tests.conversations.conftest import ON_BOTH, colleague, small_town
from tests.conversations.people import Member, Town
from tests.conversations.test_story import answers, everybody_answers, opened
from tests.jobs.house import ALWAYS, HELSINKI, MASTER_KEY
from tests.storage.test_ballots import SECRETS, cast, in_urn, sealed

NIGHT = datetime(2026, 11, 24, 3, 30, tzinfo=HELSINKI)
EVERYBODY = sorted(small_town().people)
ANSWERING = {"k1": range(10), "k3": range(7)}
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s", "sha3_256")
HARMLESS = {"pace", "urns"}
"""When the next message may leave; on PostgreSQL the lock that keeps the urn open."""
TOGETHER = [f"person-{number}" for number in range(30)]

ON_SQLITE = pytest.mark.parametrize("stores", ["sqlite"], indirect=True)


@ON_BOTH
async def test_without_the_secrets_nobody_finds_a_name_in_the_tags(town: Town):
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    dumped = await dump(town.house.stores.ballots)
    marked = {bytes(row["tag"]) for row in dumped["tags"]}
    assert len(marked) == 17
    assert not guesses(wave, dumped) & marked
    secrets = await town.house.vault.get(wave, now=town.clock.now)
    assert marked < {participation_tag(secrets, person) for person in EVERYBODY}, "with them it is easy"


def guesses(wave: str, dumped: dict[str, Rows]) -> set[bytes]:
    """Try everybody in the directory with everything that lies beside the tags."""
    (urn,) = dumped["urns"]
    told = [b"", wave.encode(), bytes(urn["public_key"]), *(bytes(row["key"]) for row in dumped["ballots"])]
    found = set()
    for person in EVERYBODY:
        forms = {
            person.encode(),
            UUID(person).bytes,
            person.upper().encode(),
            person.replace("-", "").encode(),
        }
        for form in forms:
            for key in told:
                for name in HASHES:
                    found |= {hmac.digest(key, form, name)[:32], hmac.digest(form, key, name)[:32]}
                    found |= {
                        hashlib.new(name, key + form).digest()[:32],
                        hashlib.new(name, form + key).digest()[:32],
                    }
    return found


async def test_tags_of_two_waves_have_nothing_in_common(town: Town):
    for instrument in ("tyoelaman-laatu", "fiilis"):
        wave = await opened(town, instrument)
        for number in range(10):
            who = Member(town, colleague(f"k1-{number}"))
            await who.presses("survey.submit", wave=wave, **answers(4, instrument))
    tags = (await dump(town.house.stores.ballots))["tags"]
    by_wave: dict[str, set[bytes]] = {}
    for row in tags:
        by_wave.setdefault(row["wave"], set()).add(bytes(row["tag"]))
    first, second = by_wave.values()
    assert len(first) == len(second) == 10
    assert not {tag[:4] for tag in first} & {tag[:4] for tag in second}


@ON_BOTH
async def test_beside_sealed_ballots_and_tags_nothing_is_written(town: Town):
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    dumped = await dump(town.house.stores.ballots)
    assert {tuple(row) for row in without_system(dumped["tags"])} == {("wave", "tag")}
    assert {tuple(row) for row in without_system(dumped["ballots"])} == {("wave", "key", "sealed")}
    assert {tuple(row) for row in without_system(dumped["urns"])} == {("wave", "public_key", "is_open")}
    assert {len(row["tag"]) for row in dumped["tags"]} == {32}
    assert len({len(row["sealed"]) for row in dumped["ballots"]}) == 1


@pytest.fixture
async def box(stores: Stores) -> Stores:
    """The stores, with the urn of one wave open."""
    async with stores.ballots.writing() as connection:
        await open_urn(connection, "w1", public_key=SECRETS.public_key)
    return stores


async def test_keys_of_ballots_tell_no_order_and_no_time(box: Stores):
    arrived = [(await arrival(box, person))[0] for person in TOGETHER]
    assert {len(key) for key in arrived} == {16}
    assert not all(UUID(bytes=key).version in range(1, 9) for key in arrived), "they look like UUIDs"
    assert min(len({key[place] for key in arrived}) for place in range(16)) > 10, "a byte stands still"
    rising = sum(before < after for before, after in pairwise(arrived))
    assert 3 <= rising <= 26, (
        "the order of keys is the order of arrival"
    )  # of 29: fails once in a million times


async def arrival(box: Stores, person: str) -> tuple[bytes, bytes]:
    """Let somebody answer and give the key and the ballot that were not there before."""
    before = await in_box(box)
    await cast(box, person)
    (new,) = await in_box(box) - before
    return new


async def in_box(box: Stores) -> set[tuple[bytes, bytes]]:
    async with box.ballots.reading() as connection:
        return {
            (row.key, row.sealed) for row in await connection.execute(select(ballots.c.key, ballots.c.sealed))
        }


async def test_the_same_answers_are_sealed_into_bytes_without_anything_in_common(box: Stores):
    for person in TOGETHER[:10]:
        await cast(box, person)
    parts = [
        ballot[place : place + 8] for ballot in await in_urn(box) for place in range(0, len(ballot) - 8, 8)
    ]
    assert len(set(parts)) == len(parts)


@ON_BOTH
async def test_two_copies_around_an_answer_show_one_ballot_and_one_tag_more_and_no_name(
    town: Town, aino: Member
):
    await aino.installs()
    wave = await opened(town)
    await everybody_answers(town, wave, ANSWERING)
    before = await dump_all(town.house.stores)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    new = added(before, await dump_all(town.house.stores))
    assert (len(new.pop("ballots")), len(new.pop("tags"))) == (1, 1)
    assert new.keys() <= HARMLESS


async def test_two_copies_around_somebodys_first_words_name_nobody_either(town: Town, aino: Member):
    wave = await opened(town)
    before = await dump_all(town.house.stores)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    new = added(before, await dump_all(town.house.stores))
    assert not found_in(str(new).encode(), {"a name": [person.encode() for person in EVERYBODY]})


def added(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, Rows]:
    """Give the rows that were not there before, system columns and all."""
    return {
        name: more
        for name, rows in after.items()
        if (more := [row for row in rows if row not in before[name]]) and not name.startswith("pg_")
    }


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
async def test_row_versions_pair_a_ballot_with_its_tag_until_the_night_and_not_after(box: Stores):
    true = [await arrived_pair(box, person) for person in TOGETHER]
    assert sorted(pairs_by_version(await dump(box.ballots))) == sorted(true), "as docs/privacy.md says"
    await night(box)
    dumped = await dump(box.ballots)
    versions = [row["xmin"] for name, rows in dumped.items() if is_of_ballots(name) for row in rows]
    assert len(set(versions)) == 1
    assert lucky(true, by_place(dumped)) < 10


async def arrived_pair(box: Stores, person: str) -> tuple[bytes, bytes]:
    return participation_tag(SECRETS, person), (await arrival(box, person))[1]


def pairs_by_version(dumped: dict[str, Rows]) -> list[tuple[bytes, bytes]]:
    ballot = {row["xmin"]: bytes(row["sealed"]) for row in dumped["ballots"]}
    return [(bytes(row["tag"]), ballot[row["xmin"]]) for row in dumped["tags"]]


def is_of_ballots(name: str) -> bool:
    """Say whether a table holds ballots or tags: they, and what holds the large values of the one."""
    return name in {"ballots", "tags"} or name.startswith("pg_toast")


def by_place(dumped: dict[str, Rows]) -> list[tuple[bytes, bytes]]:
    """Pair tags and ballots in the order in which they lie in their tables."""

    def place(row: dict[str, Any]) -> list[int]:
        return [int(number) for number in row["ctid"].strip("()").split(",")]

    marked, sealed_ = (sorted(dumped[name], key=place) for name in ("tags", "ballots"))
    return [(bytes(tag["tag"]), bytes(ballot["sealed"])) for tag, ballot in zip(marked, sealed_, strict=True)]


def lucky(true: list[tuple[bytes, bytes]], guessed: list[tuple[bytes, bytes]]) -> int:
    """Count the pairs that a guess got right: by chance one, and ten less than once in a million times."""
    return len(set(true) & set(guessed))


async def night(box: Stores) -> None:
    """Let half past three pass."""
    vault = Vault(box.secrets, MASTER_KEY)
    works = Clockwork(box, vault, clock=lambda: NIGHT, hours=ALWAYS, instruments={}, opened=lambda: None)
    await works.tick(NIGHT)


@ON_SQLITE
async def test_after_the_night_no_place_in_sqlites_file_pairs_a_ballot_with_its_tag(box: Stores):
    true = [await arrived_pair(box, person) for person in TOGETHER]
    await night(box)
    await box.close()
    content = (await files_of(box))["ballots.db"]
    assert lucky(true, pairs_in_file(content, true)) < 10


def pairs_in_file(content: bytes, true: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Pair by the places: later ballots lie on later pages, later tags before earlier ones on theirs."""
    later_pages = sorted((ballot for _, ballot in true), key=lambda ballot: content.index(ballot[4000:4024]))
    earlier_lines = sorted((tag for tag, _ in true), key=content.rindex, reverse=True)
    return list(zip(earlier_lines, later_pages, strict=True))


@ON_SQLITE
async def test_after_the_night_sqlites_log_pairs_no_ballot_with_its_tag(box: Stores):
    true = [await arrived_pair(box, person) for person in TOGETHER]
    await night(box)
    log = (await files_of(box)).get("ballots.db-wal", b"")
    assert lucky(true, pairs_in_log(log, true)) < 10


def pairs_in_log(log: bytes, true: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Pair by what came first: every commit adds its changes at the end."""
    if not all(tag in log and ballot[4000:4024] in log for tag, ballot in true):
        return []
    come = sorted((ballot for _, ballot in true), key=lambda ballot: log.index(ballot[4000:4024]))
    marked = sorted((tag for tag, _ in true), key=log.index)
    return list(zip(marked, come, strict=True))


async def cast_together(box: Stores) -> list[tuple[bytes, bytes]]:
    """Let many answer at the same moment; one is written alone, the others in one transaction."""
    true = [(participation_tag(SECRETS, person), sealed(person)) for person in TOGETHER]
    arriving = BallotBox(box.ballots)
    await asyncio.gather(*(arriving.cast("w1", tag=tag, sealed=ballot) for tag, ballot in true))
    return true[1:]


async def test_answers_that_arrive_together_lie_in_orders_that_do_not_fit_each_other(box: Stores):
    true = await cast_together(box)
    dumped = await dump(box.ballots)
    if box.ballots.is_sqlite:
        await box.close()
        guessed = pairs_in_file((await files_of(box))["ballots.db"], true)
    else:
        assert len({row["xmin"] for row in dumped["tags"]}) == 2, "they did not come together"
        guessed = by_place(dumped)
    assert lucky(true, guessed) < 10


async def test_the_order_of_a_batchs_keys_does_not_come_from_its_tags(box: Stores):
    true = await cast_together(box)
    by_key = [each for each in await in_urn(box) if each in dict(true).values()]
    as_made = set(sorted(tag for tag, _ in true))  # noqa: C414 - of equal hashes the first one added goes first
    assert lucky(true, list(zip(as_made, by_key, strict=True))) < 10
