"""A made-up Finnish municipality: its tree, its people and how they might answer, the same for the same seed.

The shape is a usual one: organisaatio > tulosalue > vastuualue > työyksikkö, work units of 3 to 60 people of
which many have 3 to 15, about half of the people answering, and results that differ from unit to unit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from content.instrument import Instrument, Item
from demo.people import AINO, ARVI, CAST, EERO, HELMI, ONNI, SAGA, DemoPerson, object_id
from demo.shape import LEVELS, ROOT, sizes, tree
from demo.words import COMMENTS
from directory.organisation import Organisation, Person, Unit

SEED: Final = 16

_STAFF: Final[tuple[tuple[DemoPerson, str], ...]] = ((HELMI, "hr"), (ARVI, "admin"), (SAGA, "management"))
_AINOS_UNIT: Final = 24
_ONNIS_UNIT: Final = 9
_LANGUAGES: Final = {"fi": 0.86, "sv": 0.11, "en": 0.03}

_MIDDLE: Final = 3.68
_SPREAD: Final = {"tulosalue": 0.08, "vastuualue": 0.12, "työyksikkö": 0.24}
_FACTOR_SHIFT: Final = {"safety": 0.15, "belonging": 0.0, "purpose": -0.15}
_SKIPPED: Final = 0.03
_COMMENTED: Final = 0.08


def municipality(*, people: int = 3835, units: int = 300, seed: int = SEED) -> Organisation:
    """Return a municipality with exactly so many people and work units; raise ImpossibleSizes.

    Aino and her supervisor Eero are in the first work unit, Onni in the first of the next area; Helmi (HR),
    Arvi (admin) and Saga (management) are in the organisation's own staff.
    """
    rng = np.random.default_rng(seed)
    places = list(tree(units))
    work = [unit for unit in places if unit.level == LEVELS[-1]]
    areas = [unit for unit in places if unit.level in LEVELS[1:-1]]
    onnis = _first_of_next_area(work)
    drawn = sizes(people - len(areas) - len(_STAFF), units, {onnis: _ONNIS_UNIT, 0: _AINOS_UNIT}, rng)
    members = [_member_ids(unit.code, size) for unit, size in zip(work, drawn, strict=True)]
    members[onnis][-1] = ONNI.aad_object_id
    members[0][:2] = [EERO.aad_object_id, AINO.aad_object_id]
    led = [(area, [object_id(f"person/{area.code}/lead")]) for area in areas]
    everybody = [*_own_staff(), *_people([*led, *zip(work, members, strict=True)], rng)]
    return Organisation(places, everybody)


def write_csv(organisation: Organisation, folder: Path) -> tuple[Path, Path]:
    """Write units.csv and people.csv and return their paths."""
    units, people = folder / "units.csv", folder / "people.csv"
    _write(
        units,
        ("code", "parent_code", "level", "name_fi", "name_sv", "name_en"),
        (
            (unit.code, unit.parent_code or "", unit.level, unit.name_fi, unit.name_sv, unit.name_en)
            for unit in organisation.units.values()
        ),
    )
    _write(
        people,
        ("aad_object_id", "unit_code", "language", "supervises", "roles"),
        (
            (
                person.aad_object_id,
                person.unit_code,
                person.language or "",
                ";".join(person.supervises),
                ";".join(sorted(person.roles)),
            )
            for person in organisation.people.values()
        ),
    )
    return units, people


def made_up_answers(
    organisation: Organisation, instrument: Instrument, seed: int = SEED
) -> Iterator[tuple[Person, dict[str, int], str]]:
    """Yield each answering person with the answers by item id, 0 for "don't know", and a comment or ""."""
    members: dict[str, list[Person]] = {}
    for person in organisation.people.values():
        members.setdefault(person.unit_code, []).append(person)
    for code, everybody in members.items():
        rng = _generator(seed, code)
        share = np.clip(rng.normal(0.5, 0.14), 0.15, 0.95)
        answering = [person for person in everybody if rng.random() < share]
        scores = _scores(organisation, instrument, code, len(answering), seed)
        for person, row in zip(answering, scores, strict=True):
            answers = dict(zip(instrument.item_ids, map(int, row), strict=True))
            yield person, answers, _comment(person, rng) if instrument.comment else ""


def _member_ids(code: str, size: int) -> list[str]:
    return [object_id(f"person/{code}/{number}") for number in range(1, size + 1)]


def _first_of_next_area(work: Sequence[Unit]) -> int:
    area = work[0].code.partition("-")[0]
    return next((n for n, unit in enumerate(work) if unit.code.partition("-")[0] != area), len(work) - 1)


def _own_staff() -> Iterator[Person]:
    for person, role in _STAFF:
        yield Person(person.aad_object_id, ROOT, person.language, (), frozenset({role}))


def _people(staffed: Iterable[tuple[Unit, list[str]]], rng: np.random.Generator) -> Iterator[Person]:
    """Yield the people of each unit; the first of them leads it."""
    known = {person.aad_object_id: person.language for person in CAST}
    for unit, members in staffed:
        spoken = rng.choice(list(_LANGUAGES), size=len(members), p=list(_LANGUAGES.values()))
        for number, (member, language) in enumerate(zip(members, spoken, strict=True)):
            leads = () if number else (unit.code,)
            yield Person(member, unit.code, known.get(member, str(language)), leads, frozenset())


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _scores(
    organisation: Organisation, instrument: Instrument, code: str, count: int, seed: int
) -> NDArray[np.int64]:
    """Draw answers, one row a person and one column an item, 0 for "don't know"."""
    rng = _generator(seed, "answers", code)
    mood = sum(_mood(organisation.units[above], seed) for above in organisation.path(code))
    middle = np.array([_MIDDLE + mood + _lean(item, code, seed) for item in instrument.items])
    temper = rng.normal(0, 0.5, (count, 1))
    felt = middle + temper + rng.normal(0, 0.75, (count, len(middle)))
    highest = np.array([len(instrument.scale_of(item).labels) for item in instrument.items])
    answers = np.clip(np.rint(1 + (felt - 1) / 4 * (highest - 1)), 1, highest).astype(np.int64)
    return np.where(rng.random(answers.shape) < _SKIPPED, 0, answers)


def _mood(unit: Unit, seed: int) -> float:
    return float(_generator(seed, "mood", unit.code).normal(0, 1)) * _SPREAD.get(unit.level, 0.0)


def _lean(item: Item, code: str, seed: int) -> float:
    """Return how far an item's answers in a unit lie from the unit's mood."""
    everywhere = _generator(seed, "item", item.id).normal(0, 0.2)
    here = _generator(seed, "capability", item.capability or item.id, code).normal(0, 0.2)
    return float(everywhere + here) + _FACTOR_SHIFT.get(item.factor or "", 0.0)


def _comment(person: Person, rng: np.random.Generator) -> str:
    choices = COMMENTS[person.language or "fi"]
    return choices[int(rng.integers(len(choices)))] if rng.random() < _COMMENTED else ""


def _generator(seed: int, *what: str) -> np.random.Generator:
    return np.random.default_rng([seed, crc32("/".join(what).encode())])
