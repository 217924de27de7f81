"""`pulssi org findings`: what the last reading of the directory came upon."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from directory.findings import Finding
from settings import Settings
from shell.running import Json, say, with_stores
from storage.engine import Stores
from storage.findings import Reading, find_reading, list_findings


def findings(as_json: Json = False) -> None:  # noqa: FBT002  # typer's form
    """List what the last reading of the directory came upon."""

    async def run(stores: Stores, _settings: Settings) -> None:
        async with stores.identity.reading() as connection:
            reading, found = await find_reading(connection), await list_findings(connection)
        if as_json:
            say(
                json.dumps(
                    {**_told(reading), "findings": [asdict(each) for each in found]}, ensure_ascii=False
                )
            )
        elif reading is None:
            say("the directory has not been read yet")
        else:
            say(" ".join(f"{name}={value}" for name, value in _told(reading).items() if value))
            Console().print(_table(found))

    with_stores(run)


def _told(reading: Reading | None) -> dict[str, str | None]:
    if reading is None:
        return {"source": None, "read_at": None, "waiting": None}
    waiting = reading.stopped if reading.is_waiting else None
    return {"source": reading.source, "read_at": reading.read_at.isoformat(), "waiting": waiting}


def _table(found: list[Finding]) -> Table:
    table = Table("kind", "unit", "word", "person", "count")
    for each in found:
        table.add_row(*map(escape, (each.kind, each.unit, each.word, each.person, str(each.count))))
    return table
