"""The cards of levels: within what a message holds, readable without colours, names as people wrote them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cards.level_cells import MARKS, cell_row, header_row
from cards.level_orders import ROWS_A_PAGE, order_card, reasons_in_words
from cards.level_parts import ORDERS, Level, Line, names_of
from cards.level_scenario import LIMITS, Now, scenario_card
from cards.levels import level_card, rows_a_page
from cards.sample_levels import LEADING, ROWS, TOWN
from cards.sample_results import LEADERSHIP, QUALITY
from cards.samples import UNITS, published_of
from cards.units import choose_unit_card, found_units_card
from content.instrument import THEMES
from directory.organisation import Unit
from locales import texts
from scoring.disclosure import restore
from scoring.heat_map import WIDEST, columns_of
from tests.cards.shown import CLOSED, HELSINKI, INSTRUMENTS, LANGUAGES, typed

ROOMY = 28 * 1024
NAMES = ("Ä" * 60, "**x**_y_ [z](https://e.org) <b>b</b> " + "w" * 23, "👩‍⚕️" * 12, "בית חולים " * 6)
MOST_ACTIONS = 6


def long_units(number):
    return tuple(Unit(f"{'K' * 20}-{n}", None, "", *([NAMES[n % len(NAMES)]] * 3)) for n in range(number))


def shown(published, members=0, unit=0):
    units = long_units(max(members, unit + 1))
    return Line(units[unit], published, units[:members], has_below=True)


def level(instrument=QUALITY, **more):
    (unit,) = long_units(1)
    whole = published_of(TOWN[instrument])
    made = Level("w" * 40, unit, whole, INSTRUMENTS[instrument], CLOSED, HELSINKI, **more)
    return replace(made, page=2, pages=3, up="K" * 20, orders=ORDERS, may_think=True)


def bytes_of(card):
    return len(json.dumps(card, ensure_ascii=False).encode())


def actions_of(card):
    return json.dumps(card).count('"type": "Action.Execute"')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("members", [0, 12])
def test_a_full_page_with_long_names_fits_in_a_message_and_has_few_buttons(language, members):
    number = rows_a_page(INSTRUMENTS[QUALITY])
    lines = [shown(published_of(ROWS["K11"]), members, place) for place in range(number)]
    card = level_card(lines, level(), language=language)
    assert bytes_of(card) <= ROOMY
    assert actions_of(card) == MOST_ACTIONS


@pytest.mark.parametrize("members", [0, 12])
def test_a_full_page_of_questions_fits_too(members):
    (instrument, made) = INSTRUMENTS[LEADERSHIP], LEADING["K11"]
    stored = json.loads(published_of(made).to_json())
    stored["standings"] = {f"item.{item}": "clearly-lower" for item in instrument.item_ids}
    lines = [shown(restore(json.dumps(stored)), members, number) for number in range(rows_a_page(instrument))]
    assert len(lines) > 1
    assert bytes_of(level_card(lines, level(LEADERSHIP), language="fi")) <= ROOMY


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("members", [0, 12])
def test_a_full_page_of_an_order_fits_too(order, members):
    lines = [shown(published_of(ROWS["K13"]), members, number) for number in range(ROWS_A_PAGE)]
    card = order_card(lines, level(), order=order, language="fi")
    assert bytes_of(card) <= ROOMY
    assert actions_of(card) == MOST_ACTIONS


def test_every_instrument_has_room_for_some_units_on_a_page():
    for instrument in INSTRUMENTS.values():
        assert rows_a_page(instrument) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_names_are_never_read_as_markdown(name):
    unit = Unit("K", None, name, name, name, name)
    line = Line(unit, published_of(ROWS["K13"]), (unit, unit))
    for card in (
        level_card([line], replace(level(), unit=unit), language="fi"),
        *(order_card([line], replace(level(), unit=unit), order=order, language="fi") for order in ORDERS),
    ):
        assert name in json.dumps(card, ensure_ascii=False)
        assert not [block for block in _blocks(card) if name in block["text"]]


def _blocks(part):
    if isinstance(part, dict):
        if part.get("type") == "TextBlock":
            yield part
        for value in part.values():
            yield from _blocks(value)
    if isinstance(part, list):
        for each in part:
            yield from _blocks(each)


def test_a_large_group_names_some_members_and_counts_the_rest():
    line, say = shown(published_of(ROWS["group"]), 12), texts("fi")
    assert names_of(line, say=say).endswith(" + 9 muuta")
    assert names_of(line, say=say).startswith(" + ".join(NAMES[:3]))
    small = Line(UNITS[4], published_of(ROWS["group"]), UNITS[2:7])
    assert names_of(small, say=say) == " + ".join(unit.name_fi for unit in UNITS[2:7])


def cells(published, instrument=QUALITY, language="fi"):
    say, asked = texts(language), INSTRUMENTS[instrument]
    row = cell_row(published, columns_of(asked)[0], instrument=asked, say=say)
    return [
        (column.style, *(typed(block.inlines[0].text) for block in column.items)) for column in row.columns
    ]


def test_a_cell_says_its_figure_whole_and_how_it_stands_in_a_tone_and_a_mark():
    assert cells(published_of(ROWS["K12"])) == [
        (None, "71"),
        ("warning", "68", MARKS["lower"]),
        ("good", ">90", MARKS["clearly-higher"]),
        (None, "59"),
        (None, "-"),
    ]
    assert cells(published_of(ROWS["K13"]))[0] == ("attention", "55", MARKS["clearly-lower"])
    assert cells(published_of(ROWS["K11"]))[1] == ("good", "80", MARKS["higher"])


def test_every_standing_but_level_has_a_mark_of_its_own():
    marks = [mark for standing, mark in MARKS.items() if standing != "level"]
    assert len({*marks}) == len(marks) == 4
    assert not MARKS["level"]


def test_of_a_question_where_high_is_bad_a_high_figure_is_no_good_news():
    instrument = INSTRUMENTS["kuormitus"]
    (item,) = instrument.items
    assert item.reversed
    stored = json.loads(published_of(LEADING["K11"]).to_json())
    stored |= {"items": {item.id: 4.2}, "standings": {f"item.{item.id}": "clearly-higher"}}
    found = cells(restore(json.dumps(stored)), "kuormitus")
    assert found[0] == ("attention", "4,2", MARKS["clearly-higher"])


def test_rows_of_fewer_cells_keep_their_place_under_the_header():
    instrument = INSTRUMENTS[LEADERSHIP]
    names = columns_of(instrument)[-1]
    row = header_row(names, instrument=instrument, say=texts("fi"))
    assert len(names) < len(row.columns) == WIDEST
    assert row.columns[0].items[0].inlines[0].text == "11"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_names_are_explained_by_the_whole_ones(language):
    card = level_card([shown(published_of(ROWS["K11"]))], level(), language=language)
    said, say = json.dumps(card, ensure_ascii=False), texts(language)
    for theme in THEMES:
        short, name = say(f"level.short.{theme}"), say(f"terms.theme.{theme}")
        assert short == name or f"{short} = {name}" in said


def test_an_uncertain_reason_is_marked_as_an_indication():
    say = texts("fi")
    sure, unsure = (
        [typed(each) for each in reasons_in_words(published_of(ROWS[name]), say=say)]
        for name in ("K13", "K12")
    )
    assert sure[0] == "Indeksi on alle 40 %: erittäin paljon kehitettävää"
    assert sure[1].startswith("Selvästi riskirajan alla: Turvallisuus")
    assert unsure[0] == "Indeksi on 40-50 % (suuntaa antava)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_input_of_the_scenario_says_its_limits(language):
    card = scenario_card(Now(58.9, CLOSED, HELSINKI, unit="K", wave="w"), thought=None, language=language)
    found = {each["id"]: each for each in card["body"] if each["type"] == "Input.Number"}
    assert {name: (each["min"], each["max"]) for name, each in found.items()} == LIMITS
    assert all(each["label"] and each["isRequired"] and each["errorMessage"] for each in found.values())


def test_units_of_one_name_are_told_apart_by_their_codes():
    twins = [replace(UNITS[6], code=code) for code in ("K15", "K25")]
    titles = [row["actions"][0]["title"] for row in found_units_card(twins, language="fi")["body"][2:]]
    assert titles == ["Kirjasto (K15)", "Kirjasto (K25)"]


def test_how_many_units_have_nothing_to_show_is_said_in_one_sentence():
    some, all_ = (json.dumps(choose_unit_card(UNITS[:2], language="sv", rest=rest)) for rest in (2, 0))
    assert "2 andra enheter" in some
    assert "andra" not in all_
