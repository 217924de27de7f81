"""Seals the new lines of the audit log, and once a night proves that all are as they were written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog

from jobs.audit_messages import AUDIT_BROKEN
from storage.audit_chain import find_chain, has_unsealed, seal_lines
from storage.audit_proof import Proof, prove, record_proof
from storage.audit_readers import list_audit_readers
from storage.engine import Stores
from storage.outbox import NewDelivery, record_deliveries

_TOLD_WITHIN: Final = timedelta(days=14)

_log = structlog.get_logger("jobs")


async def seal_audit(stores: Stores) -> int:
    """Seal what is there, some at a time; give how many lines."""
    async with stores.identity.reading() as connection:
        is_waiting = await has_unsealed(connection)
    count = 0
    while is_waiting:
        async with stores.identity.writing() as connection:
            sealed = await seal_lines(connection)
        count += sealed
        is_waiting = sealed > 0
    return count


async def verify_audit(stores: Stores, *, now: datetime) -> Proof:
    """Seal, prove and keep what was found; what is broken is told once to each who may read the log."""
    await seal_audit(stores)
    async with stores.identity.reading() as connection:
        proof = await prove(connection)
    async with stores.identity.writing() as connection:
        await record_proof(connection, proof, now=now)
        if proof.faults:
            _log.error("audit_broken", line=proof.faults[0].line)
            # What held last stays the same until it holds again, however the log grows.
            held = ((await find_chain(connection)).verified_hash or b"").hex()
            readers = await list_audit_readers(connection)
            await record_deliveries(connection, [_news(held, each, now) for each in readers])
    return proof


def _news(held: str, person: str, now: datetime) -> NewDelivery:
    key = f"{AUDIT_BROKEN}:{held}:{person}"
    return NewDelivery(key, AUDIT_BROKEN, held, person, now, expires_at=now + _TOLD_WITHIN)
