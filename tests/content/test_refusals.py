"""Whatever is incomplete or inconsistent in a questionnaire is refused, with its place."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checking import problems_of_instrument
from content.loader import SHIPPED, Kind, instrument_from_json, load_instrument, load_instruments


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


@pytest.mark.parametrize("name", ["comment", "language", "verb", "wave", "target-1", "target-2", "target-3"])
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


@pytest.mark.parametrize("labels", [1, 12])
def test_a_scale_of_one_label_or_more_than_eleven_is_refused(three, refusals, raw, labels):
    raw["scales"][0]["labels"] = [three(f"Label {value}") for value in range(labels)]
    assert refusals(raw) == {("scale 1 (five), labels", Kind.WRONG_COUNT, str(labels))}


@pytest.mark.parametrize("labels", range(2, 12))
@pytest.mark.parametrize("first", [0, 1])
def test_a_scale_may_have_two_to_eleven_labels_from_zero_or_one(three, write, raw, labels, first):
    raw["scales"][0] |= {"labels": [three(f"Label {value}") for value in range(labels)], "first": first}
    raw["items"].pop()
    (scale,) = load_instrument(write(raw)).scales
    assert (len(scale.labels), scale.first) == (labels, first)


@pytest.mark.parametrize("first", [-1, 2, 1.0, "1", True, False])
def test_a_scale_that_starts_at_another_figure_is_refused(refusals, raw, first):
    raw["scales"][0]["first"] = first
    assert refusals(raw) == {("scale 1 (five), first", Kind.NOT_A_START, str(first))}


@pytest.mark.parametrize(("labels", "first"), [(4, 1), (6, 1), (5, 0)])
def test_an_item_with_a_factor_on_another_scale_than_one_to_five_is_refused(
    three, refusals, raw, labels, first
):
    raw["scales"][0] |= {"labels": [three(f"Label {value}") for value in range(labels)], "first": first}
    assert refusals(raw) == {("item 2 (said-aloud), scale", Kind.NOT_ONE_TO_FIVE, "five")}


@pytest.mark.parametrize(("labels", "first"), [(11, 1), (10, 0), (5, 1)])
def test_a_recommendation_on_another_scale_than_zero_to_ten_is_refused(three, refusals, raw, labels, first):
    raw["scales"][0] |= {"labels": [three(f"Label {value}") for value in range(labels)], "first": first}
    raw["items"] = [{**raw["items"][0], "measure": "enps"}]
    assert refusals(raw) == {("item 1 (calm), scale", Kind.NOT_ZERO_TO_TEN, "five")}


def test_an_unknown_measure_is_refused(refusals, raw):
    raw["items"][0]["measure"] = "csat"
    assert refusals(raw) == {("item 1 (calm), measure", Kind.UNKNOWN, "csat")}


def test_an_item_for_each_of_something_unknown_is_refused(template, refusals, raw):
    raw["items"].append({**template("each"), "for_each": "strength"})
    assert refusals(raw) == {("item 3 (each), for_each", Kind.UNKNOWN, "strength")}


@pytest.mark.parametrize("key", ["reversed", "sensitive"])
@pytest.mark.parametrize("value", [0, 1, "true", []])
def test_a_switch_that_is_neither_true_nor_false_is_refused(refusals, raw, key, value):
    raw["items"][0][key] = value
    assert refusals(raw) == {(f"item 1 (calm), {key}", Kind.NOT_YES_OR_NO, str(value))}


def test_a_reversed_item_in_a_mean_where_high_is_good_is_refused(three, refusals, raw):
    raw["scales"].append({"id": "ten", "first": 0, "labels": [three(f"Point {n}") for n in range(11)]})
    raw["items"][0] |= {"reversed": True, "measure": "enps", "scale": "ten"}
    raw["items"][1]["reversed"] = True
    raw["items"].append({**raw["items"][0], "id": "third", "text": three("third"), "theme": "trust"})
    del raw["items"][2]["measure"]
    assert refusals(raw) == {
        ("item 1 (calm)", Kind.REVERSED_ELSEWHERE, ""),
        ("item 2 (said-aloud)", Kind.REVERSED_ELSEWHERE, ""),
        ("item 3 (third)", Kind.REVERSED_ELSEWHERE, ""),
    }


def test_an_item_that_is_not_reversed_may_say_so(write, raw):
    raw["items"][1] |= {"reversed": False, "sensitive": False}
    assert not load_instrument(write(raw)).items[1].reversed


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_template_without_its_placeholder_in_a_language_is_refused(template, refusals, raw, language):
    raw["items"].append(template("each"))
    raw["items"][2]["text"][language] = "{targets}"
    assert refusals(raw) == {(f"item 3 (each), text, {language}", Kind.NO_TARGET, "")}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_placeholder_that_nothing_fills_is_refused(refusals, raw, language):
    raw["items"][0]["text"][language] = "How is {target}?"
    assert refusals(raw) == {(f"item 1 (calm), text, {language}", Kind.STRAY_TARGET, "")}


def test_a_second_template_is_refused(template, refusals, raw):
    raw["items"] += [template("each"), template("also")]
    assert refusals(raw) == {("item 4 (also), for_each", Kind.SECOND_TEMPLATE, "target")}


def test_a_template_with_a_factor_is_refused(template, refusals, raw):
    cell = {"factor": "safety", "capability": "leadership", "theme": "trust"}
    raw["items"].append({**template("each"), **cell})
    assert refusals(raw) == {("item 3 (each)", Kind.TARGET_ELSEWHERE, "")}


def test_a_template_in_a_rotation_is_refused(template, refusals, raw):
    raw["items"] = [raw["items"][0], template("each")]
    raw["rotation"] = [["calm"], ["each"]]
    assert refusals(raw) == {("item 2 (each)", Kind.TARGET_ELSEWHERE, "")}


@pytest.mark.parametrize(
    ("rotation", "kind"), [("calm", Kind.NOT_A_LIST), ({}, Kind.NOT_A_LIST), ([], Kind.EMPTY)]
)
def test_a_rotation_that_is_no_list_of_parts_is_refused(refusals, raw, rotation, kind):
    raw["rotation"] = rotation
    assert refusals(raw) == {("rotation", kind, "")}


def test_a_rotation_of_one_part_is_refused(refusals, raw):
    raw["items"].pop()
    raw["rotation"] = [["calm"]]
    assert refusals(raw) == {("rotation", Kind.TOO_FEW_PARTS, "")}


def test_a_part_that_is_no_list_of_known_ids_is_refused(refusals, raw):
    raw["rotation"] = [["calm", "clam", "calm"], [], "calm", [5, "", "said-aloud"]]
    assert refusals(raw) == {
        ("rotation, part 1, id 2", Kind.UNKNOWN, "clam"),
        ("rotation, part 1, id 3", Kind.DUPLICATE, "calm"),
        ("rotation, part 2", Kind.EMPTY, ""),
        ("rotation, part 3", Kind.NOT_A_LIST, ""),
        ("rotation, part 4, id 1", Kind.NOT_TEXT, "5"),
        ("rotation, part 4, id 2", Kind.EMPTY, ""),
    }


def test_an_item_in_no_part_is_refused(item, refusals, raw):
    raw["items"] = [item("calm"), item("kind"), item("left-out")]
    raw["rotation"] = [["calm"], ["kind", "calm"]]
    assert refusals(raw) == {("item 3 (left-out)", Kind.IN_NO_PART, "")}


def test_parts_of_which_one_gives_no_index_are_refused(refusals):
    raw = shipped("tyoelaman-laatu-pulssi")
    lost = raw["rotation"][1].pop()
    raw["rotation"][0].append(lost)
    assert refusals(raw, "tyoelaman-laatu-pulssi") == {
        ("rotation, part 1", Kind.NOT_SHORT, ""),
        ("rotation, part 2", Kind.NOT_SHORT, ""),
    }


def test_a_part_may_be_any_share_of_items_without_factors(item, write, raw):
    raw["items"] = [item("calm"), item("kind"), item("glad")]
    raw["rotation"] = [["calm"], ["kind", "glad"]]
    assert load_instrument(write(raw)).form is None


def test_a_note_in_two_languages_only_is_refused(three, refusals, raw):
    raw["note"] = three("Note")
    del raw["note"]["sv"]
    assert refusals(raw) == {("note, sv", Kind.MISSING, "")}


@pytest.mark.parametrize("key", ["part", "form"])
def test_what_only_the_program_knows_is_refused_in_a_file(refusals, raw, key):
    raw[key] = 1
    assert refusals(raw) == {(key, Kind.UNKNOWN_KEY, "")}


def test_every_kind_of_problem_is_expected_by_a_test():
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [kind.name for kind in Kind if not re.search(rf"Kind\.{kind.name}\b", tests)] == []


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


@settings(max_examples=300)
@given(st.data(), st.sampled_from(sorted(load_instruments())), ANYTHING)
def test_whatever_stands_anywhere_is_either_refused_or_read(data, name, anything):
    raw = shipped(name)
    node: Any = raw
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = anything
    if not list(problems_of_instrument(raw, file_stem=name)):
        read = instrument_from_json(json.dumps(raw))
        assert (read.id, read.smallest_group >= 5) == (name, True)


def shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
