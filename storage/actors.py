"""Who is speaking: one query a turn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from content.texts import LANGUAGES
from directory.organisation import Person
from storage.conversations import Conversation
from storage.tables.directory import conversations, person_roles, persons, preferences, supervisions

_BETWEEN = "\x1f"
_CONVERSATION = tuple(conversations.c[field.name] for field in fields(Conversation))


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of the directory, the language they chose on a card, and where they were met last."""

    person: Person
    chosen_language: str | None
    conversation: Conversation | None


async def find_actor(connection: AsyncConnection, person: str) -> Actor | None:
    """Find somebody by Entra object id, with rights, in one query."""
    row = (await connection.execute(_ACTOR, {"person": person})).one_or_none()
    if row is None:
        return None
    units = tuple(row.supervises.split(_BETWEEN)) if row.supervises else ()
    roles = frozenset(row.roles.split(_BETWEEN)) if row.roles else frozenset()
    met = Conversation(*row[-len(_CONVERSATION) :]) if row.conversation_id is not None else None
    return Actor(Person(person, row.unit_code, row.language, units, roles), row.chosen, met)


async def record_language(connection: AsyncConnection, person: str, *, language: str) -> None:
    """Keep the language somebody chose; an import never changes it."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(preferences).values(person=person, language=language)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["person"], set_={"language": language})
    )


def _actor_query() -> Select[Any]:
    who: BindParameter[str] = bindparam("person")
    supervises = (
        select(func.aggregate_strings(supervisions.c.unit_code, _BETWEEN))
        .where(supervisions.c.person == who)
        .scalar_subquery()
    )
    roles = (
        select(func.aggregate_strings(person_roles.c.role, _BETWEEN))
        .where(person_roles.c.person == who)
        .scalar_subquery()
    )
    return (
        select(
            persons.c.unit_code,
            persons.c.language,
            supervises.label("supervises"),
            roles.label("roles"),
            preferences.c.language.label("chosen"),
            *_CONVERSATION,
        )
        .outerjoin(preferences, preferences.c.person == persons.c.person)
        .outerjoin(conversations, conversations.c.person == persons.c.person)
        .where(persons.c.person == who)
    )


_ACTOR = _actor_query()


async def list_languages(connection: AsyncConnection, people: Collection[str]) -> dict[str, str]:
    """Give the language of those who are in the directory: the chosen, listed, client's one or Finnish."""
    language = func.coalesce(
        preferences.c.language, persons.c.language, func.substr(conversations.c.locale, 1, 2)
    )
    query = (
        select(persons.c.person, language)
        .outerjoin(preferences, preferences.c.person == persons.c.person)
        .outerjoin(conversations, conversations.c.person == persons.c.person)
        .where(persons.c.person.in_(people))
    )
    rows = await connection.execute(query)
    return {person: known if known in LANGUAGES else LANGUAGES[0] for person, known in rows}
