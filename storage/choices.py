"""A team's choice on its result: put to a vote once, counted once, then asked whether it feels shared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Column, ColumnElement, Row, ScalarResult, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.choices import Offered, Summed, Times, offered_from, summed_from
from storage.tables.plans import choices

FELT_FOR: Final = timedelta(days=7)
"""How long a team may say whether the choice feels shared."""

# The kinds of what the outbox says about a choice; "-now" is what somebody has just pressed for.
VOTE: Final = "choice"
VOTE_NOW: Final = "choice-now"
COUNTED: Final = "chosen"
COUNTED_NOW: Final = "chosen-now"
FEEL: Final = "felt"
FELT_COUNTED: Final = "feeling"


@dataclass(frozen=True, slots=True)
class Question:
    """One of the two things asked about a choice: where its end, and what came of it, are kept."""

    name: str
    suffix: str
    closes: Column[Any]
    ended: Column[Any]
    counted: Column[Any]

    def urn(self, choice: str) -> str:
        """Name the urn, and the secrets, of a choice for this question."""
        return choice + self.suffix


CHOSEN: Final = Question("chosen", "", choices.c.closes_at, choices.c.ended_at, choices.c.summed)
FELT: Final = Question("felt", "-felt", choices.c.felt_closes_at, choices.c.felt_ended_at, choices.c.felt)
QUESTIONS: Final = (CHOSEN, FELT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A unit's choice on its result of a wave; `summed` and `felt` are shown from when they have ended."""

    id: str
    wave: str
    code: str
    offered: Offered
    opened_at: datetime
    closes_at: datetime
    summed: Summed | None = None
    ended_at: datetime | None = None
    felt_closes_at: datetime | None = None
    felt: Times | None = None
    felt_ended_at: datetime | None = None

    @property
    def was_voted_on(self) -> bool:
        """Say whether there has been a vote: an agreement without one ended as it began."""
        return self.ended_at != self.opened_at

    def takes_votes(self, now: datetime) -> bool:
        """Say whether members may vote."""
        return self.ended_at is None and now < self.closes_at

    def asks_feelings(self, now: datetime) -> bool:
        """Say whether members may say how the choice feels."""
        closes = self.felt_closes_at
        return closes is not None and self.felt_ended_at is None and now < closes


def choice_id(wave: str, code: str) -> str:
    """Give the id of a unit's choice in a wave: always the same, so that a second try finds the urn."""
    return uuid5(NAMESPACE_URL, f"pulssi:choice:{wave}/{code}").hex


async def record_choice(connection: AsyncConnection, choice: Choice) -> bool:
    """Record a new choice; False when the unit has one in this wave."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(choices).values(
        choice=choice.id,
        wave=choice.wave,
        code=choice.code,
        offered=choice.offered.to_json(),
        opened_at=choice.opened_at,
        closes_at=choice.closes_at,
        ended_at=choice.ended_at,
    )
    new = statement.on_conflict_do_nothing().returning(choices.c.choice)
    return await connection.scalar(new) is not None


async def find_choice(connection: AsyncConnection, choice: str) -> Choice | None:
    """Find a choice by its id."""
    row = (await connection.execute(select(choices).where(choices.c.choice == choice))).one_or_none()
    return _choice_from(row) if row else None


async def find_choice_of(connection: AsyncConnection, wave: str, code: str) -> Choice | None:
    """Find a unit's choice on its result of a wave."""
    query = select(choices).where(choices.c.wave == wave, choices.c.code == code)
    row = (await connection.execute(query)).one_or_none()
    return _choice_from(row) if row else None


async def find_open_vote(
    connection: AsyncConnection, codes: Collection[str], *, now: datetime
) -> Choice | None:
    """Find the vote of one of the units that members may take part in now, the newest of several."""
    is_open = choices.c.ended_at.is_(None) & (choices.c.closes_at > now)
    query = select(choices).where(choices.c.code.in_(sorted(codes)), is_open)
    row = (await connection.execute(query.order_by(choices.c.opened_at.desc()).limit(1))).one_or_none()
    return _choice_from(row) if row else None


async def find_newest_choice(connection: AsyncConnection, codes: Collection[str]) -> Choice | None:
    """Find the choice of one of the units that was begun last."""
    query = select(choices).where(choices.c.code.in_(sorted(codes)))
    row = (await connection.execute(query.order_by(choices.c.opened_at.desc()).limit(1))).one_or_none()
    return _choice_from(row) if row else None


async def list_due(connection: AsyncConnection, question: Question, *, now: datetime) -> list[str]:
    """List the choices whose time for a question is over and which have not been counted."""
    is_due = question.ended.is_(None) & (question.closes <= now)
    return list(await connection.scalars(select(choices.c.choice).where(is_due).order_by(choices.c.choice)))


async def mark_over(connection: AsyncConnection, question: Question, choice: str, *, now: datetime) -> None:
    """Let the time for a question be over, where it is not."""
    is_open = question.ended.is_(None) & (question.closes > now)
    statement = update(choices).where(choices.c.choice == choice, is_open)
    await connection.execute(statement.values({question.closes: now}))


async def mark_counted(connection: AsyncConnection, question: Question, choice: str, *, told: str) -> bool:
    """Keep what the answers came to; False when another has kept it, or ended it without."""
    is_ours = question.ended.is_(None) & question.counted.is_(None)
    statement = update(choices).where(choices.c.choice == choice, is_ours)
    return (await connection.execute(statement.values({question.counted: told}))).rowcount == 1


async def mark_ended(connection: AsyncConnection, question: Question, choice: str, *, now: datetime) -> bool:
    """End a question whose answers are destroyed; False when it has ended."""
    statement = update(choices).where(choices.c.choice == choice, question.ended.is_(None))
    return (await connection.execute(statement.values({question.ended: now}))).rowcount == 1


async def mark_asked(connection: AsyncConnection, choice: str, *, closes: datetime) -> bool:
    """Ask, until a moment, whether a choice feels shared; False when that was asked before."""
    unasked = choices.c.felt_closes_at.is_(None)
    statement = update(choices).where(choices.c.choice == choice, unasked)
    return (await connection.execute(statement.values(felt_closes_at=closes))).rowcount == 1


async def list_live_urns(connection: AsyncConnection) -> list[str]:
    """List the urns of choices that may hold ballots and tags."""
    return [
        question.urn(each)
        for question in QUESTIONS
        for each in await _list_asked(connection, question, question.ended.is_(None))
    ]


async def list_ended_urns(connection: AsyncConnection) -> list[str]:
    """List the urns of choices whose ballots and secrets are destroyed."""
    return [
        question.urn(each)
        for question in QUESTIONS
        for each in await _list_asked(connection, question, question.ended.is_not(None))
    ]


async def _list_asked(
    connection: AsyncConnection, question: Question, state: ColumnElement[bool]
) -> ScalarResult[str]:
    asked = select(choices.c.choice).where(question.closes.is_not(None), state)
    return await connection.scalars(asked.order_by(choices.c.choice))


def _choice_from(row: Row[Any]) -> Choice:
    return Choice(
        id=row.choice,
        wave=row.wave,
        code=row.code,
        offered=offered_from(row.offered),
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        summed=summed_from(row.summed) if row.summed else None,
        ended_at=row.ended_at,
        felt_closes_at=row.felt_closes_at,
        felt=_times_from(row.felt) if row.felt else None,
        felt_ended_at=row.felt_ended_at,
    )


def _times_from(text: str) -> Times:
    if text == "few":
        return "few"
    return "most" if text == "most" else int(text)
