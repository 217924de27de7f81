"""What the documentation says about instruments is what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from content.checking import RESERVED_IDS, problems_of_instrument
from content.instrument import CAPABILITIES, FACTORS, THEME_OF
from content.loader import load_instruments

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")


def test_every_shipped_instrument_is_described_with_its_length():
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| .+? \| (\d+) \|", PAGE, flags=re.MULTILINE))
    assert rows == {name: str(len(instrument.items)) for name, instrument in load_instruments().items()}


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_the_table_of_themes_is_the_one_in_use(capability):
    themes = " | ".join(THEME_OF[capability, factor] for factor in FACTORS)
    assert f"| **{capability}** | {themes} |" in PAGE


def test_the_example_would_be_accepted():
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert list(problems_of_instrument(tomllib.loads(example), file_stem="oma-pulssi")) == []


def test_the_names_a_card_needs_for_itself_are_listed():
    assert all(f"`{name}`" in PAGE for name in RESERVED_IDS)
