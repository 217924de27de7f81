"""Choosing together, for whoever leads a unit: put it to the vote, watch it, have it counted once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from cards.choose import (
    DAYS,
    DAYS_INPUT,
    Matter,
    needed_of,
    propose_card,
    recorded_card,
    small_team_card,
    standing_card,
)
from cards.choose_felt import feeling_card, feeling_needed_card
from cards.choose_sum import no_sum_card, sum_card
from cards.elements import Card
from dialogs.choosing import led_choice, matter_of, result_to_choose_from
from dialogs.errors import Refused
from dialogs.reply import Reply
from dialogs.turn import Turn
from dialogs.units import led_unit
from scoring.choices import VOTERS
from storage.audit import record_audit
from storage.ballots import count_ballots, open_urn
from storage.choices import (
    CHOSEN,
    FELT,
    VOTE,
    VOTE_NOW,
    Choice,
    find_choice,
    find_choice_of,
    record_choice,
)
from storage.outbox import NewDelivery, record_deliveries
from storage.teams import list_team


async def propose(turn: Turn) -> Reply:
    """Show what would be put to the vote, and at the second press open it; later show how it stands."""
    place = await led_unit(turn)
    _, matter = await result_to_choose_from(turn, place)
    if found := await find_choice_of(turn.connection, matter.wave, place.unit.code):
        await _audit(turn, "choice.viewed", matter)
        return Reply(card=await standing(turn, found, await matter_of(turn, found, place)))
    team = await list_team(turn.connection, place.unit.code, now=turn.now)
    if len(team) < VOTERS:
        return Reply(card=small_team_card(matter, language=turn.language))
    days = turn.word(DAYS_INPUT) or DAYS[-1]
    if turn.word("confirmed") != "yes" or days not in DAYS:
        await _audit(turn, "result.viewed", matter)
        return Reply(card=propose_card(matter, staff=len(team), language=turn.language))
    return Reply(card=await _open(turn, matter, team, days=days), everywhere=True)


async def sum_up(turn: Turn) -> Reply:
    """Count the votes where five have voted, and show their sum; else say how many more are needed."""
    choice, matter = await led_choice(turn)
    # With this turn's view of the store open, PostgreSQL would keep the votes that are destroyed.
    return Reply(then=partial(_sum_up, turn, choice, matter))


async def felt(turn: Turn) -> Reply:
    """Count whether the choice feels shared where five have answered; else say how many more are needed."""
    choice, matter = await led_choice(turn)
    if choice.felt_closes_at is None:
        raise Refused
    return Reply(then=partial(_felt, turn, choice, matter))


async def standing(turn: Turn, choice: Choice, matter: Matter) -> Card:
    """Show how a vote stands: how many more are needed, or what came of it."""
    if choice.ended_at is not None:
        return _ended_card(choice, matter, language=turn.language)
    async with turn.desk.stores.ballots.reading() as connection:
        needed = needed_of(await count_ballots(connection, CHOSEN.urn(choice.id)))
    return _standing_card(turn, choice, matter, needed=needed)


async def _sum_up(turn: Turn, choice: Choice, matter: Matter) -> Reply:
    needed = await turn.desk.count(CHOSEN, choice.id, actor=turn.heard.person, now=turn.now)
    if needed:
        return Reply(card=_standing_card(turn, choice, matter, needed=needed))
    await _note(turn, matter)
    return Reply(card=_ended_card(await _anew(turn, choice), matter, language=turn.language), everywhere=True)


async def _felt(turn: Turn, choice: Choice, matter: Matter) -> Reply:
    needed = await turn.desk.count(FELT, choice.id, actor=turn.heard.person, now=turn.now)
    if needed:
        return Reply(card=feeling_needed_card(matter, needed=needed, language=turn.language))
    await _note(turn, matter)
    counted = await _anew(turn, choice)
    return Reply(card=feeling_card(matter, counted.felt, language=turn.language))


async def _open(turn: Turn, matter: Matter, team: list[str], *, days: str) -> Card:
    """Open the vote: all of it becomes true with this turn, but for an empty urn that a next try takes up."""
    closes = turn.now + timedelta(days=int(days))
    choice = Choice(
        id=matter.choice,
        wave=matter.wave,
        code=matter.unit.code,
        offered=matter.offered,
        opened_at=turn.now,
        closes_at=closes,
    )
    if not await record_choice(turn.connection, choice):
        return await standing(turn, await _known(turn, choice), matter)
    urn = CHOSEN.urn(choice.id)
    secrets = await turn.desk.vault.make(urn, now=turn.now)
    async with turn.desk.stores.ballots.writing() as connection:
        await open_urn(connection, urn, public_key=secrets.public_key)
    kind = VOTE_NOW if days == DAYS[0] else VOTE
    await record_deliveries(turn.connection, [_delivery(kind, choice, person) for person in team])
    await _audit(turn, "choice.opened", matter)
    return _standing_card(turn, choice, matter, needed=VOTERS, sent=len(team))


def _delivery(kind: str, choice: Choice, person: str) -> NewDelivery:
    key = f"{VOTE}:{choice.id}:{person}"
    return NewDelivery(key, kind, choice.id, person, choice.opened_at, choice.id, choice.closes_at)


def _standing_card(turn: Turn, choice: Choice, matter: Matter, *, needed: int, sent: int = 0) -> Card:
    return standing_card(
        matter,
        needed=needed,
        closes=choice.closes_at,
        zone=turn.desk.zone,
        language=turn.language,
        sent=sent,
    )


def _ended_card(choice: Choice, matter: Matter, *, language: str) -> Card:
    if not choice.was_voted_on:
        return recorded_card(matter, language=language)
    if choice.summed is None:
        return no_sum_card(matter, language=language)
    return sum_card(matter, choice.summed, language=language)


async def _known(turn: Turn, choice: Choice) -> Choice:
    """Give the choice that somebody else has opened a moment ago."""
    found = await find_choice_of(turn.connection, choice.wave, choice.code)
    if found is None:
        raise Refused
    return found


async def _anew(turn: Turn, choice: Choice) -> Choice:
    """Read a choice again: this turn sees the moment before it was counted."""
    async with turn.desk.stores.identity.reading() as connection:
        found = await find_choice(connection, choice.id)
    if found is None:
        raise Refused
    return found


async def _audit(turn: Turn, action: str, matter: Matter) -> None:
    subject = f"{matter.wave}/{matter.unit.code}"
    await record_audit(turn.connection, action, subject=subject, actor=turn.heard.person, now=turn.now)


async def _note(turn: Turn, matter: Matter) -> None:
    subject = f"{matter.wave}/{matter.unit.code}"
    await turn.desk.audit.note("choice.viewed", subject=subject, actor=turn.heard.person, now=turn.now)
