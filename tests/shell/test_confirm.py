"""The operator confirms a wave of many people where nobody else in HR can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from content.loader import load_instruments
from jobs.plan_waves import plan_wave
from storage.wave_requests import record_request
from storage.waves import list_due_to_open, mark_opened
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported
from tests.shell.test_give_up import in_one_line, stores_of


async def test_a_wave_opens_only_after_the_operator_has_confirmed_it(shell: Shell):
    await imported(shell)
    now = datetime.now(UTC)
    async with stores_of(shell) as stores:
        wave = await plan_wave(
            stores,
            load_instruments()["fiilis"],
            unit_code="K",
            opens=now,
            closes=now + timedelta(days=7),
            reminders=0,
            actor="helmi",
            now=now,
        )
        async with stores.identity.writing() as connection:
            await record_request(connection, wave, people=501, actor="helmi", now=now)
            assert await list_due_to_open(connection, now=now) == []
            assert not await mark_opened(connection, wave.id, now=now)
        told = [(await shell.run("wave", "confirm", wave.id)).out.strip() for _ in range(2)]
        assert told == [f"{wave.id} is confirmed", f"{wave.id} waits for nobody"]
        async with stores.identity.reading() as connection:
            assert await list_due_to_open(connection, now=datetime.now(UTC)) == [wave.id]
    assert "no-such" in in_one_line(await shell.run("wave", "confirm", "no-such"))
