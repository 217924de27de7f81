"""Who is speaking: one query a turn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    RowMapping,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from content.texts import LANGUAGES
from directory.organisation import Person
from followups.quiet_hours import QuietHours
from storage.conversations import Conversation
from storage.rights import holding, standing_in, supervising
from storage.tables.calendar import pauses
from storage.tables.directory import conversations, persons, preferences
from storage.tables.metadata import Moment
from storage.tables.quiet_hours import quiet_hours
from storage.tables.waves import wave_members, waves
from storage.waves import Wave, wave_from

_BETWEEN = "\x1f"
_AT = "@"
_NOW: BindParameter[datetime] = bindparam("now", type_=Moment())
_QUIET = (quiet_hours.c.starts, quiet_hours.c.ends)
_CONVERSATION = tuple(conversations.c[field.name] for field in fields(Conversation))


@dataclass(frozen=True, slots=True)
class Asked:
    """A wave that a card names, and the cell where the person's answer counts; None when not asked in it."""

    wave: Wave
    cell: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of the directory, the language they chose on a card, and where they were met last.

    `asked` is about the wave that was named with the person; None when there is no such wave.
    """

    person: Person
    chosen_language: str | None
    conversation: Conversation | None
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to: language, where they work, the last day of their pause, quiet hours."""

    language: str
    unit_code: str
    paused_until: date | None = None
    quiet: QuietHours | None = None


async def find_actor(
    connection: AsyncConnection, person: str, *, now: datetime, wave: str = ""
) -> Actor | None:
    """Find somebody by Entra object id, with rights now and what they are asked in a wave, in one query."""
    query, values = (_ACTOR_IN_WAVE, {"wave": wave}) if wave else (_ACTOR, {})
    row = (await connection.execute(query, {"person": person, "now": now, **values})).one_or_none()
    if row is None:
        return None
    held = [role.partition(_AT) for role in _split(row.roles)]
    known = Person(
        person,
        row.unit_code,
        row.language,
        _split(row.supervises),
        frozenset(role for role, _, code in held if not code),
        tuple(code for _, _, code in held if code),
        _split(row.stands_in),
    )
    met = Conversation(*row[_CONVERSATION_COLUMNS]) if row.conversation_id is not None else None
    return Actor(known, row.chosen, met, _asked(row._mapping) if wave else None)  # noqa: SLF001 - SQLAlchemy's public name


def _asked(row: RowMapping) -> Asked | None:
    return Asked(wave_from(row), row["cell"]) if row["wave"] is not None else None


async def remove_language(connection: AsyncConnection, person: str) -> None:
    """Speak with somebody in the language of the directory or of Teams again."""
    await connection.execute(delete(preferences).where(preferences.c.person == person))


async def record_language(connection: AsyncConnection, person: str, *, language: str) -> None:
    """Keep the language somebody chose; an import never changes it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(preferences).values(person=person, language=language)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["person"], set_={"language": language})
    )


def _actor_query() -> Select[Any]:
    who: BindParameter[str] = bindparam("person")
    held = holding(who).subquery()
    supervises = _joined(supervising(who).subquery().c.unit_code)
    stands_in = _joined(standing_in(_NOW, who).subquery().c.unit_code)
    roles = _joined(held.c.role + _AT + held.c.unit_code)
    return (
        select(
            persons.c.unit_code,
            persons.c.language,
            supervises.label("supervises"),
            stands_in.label("stands_in"),
            roles.label("roles"),
            preferences.c.language.label("chosen"),
            *_CONVERSATION,
        )
        .outerjoin(preferences, preferences.c.person == persons.c.person)
        .outerjoin(conversations, conversations.c.person == persons.c.person)
        .where(persons.c.person == who)
    )


def _joined(column: ColumnElement[str]) -> ScalarSelect[str]:
    """Put what a query finds into one text; `_split` takes it apart."""
    return select(func.aggregate_strings(column, _BETWEEN)).scalar_subquery()


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(sorted({*text.split(_BETWEEN)})) if text else ()


def _with_wave(query: Select[Any]) -> Select[Any]:
    named: BindParameter[str] = bindparam("wave")
    is_asked = (wave_members.c.wave == named) & (wave_members.c.person == persons.c.person)
    return (
        query.add_columns(*waves.c, wave_members.c.cell)
        .outerjoin(waves, waves.c.wave == named)
        .outerjoin(wave_members, is_asked)
    )


_ACTOR = _actor_query()
_ACTOR_IN_WAVE = _with_wave(_ACTOR)
_CONVERSATION_COLUMNS = slice(6, 6 + len(_CONVERSATION))


async def list_readers(connection: AsyncConnection, people: Collection[str]) -> dict[str, Reader]:
    """Give what is to be known before writing to those who are in the directory.

    The language is the chosen, listed or client's one, or Finnish.
    """
    language = func.coalesce(
        preferences.c.language, persons.c.language, func.substr(conversations.c.locale, 1, 2)
    )
    query = (
        select(persons.c.person, language, persons.c.unit_code, pauses.c.until, *_QUIET)
        .outerjoin(preferences, preferences.c.person == persons.c.person)
        .outerjoin(conversations, conversations.c.person == persons.c.person)
        .outerjoin(pauses, pauses.c.person == persons.c.person)
        .outerjoin(quiet_hours, quiet_hours.c.person == persons.c.person)
        .where(persons.c.person.in_(people))
    )
    rows = await connection.execute(query)
    return {
        person: Reader(
            known if known in LANGUAGES else LANGUAGES[0],
            unit,
            until,
            QuietHours(starts, ends) if starts else None,
        )
        for person, known, unit, until, starts, ends in rows
    }
