"""A level of the tree at a glance: the units below one another, the themes or questions beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from microsoft_teams.cards import Action, CardElement

from cards.elements import Card, buttons, card, execute, small
from cards.level_cells import cell_row, header_row, legend_part, words_part
from cards.level_parts import (
    Level,
    Line,
    head_part,
    level_button,
    names_of,
    open_part,
    row_part,
    short_name,
    summary_in_words,
    turn_part,
)
from content.instrument import Instrument
from locales import Texts, texts
from scoring.heat_map import columns_of

_MOST_ROWS: Final = 8
_MOST_CELL_ROWS: Final = 9


def rows_a_page(instrument: Instrument) -> int:
    """Say how many units fit on a card: fewer where each is shown under several headers."""
    return min(_MOST_ROWS, _MOST_CELL_ROWS // len(columns_of(instrument)))


def level_card(lines: Sequence[Line], level: Level, *, language: str) -> Card:
    """Show what is directly below a unit, one line for each result; `lines` are those of the page."""
    say = texts(language)
    body = [
        *head_part(level, name=say("level.title", instrument=level.instrument.name.say(language)), say=say),
        *_map(lines, instrument=level.instrument, say=say),
        *legend_part(level.instrument, say=say),
        small(say("level.silent")),
        *open_part(lines, level, say=say),
        *turn_part(level, say=say),
        *_ways(level, say=say),
    ]
    return card(body, language=language)


def _map(lines: Sequence[Line], *, instrument: Instrument, say: Texts) -> list[CardElement]:
    """Put the units below one another under each header, so that columns can be compared."""
    shown: list[CardElement] = []
    for number, names in enumerate(columns_of(instrument)):
        header = header_row(names, instrument=instrument, say=say)
        shown += [*words_part(names, instrument=instrument, say=say), header]
        for each in lines:
            cells = cell_row(each.published, names, instrument=instrument, say=say)
            shown.append(_row(each, cells, say=say) if number == 0 else _row_again(each, cells, say=say))
    return shown


def _row(each: Line, cells: CardElement, *, say: Texts) -> CardElement:
    return row_part(names_of(each, say=say), summary_in_words(each.published, say=say), cells)


def _row_again(each: Line, cells: CardElement, *, say: Texts) -> CardElement:
    return row_part(short_name(each, say=say), "", cells)


def _ways(level: Level, *, say: Texts) -> list[CardElement]:
    """Lead up, to the orders, or, at the top, to the scenario."""
    actions: list[Action] = []
    first = replace(level, page=1)
    if level.up is not None:
        actions.append(level_button(say("level.up"), first, unit=level.up))
    if level.orders:
        actions.append(level_button(_orders(level, say=say), first, order=level.orders[0]))
    if level.may_think and level.up is None:
        actions.append(execute(say("level.scenario.open"), "results.scenario"))
    return [buttons([each]) for each in actions]


def _orders(level: Level, *, say: Texts) -> str:
    return say("level.orders") if len(level.orders) > 1 else say(f"level.{level.orders[0]}.open")
