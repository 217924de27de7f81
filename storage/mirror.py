"""The mirror of Entra: accounts and members as far as they have been read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from sys import intern
from typing import Any, Literal

from sqlalchemy import Column, Row, Table, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.listed import Account, Listing
from storage.chunks import CHUNK, in_chunks
from storage.tables.mirror import mirror_accounts, mirror_groups, mirror_links, mirror_members

_USER, _GROUP = "user", "group"


async def find_accounts(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Account]:
    """Find those accounts of some ids that are known."""
    found: dict[str, Account] = {}
    for some in in_chunks(ids):
        rows = await connection.execute(select(mirror_accounts).where(mirror_accounts.c.account.in_(some)))
        found.update({row.account: _account(row) for row in rows})
    return found


async def record_accounts(connection: AsyncConnection, accounts: Iterable[Account]) -> None:
    """Keep accounts in the place of what was known of them."""
    rows = ({"account": row.pop("id"), **row} for row in map(asdict, accounts))
    await _put(connection, mirror_accounts, rows)


async def remove_accounts(connection: AsyncConnection, ids: Iterable[str]) -> None:
    """Let go of accounts that are gone."""
    await _remove(connection, mirror_accounts.c.account, ids)


async def clear_accounts(connection: AsyncConnection) -> None:
    """Let go of all accounts, which are about to be read anew."""
    await connection.execute(delete(mirror_accounts))


async def record_members(
    connection: AsyncConnection, group: str, members: Mapping[str, Literal["user", "group"] | None]
) -> None:
    """Keep that a group is there, and who has come into it and left it (None)."""
    await _put(connection, mirror_groups, [{"group_id": group}])
    gone = [{"gone": member} for member, kind in members.items() if kind is None]
    c = mirror_members.c
    statement = delete(mirror_members).where(c.group_id == group, c.member == bindparam("gone"))
    for some in in_chunks(gone):
        await connection.execute(statement, some)
    rows = ({"group_id": group, "member": each, "kind": kind} for each, kind in members.items() if kind)
    await _put(connection, mirror_members, rows)


async def remove_groups(connection: AsyncConnection, groups: Iterable[str]) -> None:
    """Let go of groups with their members."""
    await _remove(connection, mirror_groups.c.group_id, groups)


async def keep_groups_among(connection: AsyncConnection, groups: Collection[str]) -> None:
    """Let go of the groups that mean nothing any more."""
    known = await connection.scalars(select(mirror_groups.c.group_id))
    await remove_groups(connection, [group for group in known if group not in groups])


async def count_nested(connection: AsyncConnection) -> int:
    """Count the groups within groups: whose members they are, nobody has looked up."""
    nested = select(func.count()).select_from(mirror_members).where(mirror_members.c.kind == _GROUP)
    return await connection.scalar(nested) or 0


async def load_listing(connection: AsyncConnection) -> Listing:
    """Give all that has been read, in the order of the ids."""
    query = select(mirror_accounts).order_by(mirror_accounts.c.account)
    async with connection.stream(query, execution_options={"yield_per": CHUNK}) as rows:
        accounts = tuple([_account(row) async for row in rows])
    groups: dict[str, list[str]] = defaultdict(list)
    for group in await connection.scalars(select(mirror_groups.c.group_id).order_by("group_id")):
        groups[group] = []
    c = mirror_members.c
    people = select(c.group_id, c.member).where(c.kind == _USER).order_by(c.member)
    for group, member in await connection.execute(people):
        groups[group].append(member)
    return Listing(accounts, {group: tuple(members) for group, members in groups.items()})


async def drop_mirror(connection: AsyncConnection) -> bool:
    """Let go of everything that was read; say whether there was anything."""
    tables = (mirror_accounts, mirror_groups, mirror_links)
    dropped = [(await connection.execute(delete(table))).rowcount for table in tables]
    return any(dropped)


def _account(row: Row[Any]) -> Account:
    # Thousands share a unit and a language, and a manager is an account too.
    language = None if row.language is None else intern(row.language)
    manager = None if row.manager is None else intern(row.manager)
    return Account(intern(row.account), row.is_enabled, row.is_guest, intern(row.unit), language, manager)


async def _remove(connection: AsyncConnection, key: Column[str], values: Iterable[str]) -> None:
    statement = delete(key.table).where(key == bindparam("gone"))
    for some in in_chunks(values):
        await connection.execute(statement, [{"gone": value} for value in some])


async def _put(connection: AsyncConnection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, each in the place of one with its key."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    statement = insert(table)
    keys = list(table.primary_key.columns)
    others = {column.name: statement.excluded[column.name] for column in table.c if column not in set(keys)}
    whole = statement.on_conflict_do_update(index_elements=keys, set_=others) if others else None
    for some in in_chunks(rows):
        await connection.execute(statement.on_conflict_do_nothing() if whole is None else whole, some)
