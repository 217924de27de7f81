"""`pulssi org reach`: who can be reached in Teams and why others cannot, as numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

import bot
from settings import Settings
from shell.running import Json, say, with_stores
from storage.audit import SHELL, record_audit
from storage.engine import Stores
from storage.reach_rows import FEWEST, KINDS, Row, summed
from storage.reachable import list_reach


def reach(as_json: Json = False) -> None:  # noqa: FBT002  # typer's form
    """Count who can be reached and why others cannot, unit by unit."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.writing() as connection:
            rows = await list_reach(connection)
            await record_audit(connection, "reach.viewed", subject="*", actor=SHELL, now=bot.now())
        if as_json:
            say(json.dumps(_as_json(rows)))
        elif rows:
            Console().print(_table(rows))
        else:
            say(f"nothing to tell of fewer than {FEWEST} people")

    with_stores(run)


def _as_json(rows: list[Row]) -> dict[str, object]:
    return {
        "people": sum(row.people for row in rows) or None,
        "total": _counts(summed(rows)) if rows else None,
        "units": [
            {"unit": row.code, "with": list(row.others), "people": row.people} | _counts(row.counts)
            for row in rows
        ],
    }


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts.get(kind, 0) for kind in KINDS}


def _table(rows: list[Row]) -> Table:
    """Draw a row for each unit, with how many smaller ones it counts, and the sum below."""
    total = summed(rows)
    shown = [kind for kind in KINDS if total[kind]]
    table = Table("unit", "people", *shown)
    for row in rows:
        name = f"{row.code} + {len(row.others)} smaller" if row.others else row.code
        table.add_row(name, str(row.people), *(str(row.counts.get(kind, 0)) for kind in shown))
    table.add_section()
    table.add_row("total", str(total.total()), *(str(total[kind]) for kind in shown))
    return table
