"""What stands below a node in a closed wave: its rows, in tree order or by figures, and their results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from directory.organisation import Unit
from scoring.disclosure import Published, Tier, restore
from scoring.heat_map import Row, Told, rows_of
from scoring.support import Orders, Sketch, orders_of
from scoring.written import figures_read, read
from storage.results import Result, find_result_of, told_in
from storage.tables.results import results
from storage.tables.waves import wave_units, waves
from storage.waves import PATH_STEP, UNIT_COLUMNS, frozen_from

MOST_KEPT: Final = 100
"""Levels of a store that are remembered, and as many orders."""
_ORDERED_BY: Final = ("index", "factor.")
"""Figures whose margins tell how sure a reason for support is."""
_MOST_LATEST: Final = 21
"""Waves looked through for one with an index."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A row to show: the unit to open, whose answers it stands for, its result, whether units are below."""

    unit: Unit
    members: tuple[Unit, ...]
    published: Published
    has_below: bool


Level = tuple[str, str]
"""A wave and the code of the node above."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A closed wave never changes, so codes are kept in their order; figures are read anew for every page."""

    rows: dict[Level, tuple[Row, ...]] = field(default_factory=dict)
    orders: dict[tuple[str, str, frozenset[str]], Orders] = field(default_factory=dict)


_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


async def list_rows(connection: AsyncConnection, above: Result) -> tuple[Row, ...]:
    """List the rows of the nodes directly below one that has a result, in tree order."""
    kept, level = _kept_of(connection).rows, _level(above)
    if level not in kept:
        rows = rows_of(await _list_told(connection, above))
        _make_room(kept)
        kept[level] = rows
    return kept[level]


async def get_orders(
    connection: AsyncConnection, above: Result, *, unplanned: frozenset[str] = frozenset()
) -> Orders:
    """Give all that is below a node that has a result in the order of its figures.

    `unplanned` are the units without a plan though its time is over; they change, the figures do not.
    """
    kept, level = _kept_of(connection).orders, (*_level(above), unplanned)
    if level not in kept:
        orders = orders_of(await _sketch_below(connection, above), unplanned=unplanned)
        _make_room(kept)
        kept[level] = orders
    return kept[level]


async def list_level_rows(connection: AsyncConnection, above: Result, rows: Sequence[Row]) -> list[LevelRow]:
    """List what some rows show, in their order; one query for all of them."""
    if not rows:
        return []
    opened = [row.nodes[0] for row in rows]
    codes = {*opened, *(code for row in rows for code in row.members)}
    query = _units_with_results(above.wave.id, codes=codes, opened=opened)
    found = {row["code"]: row for row in (await connection.execute(query)).mappings()}
    units = {code: frozen_from(row).unit for code, row in found.items()}
    return [
        LevelRow(
            units[row.nodes[0]],
            tuple(units[code] for code in units if code in row.members),
            restore(found[row.nodes[0]]["body"]),
            any(found[code]["has_below"] for code in row.nodes if code in found),
        )
        for row in rows
    ]


async def find_latest_with_index(connection: AsyncConnection, *, code: str) -> Result | None:
    """Find the newest result of a unit that shows its index whole; None without any."""
    query = (
        select(results.c.wave, results.c.body)
        .join(waves, waves.c.wave == results.c.wave)
        .where(results.c.code == code, waves.c.closed_at.is_not(None))
        .order_by(waves.c.closed_at.desc(), waves.c.closes_at.desc(), waves.c.wave)
        .limit(_MOST_LATEST)
    )
    for wave, body in await connection.execute(query):
        index = restore(body).index
        if index is not None and not index.bound:
            return await find_result_of(connection, wave, code=code)
    return None


async def _list_told(connection: AsyncConnection, above: Result) -> list[Told]:
    body = told_in(connection)
    query = _below(above, wave_units.c.code, body["tier"].as_string(), body["members"]).where(
        wave_units.c.parent_code == above.unit.unit.code
    )
    return [Told(code, tier, tuple(members)) for code, tier, members in await connection.execute(query)]


async def _sketch_below(connection: AsyncConnection, above: Result) -> list[Sketch]:
    body = told_in(connection)
    told = ("members", "index", "factors", "margins", "response_rate")
    prefix = PATH_STEP.join((*above.unit.path, ""))
    # LIKE takes k1 for K1 on SQLite, and K1 would bring what is below another unit.
    is_below = func.substr(wave_units.c.path, 1, len(prefix)) == prefix
    columns = (wave_units.c.code, body["tier"].as_string(), *(body[name] for name in told))
    rows = await connection.execute(_below(above, *columns).where(is_below))
    return [_sketched(*row) for row in rows]


def _sketched(
    code: str, tier: Tier, members: list[str], index: Any, factors: Any, margins: Any, rate: Any
) -> Sketch:
    known = {name: margin for name, margin in (margins or {}).items() if name.startswith(_ORDERED_BY)}
    return Sketch(code, tier, tuple(members), read(index), figures_read(factors), known, read(rate))


def _below(above: Result, *columns: Any) -> Select[Any]:
    is_its = (results.c.wave == wave_units.c.wave) & (results.c.code == wave_units.c.code)
    query = select(*columns).select_from(wave_units).join(results, is_its)
    return query.where(wave_units.c.wave == above.wave.id).order_by(wave_units.c.position)


def _units_with_results(wave: str, *, codes: set[str], opened: list[str]) -> Select[Any]:
    inner = wave_units.alias("inner")
    with_units_below = select(inner.c.parent_code).where(inner.c.wave == wave)
    is_opened = (results.c.wave == wave) & (results.c.code == wave_units.c.code) & results.c.code.in_(opened)
    return (
        select(
            *UNIT_COLUMNS,
            results.c.body,
            wave_units.c.code.in_(with_units_below).label("has_below"),
        )
        .outerjoin(results, is_opened)
        .where(wave_units.c.wave == wave, wave_units.c.code.in_(codes))
        .order_by(wave_units.c.position)
    )


def _level(above: Result) -> Level:
    return above.wave.id, above.unit.unit.code


def _kept_of(connection: AsyncConnection) -> _Kept:
    return _kept.setdefault(connection.engine.sync_engine, _Kept())


def _make_room(kept: dict[Any, Any]) -> None:
    while len(kept) >= MOST_KEPT:
        del kept[next(iter(kept))]
