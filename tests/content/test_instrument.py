"""An instrument knows its parts, and survives being frozen for a wave."""

from __future__ import annotations

import dataclasses
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument, Item, Scale, form_of
from content.loader import instrument_from_json, instrument_to_json, load_instruments
from content.texts import LANGUAGES, Text

CELLS = list(product(FACTORS, CAPABILITIES))
TEXTS = st.builds(Text, fi=st.text(), sv=st.text(), en=st.text())
SCALES = st.builds(Scale, id=st.text(), labels=st.lists(TEXTS).map(tuple), first=st.integers(0, 1))
ITEMS = st.builds(
    Item,
    id=st.text(),
    text=TEXTS,
    scale=st.text(),
    factor=st.none() | st.sampled_from(FACTORS),
    capability=st.none() | st.sampled_from(CAPABILITIES),
    theme=st.none() | st.sampled_from(THEMES),
    reversed=st.booleans(),
    sensitive=st.booleans(),
    measure=st.none() | st.just("enps"),
    for_each=st.none() | st.just("target"),
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
    note=st.none() | TEXTS,
    rotation=st.lists(st.lists(st.text(), max_size=3).map(tuple), max_size=3).map(tuple),
    part=st.none() | st.integers(min_value=1),
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


@given(st.sets(st.sampled_from(CELLS)), st.integers(0, 3))
def test_the_short_form_gives_every_factor_alike_and_twice_at_least(cells, outside):
    shares = [sum(factor == each for each, _ in cells) for factor in FACTORS]
    wanted = {(5, 5, 5): "full", (4, 4, 4): "short", (3, 3, 3): "short", (2, 2, 2): "short"}
    assert form_of([*cells, *[(None, None)] * outside]) == wanted.get(tuple(shares))


@given(st.data(), st.integers(1, 5))
def test_an_even_share_of_the_grid_is_a_form_until_a_cell_is_asked_twice(data, share):
    cells = [
        (factor, capability)
        for factor in FACTORS
        for capability in data.draw(st.permutations(CAPABILITIES))[:share]
    ]
    assert form_of(cells) == (None, "short", "short", "short", "full")[share - 1]
    assert form_of([*cells, data.draw(st.sampled_from(cells))]) is None


def test_a_cell_outside_the_grid_has_no_form():
    assert form_of([*CELLS, ("safety", None)]) is None
    assert form_of([*CELLS[:-1], ("purpose", "weather")]) is None
    assert form_of([]) is None


def test_a_rotation_has_the_form_that_all_its_parts_share():
    pulse = load_instruments()["tyoelaman-laatu-pulssi"]
    assert pulse.form == "short"
    assert pulse.has_index
    assert dataclasses.replace(pulse, rotation=()).form == "full"
    assert dataclasses.replace(pulse, rotation=(*pulse.rotation, pulse.item_ids)).form is None
    assert dataclasses.replace(pulse, rotation=(pulse.item_ids[:1],)).form is None


def test_one_sensitive_item_asks_for_a_larger_group():
    mood = load_instruments()["fiilis"]
    sensitive = dataclasses.replace(mood.items[1], sensitive=True)
    assert mood.smallest_group == 5
    assert dataclasses.replace(mood, items=(mood.items[0], sensitive)).smallest_group == 7


def test_an_item_on_a_scale_from_elsewhere_has_none_here():
    instrument = load_instruments()["fiilis"]
    stray = dataclasses.replace(instrument.items[0], scale="elsewhere")
    with pytest.raises(KeyError, match="elsewhere"):
        instrument.scale_of(stray)
