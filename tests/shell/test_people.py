"""What somebody may ask for about themselves, and what is not kept for ever, as an administrator does it."""

from __future__ import annotations

import json
import re
import stat
from datetime import UTC, datetime, timedelta

from demo.people import AINO, EERO
from storage.people import fingerprint
from tests.shell.conftest import Ended, Shell
from tests.shell.test_commands import imported

NOBODY = "3f0c6a52-8d1e-4b7a-9c55-0b6e2d417f90"


async def asked(shell: Shell) -> str:
    """The municipality is in the directory and asked in an open wave."""
    await imported(shell)
    closes = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return (
        await shell.run("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", closes)
    ).out.strip()


def in_one_line(ended: Ended) -> str:
    assert ended.code == 1
    (line,) = ended.err.strip().splitlines()
    return line


async def test_a_person_is_told_everything_and_why_answers_are_not_there(shell: Shell):
    wave = await asked(shell)
    told = await shell.run("person", "export", EERO.aad_object_id.upper())
    assert told.code == 0, told.err
    record = json.loads(told.out)
    assert (record["person"], len(record["leads"]), record["roles"]) == (EERO.aad_object_id, 1, [])
    assert [(each["wave"], each["instrument"], each["closed_at"]) for each in record["waves"]] == [
        (wave, "fiilis", None)
    ]
    assert [(each["kind"], each["wave"], each["state"]) for each in record["messages"]] == [
        ("survey", wave, "waiting")
    ]
    assert "cannot be found" in record["answers"]
    assert AINO.aad_object_id not in told.out


async def test_a_file_with_somebodys_data_is_for_the_administrator_alone(shell: Shell):
    await imported(shell)
    told = await shell.run("person", "export", AINO.aad_object_id, "--output", "aino.json")
    assert (told.code, told.out.strip()) == (0, "aino.json")
    file = shell.folder / "aino.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8"))["person"] == AINO.aad_object_id
    assert AINO.aad_object_id not in told.out + told.err


async def test_the_log_tells_of_an_export_and_an_erasure_without_the_id(shell: Shell):
    await imported(shell)
    for command in ("export", "erase"):
        assert (await shell.run("person", command, AINO.aad_object_id)).code == 0
    log = (await shell.run("audit")).out
    mark = fingerprint(AINO.aad_object_id)
    assert f"shell person.exported {mark}\n" in log
    assert f"shell person.erased {mark}\n" in log
    assert AINO.aad_object_id not in log


async def test_erasing_says_what_goes_what_stays_and_who_may_come_back(shell: Shell):
    await asked(shell)
    counts = "units led 1, roles 0, roles given 0, stands in 0, directory 1, arrival 0, chosen language 0"
    counts += ", pause 0, quiet hours 0, conversation 0, install 0, waves asked in 1, messages 1"
    counts += ", targets owned 0, nudge 0, found in the directory 0, account in Entra 0, groups in Entra 0"
    counts += ", accounts managed in Entra 0, versions of plans 0"
    promised = await shell.run("person", "erase", EERO.aad_object_id, "--dry-run")
    assert f"would erase: {counts}, lines of the audit log 0" in promised.out, promised.err
    erased = await shell.run("person", "erase", EERO.aad_object_id.upper())
    assert (erased.code, erased.err) == (0, "")
    assert erased.out.splitlines()[0] == f"erased: {counts}, lines of the audit log 0"
    for words in (
        "Published figures stay",
        "Answers cannot be found",
        "`pulssi org import` brings the person back",
    ):
        assert words in erased.out
    assert EERO.aad_object_id not in erased.out
    assert "nothing is stored" in in_one_line(await shell.run("person", "erase", EERO.aad_object_id))
    again = await shell.run("org", "import", "--units", "units.csv", "--people", "people.csv")
    assert "people +1 ~0 -0" in again.out
    assert (await shell.run("person", "export", EERO.aad_object_id)).code == 0


async def test_an_unknown_person_is_one_line_that_does_not_repeat_the_id(shell: Shell):
    await imported(shell)
    for words in (("export", NOBODY), ("erase", NOBODY), ("erase", NOBODY, "--dry-run")):
        line = in_one_line(await shell.run("person", *words))
        assert "nothing is stored about this person" in line
        assert NOBODY not in line


async def test_an_address_a_name_or_an_actor_of_the_log_is_no_id(shell: Shell):
    await imported(shell)
    for wrong in ("aino@kunta.example", "Aino", "shell", "clock", NOBODY[:-1]):
        for command in ("export", "erase"):
            assert "object id in Entra" in in_one_line(await shell.run("person", command, wrong))
    assert "shell directory.imported" in (await shell.run("audit")).out


async def test_every_rule_of_keeping_has_its_line(shell: Shell):
    await asked(shell)
    told = await shell.run("purge", "--dry-run")
    assert told.code == 0, told.err
    assert re.findall(r"^(\w+): (\d+) would be removed; kept: (.+)$", told.out, re.MULTILINE) == [
        ("comments", "0", "24 months after the wave closed"),
        ("messages", "0", "12 months after the wave closed"),
        ("choices", "0", "24 months after the wave closed"),
        ("plans", "0", "731 days"),
        ("membership", "0", "24 months after the wave closed"),
        ("nudges", "0", "7 days"),
        ("arrivals", "0", "30 days"),
        ("requests", "0", "30 days"),
        ("departures", "0", "30 days"),
        ("deputies", "0", "30 days"),
        ("installs", "0", "31 days"),
        ("pauses", "0", "until that day is over"),
        ("addresses", "0", "until the next purge"),
        ("audit", "0", "731 days"),
        ("remains", "0", "until the next purge"),
    ]
    done = await shell.run("purge")
    assert done.out == told.out.replace("would be removed", "removed")
    assert "purged" not in (await shell.run("audit")).out
