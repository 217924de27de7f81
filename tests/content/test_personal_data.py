"""What people write is looked through for names, phones, addresses and identity codes, in three languages."""

from __future__ import annotations

from time import perf_counter
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fi import hetu

from content.personal_data import KINDS, MASK, Kind, masked, personal_data_in
from demo.words import COMMENTS as OF_THE_DEMO
from tests.content.said import CLEAN, NAMED, REACHED, SAID, SLIPS

LONGEST = 1000
FAR_TOO_LONG = 0.5
"""Seconds; a thousand characters take some milliseconds at the worst."""
CANARY = "131052-308T"


@pytest.mark.parametrize(("text", "kinds"), SAID + SLIPS)
def test_a_comment_holds_what_it_is_expected_to(text, kinds):
    assert personal_data_in(text) == kinds


def test_there_is_enough_of_each_sort():
    assert len(SAID) >= 60
    assert min(len(CLEAN), len(NAMED) + len(REACHED)) >= 30
    assert {kind for _, kinds in SAID for kind in kinds} == set(KINDS) == set(get_args(Kind))


def test_what_the_made_up_people_of_the_demo_write_is_clean():
    written = [text for of_one_language in OF_THE_DEMO.values() for text in of_one_language]
    assert written
    assert [text for text in written if personal_data_in(text)] == []


FORMS = """
Matti Matin Mattia Matille Matilla Matilta Matissa Matista Mattiin Matillekin Anna Annaa Annalle Annalta
Kaija Kaijan Kaijalle Pekan Heikille Kertun Mikaelin Tuomaksen Tuomasta Larsille Åsalle Göranin Päiville
Veli-Matin Annas Eriks Lars Lars\u2019 Sarah's Karen\u2019s Peter:n MATTI
"""


@pytest.mark.parametrize("form", FORMS.split())
def test_a_name_is_found_in_its_forms(form):
    assert personal_data_in(f"Sen kuuli {form} heti") == {"name"}


WORDS = "toivo tuuli ilo onni rauha taimi satu lahja armas impi kaino lempi oiva into urho veli sisu"
WORDS += " will mark bill hope joy may"


@pytest.mark.parametrize("word", WORDS.split())
def test_an_ordinary_word_is_no_name_unless_a_capital_says_so(word):
    name = word.capitalize()
    for text in (
        word,
        name,
        f"se on {word}",
        f"Hyvä. {name} on",
        f"Hyvä!\n{name} on",
        f"- {name} on",
        f"SE {name.upper()}",
    ):
        assert personal_data_in(text) == set(), text
    assert personal_data_in(f"{name} Lindqvist on") == {"name"}
    assert personal_data_in(f"että {name} on") == (set() if word == "may" else {"name"})


@pytest.mark.parametrize("century", "+-ABCDEFYXWVU")
def test_an_identity_code_of_every_century_is_found_and_masked(century):
    for code in (f"131052{century}308T", f"131052{century}308t", f"131052{century.lower()}308T"):
        assert personal_data_in(f"tunnus {code}.") == {"identity-code"}
        assert masked(f"tunnus {code}.") == f"tunnus {MASK}."


@pytest.mark.parametrize(
    "code", ["131052-308U", "131052 308T", "131052\u2013308T", "131052 - 308T", "010190-1234", "290200A123X"]
)
def test_what_looks_like_an_identity_code_is_taken_for_one(code):
    assert personal_data_in(code) == {"identity-code"}
    assert masked(f"({code})") == f"({MASK})"


@pytest.mark.parametrize(
    "text", ["040123-4567", "321352-308T", "131352-308T", "1310523-308T", "131052-308TU"]
)
def test_what_is_no_identity_code_is_left_alone(text):
    assert "identity-code" not in personal_data_in(text)
    assert masked(text) == text


@given(st.dates(), st.integers(2, 899), st.sampled_from("-YXWVUABCDEF"))
def test_every_valid_identity_code_is_found(born, number, century):
    digits = f"{born:%d%m%y}{number:03}"
    code = f"{digits[:6]}{century}{digits[6:]}{hetu._calc_checksum(digits)}"
    assert "identity-code" in personal_data_in(f"se {code} on")
    assert masked(f"se {code} on") == f"se {MASK} on"


SIGNS = st.one_of(
    st.text(max_size=LONGEST),
    st.text("0123456789 -+()/.", max_size=LONGEST),
    st.text("a@.-_ (at)", max_size=LONGEST),
    st.text("AaÄä'\u2019- \n", max_size=LONGEST),
    st.text("131052-308Tt A", max_size=LONGEST),
)


@settings(deadline=None)
@given(SIGNS)
def test_no_text_breaks_the_look_or_holds_it_up(text):
    began = perf_counter()
    assert personal_data_in(text) <= set(KINDS)
    assert perf_counter() - began < FAR_TOO_LONG


@pytest.mark.parametrize(
    "piece", ["0101901234 ", "040 123 4567 ", "0 1-2/", "a@", "a.", "(at)", "Anna ", "ä-", "'", "1 "]
)
def test_no_repetition_holds_the_look_up(piece):
    text = (piece * LONGEST)[:LONGEST]
    began = perf_counter()
    personal_data_in(text)
    assert perf_counter() - began < FAR_TOO_LONG


@given(st.text(max_size=40), st.text(max_size=40))
def test_masking_leaves_nothing_to_mask_and_nothing_else_changed(before, after):
    text = f"{before} {CANARY} {after}"
    assert CANARY not in masked(text)
    assert "identity-code" not in personal_data_in(masked(text))
    assert masked(masked(text)) == masked(text)
