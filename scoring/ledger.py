"""Every figure of a wave for every node at once, and what of them one node's result holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument
from scoring.areas import Around, areas_of, around_of
from scoring.atoms import MEASURES, Atoms, Integers
from scoring.figures import EXACT_FROM, Count, Figure, answers_shown, response_rate
from scoring.planner import Plan
from scoring.risks import LowShare, low_share
from scoring.rows import MEMBERS, Floats, names_of, rows_of_atoms, usual_spreads
from scoring.shown import classes_of, in_steps
from scoring.standing import (
    Intelligence,
    Picks,
    Standing,
    Verdicts,
    intelligence_of,
    largest,
    relative_means,
    standing_of,
    strengths_of,
    targets_of,
    verdicts_between,
)
from scoring.statistics import enps
from scoring.tables import Earlier, Table, earlier_of, own_and_rest, rows_seen
from scoring.tree import Tree
from scoring.trend import MOST_POINTS, Past, PastWave
from scoring.views import View, cells_behind, homes, rows_of, views_of

_FIRST_CAPABILITY: Final = MEASURES.index(f"capability.{CAPABILITIES[0]}")
_ITEMS: Final = slice(len(MEASURES), None)
_CAPABILITIES: Final = slice(_FIRST_CAPABILITY, _FIRST_CAPABILITY + len(CAPABILITIES))


@dataclass(frozen=True, slots=True)
class Entry:
    """What one node's result holds; figures that are not shown are left out."""

    view: View
    n: Count | None
    response_rate: Figure | None
    spread: Figure | None
    figures: dict[str, Figure]
    margins: dict[str, float]
    distributions: dict[str, tuple[int, int, int]]
    enps: dict[str, int]
    low_share: LowShare | None
    rest: dict[str, Figure]
    standings: dict[str, Standing]
    strengths: tuple[str, ...]
    targets: tuple[str, ...]
    intelligence: Intelligence | None
    changes: dict[str, Standing]
    trend: tuple[Past, ...]
    area: str | None
    around: dict[str, Figure]
    beside_area: dict[str, Standing]


@dataclass(frozen=True)
class Ledger:
    """All figures of a wave; nodes are positions of the tree.

    `behind` pairs each node with the staffed cells it sees, `seen` (nodes, columns) are the sums it sees.
    """

    instrument: Instrument
    tree: Tree
    views: Sequence[View]
    behind: tuple[Integers, Integers]
    seen: Integers
    answered: Sequence[int]
    asked: Sequence[int]
    own: Table
    rest: Table
    verdicts: Verdicts
    classes: Integers
    targets: Picks
    strengths: Picks
    earlier: Sequence[Earlier]
    around: Around

    @cached_property
    def _place(self) -> dict[str, int]:
        return {code: node for node, code in enumerate(self.tree.codes)}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return names_of(self.instrument.item_ids)

    @cached_property
    def _steps(self) -> Integers:
        return in_steps(self.classes)

    @cached_property
    def _trending(self) -> list[int]:
        """Give the columns that trends show: index, factors and themes, or else the items."""
        if not self.instrument.has_index:
            return list(range(len(MEASURES), len(self._names)))
        wanted = {"index", *(f"factor.{f}" for f in FACTORS), *(f"theme.{t}" for t in THEMES)}
        return [column for column, name in enumerate(self._names) if name in wanted]

    def entry(self, code: str) -> Entry:
        """Give what the result of a unit holds; raise KeyError for a unit outside the wave."""
        node = self._place[code]
        view, members = self.views[node], int(self.own.moments.members[node])
        is_large = members >= EXACT_FROM
        own, beside_area = self.own.shown, self._beside_area(node)
        return Entry(
            view=view,
            n=None if view.row is None else answers_shown(members),
            response_rate=response_rate(self.answered[node], self.asked[node], own=view.kind == "own"),
            spread=self._spread(node),
            figures=self._told(own.figures(node)),
            margins=self._numbers(own.margins[node]),
            distributions=self._distributions(node),
            enps=self._enps(node),
            low_share=self._low_share(node),
            rest=self._told(self.rest.shown.figures(node)) if is_large else {},
            standings=self._standings(node),
            strengths=self._items(self.strengths[node]),
            targets=self._items(self.targets[node]),
            intelligence=self._intelligence(node),
            changes=self._changes(node),
            trend=tuple(self._past(each, node) for each in self.earlier) if view.row is not None else (),
            area=self.tree.codes[self.around.areas[node]] if beside_area else None,
            around=self._around(node, beside_area) if is_large else {},
            beside_area=beside_area,
        )

    def _told(self, figures: Sequence[Figure | None]) -> dict[str, Figure]:
        return {name: each for name, each in zip(self._names, figures, strict=True) if each is not None}

    def _numbers(self, row: Floats) -> dict[str, float]:
        return {name: each for name, each in zip(self._names, row.tolist(), strict=True) if each == each}  # noqa: PLR0124  # NaN differs from itself

    def _items(self, chosen: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.instrument.items[place].id for place in chosen)

    def _spread(self, node: int) -> Figure | None:
        """Give the spread of the index in percentage points, from ten indices on."""
        if self.own.moments.n[node, 0] < EXACT_FROM:
            return None
        return Figure(round(float(self.own.spreads[node, 0]), 1))

    def _low_share(self, node: int) -> LowShare | None:
        n = int(self.own.moments.n[node, 0])
        return low_share(int(self.own.moments.low[node]), n) if n >= EXACT_FROM else None

    def _distributions(self, node: int) -> dict[str, tuple[int, int, int]]:
        """Give low, middle and high answers in percent of each item that ten or more answered."""
        return {
            item.id: (low, middle, high)
            for item, (low, middle, high), n in zip(
                self.instrument.items, self._steps[node].tolist(), self.classes[node].sum(axis=1), strict=True
            )
            if n >= EXACT_FROM
        }

    def _enps(self, node: int) -> dict[str, int]:
        found = {}
        for place, item in enumerate(self.instrument.items):
            detractors, passives, promoters = self.classes[node, place].tolist()
            if item.measure == "enps" and detractors + passives + promoters >= EXACT_FROM:
                found[item.id] = round(enps(promoters, passives, detractors).value)
        return found

    def _standings(self, node: int) -> dict[str, Standing]:
        known = ~np.isnan(self.own.means[node] - self.rest.means[node])
        told = zip(self._names, self.verdicts[node].tolist(), known.tolist(), strict=True)
        return {name: standing_of(verdict) for name, verdict, is_known in told if is_known}

    def _intelligence(self, node: int) -> Intelligence | None:
        """Compare capabilities by how they stand to the rest, those of the whole among themselves."""
        own, rest = self.own.means[node, _CAPABILITIES], self.rest.means[node, _CAPABILITIES]
        relative = own if np.isnan(rest).all() else own - rest
        return intelligence_of(relative, self.own.errors[node, _CAPABILITIES])

    def _changes(self, node: int) -> dict[str, Standing]:
        """Give the index and the largest changes since the last wave that may be compared."""
        last = next((each for each in self.earlier if each.back.reasons[node] is None), None)
        if last is None or self.views[node].row is None:
            return {}
        return self._index_and_largest(last.verdicts[node], last.differences[node])

    def _beside_area(self, node: int) -> dict[str, Standing]:
        """Give the index and the largest differences to the area round a node."""
        return self._index_and_largest(self.around.verdicts[node], self.around.differences[node])

    def _around(self, node: int, told: Collection[str]) -> dict[str, Figure]:
        figures = self._told(self.around.table.shown.figures(node))
        return {name: figures[name] for name in told if name in figures}

    def _index_and_largest(self, verdicts: NDArray[np.int8], differences: Floats) -> dict[str, Standing]:
        names = self._names
        others = [column for column in self._trending if names[column] != "index"]
        chosen = [others[place] for place in largest(verdicts[others], differences[others])]
        if self.instrument.has_index and not np.isnan(differences[0]):
            chosen = [0, *chosen]
        return {names[column]: standing_of(int(verdicts[column])) for column in chosen}

    def _past(self, earlier: Earlier, node: int) -> Past:
        wave, reason = earlier.back.wave, earlier.back.reasons[node]
        if reason is not None:
            return Past(wave.id, wave.closed, reason)
        figures = self._told(earlier.table.shown.figures(node))
        margins = self._numbers(earlier.table.shown.margins[node])
        names = {self._names[column] for column in self._trending}
        return Past(
            wave.id,
            wave.closed,
            n=answers_shown(int(earlier.table.moments.members[node])),
            figures={name: figure for name, figure in figures.items() if name in names},
            margins={name: each for name, each in margins.items() if name in names},
        )


def ledger_of(
    instrument: Instrument,
    *,
    tree: Tree,
    counts: Mapping[str, int],
    invited: Mapping[str, int],
    plan: Plan,
    atoms: Atoms,
    past: Sequence[PastWave],
) -> Ledger:
    """Work every figure out; what is audited beforehand is not looked at again."""
    lowest = homes(tree, plan, counts=counts)
    rows = rows_of(tree, lowest, atom_rows=rows_of_atoms(atoms))
    answered, asked = tree.totals(tree.own(counts)), tree.totals(tree.own(invited))
    views = views_of(tree, plan, held=rows[:, MEMBERS], totals=answered, invited=invited)
    seen = rows_seen(rows, views)
    usual = usual_spreads(atoms)
    own, rest = own_and_rest(seen, rows[:1], atoms, instrument, usual=usual)
    relative = relative_means(own.means[:, _ITEMS], rest.means[:, _ITEMS], instrument)
    targets = targets_of(own.moments, relative, instrument)
    staffed = {code for code in tree.codes if counts.get(code) or invited.get(code)}
    behind = cells_behind(tree, plan, views, lowest=lowest, staffed=staffed)
    areas = areas_of(tree, views, lowest=lowest, has_rest=rest.moments.members > 0)
    return Ledger(
        instrument=instrument,
        tree=tree,
        views=views,
        behind=behind,
        seen=seen,
        answered=answered,
        asked=asked,
        own=own,
        rest=rest,
        verdicts=verdicts_between(own.means, rest.means, errors=own.errors, other_errors=rest.errors),
        classes=classes_of(own.moments, instrument),
        targets=targets,
        strengths=strengths_of(relative, targets, instrument),
        earlier=[earlier_of(each, instrument, tree, behind, own=own) for each in past[:MOST_POINTS]],
        around=around_of(areas, seen, own, atoms=atoms, instrument=instrument, usual=usual),
    )
