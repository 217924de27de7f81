"""Whatever is incomplete or inconsistent in a questionnaire is refused, with its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checking import problems_of_instrument
from content.loader import Kind, instrument_from_json, instrument_to_json, load_instrument, load_instruments


@pytest.mark.parametrize("key", ["id", "version", "name", "intro", "dont_know", "scales", "items"])
def test_a_missing_part_is_refused(refusals, raw, key):
    del raw[key]
    assert (key, Kind.MISSING, "") in refusals(raw)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_missing_language_is_refused_wherever_it_is(three, refusals, raw, language):
    raw["comment"] = three("Comment")
    for text in (raw["name"], raw["intro"], raw["comment"], raw["dont_know"], raw["items"][1]["text"]):
        del text[language]
    del raw["scales"][0]["labels"][2][language]
    assert refusals(raw) == {
        (f"{place}, {language}", Kind.MISSING, "")
        for place in (
            "name",
            "intro",
            "comment",
            "dont_know",
            "scale 1 (five), label 3",
            "item 2 (said-aloud), text",
        )
    }


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_an_empty_text_is_refused(refusals, raw, nothing):
    raw["items"][0]["text"]["sv"] = nothing
    assert refusals(raw) == {("item 1 (calm), text, sv", Kind.EMPTY, "")}


def test_space_around_a_text_is_refused(refusals, raw):
    raw["intro"]["en"] = "Intro \n"
    assert refusals(raw) == {("intro, en", Kind.OUTER_SPACE, "")}


def test_a_text_that_is_no_text_is_refused(refusals, raw):
    raw["name"]["fi"] = 5
    raw["intro"] = "Intro"
    assert refusals(raw) == {("name, fi", Kind.NOT_TEXT, "5"), ("intro", Kind.NOT_A_TABLE, "")}


def test_a_name_nobody_reads_is_refused_wherever_it_is(three, refusals, raw):
    raw["dontknow"] = three("Typed wrong")
    raw["name"]["se"] = "Namn"
    raw["scales"][0]["label"] = "one"
    raw["items"][0]["facet"] = "safety"
    assert refusals(raw) == {
        ("dontknow", Kind.UNKNOWN_KEY, ""),
        ("name, se", Kind.UNKNOWN_KEY, ""),
        ("scale 1 (five), label", Kind.UNKNOWN_KEY, ""),
        ("item 1 (calm), facet", Kind.UNKNOWN_KEY, ""),
    }


def test_an_id_that_differs_from_the_file_name_is_refused(refusals, raw):
    raw["id"] = "other-pulse"
    assert refusals(raw) == {("id", Kind.NOT_THE_FILE_NAME, "other-pulse")}


@pytest.mark.parametrize("version", [0, -1, 1.5, "1", True])
def test_a_version_that_does_not_count_is_refused(refusals, raw, version):
    raw["version"] = version
    assert refusals(raw) == {("version", Kind.NOT_A_VERSION, str(version))}


@pytest.mark.parametrize(
    "name", ["Calm", "tyytyväinen", "two words", "under_score", "-calm", "calm-", "a--b", "1.5"]
)
def test_an_item_id_is_lower_case_ascii_joined_by_hyphens(refusals, raw, name):
    raw["items"][0]["id"] = name
    assert refusals(raw) == {(f"item 1 ({name}), id", Kind.NOT_KEBAB, name)}


@pytest.mark.parametrize("name", ["comment", "language", "verb", "wave"])
def test_an_item_id_the_card_needs_for_itself_is_refused(refusals, raw, name):
    raw["items"][0]["id"] = name
    assert refusals(raw) == {(f"item 1 ({name}), id", Kind.RESERVED, name)}


def test_an_item_id_used_twice_is_refused_where_it_is_repeated(item, refusals, raw):
    raw["items"].append({**item("third"), "id": "calm"})
    assert refusals(raw) == {("item 3 (calm), id", Kind.DUPLICATE, "calm")}


def test_a_statement_that_repeats_another_is_refused_whatever_its_case_and_spacing(refusals, raw):
    raw["items"][1]["text"]["en"] = "CALM   En"
    assert refusals(raw) == {("item 2 (said-aloud), text, en", Kind.SAME_TEXT, "calm en")}


def test_an_unknown_factor_capability_theme_and_scale_are_refused_together(refusals, raw):
    raw["items"][1] |= {"factor": "safty", "capability": "cultur", "theme": "faith", "scale": "six"}
    assert refusals(raw) == {
        ("item 2 (said-aloud), factor", Kind.UNKNOWN, "safty"),
        ("item 2 (said-aloud), capability", Kind.UNKNOWN, "cultur"),
        ("item 2 (said-aloud), theme", Kind.UNKNOWN, "faith"),
        ("item 2 (said-aloud), scale", Kind.UNKNOWN, "six"),
    }


@pytest.mark.parametrize("key", ["factor", "capability"])
def test_a_factor_and_a_capability_come_only_together(refusals, raw, key):
    del raw["items"][1][key]
    assert refusals(raw) == {("item 2 (said-aloud)", Kind.HALF_A_CELL, "")}


def test_the_theme_of_a_cell_is_settled(refusals, raw):
    raw["items"][1]["theme"] = "trust"
    assert refusals(raw) == {("item 2 (said-aloud), theme", Kind.WRONG_THEME, "trust")}


def test_an_item_of_a_cell_without_its_theme_is_refused(refusals, raw):
    del raw["items"][1]["theme"]
    assert refusals(raw) == {("item 2 (said-aloud), theme", Kind.MISSING, "")}


def test_an_item_may_have_a_theme_alone(write, raw):
    raw["items"][0]["theme"] = "trust"
    assert load_instrument(write(raw)).items[0].theme == "trust"


def test_a_cell_measured_twice_is_refused(item, refusals, raw):
    raw["items"].append(item("third", factor="safety", capability="culture", theme="belonging"))
    assert refusals(raw) == {("item 3 (third)", Kind.SAME_CELL, "culture-safety")}


def test_a_scale_without_labels_is_refused(refusals, raw):
    del raw["scales"][0]["labels"]
    assert refusals(raw) == {("scale 1 (five), labels", Kind.MISSING, "")}


def test_a_scale_with_an_empty_list_of_labels_is_refused(refusals, raw):
    raw["scales"][0]["labels"] = []
    assert refusals(raw) == {("scale 1 (five), labels", Kind.EMPTY, "")}


@pytest.mark.parametrize("labels", [1, 4, 6])
def test_a_scale_has_five_labels(three, refusals, raw, labels):
    raw["scales"][0]["labels"] = [three(f"Label {value}") for value in range(labels)]
    assert refusals(raw) == {("scale 1 (five), labels", Kind.WRONG_COUNT, str(labels))}


def test_two_labels_of_a_scale_that_say_the_same_are_refused(refusals, raw):
    raw["scales"][0]["labels"][3]["sv"] = raw["scales"][0]["labels"][1]["sv"]
    assert refusals(raw) == {("scale 1 (five), label 4, sv", Kind.SAME_TEXT, "label 2 sv")}


def test_a_scale_defined_twice_is_refused(refusals, raw):
    raw["scales"].append(copy.deepcopy(raw["scales"][0]))
    assert refusals(raw) == {("scale 2 (five), id", Kind.DUPLICATE, "five")}


def test_a_scale_no_item_uses_is_refused(refusals, raw):
    raw["scales"].append({**copy.deepcopy(raw["scales"][0]), "id": "spare"})
    assert refusals(raw) == {("scale 2 (spare), id", Kind.UNUSED, "spare")}


@pytest.mark.parametrize("key", ["scales", "items"])
@pytest.mark.parametrize(
    ("value", "kind"), [([], Kind.EMPTY), ("none", Kind.NOT_A_LIST), ({"id": "one"}, Kind.NOT_A_LIST)]
)
def test_a_list_that_holds_nothing_is_refused(refusals, raw, key, value, kind):
    raw[key] = value
    assert (key, kind, "") in refusals(raw)


def test_an_entry_that_is_no_table_is_refused(refusals, raw):
    raw["items"].append("third")
    raw["scales"].append(5)
    raw["scales"][0]["labels"][0] = "Label 1"
    assert refusals(raw) == {
        ("item 3", Kind.NOT_A_TABLE, ""),
        ("scale 2", Kind.NOT_A_TABLE, ""),
        ("scale 1 (five), label 1", Kind.NOT_A_TABLE, ""),
    }


@pytest.mark.parametrize("value", [[], {}, 3])
def test_an_id_or_a_choice_of_another_kind_is_refused(refusals, raw, value):
    raw["items"][1] |= {"id": value, "factor": value, "capability": value, "theme": value, "scale": value}
    assert refusals(raw) == {
        (f"item 2, {key}", Kind.NOT_TEXT, str(value))
        for key in ("id", "factor", "capability", "theme", "scale")
    }


ANYTHING = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.dates()
    | st.sampled_from(["", "calm", "five", "fi"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "fi", "sv"]), inner),
    max_leaves=5,
)
WHOLE = json.loads(instrument_to_json(load_instruments()["fiilis"]))


@given(st.data(), ANYTHING)
def test_whatever_stands_anywhere_is_either_refused_or_read(data, anything):
    raw = {key: value for key, value in copy.deepcopy(WHOLE).items() if value is not None}
    node: Any = raw
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = anything
    if not list(problems_of_instrument(raw, file_stem="fiilis")):
        assert instrument_from_json(json.dumps(raw)).id == "fiilis"
