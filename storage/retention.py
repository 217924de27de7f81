"""How long what is kept: the rules as data, and the rows whose time is over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.roster import DAYS
from storage.audit_purge import count_old_lines, remove_old_lines
from storage.choices import list_ended_urns
from storage.chunks import in_chunks
from storage.tables.audit import audit_log
from storage.tables.calendar import pauses
from storage.tables.channels import nudges
from storage.tables.departures import departures
from storage.tables.directory import arrivals, conversations, persons, preferences
from storage.tables.installs import installs
from storage.tables.metadata import Moment
from storage.tables.outbox import outbox
from storage.tables.plans import choices, plans, talks
from storage.tables.quiet_hours import quiet_hours
from storage.tables.results import comment_views, comments
from storage.tables.rights import deputies
from storage.tables.wave_requests import wave_requests
from storage.tables.waves import wave_members, waves


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise to remove something: `months` after the wave closed, `days` after the row's own, or at once.

    `columns` name what a row belongs to: a wave where months are given, a day where days are, else a person.
    Where months are given, a row that belongs to no wave goes as long after the moment in `ends`.
    """

    name: str
    what: str
    months: int | None
    why: str
    columns: tuple[Column[Any], ...] = ()
    days: int | None = None
    ends: Column[Any] | None = None

    @property
    def kept(self) -> str:
        """Say how long."""
        if self.days is not None:
            return f"{self.days} days" if self.days else "until that day is over"
        return (
            "until the next purge" if self.months is None else f"{self.months} months after the wave closed"
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """List the tables of the identity store that lose rows, with those whose rows hang on theirs."""
        return tuple(each for column in self.columns for each in (column.table, *_hanging_on(column.table)))


MEMBERSHIP = Rule(
    "membership",
    "who was asked in a closed wave",
    24,
    "until then somebody can be told in which waves they were asked",
    (wave_members.c.wave,),
)
LOG = Rule(
    "audit",
    "lines of the audit log, the oldest first",
    None,
    "who did what two years ago is of use to nobody; of what is left it can still be proved that it is whole",
    (audit_log.c.at,),
    days=731,
)
"""What cannot be removed row by row: the lines are a chain."""
RULES: tuple[Rule, ...] = (
    Rule(
        "comments",
        "comments of a closed wave, and which unit shows them",
        24,
        "they are people's own words; by then they have been talked over or never will be",
        (comments.c.wave, comment_views.c.wave),
    ),
    Rule(
        "messages",
        "invitations, reminders and results of a closed wave, and what was said about choices and plans",
        12,
        "a year is enough to find out why a message did not arrive",
        (outbox.c.about,),
        ends=outbox.c.expires_at,
    ),
    Rule(
        "choices",
        "votes on strengths and targets as they were counted, and which teams have talked about a result",
        24,
        "what was chosen is in the plan",
        (choices.c.wave, talks.c.wave),
    ),
    Rule(
        "plans",
        "plans that are over, with their targets, owners, versions and follow-ups",
        None,
        "two years after its end a plan has nothing to say to a team any more",
        (plans.c.ended_on,),
        days=731,
    ),
    MEMBERSHIP,
    Rule(
        "nudges",
        "who was nudged when",
        None,
        "after a week it decides nothing",
        (nudges.c.nudged_on,),
        days=7,
    ),
    Rule(
        "arrivals",
        "who has come to a unit lately",
        None,
        "a unit full of newcomers is named when a wave opens; after that nobody needs to know",
        (arrivals.c.day,),
        days=DAYS,
    ),
    Rule(
        "requests",
        "surveys that waited for a second person of HR and got no answer",
        None,
        "after that nobody wonders why it did not open",
        (wave_requests.c.until,),
        days=30,
    ),
    Rule(
        "departures",
        "how many have left which unit lately",
        None,
        "a unit that many have left is named when a wave opens; after that nobody needs to know",
        (departures.c.day,),
        days=DAYS,
    ),
    Rule(
        "deputies",
        "who has stood in for a supervisor",
        None,
        "a month is enough to see who it was; after that the audit log tells when rights were given",
        (deputies.c.ends_at,),
        days=30,
    ),
    Rule(
        "installs",
        "for whom the bot was to be installed and who has not been met yet",
        None,
        "a refusal is tried again within a month; what is older belongs to nobody who is waited for",
        (installs.c.tried_at,),
        days=31,
    ),
    Rule(
        "pauses",
        "who wanted no reminders for a while",
        None,
        "a pause that is over says nothing any more",
        (pauses.c.until,),
        days=0,
    ),
    Rule(
        "addresses",
        "chats, chosen languages and quiet hours of people in no directory and no kept list of who was asked",
        None,
        "there is nobody left to write to",
        (conversations.c.person, preferences.c.person, quiet_hours.c.person),
    ),
    LOG,
)
"""What the identity store lets go of, in this order."""
REMAINS = Rule(
    "remains",
    "ballots, tags, urns and secrets of closed waves and of votes that have been counted",
    None,
    "they were destroyed at close: only a backup that was put back can bring them here again",
)
"""What the ballot and secrets stores must not hold; counted in waves, for it tells how many answered."""
EVERY: tuple[Rule, ...] = (*RULES, REMAINS)


async def count_expired(connection: AsyncConnection, rule: Rule, *, now: datetime) -> int:
    """Count the rows whose time is over."""
    if rule is LOG:
        return await count_old_lines(connection, before=now - timedelta(days=LOG.days or 0))
    queries = [
        select(func.count()).select_from(column.table).where(_is_over(rule, column, now))
        for column in rule.columns
    ]
    return sum([await connection.scalar(query) or 0 for query in queries])


async def remove_expired(connection: AsyncConnection, rule: Rule, *, now: datetime) -> int:
    """Remove the rows whose time is over; give their number."""
    if rule is LOG:
        return await remove_old_lines(connection, before=now - timedelta(days=LOG.days or 0))
    statements = [delete(column.table).where(_is_over(rule, column, now)) for column in rule.columns]
    return sum([(await connection.execute(statement)).rowcount for statement in statements])


async def list_closed(connection: AsyncConnection) -> list[str]:
    """List the urns, of waves and of choices, whose ballots and secrets are destroyed."""
    found = await connection.scalars(select(waves.c.wave).where(waves.c.closed_at.is_not(None)))
    return [*found, *await list_ended_urns(connection)]


async def list_remains(
    connection: AsyncConnection, tables: Collection[Table], *, closed: Collection[str]
) -> set[str]:
    """List those of the closed waves, and urns of choices, that these tables hold something of."""
    found: set[str] = set()
    for table in tables:
        for some in in_chunks(closed):
            query = select(table.c.wave).where(table.c.wave.in_(some)).distinct()
            found.update(await connection.scalars(query))
    return found


def months_before(moment: datetime, months: int) -> datetime:
    """Go back by calendar months; a day that the month does not have becomes its last one."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _hanging_on(table: Table) -> Iterator[Table]:
    """Give the tables whose rows are deleted with a table's own."""
    for other in table.metadata.sorted_tables:
        if any(key.column.table is table and key.ondelete == "CASCADE" for key in other.foreign_keys):
            yield other
            yield from _hanging_on(other)


def _is_over(rule: Rule, column: Column[Any], now: datetime) -> ColumnElement[bool]:
    if rule.days is not None:
        end = now - timedelta(days=rule.days)
        return column < (end if isinstance(column.type, Moment) else end.date())
    if rule.months is not None:
        is_old = column.in_(_closed_for(rule.months, now))
        if rule.ends is None:
            return is_old
        belongs_to_none = column.not_in(select(waves.c.wave))
        return is_old | (belongs_to_none & (rule.ends <= months_before(now, rule.months)))
    asked = exists().where(wave_members.c.person == column)
    # The lists that go in the same purge count as gone: a dry run promises what a run does.
    asked = asked.where(wave_members.c.wave.not_in(_closed_for(MEMBERSHIP.months or 0, now)))
    return ~exists().where(persons.c.person == column) & ~asked


def _closed_for(months: int, now: datetime) -> Select[tuple[str]]:
    return select(waves.c.wave).where(waves.c.closed_at <= months_before(now, months))
