"""The cards of levels with made-up results: heat maps, orders, the scenario, the choice of a unit by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from cards.elements import Card
from cards.level_orders import order_card
from cards.level_parts import ORDERS, Level, Line, Order
from cards.level_scenario import Now, no_scenario_card, scenario_card
from cards.levels import level_card
from cards.sample_levels import LEADING, ROWS, TOWN
from cards.sample_results import LEADERSHIP, MOOD, QUALITY
from cards.samples import UNITS, published_of
from cards.units import choose_unit_card, found_units_card
from content.instrument import Instrument
from directory.organisation import Unit
from scoring.scenario import Scenario

CLOSED: Final = datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Helsinki")
_BY_CODE: Final = {unit.code: unit for unit in UNITS}
_NOW: Final = Now(58.9, CLOSED, ZONE, unit="K", wave="0d9f6f0e-made-up")
_THOUGHT: Final = Scenario(person_years=430, index_now=58.9, index_then=64.0, cost=52_000)

InLanguage = Callable[[str], Card]


def level_cards(instruments: Mapping[str, Instrument]) -> dict[str, InLanguage]:
    """Give the cards by name."""
    below, top = _level(instruments[QUALITY], unit="K1"), _level(instruments[QUALITY], unit="K")
    as_manager = replace(top, orders=ORDERS, may_think=True)

    def order(name: Order, *lines: Line) -> InLanguage:
        return lambda language: order_card(lines, as_manager, order=name, language=language)

    return {
        "level-units": lambda language: level_card(_lines(), below, language=language),
        "level-pages": lambda language: level_card(
            _lines(), replace(below, page=2, pages=3, up="K", orders=ORDERS), language=language
        ),
        "level-top": lambda language: level_card(
            [_line("K1", has_below=True)], as_manager, language=language
        ),
        "level-questions": lambda language: level_card(
            _leading(), _level(instruments[LEADERSHIP], unit="K1"), language=language
        ),
        "level-mood": lambda language: level_card(
            [Line(_BY_CODE["K11"], published_of(LEADING["mood"]))],
            _level(instruments[MOOD], unit="K1"),
            language=language,
        ),
        "level-ranking": order("index", *_ranked()),
        "level-support": order("support", replace(_line("K13"), unplanned=frozenset({"K13"})), _line("K12")),
        "level-support-none": order("support"),
        "level-rates": order("rates", _line("K13"), _line("K12"), _line("K11")),
        "level-scenario": lambda language: scenario_card(_NOW, thought=None, language=language),
        "level-scenario-told": lambda language: scenario_card(_NOW, thought=_THOUGHT, language=language),
        "level-scenario-none": lambda language: no_scenario_card(language=language),
        "choose-shown-units": lambda language: choose_unit_card(UNITS[2:4], rest=2, language=language),
        "choose-found-units": lambda language: found_units_card([*UNITS[2:4], *_twins()], language=language),
    }


def _level(instrument: Instrument, *, unit: str) -> Level:
    whole = published_of(TOWN[instrument.id])
    return Level("0d9f6f0e-made-up", _BY_CODE[unit], whole, instrument, CLOSED, ZONE)


def _lines() -> list[Line]:
    members = tuple(_BY_CODE[code] for code in ("K14", "K15"))
    group = Line(members[0], published_of(ROWS["group"]), members)
    return [_line("K1", has_below=True), _line("K11"), _line("K12"), _line("K13"), group]


def _line(code: str, *, has_below: bool = False, place: int = 1) -> Line:
    return Line(_BY_CODE[code], published_of(ROWS[code]), has_below=has_below, place=place)


def _ranked() -> list[Line]:
    _, first, third, last, group = _lines()
    return [replace(each, place=place) for place, each in enumerate((first, group, third, last), start=1)]


def _leading() -> list[Line]:
    return [Line(_BY_CODE[code], published_of(LEADING[code])) for code in ("K11", "K12")]


def _twins() -> list[Unit]:
    """Give two units of one name."""
    return [replace(_BY_CODE["K15"], code=code) for code in ("K15", "K25")]
