"""(e) Scoring: 100,000 answers in 8,000 units, all levels of the tree, on one core, beside one groupby."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
import pandas as pd

import bot
from bench.child import Line, peak_megabytes
from bench.figures import Measured, WrongResult
from bench.processes import child
from content.instrument import Instrument
from content.loader import load_instruments
from scoring.aggregate import aggregate
from scoring.disclosure import PastWave, plan, publish
from scoring.disclosure import Publication as Results
from scoring.planner import LOWEST_K

INSTRUMENT: Final = "tyoelaman-laatu"
MANY: Final = (100_000, 8_000)
FEW: Final = (20_000, 1_600)
ROUNDS: Final = 7
BELOW: Final = 12
"""Units below one node of the next level."""
MISSING: Final = 0.03
SECONDS: Final = 2.0
MEGABYTES: Final = 500.0
GROUPBYS: Final = 40.0
GROWTH: Final = 6.0


async def measure(folder: Path) -> list[Measured]:
    """Measure one process with nothing but scoring in it, held to one core and one thread."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    async with child("bench.scoring:run", folder=folder, environment=one_thread) as worker:
        few, many = await worker.hear(), await worker.hear()
    told = "e  scoring 100,000 answers, 8,000 units"
    return [
        Measured(name=told, unit="s", ours=many["scored"], limit=SECONDS),
        Measured(
            name="e  that many times one groupby().mean()",
            unit="times",
            ours=many["scored"] / many["groupby"],
            limit=GROUPBYS,
        ),
        Measured(
            name="e  100,000 take so many times 20,000",
            unit="times",
            ours=many["scored"] / few["scored"],
            limit=GROWTH,
        ),
        Measured(name="e  most memory of that process", unit="MB", ours=many["megabytes"], limit=MEGABYTES),
        Measured(name="e  one groupby().mean() of the same table", unit="s", ours=many["groupby"]),
        Measured(name="e  writing every result as JSON besides", unit="s", ours=many["written"]),
    ]


async def run(line: Line) -> None:
    """Score a smaller and a larger wave, each several times, and tell the medians."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    instrument = load_instruments()[INSTRUMENT]
    for people, units in (FEW, MANY):
        made = _wave(instrument, people=people, units=units)
        bot.spare_what_stays()  # as a process that serves does
        groupby, _ = _timed(_group, made)
        past = [_past(made)]
        _score(made, past)
        megabytes = peak_megabytes()
        scored, results = _timed(_score, made, past)
        written, texts = _timed(_write, results, rounds=1)
        if len(texts) != len(made.parents) or results["root"].index is None:
            raise WrongResult("not every node has a result")
        line.tell(groupby=groupby, scored=scored, written=written, megabytes=megabytes)


@dataclass(frozen=True, slots=True)
class _Wave:
    instrument: Instrument
    parents: dict[str, str | None]
    counts: dict[str, int]
    answers: pd.DataFrame


def _timed(work: Callable[..., Any], *given: Any, rounds: int = ROUNDS) -> tuple[float, Any]:
    """Give the median of some rounds, and what the last one gave."""
    taken, found = [], None
    for _ in range(rounds):
        started = perf_counter()
        found = work(*given)
        taken.append(perf_counter() - started)
    return median(taken), found


def _group(made: _Wave) -> pd.DataFrame:
    return made.answers.groupby("cell")[list(made.instrument.item_ids)].mean()


def _write(results: Results) -> list[str]:
    return [each.to_json() for each in results.values()]


def _score(made: _Wave, past: list[PastWave]) -> Results:
    """Do all that closing a wave does with its answers: plan, sum, audit, work out, look back."""
    planned = plan(made.parents, made.counts, k=LOWEST_K)
    sums = aggregate(made.answers, made.instrument, planned.atom_of, LOWEST_K)
    sums = sums.placed(planned.atoms, staffed=list(made.parents))
    return publish(
        "wave",
        made.instrument,
        parents=made.parents,
        counts=made.counts,
        invited=dict.fromkeys(made.parents, BELOW),
        plan=planned,
        atoms=sums,
        past=past,
    )


def _past(made: _Wave) -> PastWave:
    planned = plan(made.parents, made.counts, k=LOWEST_K)
    sums = aggregate(made.answers, made.instrument, planned.atom_of, LOWEST_K)
    placed = sums.placed(planned.atoms, staffed=list(made.parents))
    return PastWave("past", datetime(2026, 1, 1, tzinfo=UTC).date(), made.instrument, placed)


def _wave(instrument: Instrument, *, people: int, units: int) -> _Wave:
    """Make up a tree of four levels, units of uneven size, and answers of which some are missing."""
    random = np.random.default_rng(1)
    areas = units // BELOW
    tops = max(1, areas // BELOW)
    parents: dict[str, str | None] = {"root": None}
    parents |= {f"t{top}": "root" for top in range(tops)}
    parents |= {f"a{area}": f"t{area % tops}" for area in range(areas)}
    parents |= {f"u{unit}": f"a{unit % areas}" for unit in range(units)}
    weights = random.pareto(2, units) + 0.5
    unit = random.choice(units, size=people, p=weights / weights.sum())
    items = list(instrument.item_ids)
    rows = random.integers(1, 6, (people, len(items))).astype(float)
    rows[random.random(rows.shape) < MISSING] = np.nan
    answers = pd.DataFrame(rows, columns=items)
    answers.insert(0, "cell", [f"u{each}" for each in unit])
    counts = {str(cell): count for cell, count in answers["cell"].value_counts().items()}
    return _Wave(instrument, parents, counts, answers)
