"""The shape of a made-up municipality: its tree of units and how many work in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from content.texts import Text
from demo.words import FIELDS, NAME, PLACES, REGIONS, Field
from directory.organisation import Unit

LEVELS: Final = ("organisaatio", "tulosalue", "vastuualue", "työyksikkö")
ROOT: Final = "K"
SMALLEST: Final = 3
LARGEST: Final = 60

_UNITS_PER_FIELD: Final = 10
_MEDIAN_OF_MEAN: Final = 0.8
_SIGMA: Final = 0.65
_STEP: Final = 11


class ImpossibleSizes(Exception):
    """So many people do not fit into so many units of 3 to 60 people."""

    def __init__(self, people: int, units: int) -> None:
        super().__init__(f"{people} people do not fit into {units} units of {SMALLEST} to {LARGEST}")
        self.people = people
        self.units = units


def tree(units: int) -> Iterator[Unit]:
    """Yield the units of a municipality with so many work units, the root first."""
    yield _unit(ROOT, None, 0, NAME)
    slots = _slots(units)
    shares = [units // len(slots) + (n < units % len(slots)) for n in range(len(slots))]
    used: dict[str, int] = {}
    for number, area in enumerate(dict.fromkeys(slot.field.area for slot in slots), start=1):
        code = f"{ROOT}{number}"
        yield _unit(code, ROOT, 1, area)
        own = [(slot, share) for slot, share in zip(slots, shares, strict=True) if slot.field.area == area]
        for place, (slot, share) in enumerate(own, start=1):
            yield _unit(f"{code}-{place:02}", code, 2, slot.name)
            yield from _work_units(f"{code}-{place:02}", slot.field, share, used)


def sizes(total: int, count: int, fixed: Mapping[int, int], rng: np.random.Generator) -> list[int]:
    """Draw the sizes of `count` work units that sum to `total`, those of `fixed` as given where possible.

    Raises ImpossibleSizes when no sizes do.
    """
    if not SMALLEST * count <= total <= LARGEST * count:
        raise ImpossibleSizes(total, count)
    drawn = np.rint(rng.lognormal(np.log(_MEDIAN_OF_MEAN * total / count), _SIGMA, count))
    found = np.clip(drawn, SMALLEST, LARGEST).astype(np.int64)
    free = np.array([n for n in range(count) if n not in fixed], dtype=np.int64)
    rest = total - sum(fixed.values())
    if SMALLEST * len(free) <= rest <= LARGEST * len(free):
        found[list(fixed)] = list(fixed.values())
    else:
        free = np.arange(count)
    while missing := total - int(found.sum()):
        step = 1 if missing > 0 else -1
        movable = free[found[free] < LARGEST] if step > 0 else free[found[free] > SMALLEST]
        found[rng.permutation(movable)[: abs(missing)]] += step
    return [int(size) for size in found]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A vastuualue to be: a field, in one of the regions when the field has several."""

    field: Field
    region: Text | None

    @property
    def name(self) -> Text:
        name, region = self.field.name, self.region
        if region is None:
            return name
        return Text(f"{name.fi}, {region.fi}", f"{name.sv}, {region.sv}", f"{name.en}, {region.en}")


def _slots(units: int) -> list[_Slot]:
    wanted = min(max(1, round(units / _UNITS_PER_FIELD)), units, len(FIELDS) * len(REGIONS))
    taken = [(field, region) for region in REGIONS for field in FIELDS][:wanted]
    several = {field.name for field, region in taken if region is not REGIONS[0]}
    return [_Slot(field, region if field.name in several else None) for field, region in taken]


def _work_units(parent: str, field: Field, count: int, used: dict[str, int]) -> Iterator[Unit]:
    for number in range(1, count + 1):
        nth = used[field.name.fi] = used.get(field.name.fi, -1) + 1
        turn, kind = divmod(nth, len(field.kinds))
        again, place = divmod(turn, len(PLACES))
        here = PLACES[(place + _STEP * FIELDS.index(field)) % len(PLACES)]
        name = here.unit_name(field.kinds[kind])
        if again:
            name = Text(f"{name.fi} {again + 1}", f"{name.sv} {again + 1}", f"{name.en} {again + 1}")
        yield _unit(f"{parent}-{number:02}", parent, 3, name)


def _unit(code: str, parent: str | None, depth: int, name: Text) -> Unit:
    return Unit(code, parent, LEVELS[depth], name.fi, name.sv, name.en)
