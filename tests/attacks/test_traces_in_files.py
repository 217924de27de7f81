"""Attack 29 in the chat: somebody reads files that went to OneDrive, and all that was said about them."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from directory.organisation import Unit
from reports.formats import exported_units
from reports.units_sheet import UnitsSource, units_sheet
from scoring.disclosure import restore
from tests.attacks.conftest import Shell
from tests.attacks.county import QWL
from tests.attacks.raw_stores import answered_so, found_in, marks_of_answers
from tests.attacks.test_traces_in_exports import export_of_a_small_unit
from tests.conversations.conftest import ON_BOTH
from tests.conversations.exporting import answers, offered, stored
from tests.conversations.onedrive import LoopbackOneDrive
from tests.conversations.people import Member, Town
from tests.conversations.test_story import CLOSES, everybody_answers, opened
from tests.reports.exports import FORMATS, read_back
from tests.reports.test_office_files import embedded, parts_of

UNITS = ("K", "K1", "K2", "K3")
EXCEL_NAMES = {"_xlnm._FilterDatabase", "_xlnm.Print_Titles"}
"""Names that a filter and repeated heads have in every workbook."""


@pytest.fixture
async def wave(town: Town, aino: Member) -> str:
    opened_wave = await opened(town)
    await everybody_answers(town, opened_wave, {"k1": range(10), "k2": range(2), "k3": range(7)})
    await aino.presses("survey.submit", wave=opened_wave, **answered_so())
    await town.passes(CLOSES)
    return opened_wave


@pytest.fixture
async def drive() -> AsyncIterator[LoopbackOneDrive]:
    async with LoopbackOneDrive() as drive:
        yield drive


async def through_the_chat(who: Member, drive: LoopbackOneDrive, *, unit: str, wave: str, kind: str) -> bytes:
    before = len(drive.puts)
    question = await offered(who, unit=unit, wave=wave, kind=kind)
    context = question["content"]["acceptContext"]
    await answers(who, context, upload=drive.place(question["name"]), on=f"consent-{before}")
    await stored(who, before + 1)
    return drive.puts[before].content


@ON_BOTH
async def test_a_file_through_the_chat_is_the_shells_byte_for_byte(
    town: Town, wave: str, helmi: Member, shell: Shell, drive: LoopbackOneDrive, tmp_path: Path
):
    for unit, kind in [*product(UNITS, FORMATS), ("K", "units")]:
        got = await through_the_chat(helmi, drive, unit=unit, wave=wave, kind=kind)
        path = tmp_path / f"{unit}.{kind}"
        more = ("--format", "xlsx", "--units") if kind == "units" else ("--format", kind)
        await shell("export", "--wave", wave, "--unit", unit, *more, "--output", str(path))
        assert got == path.read_bytes(), (unit, kind)
        assert not found_in(got, marks_of_answers())
    assert len({put.path for put in drive.puts}) > 1


@ON_BOTH
async def test_nothing_that_is_said_about_a_file_holds_a_figure_or_an_answer(
    town: Town, wave: str, helmi: Member, drive: LoopbackOneDrive
):
    before = len(town.connector.calls)
    for kind in (*FORMATS, "units"):
        await through_the_chat(helmi, drive, unit="K", wave=wave, kind=kind)
    said = json.dumps([call.body for call in town.connector.calls[before:]], ensure_ascii=False)
    assert not found_in(said.encode(), marks_of_answers())
    assert not re.findall(r"\d+,\d|\d\s?%", said)
    assert helmi.person.aad_object_id not in said


@ON_BOTH
async def test_the_table_of_units_has_no_finer_number_no_hidden_sheet_and_no_property(
    wave: str, helmi: Member, drive: LoopbackOneDrive
):
    content = await through_the_chat(helmi, drive, unit="K", wave=wave, kind="units")
    written = [each for each in read_back(content, "xlsx").splitlines() if re.fullmatch(r"[\d.]+", each)]
    assert written
    assert [each for each in written if round(float(each), 1) != float(f"{float(each):.14g}")] == []
    parts = parts_of(content)
    book = parts["xl/workbook.xml"].decode()
    assert "state=" not in book
    assert set(re.findall(r'definedName name="([^"]+)"', book)) == EXCEL_NAMES
    assert b"hidden" not in parts["xl/worksheets/sheet1.xml"]
    for each in (parts, *embedded(content)):
        assert not re.search(rb"<(dc:creator|cp:lastModifiedBy)>[^<]", each["docProps/core.xml"])


@pytest.mark.parametrize(("n", "other"), [(6, 8), (8, 6)])
def test_the_hidden_number_of_a_small_unit_is_in_no_byte_of_its_row(n: int, other: int):
    assert table_of_a_small_unit(n) == table_of_a_small_unit(other)


def table_of_a_small_unit(n: int) -> bytes:
    small = Unit("K2", "K", "unit", "Yksikkö", "Enhet", "Unit")
    source = UnitsSource(
        top=small,
        units={"K2": small},
        results=[restore(json.dumps(export_of_a_small_unit(n)))],
        instrument=QWL,
        closed_at=CLOSES,
        zone=ZoneInfo("Europe/Helsinki"),
        language="fi",
    )
    return exported_units(units_sheet(source))


@ON_BOTH
async def test_the_table_of_one_unit_holds_no_other(wave: str, shell: Shell, tmp_path: Path):
    path = tmp_path / "k1.xlsx"
    await shell(
        *("export", "--wave", wave, "--unit", "K1", "--format", "xlsx", "--units"), *("--output", str(path))
    )
    told = read_back(path.read_bytes(), "xlsx")
    assert "Kotihoito" in told
    assert "Keittiö" not in told
    assert "Kaupunki" not in told
