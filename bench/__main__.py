"""`python -m bench [a b c d e f g h i j] [--json FILE]`: one table, each figure beside its run's baseline."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from bench import exports, levels, outbox, results, scoring, sealing, sending, submit, sync, waves
from bench.figures import Measured

Measure = Callable[[Path], Awaitable[list[Measured]]]

MEASURES: Final[dict[str, Measure]] = {
    "a": submit.measure,
    "b": results.measure,
    "c": sending.measure,
    "d": waves.measure,
    "e": scoring.measure,
    "f": sealing.measure,
    "g": outbox.measure,
    "h": exports.measure,
    "i": levels.measure,
    "j": sync.measure,
}
_WIDTH: Final = 116
_DECIMALS: Final = (100, 10)
"""Below each of these a figure has one decimal more."""


def bench(
    only: Annotated[list[str] | None, typer.Argument(help="Some of a b c d e f g h i j; none: all.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to a file as well.")
    ] = None,
) -> None:
    """Measure Pulssi against a stock bot and against its own limits."""
    if unknown := set(only or ()) - MEASURES.keys():
        raise typer.BadParameter(f"there is no measurement {', '.join(sorted(unknown))}")
    figures = asyncio.run(_measure(only or list(MEASURES)))
    console = Console()
    Console(width=max(_WIDTH, console.width)).print(_table(figures))
    if json_file is not None:
        json_file.write_text(json.dumps([each.as_json() for each in figures], indent=2) + "\n")


async def _measure(names: list[str]) -> list[Measured]:
    figures: list[Measured] = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"pulssi-bench-{name}-") as folder:
            figures += await MEASURES[name](Path(folder))
    return figures


def _table(figures: list[Measured]) -> Table:
    table = Table("name", title="Pulssi and a stock bot")
    for heading in ("ours", "baseline", "ratio", "wanted", "ok"):
        table.add_column(heading, justify="right")
    for each in figures:
        table.add_row(
            each.name,
            f"{_number(each.ours)} {each.unit}",
            "" if each.baseline is None else f"{_number(each.baseline)} {each.unit}",
            "" if each.ratio is None else f"{each.ratio:.1f}x",
            each.target,
            each.verdict,
        )
    return table


def _number(value: float) -> str:
    decimals = sum(value < bound for bound in _DECIMALS)
    return f"{value:.{decimals}f}"


if __name__ == "__main__":
    typer.run(bench)
