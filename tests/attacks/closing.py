"""Waves closed in memory by the closing job itself, for attacks that need thousands of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from cards.named import Named
from cards.results import result_card
from content.instrument import Instrument
from demo.municipality import made_up_answers, municipality
from directory.organisation import Unit, answer_cell
from jobs.close_waves import Count, take_snapshot
from scoring.aggregate import Atoms
from scoring.disclosure import PastWave, Published
from storage.waves import Wave
from tests.attacks.county import QWL, units_of
from tests.scoring.spans import shown_cells

K = 5
OPENS = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class Closed:
    """A closed wave and what the attackers must not find: a cell and a row of answers a person, 0 = none."""

    parents: Mapping[str, str | None]
    invited: Mapping[str, int]
    cells: Sequence[str]
    rows: np.ndarray
    instrument: Instrument
    past: tuple[PastWave, ...] = ()
    viewers: frozenset[str] = frozenset()

    @cached_property
    def _snapshot(self) -> Any:
        count = Count(self.instrument, list(self.cells), bytearray(self.rows.astype(np.uint8).tobytes()))
        return take_snapshot(
            _wave(self.instrument),
            count,
            parents=dict(self.parents),
            invited=dict(self.invited),
            viewers=self.viewers,
            past=self.past,
        )

    @cached_property
    def results(self) -> dict[str, Published]:
        return dict(self._snapshot.published)

    @property
    def sums(self) -> Atoms:
        """Give what is stored beside the results."""
        return self._snapshot.sums

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.cells))

    @property
    def plan(self) -> SimpleNamespace:
        """Give the groups of cells that the job made, from what it stores."""
        return SimpleNamespace(atoms=self._snapshot.sums.cells)

    @cached_property
    def shown(self) -> dict[str, frozenset[str]]:
        """Give the cells behind the figures of each unit that shows any."""
        return {code: cells for code, cells in shown_cells(self).items() if cells}

    @property
    def details(self) -> dict[str, str]:
        """Give all that is published of each unit, as the shell prints it."""
        return {code: result.to_json() for code, result in self.results.items()}

    @cached_property
    def cards(self) -> dict[str, dict[str, Any]]:
        """Give each unit's card in English."""
        units = {unit.code: unit for unit in units_of(self.parents)}
        return {code: self._card(result, units) for code, result in self.results.items()}

    def answered(self, item: str, cells: frozenset[str]) -> np.ndarray:
        """Give the answers to an item from some cells."""
        inside = np.isin(self.cells, list(cells))
        given = self.rows[inside, self.instrument.item_ids.index(item)]
        return given[given > 0]

    def with_rows(self, rows: np.ndarray) -> Closed:
        """Close the wave with other answers of the same people."""
        return replace(self, rows=rows)

    def after(self, earlier: Closed) -> Closed:
        """Close the wave some time after another."""
        root = next(iter(earlier.parents))
        past = PastWave("wave-0", date(2026, 9, 1), earlier.instrument, earlier._snapshot.sums, root)
        return replace(self, past=(past,))

    def _card(self, result: Published, units: Mapping[str, Unit]) -> dict[str, Any]:
        return result_card(
            result,
            unit=units[result.unit],
            named=Named([units[code] for code in result.members], units.get(result.area or "")),
            organisation=self.results[next(iter(self.parents))],
            instrument=self.instrument,
            closed_at=CLOSES,
            zone=HELSINKI,
            language="en",
        )


def closed(
    parents: Mapping[str, str | None],
    counts: Mapping[str, int],
    *,
    seed: int = 1,
    rows: np.ndarray | None = None,
    instrument: Instrument = QWL,
    invited: Mapping[str, int] | None = None,
    viewers: Iterable[str] = (),
) -> Closed:
    """Close a wave in which so many of each cell answer everything, at random unless told how."""
    cells = [cell for cell, number in counts.items() for _ in range(number)]
    if rows is None:
        rows = np.random.default_rng(seed).integers(1, 6, (len(cells), len(instrument.items)))
    asked = invited or {code: 2 * counts.get(code, 0) + 1 for code in parents}
    return Closed(parents, asked, cells, rows, instrument, viewers=frozenset(viewers))


def answers_around(level: float, n: int, *, seed: int, spread: float = 1.0) -> np.ndarray:
    """Let n people answer everything around a level."""
    felt = np.random.default_rng(seed).normal(level, spread, (n, len(QWL.items)))
    return np.clip(np.rint(felt), 1, 5).astype(int)


def made_up(seed: int, *, people: int = 420, units: int = 40) -> Closed:
    """Close a wave of a made-up municipality, in which about half answer, and all they are asked."""
    organisation = municipality(people=people, units=units, seed=seed)
    told = list(made_up_answers(organisation, QWL, seed))
    rows = np.array([list(answers.values()) for _, answers, _ in told])
    everybody = (answer_cell(organisation, person) for person in organisation.people.values())
    cells = [answer_cell(organisation, person) for person, _, _ in told]
    return Closed(organisation.parents, Counter(everybody), cells, np.where(rows, rows, 3), QWL)


@st.composite
def organisations(draw: Any, *, most: int = 14, answers: int = 13) -> tuple[dict, dict[str, int]]:
    """Draw any tree and how many of each cell answer."""
    size = draw(st.integers(1, most))
    parents: dict[str, str | None] = {"n0": None}
    for node in range(1, size):
        parents[f"n{node}"] = f"n{draw(st.integers(0, node - 1))}"
    return parents, {code: draw(st.integers(0, answers)) for code in parents}


@st.composite
def sparse(draw: Any, *, most: int = 12) -> tuple[dict, dict[str, int]]:
    """Draw any tree in which a few cells answer, each alone enough, so that some nodes show nothing."""
    parents, counts = draw(organisations(most=most))
    answering = draw(st.sets(st.sampled_from(sorted(parents)), min_size=1, max_size=3))
    return parents, {code: K + count if code in answering else 0 for code, count in counts.items()}


def _wave(instrument: Instrument) -> Wave:
    return Wave("wave-1", instrument, "K", K, 0, opens_at=OPENS, closes_at=CLOSES, opened_at=OPENS)
