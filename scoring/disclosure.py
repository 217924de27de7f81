"""The one door through which results leave: only here is a `Published` made, and only after the audit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from content.instrument import CAPABILITIES, FACTORS, THEMES, Instrument
from scoring.atoms import Atoms
from scoring.figures import Count, Figure
from scoring.gate import inspect_atoms, inspect_views
from scoring.index import trend_line
from scoring.ledger import Entry, Ledger, ledger_of
from scoring.planner import Plan, UnsafePlan, audit, audit_tree, plan
from scoring.risks import LowShare
from scoring.standing import Intelligence, Standing
from scoring.tree import tree_of
from scoring.trend import Past, PastWave
from scoring.views import View
from scoring.written import figures_read, figures_written, past_read, past_written, read, written

__all__ = ["PastWave", "Plan", "Published", "Tier", "UnsafePlan", "audit", "plan", "publish", "restore"]

Tier = Literal["full", "means", "group", "coverage", "none"]
Figures = Mapping[str, Figure | None]
Thirds = Mapping[str, tuple[int, int, int]]

_DOOR: Final = object()


class ClosedDoor(Exception):
    """Somebody tried to make a result without going through `publish` or `restore`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A node's result as everybody with the right may see it; what is not shown is None or left out.

    Index, spread, factors, capabilities, themes, response rate and covers are percent; items are means on
    their own scale; a distribution is the percent of low, middle and high answers, or of detractors, passives
    and promoters where there is an eNPS (-100..100).

    By name ("index", "factor.safety", "capability.culture", "theme.trust", "item.<id>"): `margins` are half
    the width of a 90 % interval, in the figure's own unit; `rest` is the organisation without these answers;
    `standings` say how the figure stands to that, `changes` how it stands to the last comparable wave of the
    trend. `area` is the code of the nearest node above with a result; `beside_area` says how the index and at
    most three others stand to the rest of that, `around` what they are there. Strengths and targets are item
    ids, the first first; `intelligence` pairs two capabilities.
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
    enps: Mapping[str, int]
    low_share: LowShare | None
    margins: Mapping[str, float]
    rest: Mapping[str, Figure]
    standings: Mapping[str, Standing]
    strengths: tuple[str, ...]
    targets: tuple[str, ...]
    intelligence: Intelligence | None
    changes: Mapping[str, Standing]
    trend: tuple[Past, ...]
    area: str | None
    around: Mapping[str, Figure]
    beside_area: Mapping[str, Standing]
    covers: int | None
    members: tuple[str, ...]
    door: InitVar[object]

    def __post_init__(self, door: object) -> None:
        if door is not _DOOR:
            raise ClosedDoor

    def figure(self, name: str) -> Figure | None:
        """Give a figure by its name; None when it is not shown, KeyError when there is no such figure."""
        kind, _, rest = name.partition(".")
        of_kind: Mapping[str, Figures] = {
            "factor": self.factors,
            "capability": self.capabilities,
            "theme": self.themes,
            "item": self.items,
        }
        return self.index if name == "index" else of_kind[kind][rest]

    def as_contract(self) -> dict[str, Any]:
        """Give the object that `results --json` prints."""
        return {
            "wave": self.wave,
            "unit": self.unit,
            "tier": self.tier,
            "n": self.n,
            "response_rate": written(self.response_rate),
            "index": written(self.index),
            "spread": written(self.spread),
            "factors": figures_written(self.factors),
            "capabilities": figures_written(self.capabilities),
            "themes": figures_written(self.themes),
            "items": figures_written(self.items),
            "covers": self.covers,
            "members": list(self.members),
        }

    def in_full(self) -> dict[str, Any]:
        """Give all that is published: the contract, and how far its figures carry."""
        return self.as_contract() | {
            "instrument": self.instrument,
            "parameters": self.parameters,
            "margins": dict(self.margins),
            "distributions": {item: list(parts) for item, parts in self.distributions.items()},
            "enps": dict(self.enps),
            "low_share": self.low_share,
            "rest": figures_written(self.rest),
            "standings": dict(self.standings),
            "strengths": list(self.strengths),
            "targets": list(self.targets),
            "intelligence": self.intelligence and asdict(self.intelligence),
            "changes": dict(self.changes),
            "trend": [past_written(point) for point in self.trend],
            "area": self.area,
            "around": figures_written(self.around),
            "beside_area": dict(self.beside_area),
        }

    def to_json(self) -> str:
        """Write the whole result so that `restore` gives it back unchanged."""
        return json.dumps(self.in_full(), ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Publication(Mapping[str, Published]):
    """The results of a wave by unit code, each made when it is asked for."""

    wave: str
    parameters: str
    _ledger: Ledger = field(repr=False)
    _order: tuple[str, ...] = field(repr=False)

    def __getitem__(self, code: str) -> Published:
        return _published(code, self._ledger.entry(code), publication=self, ledger=self._ledger)

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


def publish(
    wave: str,
    instrument: Instrument,
    *,
    parents: Mapping[str, str | None],
    counts: Mapping[str, int],
    invited: Mapping[str, int],
    plan: Plan,
    atoms: Atoms,
    past: Sequence[PastWave] = (),
) -> Publication:
    """Give every node its result, in the order of `parents`; `counts` and `invited` are per cell.

    `past` are earlier closed waves of the instrument, the newest first. Raises UnsafePlan, and publishes
    nothing at all, when the plan does not pass the audit or the atoms are not those of the plan.
    """
    tree = tree_of(parents)
    audit_tree(tree, counts, plan)
    inspect_atoms(atoms, plan, counts=counts, instrument=instrument)
    ledger = ledger_of(
        instrument, tree=tree, counts=counts, invited=invited, plan=plan, atoms=atoms, past=past
    )
    staffed = [code for code in tree.codes if counts.get(code) or invited.get(code)]
    inspect_views(ledger, atoms, plan, staffed=staffed)
    return Publication(wave, trend_line(instrument), ledger, tuple(parents))


def restore(text: str) -> Published:
    """Read a stored result back; raise ValueError, KeyError or TypeError when it is not one."""
    stored = json.loads(text)
    if stored["tier"] not in get_args(Tier):
        raise ValueError(stored["tier"])
    return Published(
        wave=stored["wave"],
        unit=stored["unit"],
        instrument=stored["instrument"],
        parameters=stored["parameters"],
        tier=stored["tier"],
        n=stored["n"],
        response_rate=read(stored["response_rate"]),
        index=read(stored["index"]),
        spread=read(stored["spread"]),
        factors=figures_read(stored["factors"]),
        capabilities=figures_read(stored["capabilities"]),
        themes=figures_read(stored["themes"]),
        items=figures_read(stored["items"]),
        distributions=MappingProxyType({item: tuple(told) for item, told in stored["distributions"].items()}),
        covers=stored["covers"],
        members=tuple(stored["members"]),
        # Results of the first waves do not carry their reliability.
        enps=_mapping(stored, "enps"),
        low_share=stored.get("low_share"),
        margins=_mapping(stored, "margins"),
        rest=figures_read(stored.get("rest", {})),
        standings=_mapping(stored, "standings"),
        strengths=tuple(stored.get("strengths", ())),
        targets=tuple(stored.get("targets", ())),
        intelligence=Intelligence(**stored["intelligence"]) if stored.get("intelligence") else None,
        changes=_mapping(stored, "changes"),
        trend=tuple(past_read(point) for point in stored.get("trend", ())),
        area=stored.get("area"),
        around=figures_read(stored.get("around", {})),
        beside_area=_mapping(stored, "beside_area"),
        door=_DOOR,
    )


def _mapping(stored: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return MappingProxyType(dict(stored.get(name, {})))


def _published(code: str, entry: Entry, *, publication: Publication, ledger: Ledger) -> Published:
    def some(kind: str, names: Sequence[str]) -> Figures:
        return MappingProxyType({name: entry.figures.get(f"{kind}.{name}") for name in names})

    return Published(
        wave=publication.wave,
        unit=code,
        instrument=ledger.instrument.id,
        parameters=publication.parameters,
        tier=_tier(entry.view, entry.n),
        n=entry.n,
        response_rate=entry.response_rate,
        index=entry.figures.get("index"),
        spread=entry.spread,
        factors=some("factor", FACTORS),
        capabilities=some("capability", CAPABILITIES),
        themes=some("theme", THEMES),
        items=some("item", ledger.instrument.item_ids),
        distributions=MappingProxyType(entry.distributions),
        enps=MappingProxyType(entry.enps),
        low_share=entry.low_share,
        margins=MappingProxyType(entry.margins),
        rest=MappingProxyType(entry.rest),
        standings=MappingProxyType(entry.standings),
        strengths=entry.strengths,
        targets=entry.targets,
        intelligence=entry.intelligence,
        changes=MappingProxyType(entry.changes),
        trend=entry.trend,
        area=entry.area,
        around=MappingProxyType(entry.around),
        beside_area=MappingProxyType(entry.beside_area),
        covers=entry.view.covers,
        members=entry.view.members,
        door=_DOOR,
    )


def _tier(view: View, n: Count | None) -> Tier:
    if view.kind == "own":
        return "full" if isinstance(n, int) else "means"
    return view.kind
