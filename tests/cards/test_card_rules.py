"""What Teams and its phones ask of every card, checked over the whole gallery; offenders are named."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import microsoft_teams.cards as teams
import pytest

from cards.elements import BLOCKS
from cards.gallery import gallery
from scoring.heat_map import WIDEST

GALLERY = gallery()
CARDS = {f"{name}.{language}": card for name, made in GALLERY.items() for language, card in made.items()}
ROOMY_BYTES = 28 * 1024
MOST_PRIMARY_ACTIONS = 6
WIDEST_TABLE = 3
MOST_SIGNS, MOST_SIGNS_ON_A_TONE = 7, 4

MODELS = {
    model.model_fields["type"].default: model
    for model in vars(teams).values()
    if isinstance(model, type) and hasattr(model, "model_fields") and "type" in model.model_fields
}
PARTS = {
    ("Input.ChoiceSet", "choices"): teams.Choice,
    ("Table", "columns"): teams.ColumnDefinition,
    ("Chart.Gauge", "segments"): teams.GaugeChartLegend,
    ("Chart.HorizontalBar", "data"): teams.HorizontalBarChartDataValue,
    ("Chart.HorizontalBar.Stacked", "data"): teams.StackedHorizontalBarChartData,
    ("Chart.Line", "data"): teams.LineChartData,
}
TEXTS = ("text", "label", "title", "errorMessage", "placeholder", "legend", "x")


def test_every_card_is_version_1_5_and_says_its_language():
    told = {name: (card["type"], card["version"], card["lang"]) for name, card in CARDS.items()}
    assert told == {name: ("AdaptiveCard", "1.5", name.rpartition(".")[2]) for name in CARDS}


def test_every_card_is_small_enough_for_a_message():
    sizes = {name: len(json.dumps(card, ensure_ascii=False).encode()) for name, card in CARDS.items()}
    assert {name: size for name, size in sizes.items() if size > ROOMY_BYTES} == {}


def test_every_property_is_known_to_the_model_of_its_type():
    assert [
        (name, element["type"], unknown)
        for name, element in elements()
        if (unknown := set(element) - known_names(MODELS[element["type"]]))
    ] == []


def test_every_part_without_a_type_has_known_properties_only():
    assert [
        (name, part)
        for name, element in elements()
        for kind, part in untyped_parts(element)
        if not set(part) <= known_names(PARTS[element["type"], kind])
    ] == []


def test_a_property_with_a_slip_in_its_name_would_be_noticed():
    known = known_names(teams.ChoiceSetInput)
    assert {"isRequired", "errorMessage", "choices"} <= known
    assert not {"is_required", "isrequired", "errorMesage"} & known


def test_every_input_has_a_label_and_tells_what_is_wrong_when_it_is_required():
    assert [
        (name, entry["id"])
        for name, entry in elements("Input.")
        if not entry["label"].strip() or entry.get("isRequired", False) != ("errorMessage" in entry)
    ] == []


def test_every_choice_is_required_but_where_several_can_be_chosen_or_none():
    choices = [(name, e) for name, e in elements("Input.ChoiceSet") if not e.get("isMultiSelect")]
    assert [(name, e["id"]) for name, e in choices if e["isRequired"] is not True] == []


def test_no_element_is_one_that_breaks_on_phones():
    used = {element["type"] for _, element in elements()}
    assert not used & {"Badge", "ProgressBar", "ProgressRing"}


def test_every_image_has_an_address_and_an_alternative_text():
    assert [(n, image) for n, image in elements("Image") if not (image["url"] and image["altText"])] == []


def test_no_card_has_more_than_six_primary_actions():
    counted = Counter(name for name, _ in elements("Action.Execute"))
    assert {name: count for name, count in counted.items() if count > MOST_PRIMARY_ACTIONS} == {}


def test_every_chart_stands_under_a_heading_and_falls_back_to_a_table_with_headers():
    charts = [
        (name, before, element)
        for name, siblings in bodies()
        for before, element in pairwise([{}, *filter(is_always_shown, siblings)])
        if element["type"].startswith("Chart.")
    ]
    assert charts
    for name, before, chart in charts:
        assert before.get("style") == "heading", name
        assert chart["fallback"]["type"] == "Table", name
        assert chart["fallback"]["firstRowAsHeaders"] is True, name


def test_whatever_is_pressed_to_unfold_something_has_it_once_in_its_card():
    hidden = [(name, e["id"]) for name, e in elements() if e.get("isVisible") is False]
    pressed = [(name, t) for name, e in elements("Action.ToggleVisibility") for t in e["targetElements"]]
    assert hidden == pressed
    assert len(set(hidden)) == len(hidden) > 0


def test_no_bar_of_blocks_is_longer_than_a_phone_has_room_for():
    blocks = set("\N{FULL BLOCK}\N{MEDIUM SHADE}\N{LIGHT SHADE}")
    bars = [(name, e["text"]) for name, e in elements("TextBlock") if set(e["text"]) <= blocks]
    assert bars
    assert [(name, bar) for name, bar in bars if len(bar) != BLOCKS] == []


def test_no_table_is_wider_than_a_phone_or_ragged():
    for name, found in elements("Table"):
        if found["type"] == "Table":
            assert len(found["columns"]) <= WIDEST_TABLE, name
            assert {len(row["cells"]) for row in found["rows"]} == {len(found["columns"])}, name


def test_no_row_of_cells_is_wider_than_a_phone_or_stands_askew_or_says_more_than_fits():
    """Of five cells a phone gives each 58 pixels, and 26 of them beside the padding of a tone."""
    toned = {id(column) for _, column in elements("Column") if "style" in column}
    for name, found in elements("ColumnSet"):
        assert {column["width"] for column in found["columns"]} == {"stretch"}, name
        assert {column["spacing"] for column in found["columns"]} == {"None"}, name
        assert len(found["columns"]) == WIDEST, name
        for column in found["columns"]:
            most = MOST_SIGNS_ON_A_TONE if id(column) in toned else MOST_SIGNS
            texts = [run["text"] for run in dictionaries(column) if run.get("type") == "TextRun"]
            assert all(len(text) <= most for text in texts), (name, texts)


def test_no_tone_of_a_cell_stands_without_a_mark():
    toned = [(name, column) for name, column in elements("Column") if "style" in column]
    assert toned
    for name, column in toned:
        assert len([run for run in dictionaries(column) if run.get("type") == "TextRun"]) > 1, name


def test_every_button_carries_its_verb_twice_and_an_older_twin():
    for name, action in elements("Action.Execute"):
        twin = action["fallback"]
        assert action["verb"] == action["data"]["verb"], name
        assert twin["type"] == "Action.Submit", name
        assert all(twin[same] == action[same] for same in ("data", "title", "associatedInputs")), name


def test_only_a_button_that_sends_something_waits_for_required_inputs():
    waiting = {(a["verb"], name) for name, a in elements("Action.Execute") if a["associatedInputs"] == "auto"}
    choosing = {"results.show", "results.level", "results.scenario"}
    agreeing = {"admin.channel", "admin.deputy", "choose.propose", "choose.vote", "choose.agree"}
    planning = {"plan.edit", "plan.save", "plan.answer", "plan.show"}
    year = {"clock.edit", "clock.remove", "clock.save", "clock.times", "plans.overview"}
    follow_up = {"followup.done", "followup.snooze"}
    directory = {"admin.directory"}
    waves = {"waves.open", "waves.extend"}
    assert {verb for verb, _ in waiting} == {
        "survey.submit",
        "guide.theme",
        "admin.audit",
        *choosing,
        *agreeing,
        *planning,
        *year,
        *follow_up,
        *directory,
        *waves,
        "settings.save",
    }
    names = {name.partition(".")[0] for verb, name in waiting if verb in choosing}
    others = {"choose-many-units", "detail-trend", "detail-trend-first", "ready-many-units"}
    assert {name for name in names if not name.startswith("level-")} == others
    assert all(name.startswith("guide-") for verb, name in waiting if verb == "guide.theme")


def test_no_text_is_empty_and_no_placeholder_is_left():
    assert [
        (name, holder)
        for name, card in CARDS.items()
        for holder in dictionaries(card)
        for text in (holder[kind] for kind in TEXTS if isinstance(holder.get(kind), str))
        if not text.strip() or set("{}") & set(text)
    ] == []


def test_no_card_promises_anonymity_to_a_person():
    promises = ("täysin anonyymi", "helt anonym", "fully anonymous", "completely anonymous")
    written = {name: json.dumps(card, ensure_ascii=False).lower() for name, card in CARDS.items()}
    assert [name for name, text in written.items() if any(promise in text for promise in promises)] == []


@pytest.mark.parametrize("name", GALLERY)
def test_a_card_has_the_same_shape_in_every_language(name):
    shapes = {
        tuple(found["type"] for found in dictionaries(card) if "type" in found)
        for card in GALLERY[name].values()
    }
    assert len(shapes) == 1


def known_names(model: Any) -> set[str]:
    return {field.serialization_alias or name for name, field in model.model_fields.items()}


def elements(kind: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, card in CARDS.items():
        for found in dictionaries(card):
            if str(found.get("type", "")).startswith(kind) and "type" in found:
                yield name, found


def bodies() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, found in elements():
        for kind in ("body", "items"):
            if kind in found:
                yield name, found[kind]


def is_always_shown(element: dict[str, Any]) -> bool:
    """Tell what stands on a card from an explanation that is unfolded and the words that unfold it."""
    return element.get("isVisible", True) and "selectAction" not in element


def untyped_parts(element: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, value in element.items():
        for part in value if isinstance(value, list) else []:
            if isinstance(part, dict) and "type" not in part:
                yield kind, part


def dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from dictionaries(part)
