"""(f) Sealing: what one answer costs before it is stored, beside PyNaCl's bare seal of as many bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final
from uuid import uuid4

from nacl.public import PublicKey, SealedBox

from bench.child import Line
from bench.figures import Measured, WrongResult
from bench.processes import child
from content.instrument import Instrument
from content.loader import load_instruments
from storage.sealing import (
    COMMENT_LIMIT,
    PLAIN_SIZE,
    Ballot,
    WaveSecrets,
    new_secrets,
    opening_box,
    participation_tag,
    seal,
    unseal,
)

INSTRUMENT: Final = "tyoelaman-laatu"
ANSWERS: Final = 2_000
ROUNDS: Final = 7
MILLISECONDS: Final = 0.5
_LETTERS: Final = "Työpäivä on pitkä, åren går. "


async def measure(folder: Path) -> list[Measured]:
    """Measure one process with nothing but sealing in it, held to one core."""
    async with child("bench.sealing:run", folder=folder) as worker:
        taken = await worker.hear()
    return [
        Measured(
            name=f"f  sealing an answer{told}",
            unit="ms",
            ours=taken[name],
            baseline=taken["bare"],
            limit=MILLISECONDS,
            better="less",
        )
        for name, told in (("short", ""), ("long", f", comment of {COMMENT_LIMIT:,} characters"))
    ]


async def run(line: Line) -> None:
    """Seal in turns, ours and the bare box, and tell the medians in milliseconds an answer."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    secrets = new_secrets()
    short, full = (_ballot(load_instruments()[INSTRUMENT], length) for length in (0, COMMENT_LIMIT))
    for each in (short, full):
        if unseal(seal(each, secrets.public_key), opening_box(secrets)) != each:
            raise WrongResult("what was sealed is not what opens")
    bare, plain = SealedBox(PublicKey(secrets.public_key)), bytes(PLAIN_SIZE)
    people = [str(uuid4()) for _ in range(ANSWERS)]
    line.tell(
        **_medians(
            {
                "short": lambda person: _take(short, secrets, person),
                "long": lambda person: _take(full, secrets, person),
                "bare": lambda _person: bare.encrypt(plain),
            },
            people,
        )
    )


def _take(ballot: Ballot, secrets: WaveSecrets, person: str) -> tuple[bytes, bytes]:
    """Do all that a submit does before it stores: the tag of participation, padding, the seal."""
    return participation_tag(secrets, person), seal(ballot, secrets.public_key)


def _ballot(instrument: Instrument, length: int) -> Ballot:
    comment = "".join(islice(cycle(_LETTERS), length))
    return Ballot("K1-2-3", dict.fromkeys(instrument.item_ids, 4), comment)


def _medians(works: Mapping[str, Callable[[str], object]], people: list[str]) -> dict[str, float]:
    """Let all take turns, so that what else the machine does falls on each alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            started = perf_counter()
            for person in people:
                work(person)
            taken[name].append(1000 * (perf_counter() - started) / len(people))
    return {name: median(some) for name, some in taken.items()}
