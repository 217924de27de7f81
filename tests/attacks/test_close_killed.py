"""Attack 35: the process that closes a wave is killed, step by step, and another goes on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs import close_waves
from jobs.close_waves import LEASE, close_wave
from storage.engine import Stores, open_stores
from storage.outbox import RESULT, count_deliveries
from storage.results import find_result, list_results
from storage.secrets import Vault
from storage.tables.results import atoms, results
from tests.attacks.raw_stores import Killed, house_of, in_a_process, urls_of
from tests.jobs import test_close_waves
from tests.jobs.house import END, MASTER_KEY, House, residents
from tests.jobs.test_close_waves import STEPS, answered, closed_lines, contract, dying, said
from tests.storage.town import UNITS

PEOPLE = [*residents("K1"), *residents("K3")]
DEATHS = (
    ("close_urn", "after"),  # before that transaction commits
    ("_open_ballots", "after"),
    ("record_results", "after"),  # half a snapshot is written
    ("mark_counted", "after"),  # all of it, uncommitted
    ("destroy_ballots", "before"),  # the snapshot is there, and all ballots
    ("destroy_ballots", "after"),
    ("vault.destroy", "before"),  # ballots gone, secrets not
    ("vault.destroy", "after"),
    ("record_audit", "after"),  # closed, uncommitted
    ("announce_results", "after"),  # closed and in the outbox, uncommitted
)


def test_every_death_is_at_a_step_of_the_close():
    assert {step for step, _ in DEATHS} <= {*STEPS, "vault.destroy"}


def close_and_die(urls: dict[str, str], wave: str, step: str, moment: str) -> None:
    """Be a process that closes a wave, and die on the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_close_waves, "Killed", Killed)
        owner, _, name = step.rpartition(".")
        target = Vault if owner else close_waves
        patch.setattr(target, name, dying(getattr(target, name), moment))
        stores = open_stores(**urls)
        asyncio.run(close_wave(stores, Vault(stores.secrets, MASTER_KEY), wave, now=END))


async def snapshot(house: House) -> list[str]:
    """Give what is kept of the wave, as it is written."""
    async with house.stores.identity.reading() as connection:
        sums = list(await connection.scalars(select(atoms.c.body)))
        return sums + sorted(await connection.scalars(select(results.c.body)))


@pytest.mark.slow
@pytest.mark.parametrize(("step", "moment"), DEATHS)
async def test_a_close_that_is_killed_is_finished_once_and_whole(stores: Stores, step: str, moment: str):
    house = await house_of(stores)
    wave = await answered(house, PEOPLE)
    assert await in_a_process(close_and_die, urls_of(house.stores), wave, step, moment) == -9

    at_death, kept = await house.left(), await snapshot(house)
    assert len(kept) in {0, 1 + len(UNITS)}, "half a snapshot"
    assert kept or at_death["ballots"] == at_death["tags"] == len(PEOPLE), "lost ballots"
    assert await shown(house, wave) == [], "shown before the ballots are gone"
    assert await told(house, wave) == 0, "told before it is closed"

    assert not await house.closes(wave, now=END + timedelta(minutes=1)), "two closers at once"
    assert await house.closes(wave, now=END + LEASE + timedelta(seconds=1))
    left = await house.left()
    assert [left[table] for table in ("ballots", "tags", "urns", "wave_secrets")] == [0, 0, 0, 0]
    assert await snapshot(house) == kept or kept == [], "a second snapshot"
    assert len(await snapshot(house)) == 1 + len(UNITS)
    assert (await contract(house, wave))["n"] == len(PEOPLE)
    assert len(await said(house, wave, "K")) == len(set(await said(house, wave, "K"))) > 0
    assert await closed_lines(house) == 1
    assert await told(house, wave) == len({"eero", "helmi", "onni"})


async def told(house: House, wave: str) -> int:
    async with house.stores.identity.reading() as connection:
        return (await count_deliveries(connection, wave, RESULT)).planned


async def shown(house: House, wave: str) -> list:
    async with house.stores.identity.reading() as connection:
        assert await find_result(connection, wave, code="K") is None
        return await list_results(connection, wave)
