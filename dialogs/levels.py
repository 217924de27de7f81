"""Walking the tree of a closed wave: what is below a unit as a heat map, or, for HR and management, in order.

Whoever may see a unit may open everything below it, so a level shows nothing that cannot be had one by one;
`scoring/heat_map.py` says why its rows give nobody away. Orders gather the whole of a town in one list, which
is for those who answer for the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from cards.elements import Card
from cards.level_orders import ROWS_A_PAGE, order_card
from cards.level_parts import ORDERS, Level, Line, Order
from cards.levels import level_card, rows_a_page
from dialogs.errors import AskInPrivate, Refused
from dialogs.looking import find_named, log_look
from dialogs.pages import page_of
from dialogs.reply import Reply
from dialogs.scenario import may_think
from dialogs.steps_ahead import today_of
from dialogs.turn import Turn
from directory.organisation import Person
from directory.rights import may_do, may_see
from scoring.support import Placed
from storage.levels import LevelRow, get_orders, list_level_rows, list_rows
from storage.plan_standing import list_standings
from storage.results import Result, find_result_of

_LOGGED: Final = {
    None: "heatmap.viewed",
    "index": "ranking.viewed",
    "support": "support.viewed",
    "rates": "rates.viewed",
}


async def level(turn: Turn) -> Reply:
    """Show what is directly below a unit, or all that is below it in an order."""
    if not turn.heard.is_personal:
        raise AskInPrivate
    above, order = await _above(turn), _order(turn)
    unplanned = await _unplanned(turn, above) if order == "support" else frozenset()
    placed = await _placed(turn, above, order, unplanned)
    size = rows_a_page(above.wave.instrument) if order is None else ROWS_A_PAGE
    pages = max(1, ceil(len(placed) / size))
    page = min(page_of(turn), pages)
    shown = await _lines(turn, above, placed[(page - 1) * size : page * size])
    lines = [replace(line, unplanned=unplanned) for line in shown]
    await log_look(turn, above, _LOGGED[order])
    return Reply(card=_drawn(lines, _level(turn, above, page=page, pages=pages), order, turn.language))


async def _above(turn: Turn) -> Result:
    """Find the unit whose level is asked for: the one above where a unit has nothing to show below it.

    Units that are all silent and no units at all are thus the same.
    """
    person = turn.actor.person
    asked = await find_named(turn, turn.word("unit"))
    if asked is None or not may_see(person, asked.unit.path):
        raise Refused
    if asked.has_below and await list_rows(turn.connection, asked):
        return asked
    path = asked.unit.above
    if not path or not may_see(person, path):
        raise Refused
    above = await find_result_of(turn.connection, asked.wave.id, code=path[-1])
    if above is None or not await list_rows(turn.connection, above):
        raise Refused
    return above


async def _placed(
    turn: Turn, above: Result, order: Order | None, unplanned: frozenset[str]
) -> Sequence[Placed]:
    if order is None:
        return [Placed(1, row) for row in await list_rows(turn.connection, above)]
    if order not in _orders(turn.actor.person, above):
        raise Refused
    orders = await get_orders(turn.connection, above, unplanned=unplanned)
    found: tuple[Placed, ...] = getattr(orders, order)
    return found


async def _unplanned(turn: Turn, above: Result) -> frozenset[str]:
    """List the units that have made no plan in time of this result or of an earlier one."""
    closed_at, person = above.wave.closed_at, turn.actor.person
    if closed_at is None or "support" not in _orders(person, above):
        return frozenset()
    closed_on = closed_at.astimezone(turn.desk.zone).date()
    standings = await list_standings(turn.connection, None, on=await today_of(turn))
    missing = [each for each in standings if each.state == "missing"]
    return frozenset(each.code for each in missing if each.since and each.since <= closed_on)


async def _lines(turn: Turn, above: Result, placed: Sequence[Placed]) -> list[Line]:
    rows = await list_level_rows(turn.connection, above, [each.row for each in placed])
    return [_line(row, place=each.place) for row, each in zip(rows, placed, strict=True)]


def _line(row: LevelRow, *, place: int) -> Line:
    return Line(row.unit, row.published, row.members, row.has_below, place)


def _level(turn: Turn, above: Result, *, page: int, pages: int) -> Level:
    closed_at, path, person = above.wave.closed_at, above.unit.above, turn.actor.person
    if closed_at is None:
        raise Refused
    return Level(
        wave=above.wave.id,
        unit=above.unit.unit,
        published=above.published,
        instrument=above.wave.instrument,
        closed_at=closed_at,
        zone=turn.desk.zone,
        page=page,
        pages=pages,
        up=path[-1] if path and may_see(person, path) else None,
        orders=_orders(person, above),
        may_think=may_think(person) and above.wave.instrument.has_index,
    )


def _orders(person: Person, above: Result) -> tuple[Order, ...]:
    """Give the orders that somebody may ask for; without an index only the response rates have one."""
    if not may_do(person, "compare", above.unit.path):
        return ()
    return ORDERS if above.wave.instrument.has_index else ("rates",)


def _drawn(lines: Sequence[Line], shown: Level, order: Order | None, language: str) -> Card:
    if order is None:
        return level_card(lines, shown, language=language)
    return order_card(lines, shown, order=order, language=language)


def _order(turn: Turn) -> Order | None:
    return next((order for order in ORDERS if order == turn.word("order")), None)
