"""Where each person can be reached in Teams: personal conversations, and who is blocked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import in_chunks
from storage.tables.directory import conversations


@dataclass(frozen=True, slots=True)
class Conversation:
    """A person's personal chat with the bot; `conversation_id` is empty after Teams has forgotten it.

    `user_id` is Teams' own id of the person ("29:..."), empty until the person writes or installs.
    `blocked` says why Teams last refused, one of storage/reasons.py. `name` is what Teams calls the person.
    """

    person: str
    service_url: str
    conversation_id: str
    tenant_id: str
    user_id: str
    bot_id: str
    locale: str | None = None
    blocked: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a send has taught about a person: met there, chat forgotten by Teams, or blocked (the reason).

    `chat` is the id that was written to: what is learnt of it says nothing of a newer chat.
    """

    person: str
    chat: str
    met: Conversation | None = None
    forgotten: bool = False
    blocked: str | None = None


async def find_conversation(connection: AsyncConnection, person: str) -> Conversation | None:
    """Find a person's conversation."""
    return (await list_conversations(connection, [person])).get(person)


async def list_conversations(connection: AsyncConnection, persons: Iterable[str]) -> dict[str, Conversation]:
    """List the conversations of those persons who have one."""
    found: dict[str, Conversation] = {}
    for chunk in in_chunks(persons):
        rows = await connection.execute(select(conversations).where(conversations.c.person.in_(chunk)))
        found.update({row.person: Conversation(**row._mapping) for row in rows})  # noqa: SLF001 - SQLAlchemy's public name
    return found


async def list_names(connection: AsyncConnection, people: Iterable[str]) -> dict[str, str]:
    """List what Teams calls those of the people whose name is known."""
    found: dict[str, str] = {}
    for chunk in in_chunks(people):
        query = select(conversations.c.person, conversations.c.name).where(
            conversations.c.person.in_(chunk), conversations.c.name.is_not(None)
        )
        found.update({row.person: row.name for row in await connection.execute(query)})
    return found


async def record_conversation(connection: AsyncConnection, conversation: Conversation) -> bool:
    """Write down where a person was met, unblocked; say whether anything changed.

    What is not known this time (locale, user id, name) stays as it was.
    """
    wanted = replace(conversation, blocked=None)
    known = await find_conversation(connection, conversation.person)
    if known is not None:
        wanted = replace(
            wanted,
            locale=wanted.locale or known.locale,
            user_id=wanted.user_id or known.user_id,
            name=wanted.name or known.name,
        )
    if wanted == known:
        return False
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    values = asdict(wanted)
    changes = {name: value for name, value in values.items() if name != "person"}
    await connection.execute(
        insert(conversations)
        .values(values)
        .on_conflict_do_update(index_elements=[conversations.c.person], set_=changes)
    )
    return True


async def is_anothers_chat(connection: AsyncConnection, conversation: Conversation) -> bool:
    """Say whether somebody else is known to be met in the same personal chat."""
    c = conversations.c
    others = select(c.person).where(
        c.conversation_id == conversation.conversation_id, c.person != conversation.person
    )
    return await connection.scalar(others.limit(1)) is not None


async def mark_blocked(
    connection: AsyncConnection, person: str, reason: str, *, chat: str | None = None
) -> bool:
    """Remember that Teams refuses messages to a person, until that person installs or writes.

    False when the person is met in another chat than `chat` by now, about which the refusal says nothing.
    """
    told = update(conversations).where(_is_in(person, chat)).values(blocked=reason)
    return bool((await connection.execute(told)).rowcount)


async def forget_conversation_id(
    connection: AsyncConnection, person: str, *, chat: str | None = None
) -> None:
    """Let go of an id that Teams no longer knows; the address stays for creating the chat anew."""
    await connection.execute(update(conversations).where(_is_in(person, chat)).values(conversation_id=""))


async def find_service_url(connection: AsyncConnection, tenant_id: str) -> str | None:
    """Find the address at which most people of a tenant are met."""
    rows = await connection.execute(
        select(conversations.c.service_url)
        .where(conversations.c.tenant_id == tenant_id)
        .group_by(conversations.c.service_url)
        .order_by(func.count().desc(), conversations.c.service_url)
        .limit(1)
    )
    return rows.scalar_one_or_none()


async def record_lessons(connection: AsyncConnection, lessons: Iterable[Lesson]) -> list[str]:
    """Write down what many sends have taught; in one order for all, so that no two workers deadlock.

    Give those who turned out to be met in a newer chat than the one that was refused.
    """
    met_anew = []
    for lesson in sorted(lessons, key=lambda each: each.person):
        if lesson.met is not None:
            await record_conversation(connection, lesson.met)
        if lesson.forgotten:
            await forget_conversation_id(connection, lesson.person, chat=lesson.chat)
        if lesson.blocked is not None and not await mark_blocked(
            connection, lesson.person, lesson.blocked, chat=lesson.chat
        ):
            met_anew.append(lesson.person)
    return met_anew


def _is_in(person: str, chat: str | None) -> ColumnElement[bool]:
    is_theirs = conversations.c.person == person
    return is_theirs if chat is None else is_theirs & (conversations.c.conversation_id == chat)
