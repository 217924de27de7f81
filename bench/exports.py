"""(h) Exports: the workbooks of 300 units, sheet and file, in one process."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from bench.figures import Measured
from cards.samples import MADE_UP, as_asked, made_up
from content.loader import load_instruments
from reports.formats import Format, exported
from reports.result_sheet import Source
from reports.sections import result_sheet

UNITS: Final = 300
SECONDS: Final = 5.0
FEW: Final = 20
"""Slides and pages are made for a meeting, not for all units at once."""
CLOSED: Final = datetime(2026, 11, 13, 14, tzinfo=UTC)


async def measure(folder: Path) -> list[Measured]:
    """Measure every format; the first file of each loads its library before the clock starts."""
    return [
        Measured(name="h  300 workbooks", unit="s", ours=_seconds(folder, "xlsx", UNITS), limit=SECONDS),
        *(
            Measured(name=f"h  one {name}", unit="ms", ours=1000 * _seconds(folder, name, FEW) / FEW)
            for name in ("pptx", "pdf", "csv")
        ),
    ]


def _seconds(folder: Path, file_format: Format, count: int) -> float:
    sources = list(islice(cycle(_sources()), count + 1))
    exported(result_sheet(sources[0]), file_format)
    start = perf_counter()
    for number, source in enumerate(sources[1:]):
        (folder / f"{number}.{file_format}").write_bytes(exported(result_sheet(source), file_format))
    return perf_counter() - start


def _sources() -> list[Source]:
    """Give the made-up results of every kind that shows anything."""
    instruments = as_asked(load_instruments())
    samples = [made_up(name) for name in MADE_UP]
    return [
        Source(
            published=sample.published,
            unit=sample.unit,
            members=sample.members,
            area=sample.area,
            organisation=sample.organisation,
            instrument=instruments[sample.published.instrument],
            closed_at=CLOSED,
            zone=ZoneInfo("Europe/Helsinki"),
            language="fi",
        )
        for sample in samples
        if sample.published.tier != "none"
    ]
