"""Removes what has been kept long enough; a run with nothing to remove changes nothing and leaves no line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jobs.seal_audit import seal_audit
from storage.audit import record_audit
from storage.ballots import destroy_ballots
from storage.engine import Stores
from storage.people import scrub_tables
from storage.retention import (
    REMAINS,
    RULES,
    Rule,
    count_expired,
    list_closed,
    list_remains,
    remove_expired,
)
from storage.scrub import scrub
from storage.secrets import Vault
from storage.tables import BALLOTS, SECRETS

PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Purged:
    """What one rule removed: rows, or waves where ballots and secrets are concerned."""

    rule: Rule
    count: int


async def purge_expired(
    stores: Stores, vault: Vault, *, dry_run: bool, actor: str, now: datetime
) -> list[Purged]:
    """Give what every rule removed, or would with `dry_run`."""
    remains = await _list_remains(stores)
    if dry_run:
        async with stores.identity.reading() as connection:
            counted = [Purged(rule, await count_expired(connection, rule, now=now)) for rule in RULES]
        return [*counted, Purged(REMAINS, len(remains))]
    await seal_audit(stores)  # only what is sealed can be removed without breaking the chain
    async with stores.identity.writing() as connection:
        done = [Purged(rule, await remove_expired(connection, rule, now=now)) for rule in RULES]
        # Written before they are destroyed: a line too many is better than one too few.
        done.append(Purged(REMAINS, len(remains)))
        for each in done:
            if each.count:
                subject = f"{each.rule.name} {each.count}"
                await record_audit(connection, PURGED, subject=subject, actor=actor, now=now)
    await _destroy(stores, vault, remains)
    await scrub_tables(stores.identity, [t for each in done if each.count for t in each.rule.tables])
    return done


async def _list_remains(stores: Stores) -> list[str]:
    """List closed waves with something left that was destroyed once."""
    async with stores.identity.reading() as connection:
        closed = await list_closed(connection)
    async with stores.ballots.reading() as connection:
        found = await list_remains(connection, BALLOTS.sorted_tables, closed=closed)
    async with stores.secrets.reading() as connection:
        found |= await list_remains(connection, SECRETS.sorted_tables, closed=closed)
    return sorted(found)


async def _destroy(stores: Stores, vault: Vault, waves: list[str]) -> None:
    for wave in waves:
        async with stores.ballots.writing() as connection:
            await destroy_ballots(connection, wave)
        await scrub(stores.ballots)
        await vault.destroy(wave)
