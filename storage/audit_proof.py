"""Proves that the audit log is as it was written, or names the lines that are not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit_chain import find_chain, line_hash, named_hash
from storage.tables.audit import audit_chain, audit_log

Wrong = Literal["changed", "missing-before", "out-of-place", "cut-off"]

_PAGE: Final = 2000
_ERASED: Final = "erased"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not as it was sealed, or before which others are missing; 0 where the end is missing."""

    line: int
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: the first and last sealed line by number (0: none), how many, and what is wrong."""

    first: int
    last: int
    lines: int
    erased: int
    unsealed: int
    head: bytes
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Walk:
    position: int
    head: bytes
    first: int = 0
    last: int = 0
    lines: int = 0
    erased: int = 0
    missed: set[bytes] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def step(self, row: Row[Any]) -> None:
        """Compare a line with the one before it, and go on from what it says of itself."""
        self.first, self.last = self.first or row.id, row.id
        self.lines += 1
        self.erased += row.salt is None
        self.missed.discard(row.hash)
        if wrong := self._wrong(row):
            self.faults.append(Fault(row.id, wrong))
        if wrong != "out-of-place":
            self.position, self.head = row.sealed, row.hash

    def _wrong(self, row: Row[Any]) -> Wrong | None:
        if row.sealed <= self.position:
            return "out-of-place"
        if row.sealed > self.position + 1:
            return "missing-before"
        named = row.named
        if row.salt is not None:
            named = named_hash(row.salt, row.actor, row.subject)
        elif _ERASED not in row.actor and _ERASED not in row.subject:
            return "changed"
        at_its_place = {"position": row.sealed, "line": row.id, "at": row.at, "action": row.action}
        is_as_sealed = named == row.named and line_hash(self.head, named, **at_its_place) == row.hash
        return None if is_as_sealed else "changed"


async def prove(connection: AsyncConnection, *, noted: bytes | None = None) -> Proof:
    """Go through the whole log; `noted` is the hash of a line that was written down outside earlier.

    The hash of the last verification has to be in the log, too: else its end has been cut off.
    """
    chain = await find_chain(connection)
    walk = _Walk(chain.purged, chain.purged_hash, missed={chain.verified_hash, noted} - {None})
    walk.missed.discard(chain.purged_hash)
    async for row in _sealed(connection):
        walk.step(row)
    if walk.missed:
        walk.faults.append(Fault(0, "cut-off"))
    query = select(func.count()).select_from(audit_log).where(audit_log.c.sealed.is_(None))
    unsealed = await connection.scalar(query) or 0
    return Proof(walk.first, walk.last, walk.lines, walk.erased, unsealed, walk.head, tuple(walk.faults))


async def record_proof(connection: AsyncConnection, proof: Proof, *, now: datetime) -> None:
    """Keep what was found; the head is noted only where everything holds."""
    found: dict[str, object] = {"verified_at": now, "broken_line": None}
    if proof.faults:
        found["broken_line"] = proof.faults[0].line
    else:
        found["verified_hash"] = proof.head
    await connection.execute(update(audit_chain).values(found))


async def _sealed(connection: AsyncConnection) -> AsyncIterator[Row[Any]]:
    """Give the sealed lines in the order of the chain, a page at a time."""
    sealed = audit_log.c.sealed
    query = select(audit_log).where(sealed.is_not(None)).order_by(sealed).limit(_PAGE)
    rows = (await connection.execute(query)).all()
    while rows:
        for row in rows:
            yield row
        rows = (await connection.execute(query.where(sealed > rows[-1].sealed))).all()
