"""The one door through which results leave: only here is a `Published` made, and only after the audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument
from scoring.atoms import Atoms
from scoring.figures import Count, Figure, figure_from_json
from scoring.index import PARAMETERS
from scoring.planner import Plan, UnsafePlan, audit, plan
from scoring.results import Results, rate_of, read_rows, rows_of_atoms
from scoring.tree import tree_of
from scoring.views import View, rows_of, view_of

__all__ = ["Plan", "Published", "Tier", "UnsafePlan", "audit", "plan", "publish", "restore"]

Tier = Literal["full", "means", "group", "coverage", "none"]
Figures = Mapping[str, Figure | None]
Thirds = Mapping[str, tuple[int, int, int]]

_DOOR: Final = object()


class ClosedDoor(Exception):
    """Somebody tried to make a result without going through `publish` or `restore`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A node's result as everybody with the right may see it; what is not shown is None.

    Index, spread, factors, capabilities, themes, response rate and covers are percent; items are means on
    their own scale; a distribution is the percent of low, middle and high answers.
    """

    wave: str
    unit: str
    instrument: str
    parameters: str
    tier: Tier
    n: Count | None
    response_rate: Figure | None
    index: Figure | None
    spread: Figure | None
    factors: Figures
    capabilities: Figures
    themes: Figures
    items: Figures
    distributions: Thirds
    covers: int | None
    members: tuple[str, ...]
    door: InitVar[object]

    def __post_init__(self, door: object) -> None:
        if door is not _DOOR:
            raise ClosedDoor

    def as_contract(self) -> dict[str, Any]:
        """Give the object that `results --json` prints."""
        return {
            "wave": self.wave,
            "unit": self.unit,
            "tier": self.tier,
            "n": self.n,
            "response_rate": _written(self.response_rate),
            "index": _written(self.index),
            "spread": _written(self.spread),
            "factors": _all_written(self.factors),
            "capabilities": _all_written(self.capabilities),
            "themes": _all_written(self.themes),
            "items": _all_written(self.items),
            "covers": self.covers,
            "members": list(self.members),
        }

    def to_json(self) -> str:
        """Write the whole result so that `restore` gives it back unchanged."""
        more = {
            "instrument": self.instrument,
            "parameters": self.parameters,
            "distributions": dict(self.distributions),
        }
        return json.dumps(self.as_contract() | more, ensure_ascii=False, separators=(",", ":"))


def publish(
    wave: str,
    instrument: Instrument,
    *,
    parents: Mapping[str, str | None],
    counts: Mapping[str, int],
    invited: Mapping[str, int],
    plan: Plan,
    atoms: Atoms,
) -> dict[str, Published]:
    """Give every node its result, in the order of `parents`; `counts` and `invited` are per cell.

    Raises UnsafePlan, and publishes nothing at all, when the plan does not pass the audit or the atoms are
    not those of the plan.
    """
    audit(parents, counts, plan)
    _audit_sums(counts, plan, atoms=atoms, instrument=instrument)
    tree = tree_of(parents)
    rows = rows_of(tree, plan, atom_rows=rows_of_atoms(atoms), counts=counts)
    results = read_rows(rows, atoms)
    answered, asked = tree.totals(tree.own(counts)), tree.totals(tree.own(invited))
    published = {}
    for node, code in enumerate(tree.codes):
        view = view_of(
            tree, plan, node=node, held=results.members(node), total=answered[node], invited=invited
        )
        rate = rate_of(answered[node], asked[node], own=view.kind == "own")
        published[code] = _published(wave, code, view=view, rate=rate, results=results, instrument=instrument)
    return {code: published[code] for code in parents}


def restore(text: str) -> Published:
    """Read a stored result back; raise ValueError, KeyError or TypeError when it is not one."""
    read = json.loads(text)
    if read["tier"] not in get_args(Tier):
        raise ValueError(read["tier"])
    return Published(
        wave=read["wave"],
        unit=read["unit"],
        instrument=read["instrument"],
        parameters=read["parameters"],
        tier=read["tier"],
        n=read["n"],
        response_rate=_read(read["response_rate"]),
        index=_read(read["index"]),
        spread=_read(read["spread"]),
        factors=_all_read(read["factors"]),
        capabilities=_all_read(read["capabilities"]),
        themes=_all_read(read["themes"]),
        items=_all_read(read["items"]),
        distributions=MappingProxyType({item: tuple(parts) for item, parts in read["distributions"].items()}),
        covers=read["covers"],
        members=tuple(read["members"]),
        door=_DOOR,
    )


def _published(
    wave: str, code: str, *, view: View, rate: Figure | None, results: Results, instrument: Instrument
) -> Published:
    row = view.row
    n = None if row is None else results.count(row)
    return Published(
        wave=wave,
        unit=code,
        instrument=instrument.id,
        parameters=PARAMETERS if instrument.has_index else "",
        tier=_tier(view, n),
        n=n,
        response_rate=rate,
        index=results.measure(row, "index"),
        spread=results.spread(row),
        factors=MappingProxyType({name: results.measure(row, f"factor.{name}") for name in FACTORS}),
        capabilities=MappingProxyType(
            {name: results.measure(row, f"capability.{name}") for name in CAPABILITIES}
        ),
        themes=MappingProxyType({name: results.measure(row, f"theme.{name}") for name in THEMES}),
        items=MappingProxyType({item: results.item(row, item) for item in instrument.item_ids}),
        distributions=MappingProxyType(results.distributions(row)),
        covers=view.covers,
        members=view.members,
        door=_DOOR,
    )


def _tier(view: View, n: Count | None) -> Tier:
    if view.kind == "own":
        return "full" if isinstance(n, int) else "means"
    return view.kind


def _audit_sums(counts: Mapping[str, int], plan: Plan, *, atoms: Atoms, instrument: Instrument) -> None:
    """Raise UnsafePlan unless the sums were made of this plan, its threshold and this instrument."""
    planned = [sum(counts.get(cell, 0) for cell in cells) for cells in plan.atoms]
    if planned != atoms.members.tolist() or plan.k != atoms.k or instrument.item_ids != atoms.items:
        raise UnsafePlan("sums that are not those of the plan")
    answered = atoms.histograms.sum(axis=2)
    for small in (answered, atoms.counts):
        if ((small > 0) & (small < plan.k)).any():
            raise UnsafePlan("sums of fewer answers than the threshold")


def _written(figure: Figure | None) -> float | str | None:
    return None if figure is None else figure.to_json()


def _all_written(figures: Figures) -> dict[str, float | str | None]:
    return {name: _written(figure) for name, figure in figures.items()}


def _read(written: float | str | None) -> Figure | None:
    return None if written is None else figure_from_json(written)


def _all_read(written: Mapping[str, float | str | None]) -> Figures:
    return MappingProxyType({name: _read(value) for name, value in written.items()})
