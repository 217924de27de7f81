"""(d) Opening a wave for 20,000 people in 2,000 units, and closing it with 20,000 answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import bot
from bench.child import Line, peak_megabytes
from bench.figures import Measured, WrongResult
from bench.processes import child
from bench.teams import teams
from bench.town import HOURS, OPEN_FOR, cast_ballots, settings_of, town
from jobs.close_waves import close_wave
from jobs.open_waves import open_wave
from logs import configure_logging
from scoring import comments, disclosure
from settings import load_settings

PEOPLE: Final = 20_000
UNITS: Final = 2_000
OPENS_WITHIN: Final = 5.0
CLOSES_WITHIN: Final = 10.0
MEGABYTES: Final = 300.0
AUDITS: Final = (
    (disclosure, "audit_tree"),
    (disclosure, "inspect_atoms"),
    (disclosure, "inspect_views"),
    (comments, "audit"),
)
"""The rules of publication over the tree, the last look at sums and views, the same rules for comments."""


async def measure(folder: Path) -> list[Measured]:
    """Measure one process that opens and closes; another casts the ballots in between."""
    async with teams(folder) as around:
        settings = settings_of(folder, around)
        async with (
            town(settings, people=PEOPLE, units=UNITS) as made,
            child("bench.waves:run", folder=folder, settings=settings, wave=made.wave.id) as worker,
        ):
            opened = await worker.ask("open")
            if await cast_ballots(made, share=1.0) != PEOPLE:
                raise WrongResult("not everybody was asked")
            closed = await worker.ask("close")
    return [
        Measured(name="d  opening for 20,000 people", unit="s", ours=opened["seconds"], limit=OPENS_WITHIN),
        Measured(
            name="d  closing with 20,000 answers", unit="s", ours=closed["seconds"], limit=CLOSES_WITHIN
        ),
        Measured(
            name="d  of that the audit: rules of publication, gate",
            unit="%",
            ours=100 * closed["audited"] / closed["seconds"],
        ),
        Measured(name="d  most memory of that process", unit="MB", ours=closed["megabytes"], limit=MEGABYTES),
    ]


async def run(line: Line, *, settings: dict[str, Any], wave: str) -> None:
    """Open, then close, when told to."""
    configure_logging()
    audited = _timed_audits()
    async with bot.house(load_settings(**settings)) as house:
        while word := await line.hear():
            now = bot.now()
            started = perf_counter()
            if word == "open":
                done = await open_wave(house.stores, house.vault, wave, hours=HOURS, now=now)
            else:
                done = await close_wave(house.stores, house.vault, wave, now=now + OPEN_FOR)
            seconds = perf_counter() - started
            if not done:
                raise WrongResult(f"the wave did not {word}")
            if word == "close" and len(audited) != len(AUDITS):
                raise WrongResult(f"{len(audited)} of {len(AUDITS)} audits were timed")
            line.tell(seconds=seconds, audited=sum(audited), megabytes=peak_megabytes())


def _timed_audits() -> list[float]:
    """Time every audit from now on; the seconds that each takes are added to what is given back."""
    taken: list[float] = []
    for module, name in AUDITS:
        setattr(module, name, _timed(getattr(module, name), taken))
    return taken


def _timed(audit: Callable[..., None], taken: list[float]) -> Callable[..., None]:
    def run_it(*given: Any, **more: Any) -> None:
        started = perf_counter()
        audit(*given, **more)
        taken.append(perf_counter() - started)

    return run_it
