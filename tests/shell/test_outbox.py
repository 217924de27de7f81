"""Dead letters at the shell: told with what helps, tried again, and a wave that is paused or repeated."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from shell.outbox import ADVICE
from storage.claims import claim_deliveries
from storage.engine import Stores, open_stores
from storage.outbox import count_deliveries, delivered, failed, settle
from storage.reasons import GAVE_UP, NOT_IN_DIRECTORY, NOT_INSTALLED, REASONS
from storage.tables.outbox import outbox
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported


def stores_of(shell: Shell) -> Stores:
    names = {"database_url": "identity", "ballot_url": "ballots", "secrets_url": "secrets"}
    return open_stores(**{url: f"sqlite:///{shell.folder}/var/{name}.db" for url, name in names.items()})


async def opened(shell: Shell) -> str:
    await imported(shell)
    closes = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    ended = await shell.run("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", closes)
    assert ended.code == 0, ended.err
    return ended.out.strip()


@pytest.fixture
async def wave(shell: Shell) -> str:
    """An open wave: of sixty invitations some have failed, one is delivered, the others wait."""
    name = await opened(shell)
    stores = stores_of(shell)
    now = datetime.now(UTC)
    until = now + timedelta(minutes=2)
    async with stores.identity.writing() as connection:
        claimed = await claim_deliveries(connection, now=now, until=until, limit=6)
        reasons = [NOT_INSTALLED, NOT_INSTALLED, NOT_INSTALLED, GAVE_UP, NOT_IN_DIRECTORY]
        settled = [failed(each.key, reason) for each, reason in zip(claimed, reasons, strict=False)]
        await settle(connection, [*settled, delivered(claimed[5].key, "message-1")])
    await stores.close()
    return name


async def listed(shell: Shell, *words: str) -> list[dict]:
    ended = await shell.run("outbox", "list", "--json", *words)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


async def audited(shell: Shell) -> list[str]:
    lines = (await shell.run("audit")).out.splitlines()
    told = [line.partition(" ")[2] for line in lines]
    return [line for line in told if line.split()[1].partition(".")[0] in {"outbox", "wave"}]


def test_there_is_advice_for_every_reason_and_no_other():
    assert set(ADVICE) == REASONS
    assert [text for text in ADVICE.values() if not text.endswith(".")] == []


async def test_dead_letters_are_listed_by_reason_with_what_helps(shell: Shell, wave: str):
    told = await listed(shell, "--wave", wave)
    assert [(each["wave"], each["kind"], each["reason"], each["count"]) for each in told] == [
        (wave, "survey", GAVE_UP, 1),
        (wave, "survey", NOT_IN_DIRECTORY, 1),
        (wave, "survey", NOT_INSTALLED, 3),
    ]
    assert {each["advice"] for each in told} == {ADVICE[each["reason"]] for each in told}
    table = (await shell.run("outbox", "list")).out
    assert "not_installed" in table
    assert "Install the app" in table
    people = (await shell.run("outbox", "list", "--people")).out.splitlines()
    assert len(people) == 5
    assert sum("not_installed" in line for line in people) == 3
    assert (await audited(shell))[-1] == "shell outbox.people_listed *"


async def test_a_dry_run_only_tells_and_a_retry_lets_them_wait(shell: Shell, wave: str):
    would = await shell.run("outbox", "retry", "--dry-run")
    assert "not_installed: 3 would wait again; Teams is asked anew" in would.out
    assert len(await listed(shell)) == 3
    done = await shell.run("outbox", "retry", "--wave", wave)
    assert "gave_up: 1 wait again" in done.out
    assert "left alone" in done.out
    assert [each["reason"] for each in await listed(shell)] == [NOT_IN_DIRECTORY]
    named = await shell.run("outbox", "retry", "--reason", NOT_IN_DIRECTORY)
    assert "fails again where the cause is still there" in named.out
    assert await listed(shell) == []
    assert "nothing to try again" in (await shell.run("outbox", "retry")).out
    (line,) = json.loads((await shell.run("wave", "list", "--json")).out)
    assert (line["planned"], line["waiting"], line["delivered"], line["failed"]) == (60, 59, 1, {})
    assert (await audited(shell))[-2:] == [
        f"shell outbox.retried {wave}/*",
        f"shell outbox.retried */{NOT_IN_DIRECTORY}",
    ]


async def test_a_wave_is_paused_and_resumed_and_the_list_says_so(shell: Shell, wave: str):
    for _ in range(2):
        assert (await shell.run("wave", "pause", wave)).out.strip() == f"{wave} is paused"
    assert "open, paused" in (await shell.run("wave", "list")).out
    assert json.loads((await shell.run("wave", "list", "--json")).out)[0]["paused"] is True
    assert f"paused: {wave}" in (await shell.run("check")).out
    for _ in range(2):
        assert (await shell.run("wave", "resume", wave)).out.strip() == f"{wave} is not paused"
    assert json.loads((await shell.run("wave", "list", "--json")).out)[0]["paused"] is False
    told = await audited(shell)
    assert told[-2:] == [f"shell wave.paused {wave}", f"shell wave.resumed {wave}"]


async def test_an_invitation_that_was_delivered_is_sent_again_in_its_place(shell: Shell, wave: str):
    assert f"{wave}: 1 invitations wait" in (await shell.run("wave", "repeat", wave)).out
    stores = stores_of(shell)
    async with stores.identity.writing() as connection:
        stand = await count_deliveries(connection, wave, "survey")
        assert (stand.delivered, stand.waiting) == (0, 55)
        now = datetime.now(UTC)
        claimed = await claim_deliveries(connection, now=now, until=now, limit=100)
    await stores.close()
    assert [each.activity_id for each in claimed if each.activity_id] == ["message-1"]
    assert (await audited(shell))[-1] == f"shell wave.repeated {wave}"


async def test_when_a_wave_is_over_nothing_of_it_is_paused_repeated_or_tried_again(shell: Shell, wave: str):
    assert (await shell.run("wave", "pause", wave)).code == 0
    assert (await shell.run("wave", "close", wave)).code == 0
    assert "paused" not in (await shell.run("check")).out
    for words in (("wave", "pause", wave), ("wave", "repeat", wave)):
        ended = await shell.run(*words)
        assert ended.code == 1
        assert len(ended.err.strip().splitlines()) == 1, ended.err
    assert "nothing to try again" in (await shell.run("outbox", "retry", "--reason", GAVE_UP)).out


async def test_what_is_no_wave_or_reason_is_one_clear_line(shell: Shell, wave: str):
    for words, told in (
        (("outbox", "list", "--wave", "nope"), "nope"),
        (("outbox", "retry", "--wave", "nope"), "nope"),
        (("outbox", "retry", "--reason", "bad_luck"), "not_installed"),
        (("wave", "pause", "nope"), "nope"),
        (("wave", "resume", "nope"), "nope"),
        (("wave", "repeat", "nope"), "nope"),
    ):
        ended = await shell.run(*words)
        assert ended.code == 1, words
        assert told in ended.err
        assert len(ended.err.strip().splitlines()) == 1, ended.err


async def test_check_warns_of_a_queue_that_nobody_works_on(shell: Shell):
    name = await opened(shell)
    await made_older(shell, timedelta(minutes=9))
    assert (await shell.run("check")).code == 0
    await made_older(shell, timedelta(minutes=2))
    ended = await shell.run("check")
    assert ended.code == 1
    assert "the queue is stuck: 60 messages are due, the first for 11 minutes" in ended.err
    assert "delivery_stopped" in ended.err
    assert (await shell.run("wave", "pause", name)).code == 0
    assert (await shell.run("check")).code == 0, "what is paused is not stuck"


async def made_older(shell: Shell, by: timedelta) -> None:
    """Let everything that waits have waited for longer."""
    stores = stores_of(shell)
    async with stores.identity.writing() as connection:
        await connection.execute(update(outbox).values(due_at=await due(connection) - by))
    await stores.close()


async def due(connection) -> datetime:
    return await connection.scalar(select(func.min(outbox.c.due_at)))
