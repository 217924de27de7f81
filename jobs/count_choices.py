"""Counts a team's vote, once: opens the ballots in memory, keeps the sum, destroys the votes, then shows it.

Every step can be repeated: a process that dies anywhere is followed by another that goes on from there, and
of two that count at once one keeps its sum. Fewer than five ballots are destroyed unopened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.choices import VOTERS, Offered, share, sum_votes
from storage.audit import CLOCK, record_audit
from storage.ballots import close_urn, count_ballots, destroy_ballots, list_sealed
from storage.channels import find_channel, recipient_of
from storage.choices import (
    CHOSEN,
    COUNTED,
    COUNTED_NOW,
    FELT_COUNTED,
    Choice,
    Question,
    find_choice,
    mark_counted,
    mark_ended,
    mark_over,
)
from storage.engine import Stores
from storage.outbox import NewDelivery, record_deliveries
from storage.scrub import scrub
from storage.sealing import Ballot, TamperedBallot, opening_box, unseal
from storage.secrets import SecretsMissing, Vault
from storage.teams import find_above, list_leaders
from storage.votes import feels_shared, vote_in

NEWS_FOR: Final = timedelta(days=30)


async def count_at_press(
    stores: Stores, vault: Vault, question: Question, choice: str, *, actor: str, now: datetime
) -> int:
    """Count now where five have answered; give how many answers more are needed, 0 when it is counted."""
    async with stores.ballots.reading() as connection:
        needed = VOTERS - await count_ballots(connection, question.urn(choice))
    # Looked up after the ballots: where another process has just destroyed those, there is a sum by now.
    async with stores.identity.reading() as connection:
        found = await find_choice(connection, choice)
    if found is None or _ended(found, question):
        return 0
    if needed > 0 and not _is_kept(found, question):
        return needed
    async with stores.identity.writing() as connection:
        # From here on the clock would go on by itself, whatever becomes of this process.
        await mark_over(connection, question, choice, now=now)
    await count_choice(stores, vault, question, choice, actor=actor, now=now)
    return 0


async def count_choice(
    stores: Stores, vault: Vault, question: Question, choice: str, *, actor: str = CLOCK, now: datetime
) -> bool:
    """Count what is over, or end it without a sum; False when another process has."""
    async with stores.identity.reading() as connection:
        found = await find_choice(connection, choice)
    if found is None or _ended(found, question):
        return False
    if not _is_kept(found, question):
        await _keep(stores, vault, question, found, now=now)
    await _destroy(stores, vault, question.urn(choice))
    async with stores.identity.writing() as connection:
        is_ours = await mark_ended(connection, question, choice, now=now)
        if is_ours:
            subject = f"{found.wave}/{found.code}"
            await record_audit(connection, f"choice.{question.name}", subject=subject, actor=actor, now=now)
            told = [each for each in await _told(connection, question, found, now=now) if each != actor]
            kind = _kind(question, actor)
            await record_deliveries(connection, [_news(kind, choice, each, now=now) for each in told])
    return is_ours


async def _keep(stores: Stores, vault: Vault, question: Question, choice: Choice, *, now: datetime) -> None:
    """Keep what enough readable ballots came to; of others nothing is kept."""
    urn = question.urn(choice.id)
    async with stores.ballots.writing() as connection:
        await close_urn(connection, urn)
    try:
        ballots = await _open(stores, vault, urn, now=now)
        if len(ballots) < VOTERS:
            return
        told = _summed(ballots, choice.offered) if question is CHOSEN else _felt(ballots)
    except (SecretsMissing, TamperedBallot) as error:
        async with stores.identity.writing() as connection:
            known = await find_choice(connection, choice.id)
            if known is None or _is_kept(known, question):
                return  # another process has counted it, and destroyed the secrets
            subject = f"{choice.wave}/{choice.code}: {type(error).__name__}"
            await record_audit(connection, "choice.not_counted", subject=subject, actor=CLOCK, now=now)
        return
    async with stores.identity.writing() as connection:
        await mark_counted(connection, question, choice.id, told=told)


async def _open(stores: Stores, vault: Vault, urn: str, *, now: datetime) -> list[Ballot]:
    """Open the ballots in memory; nothing where there are too few to be summed."""
    async with stores.ballots.reading() as connection:
        if await count_ballots(connection, urn) < VOTERS:
            return []
        sealed = [each async for some in list_sealed(connection, urn) for each in some]
    box = opening_box(await vault.get(urn, now=now))
    return [unseal(each, box) for each in sealed]


def _summed(ballots: Sequence[Ballot], offered: Offered) -> str:
    votes = [vote_in(ballot, offered) for ballot in ballots]
    return sum_votes(votes, offered, shuffle=SystemRandom().shuffle).to_json()


def _felt(ballots: Sequence[Ballot]) -> str:
    return str(share(sum(feels_shared(ballot) for ballot in ballots), len(ballots)))


async def _destroy(stores: Stores, vault: Vault, urn: str) -> None:
    async with stores.ballots.writing() as connection:
        await destroy_ballots(connection, urn)
    await scrub(stores.ballots)
    await vault.destroy(urn)


async def _told(
    connection: AsyncConnection, question: Question, choice: Choice, *, now: datetime
) -> list[str]:
    """List who hears of it: those who lead the unit, or the nearest above; of a vote its channel, too."""
    leaders = await list_leaders(connection, choice.code, now=now)
    above = None if leaders else await find_above(connection, choice.code, now=now)
    told = [*leaders, *(above.leaders if above else ())]
    has_channel = question is CHOSEN and await find_channel(connection, choice.code) is not None
    return [*told, recipient_of(choice.code)] if has_channel else told


def _kind(question: Question, actor: str) -> str:
    if question is CHOSEN:
        return COUNTED if actor == CLOCK else COUNTED_NOW
    return FELT_COUNTED


def _news(kind: str, choice: str, recipient: str, *, now: datetime) -> NewDelivery:
    # One key for both kinds: whatever ended it, it is told once.
    topic = FELT_COUNTED if kind == FELT_COUNTED else COUNTED
    return NewDelivery(f"{topic}:{choice}:{recipient}", kind, choice, recipient, now, choice, now + NEWS_FOR)


def _is_kept(choice: Choice, question: Question) -> bool:
    return (choice.summed if question is CHOSEN else choice.felt) is not None


def _ended(choice: Choice, question: Question) -> bool:
    return (choice.ended_at if question is CHOSEN else choice.felt_ended_at) is not None
