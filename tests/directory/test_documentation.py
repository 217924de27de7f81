from __future__ import annotations

import re
from pathlib import Path

from directory.csv_files import PEOPLE_COLUMNS, UNIT_COLUMNS
from directory.findings import KINDS
from directory.guard import MOST, MOST_PEOPLE, MOST_UNITS
from directory.problems import SENTENCES
from directory.renames import FEWEST, SAME
from directory.rows import LONGEST_FIELD

PAGE = (Path(__file__).parents[2] / "docs" / "directory.md").read_text(encoding="utf-8")


def test_the_page_lists_every_kind_of_problem_with_its_sentence_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", PAGE.partition("## Problems")[2], re.MULTILINE)
    assert dict(rows) == dict(SENTENCES)


def test_the_page_lists_every_kind_of_finding_in_their_order_with_its_rule_and_what_to_do():
    section = PAGE.partition("### Findings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    assert tuple(kind for kind, *_ in rows) == KINDS


def test_the_page_names_the_limits_of_renames_and_of_what_happens_unasked():
    page = " ".join(PAGE.split())
    assert (FEWEST, f"{SAME:.0%}") == (3, "80%")
    assert "at least 80 % of their people in common, three people or more" in page
    assert (f"{MOST:.0%}", MOST_PEOPLE, MOST_UNITS) == ("10%", 5, 1)
    assert "more than 10 % of the people (and more than 5)" in page


def test_the_page_shows_both_headers_and_the_longest_field():
    assert ",".join(UNIT_COLUMNS) in PAGE
    assert ",".join(PEOPLE_COLUMNS) in PAGE
    assert f"{LONGEST_FIELD} characters" in PAGE
