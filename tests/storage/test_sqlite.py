from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from storage.tables.audit import audit_log
from storage.tables.ballots import tags

NOW = datetime(2026, 11, 23, tzinfo=UTC)


async def _thread_of(connection, statement: str) -> int:
    raw = (await connection.get_raw_connection()).driver_connection._conn
    seen: list[int] = []
    raw.set_trace_callback(lambda _: seen.append(threading.get_ident()))
    await connection.execute(text(statement))
    raw.set_trace_callback(None)
    return seen[-1]


@pytest.mark.parametrize(
    ("statement", "is_beside"),
    [
        ("SELECT count(*) FROM audit_log", False),
        ("INSERT INTO audit_log (at, actor, action, subject) VALUES ('2026-01-01', 'a', 'b', 'c')", False),
        ("DELETE FROM audit_log", True),
        ("UPDATE audit_log SET actor = 'x'", True),
    ],
)
async def test_only_short_statements_run_on_the_event_loop(sqlite_stores, statement, is_beside):
    async with sqlite_stores.identity.writing() as connection:
        thread = await _thread_of(connection, statement)
    assert (thread != threading.get_ident()) is is_beside


async def test_a_writer_that_waits_for_another_process_does_not_hold_the_loop(sqlite_stores, tmp_path):
    other = sqlite3.connect(tmp_path / "ballots.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with sqlite_stores.ballots.writing() as connection:
            await connection.execute(insert(tags), {"wave": "w", "tag": b"t"})

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.1)  # with a loop that is held, this would take the whole busy timeout
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await asyncio.wait_for(writing, 5)


async def test_a_long_list_comes_whole_and_in_order(sqlite_stores):
    rows = [{"wave": "w", "tag": number.to_bytes(32, "big")} for number in range(1203)]
    async with sqlite_stores.ballots.writing() as connection:
        await connection.execute(insert(tags), rows)
    async with sqlite_stores.ballots.reading() as connection:
        found = (await connection.scalars(select(tags.c.tag).order_by(tags.c.tag))).all()
    assert [int.from_bytes(each, "big") for each in found] == list(range(1203))


async def test_a_cancelled_commit_leaves_a_connection_that_still_works(sqlite_stores):
    async def write(number: int) -> None:
        async with sqlite_stores.ballots.writing() as connection:
            await connection.execute(insert(tags), {"wave": "w", "tag": number.to_bytes(32, "big")})

    for number in range(30):
        task = asyncio.create_task(write(number))
        for _ in range(number % 10):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await write(99)
    async with sqlite_stores.ballots.reading() as connection:
        assert (
            await connection.scalar(select(func.count()).where(tags.c.tag == (99).to_bytes(32, "big"))) == 1
        )


async def test_a_reader_cannot_write(sqlite_stores):
    with pytest.raises(OperationalError):
        async with sqlite_stores.identity.reading() as connection:
            await connection.execute(
                insert(audit_log), {"at": NOW, "actor": "a", "action": "b", "subject": "c"}
            )
