"""The administrator's story at the shell, from import to result."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta

from demo.municipality import municipality, write_csv
from demo.people import APP_ID
from tests.shell.conftest import Shell

CONTRACT = {
    "wave",
    "unit",
    "tier",
    "n",
    "response_rate",
    "index",
    "spread",
    "factors",
    "capabilities",
    "themes",
    "items",
    "covers",
    "members",
}


async def imported(shell: Shell) -> None:
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    ended = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert ended.code == 0, ended.err


async def test_from_import_to_result(shell: Shell):
    await imported(shell)
    closes = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    opened = await shell.run(
        "wave", "open", "--instrument", "tyoelaman-laatu", "--unit", "K", "--closes", closes, "--remind", "1"
    )
    wave = opened.out.strip()
    assert wave.startswith("tyoelaman-laatu-"), opened.err
    (line,) = json.loads((await shell.run("wave", "list", "--json")).out)
    assert (line["wave"], line["state"], line["planned"], line["waiting"]) == (wave, "open", 60, 60)
    early = await shell.run("results", "--wave", wave, "--unit", "K", "--json")
    assert early.code == 1
    assert len(early.err.strip().splitlines()) == 1
    closed = await shell.run("wave", "close", wave)
    assert closed.code == 0, closed.err
    assert "closed already" in (await shell.run("wave", "close", wave)).out
    one = json.loads((await shell.run("results", "--wave", wave, "--unit", "K", "--json")).out)
    assert set(one) == CONTRACT
    assert one["tier"] == "none"
    assert one["index"] is None
    every = json.loads((await shell.run("results", "--wave", wave, "--json")).out)
    assert every[0]["unit"] == "K"
    assert {frozenset(each) for each in every} == {frozenset(CONTRACT)}
    log = (await shell.run("audit")).out
    for action in (
        "directory.imported",
        "wave.planned",
        "wave.opened",
        "wave.ended",
        "wave.closed",
        "result.viewed",
    ):
        assert action in log


async def test_importing_the_same_files_again_changes_nothing(shell: Shell):
    await imported(shell)
    units, people = shell.folder / "units.csv", shell.folder / "people.csv"
    again = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert again.out.strip() == "nothing to change"


async def test_a_dry_run_only_tells(shell: Shell):
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    told = await shell.run("org", "import", "--units", str(units), "--people", str(people), "--dry-run")
    assert "would change: units +" in told.out
    assert "people +60" in told.out
    again = await shell.run("org", "import", "--units", str(units), "--people", str(people), "--dry-run")
    assert again.out == told.out


async def test_bad_lines_are_all_named_and_nothing_is_imported(shell: Shell):
    units, people = write_csv(municipality(people=60, units=4), shell.folder)
    lines = people.read_text("utf-8").splitlines()
    lines[3] = "no-uuid,K,fi,,"
    lines[7] = lines[7].replace(lines[7].split(",")[1], "NOWHERE", 1)
    people.write_text("\n".join(lines), "utf-8")
    ended = await shell.run("org", "import", "--units", str(units), "--people", str(people))
    assert ended.code == 1
    assert "people.csv line 4" in ended.err
    assert "people.csv line 8" in ended.err
    refused = await shell.run(
        "wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", "2100-01-01"
    )
    assert "org import" in refused.err


async def test_every_expected_failure_is_one_line(shell: Shell):
    await imported(shell)
    for words, told in (
        (
            ("wave", "open", "--instrument", "nope", "--unit", "K", "--closes", "2100-01-01"),
            "tyoelaman-laatu",
        ),
        (("wave", "open", "--instrument", "fiilis", "--unit", "X", "--closes", "2100-01-01"), "'X'"),
        (("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", "soon"), "ISO 8601"),
        (("wave", "open", "--instrument", "fiilis", "--unit", "K", "--closes", "2001-01-01"), "over"),
        (
            (
                "wave",
                "open",
                "--instrument",
                "fiilis",
                "--unit",
                "K",
                "--closes",
                "2100-01-01",
                "--remind",
                "9",
            ),
            "2",
        ),
        (("wave", "close", "nope"), "nope"),
        (("results", "--wave", "nope"), "nope"),
        (("org", "import", "--units", "units.csv", "--people", "no.csv"), "no.csv"),
    ):
        ended = await shell.run(*words)
        assert ended.code != 0, words
        assert told in ended.err, (words, ended.err)
        assert len(ended.err.strip().splitlines()) == 1, ended.err


async def test_wrong_settings_are_all_named_in_one_line(with_settings):
    shell = with_settings(PULSSI_ENVIRONMENT="production", PULSSI_RATE="fast", PULSSI_TIMEZONE="Mars")
    ended = await shell.run("check")
    assert ended.code == 1
    for name in (
        "PULSSI_RATE",
        "PULSSI_TIMEZONE",
        "MicrosoftAppId",
        "PULSSI_ALLOWED_TENANTS",
        "PULSSI_MASTER_KEY",
    ):
        assert name in ended.err
    assert len(ended.err.strip().splitlines()) == 1


async def test_a_store_that_is_away_is_one_line_too(with_settings):
    shell = with_settings(PULSSI_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:9/none")
    ended = await shell.run("wave", "list")
    assert ended.code == 1
    assert len(ended.err.strip().splitlines()) == 1
    assert "secret" not in ended.err


async def test_check_says_what_is_there(shell: Shell):
    before = await shell.run("check")
    assert "needs migration" in before.out
    assert before.code == 1
    await imported(shell)
    ended = await shell.run("check")
    assert ended.code == 0
    assert "instrument fiilis" in ended.out


async def test_the_manifest_is_built(with_settings):
    shell = with_settings(MicrosoftAppId=APP_ID)
    ended = await shell.run("manifest", "build", "--domain", "pulssi.example.org")
    assert ended.code == 0, ended.err
    with zipfile.ZipFile(shell.folder / "build/pulssi.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    personal = next(each for each in manifest["bots"][0]["commandLists"] if each["scopes"] == ["personal"])
    assert personal["commands"][0]["title"] == "show my unit results"
