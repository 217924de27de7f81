"""Comments of a closed wave: kept by groups of at least ten respondents, in no order, without authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_bytes

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.results import comment_views, comments
from storage.tables.waves import waves

_KEY_BYTES = 16


async def record_comments(
    connection: AsyncConnection,
    wave: str,
    *,
    texts: Iterable[tuple[int, str]],
    views: Mapping[str, Sequence[int]],
) -> None:
    """Record (atom, text) pairs under random keys, and which nodes show which atoms."""
    rows = [
        {"key": token_bytes(_KEY_BYTES), "wave": wave, "atom": atom, "text": text} for atom, text in texts
    ]
    rows.sort(key=lambda row: row["key"])  # type: ignore[arg-type,return-value]  # keys are bytes
    if rows:
        await connection.execute(insert(comments), rows)
    shown = [{"wave": wave, "code": code, "atom": atom} for code, atoms in views.items() for atom in atoms]
    if shown:
        await connection.execute(insert(comment_views), shown)


async def list_comments(connection: AsyncConnection, wave: str, *, code: str) -> list[str]:
    """List the comments that a node may show, in the order of their random keys."""
    query = (
        select(comments.c.text)
        .join(
            comment_views,
            (comment_views.c.wave == comments.c.wave) & (comment_views.c.atom == comments.c.atom),
        )
        .join(waves, waves.c.wave == comments.c.wave)
        .where(comments.c.wave == wave, comment_views.c.code == code, waves.c.closed_at.is_not(None))
        .order_by(comments.c.key)
    )
    return list(await connection.scalars(query))
