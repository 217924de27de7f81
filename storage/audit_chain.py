"""Chains the lines of the audit log, so that whoever changes, removes or adds one among them is found out.

A line is written without any of this; a moment later it is sealed: it gets a position, a salt and two hashes.
docs/audit.md says how to check them with other means.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Final

from sqlalchemy import Row, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import CHUNK
from storage.tables.audit import audit_chain, audit_log

_LOCK: Final = 0x50756C7374  # any number that only the chain uses
_SALT_BYTES: Final = 16
_SEAL: Final = (
    update(audit_log)
    .where(audit_log.c.id == bindparam("line"))
    .values({name: bindparam(f"new_{name}") for name in ("sealed", "salt", "named", "hash")})
)


def named_hash(salt: bytes, actor: str, subject: str) -> bytes:
    """Hash whom a line names; without the salt nobody can try names until one fits."""
    return sha256(salt + _written(actor, subject)).digest()


def line_hash(before: bytes, named: bytes, *, position: int, line: int, at: datetime, action: str) -> bytes:
    """Hash a line with the hash of the one before it."""
    return sha256(before + named + _written(position, line, at.isoformat(), action)).digest()


async def lock_chain(connection: AsyncConnection) -> None:
    """Let one at a time seal, erase or purge until its transaction is over; writers of lines go on."""
    if connection.dialect.name != "sqlite":  # BEGIN IMMEDIATE admits one writer
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def has_unsealed(connection: AsyncConnection) -> bool:
    """Say whether there is anything to seal."""
    query = select(audit_log.c.id).where(audit_log.c.sealed.is_(None)).limit(1)
    return await connection.scalar(query) is not None


async def seal_lines(connection: AsyncConnection, *, limit: int = CHUNK) -> int:
    """Seal the oldest lines that are not sealed yet, in the order of their numbers; give how many.

    A line that was committed late keeps its number and comes after those that are sealed already.
    """
    await lock_chain(connection)
    position, before = await find_head(connection)
    unsealed = select(audit_log).where(audit_log.c.sealed.is_(None)).order_by(audit_log.c.id).limit(limit)
    seals = []
    for row in (await connection.execute(unsealed)).all():
        position += 1
        salt = token_bytes(_SALT_BYTES)
        named = named_hash(salt, row.actor, row.subject)
        before = line_hash(before, named, position=position, line=row.id, at=row.at, action=row.action)
        seals.append(
            {
                "line": row.id,
                "new_sealed": position,
                "new_salt": salt,
                "new_named": named,
                "new_hash": before,
            }
        )
    if seals:
        await connection.execute(_SEAL, seals)
    return len(seals)


async def find_head(connection: AsyncConnection) -> tuple[int, bytes]:
    """Find position and hash of the last sealed line, or of the last purged one when none is left."""
    c = audit_log.c
    query = select(c.sealed, c.hash).where(c.sealed.is_not(None)).order_by(c.sealed.desc()).limit(1)
    last = (await connection.execute(query)).one_or_none()
    anchor = await find_chain(connection)
    return (last.sealed, last.hash) if last else (anchor.purged, anchor.purged_hash)


async def find_chain(connection: AsyncConnection) -> Row[tuple[int, int, bytes, datetime, bytes, int]]:
    """Find where the chain begins, and what was found when it was verified last."""
    return (await connection.execute(select(audit_chain))).one()


def _written(*values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
