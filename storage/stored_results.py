"""The results of many units of a wave at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.disclosure import Published, restore
from storage.chunks import in_chunks
from storage.tables.results import results
from storage.tables.waves import waves


@dataclass(frozen=True, slots=True)
class StoredResults:
    """Results that are read back one by one as they are asked for: with thousands, best in a thread."""

    bodies: tuple[str, ...]

    def __iter__(self) -> Iterator[Published]:
        return map(restore, self.bodies)


async def list_stored_results(
    connection: AsyncConnection, wave: str, *, codes: Sequence[str]
) -> StoredResults:
    """List a closed wave's published results of some units, in their order."""
    query = (
        select(results.c.code, results.c.body)
        .join(waves, waves.c.wave == results.c.wave)
        .where(results.c.wave == wave, waves.c.closed_at.is_not(None))
    )
    found: dict[str, str] = {}
    for some in in_chunks(codes):
        rows = await connection.execute(query.where(results.c.code.in_(some)))
        found |= {row.code: row.body for row in rows}
    return StoredResults(tuple(found[code] for code in codes if code in found))
