"""Other words for units: codes that came later for a unit that keeps its first one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chunks import in_chunks
from storage.tables.findings import unit_aliases


async def list_aliases(connection: AsyncConnection) -> dict[str, str]:
    """List the kept codes by the other words for them."""
    query = select(unit_aliases.c.code, unit_aliases.c.unit_code).order_by(unit_aliases.c.code)
    return {row.code: row.unit_code for row in await connection.execute(query)}


async def find_code(connection: AsyncConnection, word: str) -> str:
    """Find the code of the unit that another word is for; what is none is given as it is."""
    kept = select(unit_aliases.c.unit_code).where(unit_aliases.c.code == word)
    return await connection.scalar(kept) or word


async def record_aliases(
    connection: AsyncConnection, words: Mapping[str, str], *, void: Collection[str]
) -> None:
    """Take other words for units, and let go of those in `void`, which have become units of their own."""
    for some in in_chunks([*words, *void]):
        await connection.execute(delete(unit_aliases).where(unit_aliases.c.code.in_(some)))
    rows = ({"code": word, "unit_code": kept} for word, kept in words.items())
    for some_rows in in_chunks(rows):
        await connection.execute(insert(unit_aliases), some_rows)
