"""What the documentation says about instruments is what the code does."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from content.checking import problems_of_instrument
from content.checking_items import RESERVED_IDS
from content.instrument import CAPABILITIES, FACTORS, THEME_OF, Instrument
from content.loader import load_instruments

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
INSTRUMENTS = load_instruments()
ROWS = dict(re.findall(r"^\| `([a-z-]+)` \| .+? \| (.+ \| .+ \| .+) \|$", PAGE, flags=re.MULTILINE))
EXAMPLE, *MORE_EXAMPLES = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL))


def test_every_shipped_instrument_is_described():
    assert sorted(ROWS) == sorted(INSTRUMENTS)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=lambda instrument: instrument.id)
def test_a_shipped_instrument_is_described_with_its_length_scale_and_open_question(instrument):
    length, scale, open_question = ROWS[instrument.id].split(" | ")
    assert length == length_of(instrument)
    for each in instrument.scales:
        assert re.findall(r"\d+", scale) == [str(each.first), str(each.first + len(each.labels) - 1)]
    assert open_question == ("yes" if instrument.comment else "no")


def length_of(instrument: Instrument) -> str:
    if instrument.is_template:
        return f"{len(instrument.items) - 1}, and 1 for each target"
    if instrument.rotation:
        (a_time,) = {len(part) for part in instrument.rotation}
        return f"{len(instrument.items)}, {a_time} a time"
    return str(len(instrument.items))


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_the_table_of_themes_is_the_one_in_use(capability):
    themes = " | ".join(THEME_OF[capability, factor] for factor in FACTORS)
    assert f"| **{capability}** | {themes} |" in PAGE


@pytest.mark.parametrize("keys", [{}, *MORE_EXAMPLES], ids=lambda keys: ", ".join(keys) or "whole")
def test_an_example_would_be_accepted(keys):
    assert list(problems_of_instrument(EXAMPLE | keys, file_stem="oma-pulssi")) == []


def test_every_key_that_may_be_left_out_is_shown_in_an_example():
    whole = INSTRUMENTS["fiilis"]
    keys = {
        field.name
        for kind in (type(whole), type(whole.scales[0]), type(whole.items[0]))
        for field in dataclasses.fields(kind)
        if field.default is not dataclasses.MISSING
    }
    shown = "".join(map(repr, MORE_EXAMPLES))
    assert {key for key in keys if f"'{key}'" not in shown} == {"part"}, "a part is never written in a file"


@pytest.mark.parametrize("protected", ["UWES", "BAT", "QPSNordic", "Kunta10", "Mitä kuuluu", "Keva"])
def test_questionnaires_of_others_are_named_as_theirs(protected):
    (warning,) = (line for line in PAGE.split("\n\n") if line.startswith("**These may not be added**"))
    assert protected in warning


def test_the_page_carries_the_trademark_note():
    note = INSTRUMENTS["enps"].note
    assert note is not None
    sentence, _, _ = note.en.partition(" eNPS")
    assert sentence in " ".join(PAGE.split())


def test_the_names_a_card_needs_for_itself_are_listed():
    assert all(f"`{name}`" in PAGE for name in RESERVED_IDS)
