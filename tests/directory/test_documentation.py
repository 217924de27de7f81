from __future__ import annotations

import re
from pathlib import Path

from directory.csv_files import PEOPLE_COLUMNS, UNIT_COLUMNS
from directory.problems import SENTENCES
from directory.rows import LONGEST_FIELD

PAGE = (Path(__file__).parents[2] / "docs" / "directory.md").read_text(encoding="utf-8")


def test_the_page_lists_every_kind_of_problem_with_its_sentence_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE.partition("## Problems")[2], re.MULTILINE)
    assert dict(rows) == dict(SENTENCES)


def test_the_page_shows_both_headers_and_the_longest_field():
    assert ",".join(UNIT_COLUMNS) in PAGE
    assert ",".join(PEOPLE_COLUMNS) in PAGE
    assert f"{LONGEST_FIELD} characters" in PAGE
