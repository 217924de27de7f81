"""A wave that cannot be counted is ended by hand: its answers are destroyed, nothing is published."""

from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from jobs import close_waves, give_up_waves
from jobs.close_waves import LEASE
from jobs.give_up_waves import GIVEN_UP, NOT_CLOSED, CannotGiveUp, Stopped, give_up_wave
from jobs.open_waves import INVITATION, REMINDER
from storage.audit import list_audit
from storage.engine import Stores, open_stores
from storage.outbox import count_deliveries
from storage.reasons import WAVE_CLOSED
from storage.results import find_latest_result, find_result, list_results
from storage.sealing import TamperedBallot, WrongMasterKey
from storage.secrets import SecretsMissing, Vault
from storage.tables.ballots import ballots
from storage.tables.response_rates import response_rates
from storage.waves import UnknownWave, list_due_to_close
from tests.attacks.raw_stores import Killed as Dead
from tests.attacks.raw_stores import house_of, in_a_process, urls_of
from tests.jobs import test_close_waves
from tests.jobs.house import DAY, END, FIILIS, MASTER_KEY, NOW, House, residents
from tests.jobs.test_close_waves import EVERYBODY, Killed, answered, contract, dying, files, never_released

PEOPLE = residents("K1")
NOTHING_LEFT = dict.fromkeys(("ballots", "tags", "urns", "wave_secrets", "atoms", "results", "comments"), 0)
DECIDING = (
    "claim_closing",
    "mark_counted",
    "remove_rates",
    "drop_deliveries",
    "record_audit",
    "release_closing",
)
ENDING = ("claim_closing", "get_wave", "destroy_ballots", "scrub", "mark_closed", "record_audit")
STEPS = [
    *((give_up_waves, step) for step in DECIDING),
    *((close_waves, step) for step in ENDING),
    (Vault, "destroy"),
]


async def gives_up(house: House, wave: str, *, now=END, dry_run: bool = False) -> Stopped:
    return await give_up_wave(house.stores, house.vault, wave, dry_run=dry_run, actor="helmi", now=now)


async def stopped(house: House, **plan) -> str:
    """A wave over time whose secrets are lost."""
    wave = await answered(house, PEOPLE, **plan)
    await house.vault.destroy(wave)
    with pytest.raises(SecretsMissing):
        await house.closes(wave)
    return wave


async def lines(house: House, *actions: str) -> list[tuple[str, str, str]]:
    async with house.stores.identity.reading() as connection:
        found = await list_audit(connection, newest=100)
    return [(each.actor, each.action, each.subject) for each in found if each.action in actions]


async def sent(house: House, wave: str, kind: str) -> tuple[dict[str, int], int]:
    async with house.stores.identity.reading() as connection:
        accounting = await count_deliveries(connection, wave, kind)
    return accounting.failed, accounting.waiting


async def test_a_wave_without_its_secrets_is_closed_without_a_result(house):
    wave = await stopped(house, reminders=1)
    found = await gives_up(house, wave)
    assert (found.why, found.waiting) == ("SecretsMissing", 2 * len(EVERYBODY))
    assert await house.left() == NOTHING_LEFT
    assert (await house.wave(wave)).state(END) == "closed"
    async with house.stores.identity.reading() as connection:
        assert await list_results(connection, wave) == []
        assert await find_result(connection, wave, code="K1") is None
        assert await find_latest_result(connection, code="K1") is None
        assert await list_due_to_close(connection, now=END + DAY) == []


async def test_the_log_says_who_gave_it_up_and_that_it_is_over(house):
    wave = await stopped(house)
    await gives_up(house, wave)
    assert await lines(house, NOT_CLOSED, GIVEN_UP, "wave.closed") == [
        ("clock", NOT_CLOSED, f"{wave}: SecretsMissing"),
        ("helmi", GIVEN_UP, wave),
        ("clock", "wave.closed", wave),
    ]


async def test_what_waits_to_be_said_is_not_said_any_more(house):
    wave = await stopped(house, reminders=1)
    other = await house.opened(instrument=FIILIS)
    assert (await sent(house, wave, REMINDER))[0] == {}
    await gives_up(house, wave)
    for kind in (INVITATION, REMINDER):
        failed, waiting = await sent(house, wave, kind)
        assert (set(failed), waiting) == ({WAVE_CLOSED}, 0)
    failed, waiting = await sent(house, other, INVITATION)
    assert failed == {}
    assert waiting > 0


async def test_what_was_told_while_it_was_open_goes_as_well(house):
    wave = await stopped(house)
    async with house.stores.identity.writing() as connection:
        row = {"wave": wave, "code": "K", "day": NOW.date(), "rate": 50}
        await connection.execute(insert(response_rates), [row])
    await gives_up(house, wave)
    async with house.stores.identity.reading() as connection:
        assert (await connection.execute(select(response_rates))).all() == []


async def test_a_dry_run_tells_and_changes_nothing(house):
    wave = await stopped(house)
    before = await house.left(), await house.wave(wave), await sent(house, wave, INVITATION)
    found = await gives_up(house, wave, dry_run=True)
    assert (found.wave.id, found.why) == (wave, "SecretsMissing")
    assert not found.is_given_up
    assert not found.is_over
    assert (await house.left(), await house.wave(wave), await sent(house, wave, INVITATION)) == before
    assert await lines(house, GIVEN_UP) == []


async def test_giving_up_twice_changes_nothing_more(house):
    wave = await stopped(house)
    await gives_up(house, wave)
    first = await house.wave(wave)
    again = await gives_up(house, wave, now=END + DAY)
    assert again.is_over
    assert await house.wave(wave) == first
    assert len(await lines(house, GIVEN_UP)) == len(await lines(house, "wave.closed")) == 1


async def test_of_many_at_once_one_gives_up(house):
    wave = await stopped(house)
    ends = await asyncio.gather(*(gives_up(house, wave) for _ in range(4)), return_exceptions=True)
    assert {type(end) for end in ends} <= {Stopped, CannotGiveUp}
    assert any(isinstance(end, Stopped) for end in ends)
    assert await house.left() == NOTHING_LEFT
    assert len(await lines(house, GIVEN_UP)) == len(await lines(house, "wave.closed")) == 1


async def reason(house: House, wave: str, *, now=END) -> str:
    for dry_run in (True, False):
        with pytest.raises(CannotGiveUp, match=wave) as refused:
            await gives_up(house, wave, now=now, dry_run=dry_run)
    assert await lines(house, GIVEN_UP) == []
    return refused.value.reason


async def test_a_wave_that_is_planned_missed_or_open_is_not_given_up(house):
    planned = await house.plans()
    assert await reason(house, planned, now=NOW) == await reason(house, planned) == "not-opened"
    wave = await answered(house, PEOPLE, instrument=FIILIS)
    await house.vault.destroy(wave)
    assert await reason(house, wave, now=END - timedelta(seconds=1)) == "open"
    assert (await house.left())["ballots"] == len(PEOPLE)


async def test_a_wave_whose_close_nothing_has_stopped_is_not_given_up(house):
    wave = await answered(house, PEOPLE)
    assert await reason(house, wave) == "not-stopped"
    assert await house.closes(wave)
    assert (await contract(house, wave))["n"] == len(PEOPLE)


async def test_a_wave_with_results_keeps_them(house):
    wave = await answered(house, PEOPLE)
    other = House(house.stores, Vault(house.stores.secrets, b"x" * 32))
    with pytest.raises(WrongMasterKey):
        await other.closes(wave)
    await house.closes(wave)
    before = await contract(house, wave)
    assert await reason(house, wave) == "counted"
    assert await contract(house, wave) == before


async def test_a_counted_wave_that_is_not_clean_yet_keeps_its_results(small_house, monkeypatch):
    wave = await answered(small_house, PEOPLE)
    other = House(small_house.stores, Vault(small_house.stores.secrets, b"x" * 32))
    with pytest.raises(WrongMasterKey):
        await other.closes(wave)
    monkeypatch.setattr(close_waves, "destroy_ballots", dying(close_waves.destroy_ballots, "before"))
    with pytest.raises(Killed):
        await small_house.closes(wave)
    monkeypatch.undo()
    assert await reason(small_house, wave) == "counted"
    assert await small_house.closes(wave)
    assert (await contract(small_house, wave))["n"] == len(PEOPLE)


async def test_an_unknown_wave_is_called_that(house):
    for dry_run in (True, False):
        with pytest.raises(UnknownWave):
            await gives_up(house, "nope", dry_run=dry_run)


async def test_a_lost_master_key_and_changed_ballots_can_be_given_up_too(house):
    wave = await answered(house, PEOPLE)
    other = House(house.stores, Vault(house.stores.secrets, b"x" * 32))
    with pytest.raises(WrongMasterKey):
        await other.closes(wave)
    assert (await gives_up(other, wave)).why == "WrongMasterKey"
    assert await house.left() == NOTHING_LEFT

    spoilt = await answered(house, PEOPLE, instrument=FIILIS)
    async with house.stores.ballots.writing() as connection:
        row = {"wave": spoilt, "key": b"k" * 16, "sealed": b"kanarialintu"}
        await connection.execute(insert(ballots), [row])
    with pytest.raises(TamperedBallot):
        await house.closes(spoilt)
    assert (await gives_up(house, spoilt)).why == "TamperedBallot"
    assert await house.left() == NOTHING_LEFT


async def test_the_result_of_the_wave_before_is_the_newest_again(house):
    before = await answered(house, PEOPLE)
    await house.closes(before)
    wave = await house.opened(now=END, closes=END + DAY)
    await house.vault.destroy(wave)
    with pytest.raises(SecretsMissing):
        await house.closes(wave, now=END + DAY)
    await gives_up(house, wave, now=END + DAY)
    async with house.stores.identity.reading() as connection:
        newest = await find_latest_result(connection, code="K1")
    assert newest is not None
    assert newest.wave.id == before


async def test_a_close_at_the_same_moment_goes_first(house, monkeypatch):
    wave = await stopped(house)
    real, waiting, go_on = close_waves._count, asyncio.Event(), asyncio.Event()

    async def slow(*args, **more):
        waiting.set()
        await go_on.wait()
        await real(*args, **more)

    monkeypatch.setattr(close_waves, "_count", slow)
    closing = asyncio.create_task(house.closes(wave))
    await waiting.wait()
    with pytest.raises(CannotGiveUp) as refused:
        await gives_up(house, wave)
    assert refused.value.reason == "being-closed"
    go_on.set()
    with pytest.raises(SecretsMissing):
        await closing
    await gives_up(house, wave)
    assert await house.left() == NOTHING_LEFT


@pytest.mark.parametrize("finisher", ["the same command", "the closing job"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("owner", "step"), STEPS, ids=lambda each: each if isinstance(each, str) else each.__name__
)
async def test_whoever_dies_on_the_way_is_followed_by_another(
    house, monkeypatch, owner, step, moment, finisher
):
    wave = await stopped(house)
    monkeypatch.setattr(owner, step, dying(getattr(owner, step), moment))
    monkeypatch.setattr(close_waves, "release_closing", never_released)
    with pytest.raises(Killed):
        await gives_up(house, wave)
    monkeypatch.undo()

    decided = bool(await lines(house, GIVEN_UP))
    left = await house.left()
    assert decided or left["ballots"] == left["tags"] == len(PEOPLE), "answers gone though nobody decided"
    assert (left["atoms"], left["results"]) == (0, 0)
    later = END + LEASE + timedelta(seconds=1)
    if finisher == "the closing job" and decided:
        await house.closes(wave, now=later)
    else:
        await gives_up(house, wave, now=later)
    assert await house.left() == NOTHING_LEFT
    assert (await house.wave(wave)).closed_at is not None
    assert len(await lines(house, GIVEN_UP)) == len(await lines(house, "wave.closed")) == 1


def give_up_and_die(urls: dict[str, str], wave: str, owner: str, step: str, moment: str) -> None:
    """Be a process that gives a wave up, and die on the way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_close_waves, "Killed", Dead)
        target = {"deciding": give_up_waves, "ending": close_waves, "vault": Vault}[owner]
        patch.setattr(target, step, dying(getattr(target, step), moment))
        stores = open_stores(**urls)
        vault = Vault(stores.secrets, MASTER_KEY)
        asyncio.run(give_up_wave(stores, vault, wave, dry_run=False, actor="helmi", now=END))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "step", "moment"),
    [
        ("deciding", "mark_counted", "after"),  # uncommitted
        ("deciding", "release_closing", "after"),  # all of it, uncommitted
        ("ending", "destroy_ballots", "before"),  # decided, nothing destroyed
        ("ending", "destroy_ballots", "after"),
        ("vault", "destroy", "before"),
        ("ending", "record_audit", "after"),  # closed, uncommitted
    ],
)
async def test_a_killed_process_leaves_nothing_half_given_up(stores: Stores, owner, step, moment):
    house = await house_of(stores)
    wave = await stopped(house)
    work = (give_up_and_die, urls_of(house.stores), wave, owner, step, moment)
    assert await in_a_process(*work) == -9
    assert bool(await lines(house, GIVEN_UP)) == (owner != "deciding")
    await gives_up(house, wave, now=END + LEASE + timedelta(seconds=1))
    assert await house.left() == NOTHING_LEFT
    assert len(await lines(house, GIVEN_UP)) == 1


async def test_no_byte_of_an_answer_or_a_key_is_left_in_any_file(small_house, tmp_path):
    wave = await small_house.opened()
    sealed = await small_house.answers(wave, "aino", comment="kanarialintu-ei-saa-jäädä")
    secrets = await small_house.vault.get(wave, now=END)
    other = House(small_house.stores, Vault(small_house.stores.secrets, b"x" * 32))
    with pytest.raises(WrongMasterKey):
        await other.closes(wave)
    marks = [sealed[place : place + 24] for place in (0, 100, 3000, len(sealed) - 24)]
    assert all(any(mark in content for content in files(tmp_path)) for mark in marks)
    await gives_up(other, wave)
    marks += [secrets.private_key, secrets.tag_key]
    assert not [mark for mark in marks for content in files(tmp_path) if mark in content]


def test_every_step_of_the_job_is_one_that_is_killed():
    source = inspect.getsource(give_up_waves._decide)
    assert [step for step in DECIDING if step not in source] == []
