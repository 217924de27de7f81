"""Small questionnaires, answers and organisations for the tests of scoring."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from content.instrument import CAPABILITIES, FACTORS, THEME_OF, Instrument, Item, Measure, Scale
from content.texts import Text
from scoring.aggregate import Atoms, aggregate
from scoring.disclosure import PastWave, Plan, Published, plan, publish
from scoring.respondents import profiles_of

WORKED = """
45453 35443 34442    34443 34443 24342    45554 45553 44453    23342 23342 13231
44543 44443 34443    55554 45544 45444    34353 34343 23332    44443 34453 34343
"""


def text(words: str) -> Text:
    return Text(fi=words, sv=words, en=words)


def instrument_of(items: tuple[Item, ...], *, steps: int = 5, first: int = 1) -> Instrument:
    scale = Scale("agree", tuple(text(str(first + step)) for step in range(steps)), first)
    return Instrument(
        id="tyoelaman-laatu",
        version=1,
        name=text("Työelämän laatu"),
        intro=text("Vastaa"),
        scales=(scale,),
        items=items,
        dont_know=text("En osaa sanoa"),
        comment=None,
    )


def grid() -> Instrument:
    """The fifteen statements in the order of the worked example: factor by factor."""
    cells = [(factor, capability) for factor in FACTORS for capability in CAPABILITIES]
    return instrument_of(
        tuple(Item(f"{c}-{f}", text("Väite"), "agree", f, c, THEME_OF[c, f]) for f, c in cells)
    )


def questions(
    *ids: str, steps: int = 5, first: int = 1, reversed_: Collection[str] = (), measure: Measure | None = None
) -> Instrument:
    """Questions without an index, all on one scale."""
    items = (
        Item(i, text("Kysymys"), "agree", None, None, None, reversed=i in reversed_, measure=measure)
        for i in ids
    )
    return instrument_of(tuple(items), steps=steps, first=first)


def pair() -> Instrument:
    """Two questions without an index."""
    return questions("now", "service")


def column(*answers: int) -> np.ndarray:
    """The answers to a single question."""
    return np.array(answers, dtype=float)[:, None]


def worked_answers() -> np.ndarray:
    rows = WORKED.split()
    return np.array([[float(d) for d in "".join(rows[at : at + 3])] for at in range(0, len(rows), 3)])


def frame(instrument: Instrument, rows: np.ndarray, cells: list[str]) -> pd.DataFrame:
    answers = pd.DataFrame(rows, columns=list(instrument.item_ids), dtype=float)
    answers.insert(0, "cell", cells)
    return answers


def random_rows(instrument: Instrument, n: int, *, seed: int = 1, missing: float = 0.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows = random.integers(1, 6, (n, len(instrument.items))).astype(float)
    rows[random.random(rows.shape) < missing] = np.nan
    return rows


def values(rows: np.ndarray) -> np.ndarray:
    """Answers as scoring keeps them: whole numbers, 0 = not answered."""
    return np.nan_to_num(np.asarray(rows, dtype=float)).astype(np.int8)


def indices(rows: np.ndarray, instrument: Instrument | None = None) -> np.ndarray:
    """The index of each respondent in percent."""
    return 100 * profiles_of(values(rows), instrument or grid()).index


class Wave:
    """A closed wave: answers of `counts` respondents per cell, planned, summed and published."""

    def __init__(
        self,
        parents: Mapping[str, str | None],
        counts: Mapping[str, int],
        *,
        instrument: Instrument | None = None,
        rows: np.ndarray | None = None,
        invited: Mapping[str, int] | None = None,
        k: int = 5,
        past: Sequence[PastWave] = (),
    ) -> None:
        self.parents, self.counts = parents, counts
        self.instrument = instrument or grid()
        self.cells = [cell for cell, n in counts.items() for _ in range(n)]
        self.rows = random_rows(self.instrument, len(self.cells)) if rows is None else rows
        self.invited = invited or {code: 2 * counts.get(code, 0) + 1 for code in parents}
        self.plan: Plan = plan(parents, counts, k=k)
        self.atoms: Atoms = aggregate(
            frame(self.instrument, self.rows, self.cells), self.instrument, self.plan.atom_of, k
        ).placed(self.plan.atoms, staffed=[code for code in parents if self.invited.get(code)])
        self.results: Mapping[str, Published] = publish(
            "wave-1",
            self.instrument,
            parents=parents,
            counts=counts,
            invited=self.invited,
            plan=self.plan,
            atoms=self.atoms,
            past=past,
        )

    def shares(self, code: str) -> np.ndarray:
        """The answers of everybody in one cell as shares 0..1."""
        return (self.rows[[cell == code for cell in self.cells]] - 1) / 4


def past_of(wave: Wave, *, month: int = 9) -> PastWave:
    """A wave as a later one sees it."""
    return PastWave(f"2026-{month:02}", date(2026, month, 1), wave.instrument, wave.atoms)
