"""The audit log as an administrator reads, takes away and verifies it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3

import pytest

from storage.people import fingerprint
from tests.shell.conftest import Shell
from tests.shell.test_commands import imported


def tampered(shell: Shell, *statements: str) -> None:
    with sqlite3.connect(shell.folder / "var" / "identity.db") as connection:
        for event in ("insert", "update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_log_{event}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


async def test_the_newest_lines_are_printed_with_and_without_the_word_for_it(shell: Shell):
    await imported(shell)
    for words in (
        ("audit",),
        ("audit", "list"),
        ("audit", "--newest", "5"),
        ("audit", "list", "--newest", "5"),
    ):
        told = await shell.run(*words)
        assert (told.code, told.err) == (0, "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}Z shell directory\.imported K\n", told.out)
    assert (await shell.run("audit", "--newest", "0")).out == ""


async def test_a_log_that_holds_is_said_to_hold_with_its_head(shell: Shell):
    await imported(shell)
    told = await shell.run("audit", "verify")
    assert (told.code, told.err) == (0, "")
    holds, erased, head = told.out.splitlines()
    assert holds == "the chain holds from line 1 to line 1: 1 lines"
    assert erased == "erased 0, not sealed yet 0"
    assert (await shell.run("audit", "verify", "--head", head.removeprefix("head "))).code == 0


async def test_new_lines_can_be_left_unsealed(shell: Shell):
    await imported(shell)
    told = await shell.run("audit", "verify", "--no-seal")
    assert told.code == 0
    assert "0 lines\nerased 0, not sealed yet 1\n" in told.out


async def test_a_changed_line_is_named_and_the_command_fails(shell: Shell):
    await imported(shell)
    await shell.run("audit", "verify")
    tampered(shell, "UPDATE audit_log SET actor = 'clock' WHERE id = 1")
    told = await shell.run("audit", "verify")
    assert (told.code, told.err) == (1, "pulssi: line 1: is not as it was written\n")
    assert "the chain does not hold" in told.out


async def test_an_end_that_was_cut_off_is_noticed_by_the_noted_head(shell: Shell):
    await imported(shell)
    person = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"
    await shell.run("audit", "export")
    head = (await shell.run("audit", "verify")).out.splitlines()[-1].removeprefix("head ")
    tampered(shell, "DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)")
    assert (await shell.run("audit", "verify")).code == 0
    told = await shell.run("audit", "verify", "--head", head)
    assert told.code == 1
    assert "the end has been removed" in told.err
    assert fingerprint(person) not in told.out


@pytest.mark.parametrize("head", ["abc", "zz" * 32, "ab" * 31, "ä" * 64])
async def test_what_is_no_head_is_refused_in_one_line(shell: Shell, head: str):
    told = await shell.run("audit", "verify", "--head", head)
    assert (told.code, len(told.err.splitlines())) == (1, 1)
    assert "64 hex digits" in told.err


async def test_an_export_can_be_checked_by_anybody_and_is_a_line_itself(shell: Shell):
    await imported(shell)
    told = await shell.run("audit", "export", "--since", "2020-01-01", "--format", "csv")
    assert (told.code, told.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [row["action"] for row in rows] == ["directory.imported", "audit.exported"]
    before = bytes(32)
    for row in rows:
        whom = json.dumps([row["actor"], row["subject"]], separators=(",", ":"), ensure_ascii=False)
        named = hashlib.sha256(bytes.fromhex(row["salt"]) + whom.encode()).digest()
        what = json.dumps(
            [int(row["sealed"]), int(row["id"]), row["at"], row["action"]], separators=(",", ":")
        )
        before = hashlib.sha256(before + named + what.encode()).digest()
        assert row["hash"] == before.hex()


async def test_an_export_holds_the_lines_of_its_time_alone(shell: Shell):
    await imported(shell)
    told = await shell.run("audit", "export", "--until", "2020-01-01T00:00:00+02:00")
    assert told.out == "id,at,actor,action,subject,sealed,salt,named,hash\n"
    assert "audit.exported */2020-01-01T00:00:00+02:00" in (await shell.run("audit")).out


async def test_a_time_that_is_none_is_refused_and_nothing_is_exported(shell: Shell):
    await imported(shell)
    told = await shell.run("audit", "export", "--since", "yesterday")
    assert (told.code, told.out) == (1, "")
    assert "audit.exported" not in (await shell.run("audit")).out
