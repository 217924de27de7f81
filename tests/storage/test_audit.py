from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.audit import CLOCK, SHELL, AuditEntry, list_audit, record_audit

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


async def test_lines_come_back_as_they_were_written_the_oldest_first(connection):
    await record_audit(connection, "wave.planned", subject="w1", actor=SHELL, now=NOW)
    await record_audit(connection, "wave.opened", subject="w1", actor=CLOCK, now=NOW + timedelta(hours=1))
    assert await list_audit(connection, newest=10) == [
        AuditEntry(NOW, "shell", "wave.planned", "w1"),
        AuditEntry(NOW + timedelta(hours=1), "clock", "wave.opened", "w1"),
    ]


async def test_only_the_newest_are_listed(connection):
    for number in range(5):
        await record_audit(connection, "results.viewed", subject=f"w{number}", actor="eero", now=NOW)
    assert [entry.subject for entry in await list_audit(connection, newest=2)] == ["w3", "w4"]
    assert await list_audit(connection, newest=0) == []


async def test_a_line_is_true_only_with_its_transaction(stores):
    async def fails() -> None:
        async with stores.identity.writing() as connection:
            await record_audit(connection, "wave.opened", subject="w1", actor=CLOCK, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    async with stores.identity.reading() as connection:
        assert await list_audit(connection, newest=10) == []
