"""Removes a person: directory, rights, chats, lists of who was asked, and the tag of having answered.

What was counted stays, for it points to nobody; an answer in an open wave stays too, for nobody can find it.
"""

from __future__ import annotations

from datetime import datetime

from storage.audit import record_audit
from storage.engine import Stores
from storage.people import (
    REMOVED,
    TOUCHED,
    UnknownPerson,
    count_holdings,
    fingerprint,
    list_unclosed,
    remove_person,
    remove_tags,
    scrub_tables,
    was_erased,
)
from storage.sealing import participation_tag
from storage.secrets import SecretsMissing, Vault
from storage.tables import ballots as box


async def forget_person(
    stores: Stores, vault: Vault, person: str, *, dry_run: bool, actor: str, now: datetime
) -> dict[str, int]:
    """Give what was removed by kind, or would be with `dry_run`; raise UnknownPerson."""
    async with stores.identity.reading() as connection:
        held = await count_holdings(connection, person)
        # Whoever was erased once is erased again: the first call may have died before the files were clean.
        if not any(held.values()) and (dry_run or not await was_erased(connection, person)):
            raise UnknownPerson
    if dry_run:
        return held
    await _forget_tags(stores, vault, person, now=now)
    removed = await _forget_identity(stores, person, actor=actor, now=now)
    await scrub_tables(stores.identity, TOUCHED)
    if not any(removed.values()):
        raise UnknownPerson
    return removed


async def _forget_tags(stores: Stores, vault: Vault, person: str, *, now: datetime) -> None:
    """Remove the person's tags from all open waves: a second call cannot know any more which asked them."""
    async with stores.identity.reading() as connection:
        unclosed = await list_unclosed(connection)
    tags = {}
    for wave in unclosed:
        try:
            tags[wave] = participation_tag(await vault.get(wave, now=now), person)
        except SecretsMissing:
            continue  # without the key nobody can say whose a tag is
    if tags:
        async with stores.ballots.writing() as connection:
            await remove_tags(connection, tags)
        # SQLite lays rows down as they come: only a rewritten file has them in the order of their keys.
        await scrub_tables(stores.ballots, [box.tags])


async def _forget_identity(stores: Stores, person: str, *, actor: str, now: datetime) -> dict[str, int]:
    async with stores.identity.writing() as connection:
        removed = await remove_person(connection, person)
        if any(removed.values()):
            await record_audit(connection, REMOVED, subject=fingerprint(person), actor=actor, now=now)
    return removed
