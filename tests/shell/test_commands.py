"""The administrator's story at the shell, from import to result."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta

from demo.municipality import municipality, write_csv
from demo.people import APP_ID
from tests.shell.conftest import PROJECT, Shell

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
    full = json.loads((await shell.run("results", "--wave", wave, "--unit", "K", "--details")).out)
    assert full.items() >= one.items()
    assert set(full) - CONTRACT >= {"margins", "rest", "standings", "strengths", "targets", "trend"}
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


async def test_a_team_is_asked_about_its_own_targets(shell: Shell):
    await imported(shell)
    asked = ("wave", "open", "--instrument", "kohteet", "--unit", "K", "--closes", "2100-01-01")
    without = await shell.run(*asked)
    assert without.code == 1
    assert "1-3 targets" in without.err
    opened = await shell.run(*asked, "--target", "Perehdytys {kuntoon}", "--target", "Palaverit")
    assert opened.code == 0, opened.err
    assert opened.out.startswith("kohteet-")


async def test_a_questionnaire_of_ones_own_needs_a_file_and_no_code(with_settings, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    page = (PROJECT / "docs" / "instruments.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    own = folder / "oma-pulssi.toml"
    own.write_text(example, "utf-8")
    shell = with_settings(PULSSI_INSTRUMENTS_FOLDER=str(folder))
    await imported(shell)
    assert "instrument oma-pulssi: version 1, 1 items" in (await shell.run("check")).out
    asked = ("wave", "open", "--instrument", "oma-pulssi", "--unit", "K", "--closes", "2100-01-01")
    assert (await shell.run(*asked)).code == 0

    own.write_text(example.replace("Ehdin pitää taukoni.", "Ehdin tauolle."), "utf-8")
    for words in (asked, ("check",)):
        changed = await shell.run(*words)
        assert changed.code == 1
        assert "oma-pulssi has changed since its version 1 was used" in changed.err

    own.write_text(example.replace('text.sv = "Jag hinner hålla mina pauser."\n', ""), "utf-8")
    broken = await shell.run("check")
    assert broken.code == 1
    assert "oma-pulssi.toml, item 1 (breaks), text, sv: is missing" in broken.err


async def test_a_scenario_prints_all_that_goes_into_it(shell: Shell):
    figures = ("--person-years", "3835", "--index-now", "54.9", "--index-then", "60", "--cost", "55000")
    for language, words in {
        "fi": "Skenaario, ei ennuste",
        "sv": "ingen prognos",
        "en": "not a forecast",
    }.items():
        told = (await shell.run("scenario", *figures, "--language", language)).out
        assert words in told
        digits = "".join(sign for sign in told if sign.isdigit())
        assert all(figure in digits for figure in ("3835", "549", "60", "55000", "713"))
    refused = await shell.run("scenario", *figures[:2], "--index-now", "0", *figures[4:])
    assert refused.code == 1
    assert "index_now" in refused.err


async def test_guiding_questions_of_ones_own_need_a_file_and_no_code(with_settings, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    page = (PROJECT / "docs" / "guides.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    own = folder / "trust.toml"
    own.write_text(example, "utf-8")
    shell = with_settings(PULSSI_GUIDES=str(folder))
    await imported(shell)
    assert "guide trust: 13 questions" in (await shell.run("check")).out

    own.write_text(
        example.replace('use = "strength"', 'use = "strong"').replace("vuorosta toiseen?", "."), "utf-8"
    )
    for command in ("check", "serve"):
        broken = await shell.run(command)
        assert broken.code == 1
        assert 'trust.toml, question 1 (night-shift), use: "strong" is not known' in broken.err
        assert "trust.toml, question 1 (night-shift), text, fi: does not end in a question mark" in broken.err
