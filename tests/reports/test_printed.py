"""On paper: the sheet for employees is one page in every language, also where it warns."""

from __future__ import annotations

import asyncio
import os
import re

import pytest

from content.texts import LANGUAGES
from demo.playground import PlaygroundMissing
from tests.playground.teams import find_chromium
from tests.reports.installation import page
from tests.reports.test_privacy import DEVELOPMENT

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


@pytest.fixture
def chromium() -> str:
    try:
        return find_chromium()
    except PlaygroundMissing as missing:
        if os.environ.get("CI"):
            raise  # where it is promised, its absence is a failure
        pytest.skip(str(missing))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_sheet_fits_one_page_of_a4(language, chromium, tmp_path):
    source, printed = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    source.write_text(page("information", language, **DEVELOPMENT), "utf-8")
    process = await asyncio.create_subprocess_exec(
        chromium,
        *ARGUMENTS,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={printed}",
        source.as_uri(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await asyncio.wait_for(process.wait(), 60)
    assert len(PAGE.findall(printed.read_bytes())) == 1
