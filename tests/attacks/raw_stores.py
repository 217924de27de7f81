"""What somebody sees who has the databases, their files or a dying process: every column, every byte."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import MetaData, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from content.instrument import Instrument
from storage.ballots import list_sealed
from storage.engine import Store, Stores
from storage.sealing import Ballot, WaveSecrets, opening_box, participation_tag, unseal
from storage.secrets import find_wrapped
from storage.tables.ballots import ballots, tags
from tests.attacks.county import CANARY, QWL
from tests.conversations.conftest import town as town_fixture
from tests.conversations.people import Town
from tests.jobs.conftest import house as house_fixture

PATTERN: Final = "152515251525152"
"""Answers that nobody else gives in this order."""
SAID: Final = f"{CANARY}: minulla ei ole enää voimia"

Rows = list[dict[str, Any]]
Marks = Mapping[str, list[bytes]]
"""What must not be found, by what it would give away."""

OF_BALLOTS: Final = ("ballots", "tags", "urns", "wave_secrets")
SYSTEM: Final = ("rowid", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid")
_SLICE: Final = 24
_PLACES: Final = (0, 40, 1500, 3000, 4500, 6000)

_POSTGRES_TABLES: Final = text("""
    SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public'
    UNION ALL
    SELECT c.reltoastrelid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.reltoastrelid <> 0 AND n.nspname = 'public'
""")
_POSTGRES_VIEWS: Final = ("pg_stats", "pg_stat_user_tables", "pg_statio_user_tables")
_POSTGRES_FILES: Final = text("""
    WITH own AS (SELECT oid, reltoastrelid FROM pg_class WHERE relname = ANY(:names) AND relkind = 'r'),
    tables AS (SELECT oid FROM own UNION SELECT reltoastrelid FROM own WHERE reltoastrelid <> 0)
    SELECT pg_relation_filepath(oid) FROM tables
    UNION
    SELECT pg_relation_filepath(indexrelid) FROM pg_index WHERE indrelid IN (SELECT oid FROM tables)
""")
_POSTGRES_DATABASE: Final = text("SELECT oid FROM pg_database WHERE datname = current_database()")
_SQLITE_TABLES: Final = text(
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
)


async def dump(store: Store) -> dict[str, Rows]:
    """Give every row of every table, with the columns that the database adds by itself."""
    async with store.reading() as connection:
        if store.is_sqlite:
            found = (await connection.execute(_SQLITE_TABLES)).all()
            columns = {name: "*" if is_without_rowid else "rowid, *" for name, is_without_rowid in found}
        else:
            hidden = ", ".join(f"t.{name}::text AS {name}" for name in SYSTEM[1:])
            columns = dict.fromkeys(await connection.scalars(_POSTGRES_TABLES), f"{hidden}, t.*")
            columns |= dict.fromkeys(_POSTGRES_VIEWS, "*")
        return {name: await _rows(connection, name, what) for name, what in columns.items()}


async def dump_all(stores: Stores) -> dict[str, Rows]:
    """Dump the three stores; on PostgreSQL the tests have them in one database."""
    apart = stores.all if stores.ballots.is_sqlite else stores.all[:1]
    return {name: rows for store in apart for name, rows in (await dump(store)).items()}


def as_bytes(dumped: Mapping[str, Rows]) -> bytes:
    """Give all values of a dump one after the other, each in the forms in which it could be read."""
    return b"\n".join(form for rows in dumped.values() for row in rows for form in _forms(row))


def without_system(rows: Rows) -> Rows:
    """Leave out what the database adds by itself."""
    return [{name: value for name, value in row.items() if name not in SYSTEM} for row in rows]


async def files_of(stores: Stores) -> dict[str, bytes]:
    """Give the files in which ballots, tags and secrets lie, on PostgreSQL those of their tables."""
    if stores.ballots.is_sqlite:
        folder = Path(stores.ballots.writer.url.database or "").parent
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.db*"))}
    async with stores.ballots.outside() as connection:
        await connection.execute(text("CHECKPOINT"))
        found = await connection.scalars(_POSTGRES_FILES, {"names": list(OF_BALLOTS)})
        return {place: await _read(connection, place) for place in found}


async def files_under(stores: Stores, folder: str) -> dict[str, bytes]:
    """Give the bytes of every file in a folder of PostgreSQL's data directory, such as its log of changes."""
    async with stores.ballots.outside() as connection:
        await connection.execute(text("CHECKPOINT"))
        root = await _data_directory(connection)
        place = folder.format(database=await connection.scalar(_POSTGRES_DATABASE))
    return {path.name: path.read_bytes() for path in sorted((root / place).rglob("*")) if path.is_file()}


async def marks_of(
    stores: Stores, wave: str, secrets: WaveSecrets, *, people: list[str]
) -> dict[str, list[bytes]]:
    """Give what there is of an open wave and must be gone when it has closed."""
    async with stores.ballots.reading() as connection:
        cast = (
            await connection.execute(select(ballots.c.key, ballots.c.sealed).where(ballots.c.wave == wave))
        ).all()
        marked = set(await connection.scalars(select(tags.c.tag).where(tags.c.wave == wave)))
    async with stores.secrets.reading() as connection:
        wrapped = await find_wrapped(connection, wave)
    assert wrapped is not None
    assert cast
    assert marked
    assert marked <= {participation_tag(secrets, person) for person in people}
    return {
        "a sealed ballot": [sealed[place : place + _SLICE] for _, sealed in cast for place in _PLACES],
        "a key of a ballot": [key for key, _ in cast],
        "a tag": sorted(marked),
        "a wrapped secret": [
            wrapped[place : place + _SLICE] for place in range(0, len(wrapped) - _SLICE, _SLICE)
        ],
        "a key of the wave": [secrets.private_key, secrets.tag_key],
    }


async def opened_ballots(town: Town, wave: str) -> list[Ballot]:
    """Open the ballots of a wave with its secrets, as the closing job does."""
    box = opening_box(await town.house.vault.get(wave, now=town.clock.now))
    async with town.house.stores.ballots.reading() as connection:
        return [unseal(each, box) async for some in list_sealed(connection, wave) for each in some]


def answered_so(
    pattern: str = PATTERN, *, comment: str = SAID, instrument: Instrument = QWL
) -> dict[str, str]:
    """Fill the card in so that the answers would be known again anywhere."""
    return dict(zip(instrument.item_ids, pattern, strict=True)) | {"comment": comment}


def send_button(wave: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """Give the activity of a press on Send."""
    data = {"verb": "survey.submit", "wave": wave, **answers}
    value = {"action": {"type": "Action.Execute", "verb": "survey.submit", "data": data}}
    return {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "the-form", "value": value}


def marks_of_answers(pattern: str = PATTERN, *, comment: str = SAID, instrument: Instrument = QWL) -> Marks:
    """Give the forms in which such answers could lie somewhere."""
    numbers = [int(digit) for digit in pattern]
    named = dict(zip(instrument.item_ids, numbers, strict=True))
    written = [
        json.dumps(form, separators=between) for form in (numbers, named) for between in ((",", ":"), None)
    ]
    forms = [pattern, str(named), *written, *(form.strip("[]{}") for form in written)]
    return {
        "answers": [*(form.encode() for form in forms), bytes(numbers)],
        "a comment": [comment.encode(), json.dumps(comment).strip('"').encode(), CANARY.encode()],
    }


def found_in(content: bytes, marks: Marks) -> set[str]:
    """Say what can be found, as bytes or in hex."""
    folded = content.lower()
    return {
        kind for kind, some in marks.items() if any(m in content or m.hex().encode() in folded for m in some)
    }


async def copied(store: Store, tables: MetaData) -> dict[str, Rows]:
    """Make a backup of a store."""
    async with store.reading() as connection:
        return {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in tables.sorted_tables
        }


async def put_back(store: Store, tables: MetaData, kept: Mapping[str, Rows]) -> None:
    """Restore a store from a backup, as whoever owns the database can."""
    async with store.writing() as connection:
        guards = await _without_triggers(store, connection, tables)
        for table in reversed(tables.sorted_tables):
            await connection.execute(delete(table))
        for table in tables.sorted_tables:
            if kept[table.name]:
                await connection.execute(insert(table), kept[table.name])
        for statement in guards:
            await connection.execute(text(statement))


async def _without_triggers(store: Store, connection: AsyncConnection, tables: MetaData) -> list[str]:
    """Switch off what keeps the audit log from being changed; give what switches it on again."""
    if not store.is_sqlite:
        guarded = [name for name in ("audit_log", "audit_chain") if name in tables.tables]
        for name in guarded:
            await connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
        return [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded]
    found = (
        await connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    ).all()
    for name, _ in found:
        await connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _, sql in found]


def urls_of(stores: Stores) -> dict[str, str]:
    """Name the stores as the settings do, so that another process opens them too."""
    names = ("database_url", "ballot_url", "secrets_url")
    addresses = [store.writer.url.render_as_string(hide_password=False) for store in stores.all]
    return dict(zip(names, addresses, strict=True))


town_on = asynccontextmanager(town_fixture.__wrapped__)
"""The town of the conversations, a second one or in a process without pytest."""
house_of = house_fixture.__wrapped__
"""The town of the jobs on some stores."""


class Killed(BaseException):
    """Whoever would raise this is gone: the system ends the process on the spot, nothing is tidied up."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        super().__init__()


async def in_a_process(work: Callable[..., None], *args: Any) -> int:
    """Run something in a process of its own; give how it ended, -9 when it was killed."""
    process = _processes().Process(target=work, args=args, daemon=True)
    await asyncio.to_thread(process.start)
    await asyncio.to_thread(process.join, 60)
    ended = process.exitcode
    process.kill()
    assert ended is not None, "it never ended"
    return ended


def _processes() -> Any:
    """Give processes that share no memory and no threads with the tests, but are loaded once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.attacks.raw_stores", "jobs.close_waves", "bot"])
    return context


async def _rows(connection: AsyncConnection, name: str, columns: str) -> Rows:
    query = text(f"SELECT {columns} FROM {name} t")  # noqa: S608 - the names are the database's own
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _forms(row: Mapping[str, Any]) -> Iterator[bytes]:
    for value in row.values():
        if isinstance(value, bytes | memoryview):
            yield bytes(value)
        else:
            yield str(value).encode()


async def _read(connection: AsyncConnection, place: str) -> bytes:
    return (await _data_directory(connection) / place).read_bytes()


async def _data_directory(connection: AsyncConnection) -> Path:
    root = Path(await connection.scalar(text("SHOW data_directory")))
    if not os.access(root / "base", os.R_OK):
        pytest.skip("PostgreSQL's files belong to somebody else here")
    return root
