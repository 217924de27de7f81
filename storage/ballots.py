"""The ballot box: one sealed ballot and one tag a person and wave, written together or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from secrets import SystemRandom, token_bytes

from sqlalchemy import Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables.ballots import ballots, tags, urns

_KEY_BYTES = 16
_TOGETHER = 500

# Built once: every answer runs them.
_URN = select(urns.c.is_open).where(urns.c.wave == bindparam("of")).with_for_update(read=True)
_TAGS = {
    name: dialect.insert(tags).on_conflict_do_nothing().returning(tags.c.tag)
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}
_BALLOTS = insert(ballots)


class AlreadyAnswered(Exception):
    """The person has a ballot in this wave already."""


class UrnClosed(Exception):
    """The wave takes no ballots: not opened, or closed."""


async def open_urn(connection: AsyncConnection, wave: str, *, public_key: bytes) -> None:
    """Take ballots for a wave from now on; a second call changes nothing."""
    row = _insert(connection, urns).values(wave=wave, public_key=public_key, is_open=True)
    await connection.execute(row.on_conflict_do_nothing())


async def close_urn(connection: AsyncConnection, wave: str) -> None:
    """Take no more ballots; waits for those being cast."""
    await connection.execute(update(urns).where(urns.c.wave == wave).values(is_open=False))


async def record_ballot(connection: AsyncConnection, wave: str, *, tag: bytes, sealed: bytes) -> None:
    """Record a ballot and its tag; raise AlreadyAnswered or UrnClosed."""
    if not await record_ballots(connection, wave, {tag: sealed}):
        raise AlreadyAnswered


async def record_ballots(connection: AsyncConnection, wave: str, cast: Mapping[bytes, bytes]) -> set[bytes]:
    """Record sealed ballots by their tags, give the tags that had none yet; raise UrnClosed."""
    # The shared lock keeps the closing process out until these ballots are committed.
    if not await connection.scalar(_URN, {"of": wave}):
        raise UrnClosed
    # In one order for all: no deadlocks. What was inserted is asked back: psycopg does not always count rows.
    rows = [{"wave": wave, "tag": tag} for tag in sorted(cast)]
    new = set(await connection.scalars(_TAGS[connection.dialect.name], rows))
    # In the order of their random keys, dealt out at random: a ballot's place says nothing about its tag's.
    keys = sorted(token_bytes(_KEY_BYTES) for _ in new)
    dealt = SystemRandom().sample(sorted(new), len(new))
    box = [{"wave": wave, "key": key, "sealed": cast[tag]} for key, tag in zip(keys, dealt, strict=True)]
    if box:
        await connection.execute(_BALLOTS, box)
    return new


async def list_sealed(connection: AsyncConnection, wave: str) -> AsyncIterator[Sequence[bytes]]:
    """Go through a wave's sealed ballots in the order of their random keys, some hundreds at a time."""
    query = select(ballots.c.sealed).where(ballots.c.wave == wave).order_by(ballots.c.key)
    async with connection.stream_scalars(query.execution_options(yield_per=_TOGETHER)) as rows:
        async for some in rows.partitions():
            yield some


async def count_ballots(connection: AsyncConnection, wave: str) -> int:
    """Count the ballots of a team's vote, so that it can be said whether there are enough to count them."""
    query = select(func.count()).select_from(ballots).where(ballots.c.wave == wave)
    return await connection.scalar(query) or 0


async def destroy_ballots(connection: AsyncConnection, wave: str) -> None:
    """Delete a wave's ballots, tags and urn."""
    for table in (tags, ballots, urns):
        await connection.execute(delete(table).where(table.c.wave == wave))


async def shuffle_ballots(connection: AsyncConnection) -> None:
    """Rewrite both tables in random order: PostgreSQL's row versions would pair a tag with its ballot."""
    if connection.dialect.name == "sqlite":
        return  # WITHOUT ROWID tables keep rows in the order of their random keys and carry no versions
    # Tags before ballots, as everywhere: else this and a ballot being cast would wait for each other.
    await connection.execute(text("LOCK TABLE tags, ballots IN ACCESS EXCLUSIVE MODE"))
    for name in ("tags", "ballots"):
        await connection.execute(
            text(f"CREATE TEMPORARY TABLE shuffled ON COMMIT DROP AS SELECT * FROM {name}")  # noqa: S608 - the names are ours
        )
        await connection.execute(text(f"TRUNCATE {name}"))
        await connection.execute(text(f"INSERT INTO {name} SELECT * FROM shuffled ORDER BY random()"))  # noqa: S608 - the names are ours
        await connection.execute(text("DROP TABLE shuffled"))


async def has_tag(connection: AsyncConnection, wave: str, *, tag: bytes) -> bool:
    """Say whether whoever the tag stands for has answered."""
    query = select(tags.c.tag).where(tags.c.wave == wave, tags.c.tag == tag)
    return await connection.scalar(query) is not None


async def list_tags(
    connection: AsyncConnection, wave: str, *, among: Collection[bytes] | None = None
) -> set[bytes]:
    """List a wave's tags, or which of some are there; whose they are only the holder of the key can tell."""
    query = select(tags.c.tag).where(tags.c.wave == wave)
    return set(await connection.scalars(query if among is None else query.where(tags.c.tag.in_(among))))


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
