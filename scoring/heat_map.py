"""Which rows a level of the tree has, and what stands in their cells.

Whoever may see a node may open every node below it. A level therefore puts beside each other what can be
had one by one, and adds nothing:

- Nodes that share a group's result are one row, which names the members as the group's result does. The row
  says of nobody that they were few: a group holds small units and whoever had to be taken with them.
- A node that shows nothing has no row, whether nobody was asked there, nobody answered, or too few did. A row
  of dashes would need a reason, and its place beside the others would give one.
- A rate stands only where the node shows a result, too: else it would part the silent nodes by size.
- Rows stand in tree order, or by figures as they are published: equal ones share a place and keep tree order,
  so that no order is finer than what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from content.instrument import THEMES, Instrument
from scoring.disclosure import Published, Tier
from scoring.figures import Figure
from scoring.standing import Standing

WIDEST: Final = 5
"""Cells beside each other that a phone has room for."""


@dataclass(frozen=True, slots=True)
class Row:
    """Codes of the nodes that see one result, in tree order; `members` share it where it is a group's."""

    nodes: tuple[str, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What must be known of a node to give it its row."""

    code: str
    tier: Tier
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a row by its name, and how it stands to the rest of the organisation, if that is told."""

    name: str
    figure: Figure | None
    standing: Standing | None


def rows_of(nodes: Iterable[Told]) -> tuple[Row, ...]:
    """Give nodes their rows, in the order of each row's first node."""
    rows: list[Row] = []
    place_of: dict[str, int] = {}
    for node in nodes:
        if node.tier == "none":
            continue
        # Groups share no member, so one is enough to know a group by. A cell where nobody was asked sees
        # itself among the members, the others do not see it.
        place = next((place_of[code] for code in node.members if code in place_of), len(rows))
        if place == len(rows):
            rows.append(Row((node.code,), node.members))
        else:
            rows[place] = _joined(rows[place], node)
        place_of.update(dict.fromkeys(node.members, place))
    return tuple(rows)


def columns_of(instrument: Instrument) -> list[list[str]]:
    """Name the figures of a row, so many together as fit beside each other: the themes, or else the items."""
    if instrument.has_index:
        return [[f"theme.{theme}" for theme in THEMES]]
    names = [f"item.{item_id}" for item_id in instrument.item_ids]
    return [names[start : start + WIDEST] for start in range(0, len(names), WIDEST)]


def cells_of(published: Published, names: Sequence[str]) -> list[Cell]:
    """Give the cells of a row."""
    return [Cell(name, published.figure(name), published.standings.get(name)) for name in names]


def _joined(row: Row, node: Told) -> Row:
    new = tuple(code for code in node.members if code not in row.members)
    return Row((*row.nodes, node.code), (*row.members, *new))
