"""`pulssi export` writes files for the administrator, says where, and leaves a line in the audit log."""

from __future__ import annotations

import pytest

from tests.attacks.conftest import shell
from tests.conversations.conftest import aino, eero, town, urls
from tests.conversations.people import Town
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.reports.exports import in_workbook

__all__ = ["aino", "eero", "shell", "town", "urls"]


@pytest.fixture
async def wave(town: Town) -> str:
    wave = await opened(town)
    await everybody_answers(town, wave, {"k1": range(10), "k3": range(7)})
    await town.passes(CLOSES)
    return wave


async def test_a_file_is_written_where_it_is_asked_for(wave, shell, tmp_path):
    path = tmp_path / "new" / "k1.csv"
    told = await shell(
        *("export", "--wave", wave, "--unit", "K1", "--format", "csv", "--language", "sv"),
        *("--output", str(path)),
    )
    assert told.strip() == str(path)
    assert "Resultat: Arbetslivets kvalitet" in path.read_text("utf-8-sig")


async def test_without_a_place_the_file_lies_in_a_folder_of_results(wave, shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = (await shell("export", "--wave", wave, "--unit", "K1", "--format", "xlsx")).strip()
    assert told == f"build/results/{wave}-K1-fi.xlsx"
    assert (tmp_path / told).read_bytes().startswith(b"PK")
    assert (tmp_path / told).stat().st_mode & 0o077 == 0


async def test_an_export_leaves_a_line_in_the_audit_log(wave, shell, tmp_path):
    options = ("--wave", wave, "--unit", "K3", "--format", "pptx", "--output", str(tmp_path / "k3.pptx"))
    await shell("export", *options)
    assert f"result.exported {wave}/K3" in await shell("audit")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--wave", "nope", "--unit", "K1", "--format", "csv"), "failed: NotPublished"),
        (("--unit", "K1", "--format", "csv"), "failed: SystemExit"),
        (("--wave", "w", "--unit", "K1", "--format", "docx"), "failed: SystemExit"),
    ],
)
async def test_what_cannot_be_exported_is_refused(options, told, shell):
    assert told in await shell("export", *options)


async def test_a_table_of_all_units_is_written_and_audited_by_its_own_name(wave, shell, tmp_path):
    path = tmp_path / "units.xlsx"
    options = ("--wave", wave, "--unit", "K", "--format", "xlsx", "--units", "--output", str(path))
    assert (await shell("export", *options)).strip() == str(path)
    told = in_workbook(path.read_bytes())
    assert "Kotihoito" in told
    assert "Keittiö" in told
    audit = await shell("audit")
    assert f"units.exported {wave}/K" in audit
    assert "result.exported" not in audit


async def test_a_table_of_all_units_lies_beside_the_result(wave, shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = await shell("export", "--wave", wave, "--unit", "K", "--format", "xlsx", "--units")
    assert told.strip() == f"build/results/{wave}-K-units-fi.xlsx"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--unit", "K", "--format", "pdf", "--units"), "failed: SystemExit"),
        (("--unit", "nope", "--format", "xlsx", "--units"), "failed: NotPublished"),
    ],
)
async def test_a_table_that_cannot_be_made_is_refused(options, told, wave, shell):
    assert told in await shell("export", "--wave", wave, *options)
    assert "units.exported" not in await shell("audit")
