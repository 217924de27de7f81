"""What a wave asks is one part of a rotation, or a template filled with a team's own targets."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.asked import BadTargets, NoSuchPart, NotATemplate, part_of, with_targets
from content.instrument import Instrument
from content.loader import load_instruments
from content.texts import LANGUAGES

INSTRUMENTS = load_instruments()
PULSE = INSTRUMENTS["tyoelaman-laatu-pulssi"]
CHECK = INSTRUMENTS["kohteet"]
TARGETS = st.text(min_size=1, max_size=80).filter(lambda target: target == target.strip())


def rotation_of(parts: list[set[str]]) -> Instrument:
    return dataclasses.replace(PULSE, rotation=tuple(tuple(sorted(part)) for part in parts))


@given(st.lists(st.sets(st.sampled_from(PULSE.item_ids), min_size=1), min_size=2, max_size=4))
def test_the_parts_together_ask_what_the_rotation_names_and_nothing_else(parts):
    rotation = rotation_of(parts)
    asked = [part_of(rotation, number).item_ids for number in range(1, len(parts) + 1)]
    assert [set(ids) for ids in asked] == parts
    for ids in asked:
        assert list(ids) == [name for name in PULSE.item_ids if name in ids], "in the order of the file"


def test_a_part_knows_its_number_and_has_no_rotation_left():
    part = part_of(PULSE, 2)
    assert (part.part, part.rotation) == (2, ())
    assert (part.id, part.version, part.name) == (PULSE.id, PULSE.version, PULSE.name)
    assert part.form == "short"


@pytest.mark.parametrize("number", [-1, 0, 4])
def test_a_part_the_rotation_does_not_have_is_refused(number):
    with pytest.raises(NoSuchPart, match=f"tyoelaman-laatu-pulssi has no part {number}"):
        part_of(PULSE, number)


def test_an_instrument_without_a_rotation_has_no_parts():
    for instrument in (INSTRUMENTS["fiilis"], part_of(PULSE, 1)):
        with pytest.raises(NoSuchPart):
            part_of(instrument, 1)


@given(st.lists(TARGETS, min_size=1, max_size=3))
def test_every_target_is_asked_about_in_its_own_words(targets):
    asked = with_targets(CHECK, targets)
    assert not asked.is_template
    assert asked.item_ids == (
        *(f"target-{number}" for number in range(1, len(targets) + 1)),
        *CHECK.item_ids[1:],
    )
    for item, target in zip(asked.items, targets, strict=False):
        for language in LANGUAGES:
            before, after = CHECK.items[0].text.say(language).split("{target}")
            assert item.text.say(language) == f"{before}{target}{after}"


@pytest.mark.parametrize(
    "target", ["{target}", "{0} {name} {", "}}{{", "%s %(target)s", "<b>Kahvi</b> & **tauko**", r"\1 \g<0>"]
)
def test_braces_and_markup_in_a_target_are_peoples_words(target):
    assert f"”{target}”" in with_targets(CHECK, ["Kahvi", target]).items[1].text.fi


def test_everything_but_the_text_and_the_id_stays_as_in_the_template():
    (first, *rest), (template, *fixed) = with_targets(CHECK, [" Kahvi \n"]).items, CHECK.items
    assert rest == fixed
    assert first == dataclasses.replace(template, id="target-1", text=first.text, for_each=None)
    assert "“Kahvi”" in first.text.en


@pytest.mark.parametrize(
    ("targets", "lengths"),
    [
        ([], ()),
        (["a", "b", "c", "d"], (1, 1, 1, 1)),
        (["a", ""], (1, 0)),
        ([" \n"], (0,)),
        (["a" * 81], (81,)),
    ],
)
def test_targets_that_cannot_be_asked_about_are_refused_without_repeating_them(targets, lengths):
    with pytest.raises(BadTargets) as refusal:
        with_targets(CHECK, targets)
    assert refusal.value.lengths == lengths
    assert str(refusal.value) == f"1-3 targets of 1-80 characters are wanted, not {list(lengths)}"


def test_three_targets_of_eighty_characters_are_asked_about():
    assert len(with_targets(CHECK, ["ä" * 80, "ö" * 80, "å" * 80]).items) == 4


def test_an_instrument_that_asks_nothing_for_each_target_is_no_template():
    for instrument in (INSTRUMENTS["fiilis"], with_targets(CHECK, ["Kahvi"])):
        assert not instrument.is_template
        with pytest.raises(NotATemplate):
            with_targets(instrument, ["Kahvi"])
