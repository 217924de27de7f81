"""An instrument knows its parts, and survives being frozen for a wave."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument, Item, Scale
from content.loader import instrument_from_json, instrument_to_json, load_instruments
from content.texts import LANGUAGES, Text

TEXTS = st.builds(Text, fi=st.text(), sv=st.text(), en=st.text())
SCALES = st.builds(Scale, id=st.text(), labels=st.lists(TEXTS).map(tuple))
ITEMS = st.builds(
    Item,
    id=st.text(),
    text=TEXTS,
    scale=st.text(),
    factor=st.none() | st.sampled_from(FACTORS),
    capability=st.none() | st.sampled_from(CAPABILITIES),
    theme=st.none() | st.sampled_from(THEMES),
)
INSTRUMENTS = st.builds(
    Instrument,
    id=st.text(),
    version=st.integers(min_value=1),
    name=TEXTS,
    intro=TEXTS,
    scales=st.lists(SCALES, max_size=3).map(tuple),
    items=st.lists(ITEMS, max_size=5).map(tuple),
    dont_know=TEXTS,
    comment=st.none() | TEXTS,
)


@given(INSTRUMENTS)
def test_a_frozen_instrument_comes_back_as_it_was(instrument):
    frozen = instrument_to_json(instrument)
    assert instrument_from_json(frozen) == instrument
    assert instrument_to_json(instrument_from_json(frozen)) == frozen


@pytest.mark.parametrize("name", sorted(load_instruments()))
def test_a_shipped_instrument_comes_back_as_it_was(name):
    instrument = load_instruments()[name]
    assert instrument_from_json(instrument_to_json(instrument)) == instrument


def test_a_text_is_said_in_finnish_when_the_language_is_unknown():
    text = Text(fi="Hei", sv="Hej", en="Hello")
    assert [text.say(language) for language in (*LANGUAGES, "de", "")] == [
        "Hei",
        "Hej",
        "Hello",
        "Hei",
        "Hei",
    ]


def test_the_index_needs_every_cell_exactly_once():
    whole = load_instruments()["tyoelaman-laatu"]
    first, *rest = whole.items
    extra = Item(id="extra", text=first.text, scale=first.scale, factor=None, capability=None, theme=None)
    assert whole.has_index
    assert dataclasses.replace(whole, items=(*whole.items, extra)).has_index
    assert not dataclasses.replace(whole, items=tuple(rest)).has_index
    assert not dataclasses.replace(whole, items=(*whole.items, first)).has_index
    assert not dataclasses.replace(whole, items=(*rest, rest[0])).has_index


def test_an_item_on_a_scale_from_elsewhere_has_none_here():
    instrument = load_instruments()["fiilis"]
    stray = dataclasses.replace(instrument.items[0], scale="elsewhere")
    with pytest.raises(KeyError, match="elsewhere"):
        instrument.scale_of(stray)
