"""The delta queries that Entra is read with: what each begins with, and how its pages are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from directory.delta import Item, is_removed, object_id
from directory.delta_accounts import accounts_path, merged
from directory.delta_groups import MOST_GROUPS, groups_path, members
from directory.listed import Account
from storage.chunks import in_chunks
from storage.mirror import (
    clear_accounts,
    find_accounts,
    record_accounts,
    record_members,
    remove_accounts,
    remove_groups,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One delta query: what it begins with, what it lets go of then, and how a page is kept."""

    name: str
    path: str
    clear: Callable[[AsyncConnection], Awaitable[None]]
    keep: Callable[[AsyncConnection, Sequence[Item]], Awaitable[None]]


def readings(*, attribute: str, groups: Iterable[str]) -> list[Reading]:
    """List the queries for all accounts and for the members of some groups."""
    return [_accounts(attribute), *map(_groups, in_chunks(sorted(groups), size=MOST_GROUPS))]


def _accounts(attribute: str) -> Reading:
    keep = partial(_keep_accounts, attribute=attribute)
    return Reading("accounts", accounts_path(attribute), clear_accounts, keep)


def _groups(groups: Sequence[str]) -> Reading:
    clear = partial(remove_groups, groups=groups)
    return Reading(f"groups from {groups[0]}", groups_path(groups), clear, _keep_groups)


async def _keep_accounts(connection: AsyncConnection, items: Sequence[Item], *, attribute: str) -> None:
    named = [(account, item) for item in items if (account := object_id(item))]
    known = await find_accounts(connection, {account for account, _ in named})
    after: dict[str, Account | None] = dict(known)
    for account, item in named:
        after[account] = merged(after.get(account), account, item, attribute=attribute)
    await remove_accounts(connection, [account for account, found in after.items() if found is None])
    changed = [found for account, found in after.items() if found and found != known.get(account)]
    await record_accounts(connection, changed)


async def _keep_groups(connection: AsyncConnection, items: Sequence[Item]) -> None:
    for item in items:
        group = object_id(item)
        if group and is_removed(item):
            await remove_groups(connection, [group])
        elif group:
            await record_members(connection, group, members(item))
