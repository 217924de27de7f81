"""Attacks 20 and 23: when a wave has closed, somebody takes the databases, their files and leftovers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from typer.testing import CliRunner

import cli
from demo.people import AINO
from settings import Settings, read_master_key
from storage.sealing import WrongMasterKey
from storage.secrets import Vault, find_wrapped
from storage.tables.secrets import wave_secrets
from tests.attacks.raw_stores import (
    Marks,
    Rows,
    answered_so,
    as_bytes,
    dump,
    dump_all,
    files_of,
    files_under,
    found_in,
    marks_of,
    marks_of_answers,
    town_on,
    without_system,
)
from tests.conversations.conftest import ON_BOTH, colleague
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, everybody_answers, opened

QUIET = "k1-9"
"""Works beside Aino and does not answer."""
ON_POSTGRESQL = pytest.mark.parametrize("urls", ["postgresql"], indirect=True)


@dataclass(frozen=True)
class Asked:
    """A town in the middle of a wave, and what must be gone when it is over."""

    town: Town
    wave: str
    marks: Marks


@pytest.fixture
async def asked(town: Town) -> Asked:
    return await in_the_middle_of_a_wave(town)


async def in_the_middle_of_a_wave(town: Town) -> Asked:
    aino = Member(town, AINO)
    for member in (aino, Member(town, colleague(QUIET))):
        await member.installs()
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(9), "k3": range(7)})
    await aino.presses("survey.submit", wave=wave, **answered_so())
    people = [aino.person.aad_object_id, *(colleague(f"k1-{n}").aad_object_id for n in range(9))]
    people += [colleague(f"k3-{n}").aad_object_id for n in range(7)]
    secrets = await town.house.vault.get(wave, now=town.clock.now)
    marks = await marks_of(town.house.stores, wave, secrets, people=people)
    return Asked(town, wave, marks | marks_of_answers())


@ON_BOTH
async def test_no_column_of_any_table_holds_an_answer_a_tag_or_a_key_of_a_closed_wave(asked: Asked):
    stores = asked.town.house.stores
    before = found_in(as_bytes(await dump_all(stores)), asked.marks)
    assert before == {"a sealed ballot", "a key of a ballot", "a tag", "a wrapped secret"}, (
        "the search is blind"
    )
    await asked.town.passes(CLOSES)
    dumped = await dump_all(stores)
    assert found_in(as_bytes(dumped), asked.marks) == set()
    assert [dumped[name] for name in ("ballots", "tags", "urns", "wave_secrets")] == [[], [], [], []]


@ON_BOTH
async def test_whoever_answered_and_whoever_did_not_have_the_same_rows(asked: Asked, aino: Member):
    await asked.town.passes(CLOSES)
    dumped = await dump(asked.town.house.stores.identity)
    answered, silent = (rows_about(dumped, member) for member in (aino, Member(asked.town, colleague(QUIET))))
    assert {"wave_members", "conversations", "outbox", "persons"} <= answered.keys()
    assert answered == silent


def rows_about(dumped: dict[str, Rows], who: Member) -> dict[str, Rows]:
    """Give the rows that name somebody, with the name and the numbers of messages left out."""
    told = {}
    for name, rows in dumped.items():
        named = [row for row in without_system(rows) if who.person.aad_object_id in str(row)]
        if named:
            told[name] = [
                {
                    column: nameless(str(value), who)
                    for column, value in row.items()
                    if column != "activity_id"
                }
                for row in named
            ]
    return told


def nameless(value: str, who: Member) -> str:
    return value.replace(who.person.aad_object_id, "ID").replace(who.person.member_id, "MEMBER")


async def test_whoever_was_never_heard_before_answering_has_the_same_rows_too(town: Town, aino: Member):
    wave = await opened(town)
    await aino.presses("survey.submit", wave=wave, **answered_so())
    await everybody_answers(town, wave, {"k1": range(9)})
    await town.passes(CLOSES)
    dumped = await dump(town.house.stores.identity)
    answered, silent = (rows_about(dumped, member) for member in (aino, Member(town, colleague(QUIET))))
    assert answered == silent


@ON_BOTH
async def test_what_is_kept_was_written_at_once_in_an_order_of_random_keys(town: Town):
    wave = await opened(town)
    for number in range(10):
        who = Member(town, colleague(f"k1-{number}"))
        await who.presses("survey.submit", wave=wave, **answered_so("4" * 15, comment=f"Sanon {number}"))
    await town.passes(CLOSES)
    dumped = await dump(town.house.stores.identity)
    kept = [dumped[name] for name in ("atoms", "results", "comments", "comment_views")]
    assert all(kept)
    assert len({row.get("xmin") for rows in kept for row in rows}) == 1
    keys = [bytes(row["key"]) for row in sorted(dumped["comments"], key=place)]
    assert keys == sorted(keys)


def place(row: dict) -> tuple[int, ...]:
    """Say where a row lies: its number, or its page and its line there."""
    if "ctid" in row:
        return tuple(int(number) for number in row["ctid"].strip("()").split(","))
    return (row["rowid"],)


@ON_BOTH
async def test_no_file_holds_a_ballot_a_tag_or_a_key_of_a_closed_wave(asked: Asked):
    stores = asked.town.house.stores
    before = found_in(b"".join((await files_of(stores)).values()), asked.marks)
    assert {"a sealed ballot", "a key of a ballot", "a tag", "a wrapped secret"} <= before, (
        "the search is blind"
    )
    await asked.town.passes(CLOSES)
    for name, content in (await files_of(stores)).items():
        assert found_in(content, asked.marks) == set(), name


async def test_no_page_that_sqlite_has_set_free_holds_anything(asked: Asked):
    await asked.town.passes(CLOSES)
    async with asked.town.house.stores.ballots.reading() as connection:
        size = await connection.scalar(text("PRAGMA page_size"))
        assert await connection.scalar(text("PRAGMA freelist_count")) > 0
    content = (await files_of(asked.town.house.stores))["ballots.db"]
    pages = [content[start : start + size] for start in range(0, len(content), size)]
    assert max(len(page.replace(b"\0", b"")) for page in pages) < size // 2, "a page is full of something"


@ON_POSTGRESQL
async def test_postgresql_keeps_no_dead_row_of_a_closed_wave(asked: Asked):
    await asked.town.passes(CLOSES)
    async with asked.town.house.stores.ballots.reading() as connection:
        sizes = await connection.execute(
            text("SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname IN ('ballots', 'tags')")
        )
        assert dict(sizes.all()) == {"ballots": 0, "tags": 0}


@ON_POSTGRESQL
async def test_no_other_file_of_the_database_holds_anything_either(asked: Asked):
    await asked.town.passes(CLOSES)
    for name, content in (await files_under(asked.town.house.stores, "base/{database}")).items():
        assert found_in(content, asked.marks) == set(), name


@ON_POSTGRESQL
async def test_the_planners_statistics_hold_no_tag_and_no_secret_of_a_closed_wave(asked: Asked):
    await opened(asked.town, "fiilis")  # of two rows PostgreSQL takes samples
    await analyse(asked.town)
    await asked.town.passes(CLOSES)
    await analyse(asked.town)
    assert found_in(as_bytes(await dump(asked.town.house.stores.ballots)), asked.marks) == set()


async def analyse(town: Town) -> None:
    async with town.house.stores.ballots.outside() as connection:
        await connection.execute(text("ANALYZE"))


@ON_POSTGRESQL
async def test_with_the_secrets_on_the_same_server_the_log_opens_nothing_without_the_master_key(asked: Asked):
    secrets, now = asked.town.house.stores.secrets, asked.town.clock.now
    async with secrets.reading() as connection:
        wrapped = await find_wrapped(connection, asked.wave)
    await asked.town.passes(CLOSES)
    log = b"".join((await files_under(asked.town.house.stores, "pg_wal")).values())
    assert found_in(log, asked.marks) <= {"a sealed ballot", "a key of a ballot", "a tag", "a wrapped secret"}
    assert wrapped is not None
    assert wrapped in log, "it was overwritten: then docs and `pulssi check` warn of too much"
    async with secrets.writing() as connection:
        await connection.execute(insert(wave_secrets).values(wave=asked.wave, wrapped=wrapped))
    with pytest.raises(WrongMasterKey):
        await Vault(secrets, b"x" * 32).get(asked.wave, now=now)
    # With the master key they do open: why `pulssi check` tells whoever runs it to keep them apart.
    master_key = read_master_key(asked.town.house.settings)
    opened_with_it = await Vault(secrets, master_key).get(asked.wave, now=now)
    assert [opened_with_it.private_key, opened_with_it.tag_key] == asked.marks["a key of the wave"]


@ON_POSTGRESQL
async def test_whoever_has_the_secrets_on_the_same_server_is_told(town: Town, tmp_path: Path):
    assert "secrets lie on the PostgreSQL server of the ballots" in await told_by_check(town.house.settings)
    apart = town.house.settings.model_copy(update={"secrets_url": f"sqlite:///{tmp_path / 'secrets.db'}"})
    assert "PostgreSQL" not in await told_by_check(apart)


async def told_by_check(settings: Settings) -> str:
    environment = {
        "PULSSI_ENVIRONMENT": "development",
        "PULSSI_DATABASE_URL": settings.database_url,
        "PULSSI_BALLOT_URL": settings.ballot_url,
        "PULSSI_SECRETS_URL": settings.secrets_url,
        "PULSSI_MASTER_KEY": settings.master_key.get_secret_value(),
    }
    ended = await asyncio.to_thread(CliRunner().invoke, cli.app, ["check"], env=environment)
    assert "store secrets" in ended.stdout
    return ended.stderr


@ON_POSTGRESQL
async def test_with_the_secrets_in_a_file_of_their_own_the_log_opens_nothing(
    urls: dict[str, str], tmp_path: Path
):
    async with town_on(urls | {"secrets_url": f"sqlite:///{tmp_path / 'secrets.db'}"}) as town:
        asked = await in_the_middle_of_a_wave(town)
        await town.passes(CLOSES)
        log = b"".join((await files_under(town.house.stores, "pg_wal")).values())
        beside = (tmp_path / "secrets.db").read_bytes() + (tmp_path / "secrets.db-wal").read_bytes()
    assert found_in(log, asked.marks) <= {"a sealed ballot", "a key of a ballot", "a tag"}
    assert found_in(beside, asked.marks) == set()
