"""A vote is counted once whoever dies on the way, and what cannot be counted ends without a sum."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from jobs import count_choices
from jobs.clockwork import Clockwork
from jobs.count_choices import count_at_press, count_choice
from jobs.purge import purge_expired
from scoring.choices import Offered, Vote
from storage.audit import list_audit
from storage.ballots import open_urn, record_ballot
from storage.channels import Channel, recipient_of, record_channel
from storage.choices import (
    CHOSEN,
    FELT,
    QUESTIONS,
    Choice,
    Question,
    choice_id,
    find_choice,
    list_due,
    mark_asked,
    mark_ended,
    record_choice,
)
from storage.sealing import Ballot, WrongMasterKey, participation_tag, seal
from storage.secrets import Vault
from storage.tables.ballots import ballots, tags, urns
from storage.tables.outbox import outbox
from storage.tables.secrets import wave_secrets
from storage.votes import feeling_ballot, vote_ballot
from tests.jobs import test_close_waves
from tests.jobs.house import ALWAYS, DAY, NOW, House
from tests.jobs.test_close_waves import Killed, dying

OFFERED = Offered(("a", "b"), ("x", "y"))
CLOSES = NOW + 3 * DAY
STEPS = (
    "find_choice",
    "close_urn",
    "count_ballots",
    "opening_box",
    "sum_votes",
    "mark_counted",
    "destroy_ballots",
    "scrub",
    "mark_ended",
    "record_audit",
    "list_leaders",
    "record_deliveries",
)


@dataclass(frozen=True)
class Voting:
    """A house in which home care votes."""

    house: House
    id: str

    async def cast(self, *made: Ballot, question: Question = CHOSEN, start: int = 0) -> None:
        secrets = await self.house.vault.get(question.urn(self.id), now=NOW)
        async with self.house.stores.ballots.writing() as connection:
            for number, ballot in enumerate(made, start):
                tag = participation_tag(secrets, f"k1-{number}")
                sealed = seal(ballot, secrets.public_key)
                await record_ballot(connection, question.urn(self.id), tag=tag, sealed=sealed)

    async def choice(self) -> Choice:
        async with self.house.stores.identity.reading() as connection:
            found = await find_choice(connection, self.id)
        assert found is not None
        return found

    async def counts(self, question: Question = CHOSEN) -> bool:
        return await count_choice(self.house.stores, self.house.vault, question, self.id, now=CLOSES)

    async def left(self) -> list[int]:
        stores = self.house.stores
        places = [(stores.ballots, table) for table in (ballots, tags, urns)]
        found = []
        for store, table in [*places, (stores.secrets, wave_secrets)]:
            async with store.reading() as connection:
                found.append(await connection.scalar(select(func.count()).select_from(table)))
        return found

    async def told(self) -> list[tuple[str, str]]:
        async with self.house.stores.identity.reading() as connection:
            rows = await connection.execute(select(outbox.c.kind, outbox.c.person).order_by(outbox.c.person))
        return [(row.kind, row.person) for row in rows]

    async def logged(self) -> list[str]:
        async with self.house.stores.identity.reading() as connection:
            lines = await list_audit(connection, newest=100)
        return [line.action for line in lines if line.action.startswith("choice.")]


async def voting_in(house: House) -> Voting:
    wave = await house.plans(opens=NOW + 6 * DAY)
    made = Choice(
        id=choice_id(wave, "K1"), wave=wave, code="K1", offered=OFFERED, opened_at=NOW, closes_at=CLOSES
    )
    voting = Voting(house, made.id)
    async with house.stores.identity.writing() as connection:
        assert await record_choice(connection, made)
        assert not await record_choice(connection, replace(made, id="another"))
        assert await mark_asked(connection, made.id, closes=CLOSES)
        assert not await mark_asked(connection, made.id, closes=CLOSES)
    for question in QUESTIONS:
        secrets = await house.vault.make(question.urn(made.id), now=NOW)
        async with house.stores.ballots.writing() as connection:
            await open_urn(connection, question.urn(made.id), public_key=secrets.public_key)
    return voting


@pytest.fixture
async def voting(house) -> Voting:
    return await voting_in(house)


@pytest.fixture
async def small_voting(small_house) -> Voting:
    return await voting_in(small_house)


def vote(target: str = "x", own: str = "") -> Ballot:
    return vote_ballot(Vote(frozenset("a"), frozenset(target), own), "K1")


async def test_the_clock_counts_what_is_over_and_tells_whoever_leads(voting):
    await voting.cast(*[vote("y")] * 3, *[vote("x")] * 3)
    async with voting.house.stores.identity.reading() as connection:
        assert await list_due(connection, CHOSEN, now=CLOSES - timedelta(seconds=1)) == []
        assert await list_due(connection, CHOSEN, now=CLOSES) == [voting.id]
    assert await voting.counts()
    assert not await voting.counts()
    found = await voting.choice()
    assert found.summed is not None
    assert [(each.item, each.times) for each in found.summed.targets] == [("x", 3), ("y", 3)]
    assert await voting.left() == [0, 0, 1, 1], "the other question goes on"
    assert await voting.told() == [("chosen", "eero")]
    assert await voting.logged() == ["choice.chosen"]


async def test_both_questions_are_counted_by_the_clockwork(small_voting):
    house = small_voting.house
    await small_voting.cast(*[vote()] * 5)
    answers = [*[feeling_ballot("yes", "K1")] * 3, *[feeling_ballot("no", "K1")] * 2]
    await small_voting.cast(*answers, question=FELT)
    clockwork = Clockwork(
        house.stores,
        house.vault,
        clock=lambda: CLOSES,
        hours=ALWAYS,
        instruments={},
        opened=lambda: None,
    )
    await clockwork.tick(CLOSES)
    found = await small_voting.choice()
    assert (found.summed is not None, found.felt) == (True, 60)
    assert await small_voting.left() == [0, 0, 0, 0]
    assert sorted(await small_voting.told()) == [("chosen", "eero"), ("feeling", "eero")]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", [*STEPS, "vault.destroy"])
async def test_a_count_that_dies_at_any_step_is_finished_by_the_next(small_voting, monkeypatch, step, moment):
    await small_voting.cast(*[vote("y", f"Ehdotus {number}") for number in range(7)])
    with monkeypatch.context() as patch:
        patch.setattr(test_close_waves, "Killed", Killed)
        if step == "vault.destroy":
            patch.setattr(Vault, "destroy", dying(Vault.destroy, moment))
        else:
            patch.setattr(count_choices, step, dying(getattr(count_choices, step), moment))
        with pytest.raises(Killed):
            await count_at_press(
                small_voting.house.stores,
                small_voting.house.vault,
                CHOSEN,
                small_voting.id,
                actor="eero",
                now=NOW + DAY,
            )
    before = (await small_voting.choice()).summed
    later = NOW + DAY + timedelta(minutes=1)
    async with small_voting.house.stores.identity.reading() as connection:
        due = await list_due(connection, CHOSEN, now=later)
    if not due:  # it died before anything was decided
        assert (
            await count_at_press(
                small_voting.house.stores,
                small_voting.house.vault,
                CHOSEN,
                small_voting.id,
                actor="eero",
                now=later,
            )
            == 0
        )
    for _ in due:
        assert await small_voting.counts()
    found = await small_voting.choice()
    assert found.summed is not None
    assert before in {None, found.summed}, "never two sums"
    assert sorted(found.summed.own_strengths) == [f"Ehdotus {number}" for number in range(7)]
    assert await small_voting.left() == [0, 0, 1, 1]
    assert await small_voting.logged() == ["choice.chosen"]
    assert len(await small_voting.told()) <= 1


@pytest.mark.parametrize("count", [0, 4, 5, 9])
async def test_many_who_count_at_once_keep_one_sum(voting, count):
    await voting.cast(*[vote("y", f"Ehdotus {number}") for number in range(count)])
    vaults = [Vault(voting.house.stores.secrets, b"m" * 32) for _ in range(5)]
    ended = await asyncio.gather(
        *(count_choice(voting.house.stores, vault, CHOSEN, voting.id, now=CLOSES) for vault in vaults)
    )
    assert sum(ended) == 1
    found = await voting.choice()
    assert (found.summed is not None) == (count >= 5)
    assert await voting.left() == [0, 0, 1, 1]
    assert await voting.logged() == ["choice.chosen"]
    assert await voting.told() == [("chosen", "eero")]


async def test_four_are_destroyed_unopened(voting, monkeypatch):
    await voting.cast(*[vote("y", "Kanarialintu")] * 4)
    needed = await count_at_press(
        voting.house.stores, voting.house.vault, CHOSEN, voting.id, actor="eero", now=NOW
    )
    assert needed == 1
    assert (await voting.left())[0] == 4
    monkeypatch.setattr(count_choices, "unseal", dying(count_choices.unseal, "before"))
    assert await voting.counts()
    assert (await voting.choice()).summed is None
    assert await voting.left() == [0, 0, 1, 1]


async def test_without_its_secrets_a_vote_ends_without_a_sum(voting):
    await voting.cast(*[vote()] * 6)
    await voting.house.vault.destroy(voting.id)
    assert await voting.counts()
    assert (await voting.choice()).summed is None
    assert await voting.logged() == ["choice.not_counted", "choice.chosen"]
    assert await voting.left() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    "strange",
    [
        Ballot("K1", {"target.unknown": 1}, '["", ""]'),
        Ballot("K1", {"target.x": 1}, "no json"),
        Ballot("K1", {"target.x": 1}, "[1]"),
    ],
)
async def test_a_ballot_that_is_no_vote_ends_it_without_a_sum(small_voting, strange):
    await small_voting.cast(*[vote()] * 6, strange)
    assert await small_voting.counts()
    assert (await small_voting.choice()).summed is None
    assert "choice.not_counted" in await small_voting.logged()


async def test_another_master_key_destroys_nothing(small_voting):
    await small_voting.cast(*[vote()] * 6)
    other = Vault(small_voting.house.stores.secrets, b"x" * 32)
    with pytest.raises(WrongMasterKey):
        await count_choice(small_voting.house.stores, other, CHOSEN, small_voting.id, now=CLOSES)
    assert (await small_voting.left())[0] == 6
    assert await small_voting.counts()
    assert (await small_voting.choice()).summed is not None


async def test_identity_codes_are_masked_and_the_channel_hears_the_sum_only(small_voting):
    house = small_voting.house
    channel = Channel("K1", "https://smba.example", "tenant", "28:bot", "team", "19:channel", "fi")
    async with house.stores.identity.writing() as connection:
        await record_channel(connection, channel)
    await small_voting.cast(*[vote("x", "131052-308T tuli mukaan")] * 5)
    assert await small_voting.counts()
    summed = (await small_voting.choice()).summed
    assert summed is not None
    assert summed.own_strengths == ("******-**** tuli mukaan",)
    await small_voting.counts(FELT)
    told = await small_voting.told()
    assert (("chosen", recipient_of("K1")) in told, ("feeling", recipient_of("K1")) in told) == (True, False)


async def test_what_a_backup_brought_back_is_purged(small_voting):
    house = small_voting.house
    await small_voting.cast(*[vote()] * 5)
    async with house.stores.identity.writing() as connection:
        await mark_ended(connection, CHOSEN, small_voting.id, now=CLOSES)
    purged = await purge_expired(house.stores, house.vault, dry_run=False, actor="test", now=CLOSES)
    assert purged[-1].count == 1
    assert await small_voting.left() == [0, 0, 1, 1]


async def test_a_press_while_another_process_destroys_the_votes_shows_the_sum(voting, monkeypatch):
    await voting.cast(*[vote()] * 6)
    with monkeypatch.context() as patch:
        patch.setattr(test_close_waves, "Killed", Killed)
        patch.setattr(count_choices, "mark_ended", dying(count_choices.mark_ended, "before"))
        with pytest.raises(Killed):
            await voting.counts()
    assert await voting.left() == [0, 0, 1, 1]
    stores, vault = voting.house.stores, voting.house.vault
    assert await count_at_press(stores, vault, CHOSEN, voting.id, actor="eero", now=CLOSES) == 0
    found = await voting.choice()
    assert found.summed is not None
    assert found.ended_at is not None
    assert await voting.logged() == ["choice.chosen"]


async def test_who_comes_too_late_to_open_the_votes_logs_no_failure(voting, monkeypatch):
    await voting.cast(*[vote()] * 6)

    async def another_counts_first(vault: Vault, urn: str, *, now: datetime):
        monkeypatch.setattr(Vault, "get", get)
        assert await voting.counts()
        return await get(vault, urn, now=now)

    get = Vault.get
    monkeypatch.setattr(Vault, "get", another_counts_first)
    assert not await voting.counts()
    assert (await voting.choice()).summed is not None
    assert await voting.logged() == ["choice.chosen"]
