"""Levels drawn from a wave that was closed in memory, and read back as an attacker reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from cards.level_orders import order_card
from cards.level_parts import ORDERS, Level, Line, Order
from cards.levels import level_card
from directory.organisation import Unit
from scoring.heat_map import Told, rows_of
from scoring.support import Placed, orders_of
from tests.attacks.closing import CLOSES, HELSINKI, Closed
from tests.attacks.county import units_of
from tests.cards.shown import typed

Card = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """One row of a card: the codes it names, its small note, what stands in its cells, what is below."""

    codes: tuple[str, ...]
    note: str
    cells: tuple[str, ...]
    below: tuple[str, ...]


def levels_of(wave: Closed) -> dict[str, Card]:
    """Draw the heat map below each node that has any row, all rows on one card."""
    cards = {}
    for code in wave.parents:
        below = [child for child, parent in wave.parents.items() if parent == code]
        results = [wave.results[child] for child in below]
        rows = rows_of(Told(each.unit, each.tier, each.members) for each in results)
        if rows:
            placed = [Placed(1, row) for row in rows]
            cards[code] = level_card(_lines(wave, placed), _level(wave, code), language="en")
    return cards


def orders_drawn(wave: Closed) -> dict[Order, Card]:
    """Draw the orders of the whole organisation, each on one card."""
    root, *below = wave.parents
    orders = orders_of(wave.results[code] for code in below)
    return {
        order: order_card(
            _lines(wave, getattr(orders, order)), _level(wave, root), order=order, language="en"
        )
        for order in get_args(Order)
    }


def rows_read(card: Mapping[str, Any]) -> Iterator[Read]:
    """Read the rows of an English card of a level."""
    for element in card["body"]:
        items = element.get("items", [])
        if element["type"] == "Container" and element.get("separator"):
            name, note, *more = [item for item in items if item["type"] != "ColumnSet"]
            cells = [column for item in items if item["type"] == "ColumnSet" for column in item["columns"]]
            yield Read(
                tuple(re.findall(r"Unit (\S+?)\.", _text(name))),
                typed(_text(note)),
                tuple(typed(_text(column["items"][0])) for column in cells if column["items"]),
                tuple(typed(each["text"]) for each in more),
            )


def _text(block: Mapping[str, Any]) -> str:
    return "".join(run["text"] for run in block["inlines"])


def _lines(wave: Closed, placed: Sequence[Placed]) -> list[Line]:
    units = _units(wave)
    return [
        Line(
            units[each.row.nodes[0]],
            wave.results[each.row.nodes[0]],
            tuple(units[code] for code in each.row.members),
            place=each.place,
        )
        for each in placed
    ]


def _level(wave: Closed, code: str) -> Level:
    return Level(
        "wave-1", _units(wave)[code], wave.results[code], wave.instrument, CLOSES, HELSINKI, orders=ORDERS
    )


def _units(wave: Closed) -> dict[str, Unit]:
    return {unit.code: unit for unit in units_of(wave.parents)}
