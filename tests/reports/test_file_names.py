"""A file's name is one that OneDrive takes, whatever people call their units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.texts import LANGUAGES
from directory.organisation import Unit
from reports.file_names import LONGEST, file_name
from tests.reports.exports import CLOSED, HELSINKI, INSTRUMENTS

QUALITY = INSTRUMENTS["tyoelaman-laatu"]


def named(called: str, *, language: str = "fi", with_below: bool = False, ending: str = "xlsx") -> str:
    unit = Unit("K1", None, "työyksikkö", called, "", "")
    return file_name(
        unit,
        QUALITY,
        closed_at=CLOSED,
        zone=HELSINKI,
        language=language,
        with_below=with_below,
        ending=ending,
    )


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fi", "Työelämän laatu - Kotihoito - 13.11.2026.xlsx"),
        ("sv", "Arbetslivets kvalitet - Kotihoito - 13.11.2026.xlsx"),
        ("en", "Quality of working life - Kotihoito - 13 November 2026.xlsx"),
    ],
)
def test_a_name_says_what_whose_and_when_in_the_readers_language(language: str, name: str):
    assert named("Kotihoito", language=language) == name


def test_the_table_of_units_has_a_name_of_its_own():
    assert named("Sote", with_below=True) == "Työelämän laatu - Sote ja alemmat yksiköt - 13.11.2026.xlsx"


def test_a_unit_without_a_letter_in_its_name_is_named_by_its_code():
    assert named("🚒 *?*") == "Työelämän laatu - K1 - 13.11.2026.xlsx"


@given(
    called=st.text(max_size=200) | st.text("./\\ -a", max_size=30),
    language=st.sampled_from(LANGUAGES),
    with_below=st.booleans(),
)
def test_no_name_is_too_long_or_holds_a_sign_that_means_something(called, language, with_below):
    name = named(called, language=language, with_below=with_below)
    assert len(name) <= LONGEST
    assert name.endswith("2026.xlsx")
    assert name == name.strip(" .")
    assert all(sign.isalnum() or sign in " -,.()+&" for sign in name)
    assert ".." not in name
